"""Who may be told what, with the reason: one table of rules, readable by a lawyer, and two doors that agree.

`decide` answers for one fact, `visible` gives the same answer as a filter over many; a property test compares them.
Nothing is looked up here: the viewer's memberships and grounds come in with the viewer, the fact's label with the fact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


class Category(StrEnum):
    """What a fact is about; each entry kind and each labelled table names one."""

    ADVICE = "advice"
    CASE = "case"
    CONTACT = "contact"
    USE = "use"
    VERDICT = "verdict"
    MEASURE = "measure"
    MONITORING = "monitoring"
    GATE = "gate"
    MISUSE = "misuse"
    REPORTED = "reported"
    HUNT = "hunt"
    EVIDENCE = "evidence"
    IMPACT = "impact"
    COST = "cost"
    RECOVERY = "recovery"
    STATEMENT = "statement"
    PRESS = "press"
    PROMISE = "promise"
    QUESTION = "question"
    DRAFT = "draft"
    SENT = "sent"
    FIGURES = "figures"
    RIGHTS = "rights"


class Relation(StrEnum):
    """How the viewer stands to a fact."""

    OWN = "own"
    ADDRESSED = "addressed"
    MEMBER = "member"
    DESK = "desk"
    NATIONAL_NAMED = "national-named"
    COMMUNITY = "community"
    ANYONE = "anyone"


class Audience(StrEnum):
    """For whom a document is written."""

    PUBLIC = "public"
    COUNCIL = "council"
    REGULATOR = "regulator"
    SECTOR_CERT = "sector-cert"


@dataclass(frozen=True, slots=True)
class Fact:
    """What disclosure needs to know of a fact: never its content."""

    category: Category
    label: Label
    owner: UUID
    constituency: UUID | None = None
    recipients: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: for this relation, these categories and labels may be seen, and why.

    `categories` None means all. `content`: whether the free text goes along, or only the typed values.
    """

    id: str
    relation: Relation
    labels: frozenset[Label]
    categories: frozenset[Category] | None
    content: bool
    because: Text


_UP_TO_GREEN = frozenset({Label.CLEAR, Label.GREEN})
_UP_TO_AMBER = _UP_TO_GREEN | {Label.AMBER}
_ALL = frozenset(Label)
DESK_SEES = frozenset(
    {
        Category.CONTACT,
        Category.USE,
        Category.VERDICT,
        Category.MEASURE,
        Category.MONITORING,
        Category.GATE,
        Category.REPORTED,
        Category.CASE,
        Category.ADVICE,
        Category.SENT,
    }
)
NATIONAL_SEES = DESK_SEES - {Category.CONTACT, Category.REPORTED}
ALL_BUT_DRAFTS = frozenset(Category) - {Category.DRAFT}
"""A draft of a public letter is labelled as the letter will be, and is not public before it is sent."""

RULES = (
    Rule(
        "D1",
        Relation.OWN,
        _ALL,
        None,
        content=True,
        because=Text("een organisatie ziet alles van zichzelf", "an organisation sees all of its own"),
    ),
    Rule(
        "D2",
        Relation.ADDRESSED,
        _ALL,
        None,
        content=True,
        because=Text("aan u bij name gericht", "addressed to you by name"),
    ),
    Rule(
        "D3",
        Relation.MEMBER,
        _UP_TO_AMBER,
        frozenset({Category.ADVICE, Category.CASE}),
        content=True,
        because=Text(
            "advies van de sector-CERT voor zijn deelnemers (TLP 2.0: cliënten zijn deelnemers)",
            "the sector CERT's advice for its members (TLP 2.0: clients include constituents)",
        ),
    ),
    Rule(
        "D4",
        Relation.DESK,
        _UP_TO_AMBER,
        DESK_SEES,
        content=False,
        because=Text(
            "de sector-CERT ziet van deelnemers de stand, niet de kosten, concepten, vragen of bewijs",
            "the sector CERT sees how its members stand, not their costs, drafts, questions or evidence",
        ),
    ),
    Rule(
        "D5",
        Relation.NATIONAL_NAMED,
        _UP_TO_AMBER,
        NATIONAL_SEES,
        content=False,
        because=Text(
            "er is een grondslag of toestemming om deze naam landelijk te zien",
            "there is a ground or consent to see this name at the national desk",
        ),
    ),
    Rule(
        "D6",
        Relation.COMMUNITY,
        _UP_TO_GREEN,
        frozenset({Category.ADVICE, Category.CASE, Category.SENT}),
        content=True,
        because=Text("gedeeld met de gemeenschap", "shared with the community"),
    ),
    Rule(
        "D7",
        Relation.ANYONE,
        frozenset({Label.CLEAR}),
        ALL_BUT_DRAFTS,
        content=True,
        because=Text("openbaar", "public"),
    ),
)

WORKING_ROLES = tuple(role for role in Role if role is not Role.OPERATOR)
NO_RULE = Text("er is hier niets dat u mag zien", "there is nothing here that you may see")


@dataclass(frozen=True, slots=True)
class Clause:
    """One way in which a fact may be visible: every part that is not None must hold."""

    rule: str
    content: bool
    labels: frozenset[Label]
    categories: frozenset[Category] | None = None
    owners: frozenset[UUID] | None = None
    constituencies: frozenset[UUID] | None = None
    recipients: frozenset[UUID] | None = None

    def admits(self, fact: Fact) -> bool:
        """Return whether the fact passes through this clause."""
        return (
            fact.label in self.labels
            and (self.categories is None or fact.category in self.categories)
            and (self.owners is None or fact.owner in self.owners)
            and (self.constituencies is None or fact.constituency in self.constituencies)
            and (self.recipients is None or bool(fact.recipients & self.recipients))
        )


def related(viewer: Viewer, fact: Fact) -> frozenset[Relation]:
    """Return every relation in which the viewer stands to the fact; an operator's office gives none but ANYONE."""
    own = viewer.organisations(*WORKING_ROLES)
    found = {Relation.ANYONE}
    if own:
        found.add(Relation.COMMUNITY)
    if fact.owner in own:
        found.add(Relation.OWN)
    if fact.recipients & own:
        found.add(Relation.ADDRESSED)
    if fact.constituency in viewer.memberships and fact.owner in viewer.memberships:
        found.add(Relation.MEMBER)
    if fact.constituency is not None and fact.constituency in viewer.organisations(Role.DESK, Role.SHIFT_LEAD):
        found.add(Relation.DESK)
    if viewer.holds(Role.NATIONAL) and fact.owner in viewer.named_for_national:
        found.add(Relation.NATIONAL_NAMED)
    return frozenset(found)


def decide(viewer: Viewer, fact: Fact) -> Verdict:
    """Answer "yes" or "no" whether the viewer may see the fact, with the rules that say so (or that none does)."""
    relations = related(viewer, fact)
    granted = tuple(
        Reason(rule.id, rule.because)
        for rule in RULES
        if rule.relation in relations
        and fact.label in rule.labels
        and (rule.categories is None or fact.category in rule.categories)
    )
    return Verdict("yes", granted) if granted else Verdict("no", (Reason("no-rule", NO_RULE),))


def visible(viewer: Viewer) -> tuple[Clause, ...]:
    """Return the clauses whose union is exactly what `decide` allows this viewer; querysets turn them into SQL."""
    return tuple(clause for rule in RULES if (clause := _clause(rule, viewer)) is not None)


def _clause(rule: Rule, viewer: Viewer) -> Clause | None:
    own = viewer.organisations(*WORKING_ROLES)
    desks = viewer.organisations(Role.DESK, Role.SHIFT_LEAD)
    owners: frozenset[UUID] | None = None
    constituencies: frozenset[UUID] | None = None
    recipients: frozenset[UUID] | None = None
    match rule.relation:
        case Relation.OWN:
            owners = own
        case Relation.ADDRESSED:
            recipients = own
        case Relation.MEMBER:
            owners = constituencies = viewer.memberships
        case Relation.DESK:
            constituencies = desks
        case Relation.NATIONAL_NAMED:
            owners = viewer.named_for_national if viewer.holds(Role.NATIONAL) else frozenset()
        case Relation.COMMUNITY if not own:
            return None
        case _:
            pass
    if any(part is not None and not part for part in (owners, constituencies, recipients)):
        return None
    return Clause(rule.id, rule.content, rule.labels, rule.categories, owners, constituencies, recipients)


def may_tell(fact: Fact, audience: Audience, teller: UUID) -> Verdict:
    """Answer whether `teller` may put this fact into a document for `audience`.

    One's own facts may be told by who approves the document, unless labelled RED or AMBER+STRICT; other people's facts
    only as their label allows: CLEAR to anyone, up to AMBER to the own sector CERT (TLP 2.0; S4.27, S4.28).
    """
    if fact.label is Label.CLEAR:
        return Verdict("yes", (Reason("clear", Text("het feit is openbaar", "the fact is public")),))
    if fact.owner == teller and fact.label in _UP_TO_AMBER:
        return Verdict("yes", (Reason("own", Text("eigen feit, vrij te geven", "one's own fact, to be released")),))
    if audience is Audience.SECTOR_CERT and fact.label in _UP_TO_AMBER:
        return Verdict("yes", (Reason("cert", Text("binnen de keten gedeeld", "shared inside the chain")),))
    text = Text(f"label {fact.label} laat dit publiek niet toe", f"label {fact.label} does not allow this audience")
    return Verdict("no", (Reason("label", text),))


def small_cells_hidden(counts: dict[str, int], smallest: int = 5) -> dict[str, int | None]:
    """Return the counts with every value from 1 to `smallest` - 1 hidden as None.

    Where the total would give hidden ones away (there is one, or each must be 1, or each must be `smallest` - 1), the
    smallest other positive count is hidden with them (S0.16: never inferable from a table). Zero stays zero. Where no
    other positive count is left, the total itself must not be printed: that is for who prints it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < smallest}
    others = sorted((count, key) for key, count in counts.items() if count >= smallest)
    while hidden and others and _given_away([counts[key] for key in hidden], smallest):
        hidden.add(others.pop(0)[1])
    return {key: None if key in hidden else count for key, count in counts.items()}


def _given_away(hidden: list[int], smallest: int) -> bool:
    return len(hidden) == 1 or sum(hidden) in {len(hidden), len(hidden) * (smallest - 1)}


def content_allowed(clauses: Iterable[Clause], fact: Fact) -> bool:
    """Return whether one of the clauses that admit the fact lets its free text go along."""
    return any(clause.content and clause.admits(fact) for clause in clauses)
