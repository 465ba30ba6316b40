"""What a case knows for everybody in it: flaws, exploitation, advice to reopen, steps, links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from uuid import UUID

from dijkwacht.cases.domain.steps import Step, read_steps
from dijkwacht.cases.domain.weakness import Flaw
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.window import Moment, read_moment


@dataclass(frozen=True, slots=True)
class Exploitation:
    """Since when exploitation of a flaw is known, and which entry says so."""

    vulnerability: str
    since: Moment
    entry: UUID
    how: str = ""


@dataclass(frozen=True, slots=True)
class ReopeningAdvised:
    """An issuer's statement that opening is safe again: bound to builds (empty: to the issuer's updates as a whole)."""

    issuer: str
    version: str
    builds: tuple[str, ...]
    condition: str
    at: Moment
    entry: UUID
    constituency: UUID | None = None
    owner: UUID | None = None
    revoked: Moment | None = None
    revoked_entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class AdviceSeen:
    """One advisory or revision of the case, in the order in which it came."""

    entry: UUID
    issuer: str
    level: str
    version: str
    title: str
    at: Moment
    actions: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case's own state, folded from its entries that belong to no single response."""

    title: Text = NOTHING
    product: str = ""
    steps: tuple[Step, ...] = ()
    flaws: Mapping[str, Flaw] = field(default_factory=dict)
    unsound_builds: tuple[str, ...] = ()
    exploitation: tuple[Exploitation, ...] = ()
    reopening: tuple[ReopeningAdvised, ...] = ()
    advice: tuple[AdviceSeen, ...] = ()
    links: tuple[tuple[str, str, str, UUID], ...] = ()
    closed: Moment | None = None


def fold_case(entries: Iterable[Entry]) -> CaseFacts:
    """Return the case's state after these entries, which come in the fold's order."""
    return reduce(learned, entries, CaseFacts())


def learned(facts: CaseFacts, entry: Entry) -> CaseFacts:
    """Return the case's state after one more entry; kinds that say nothing about the case leave it as it is."""
    handler = _HANDLERS.get(entry.kind)
    return handler(facts, entry) if handler else facts


def _at(entry: Entry) -> Moment:
    return entry.happened or entry.known or Moment(entry.recorded_at)


def _objects(entry: Entry, name: str) -> tuple[Mapping[str, object], ...]:
    value = entry.payload.get(name)
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list | tuple) else ()


def _opened(facts: CaseFacts, entry: Entry) -> CaseFacts:
    title = Text(entry.text("title_nl"), entry.text("title_en"))
    return replace(facts, title=title, product=entry.text("product"), steps=read_steps(_objects(entry, "steps")))


def _steps_set(facts: CaseFacts, entry: Entry) -> CaseFacts:
    return replace(facts, steps=read_steps(_objects(entry, "steps")))


def _linked(facts: CaseFacts, entry: Entry) -> CaseFacts:
    what, ref = entry.text("what"), entry.text("ref")
    facts = replace(facts, links=(*facts.links, (what, ref, entry.text("title"), entry.id)))
    return _with_flaws(facts, (ref,)) if what == "vulnerability" else facts


def _with_flaws(facts: CaseFacts, ids: Iterable[str]) -> CaseFacts:
    new = {name: Flaw(name, unsound_builds=facts.unsound_builds) for name in ids}
    return replace(facts, flaws={**new, **facts.flaws})


def _exploited(facts: CaseFacts, entry: Entry) -> CaseFacts:
    since = read_moment(entry.text("since"))
    found = tuple(Exploitation(name, since, entry.id, entry.text("how")) for name in entry.texts("vulnerabilities"))
    return _with_flaws(replace(facts, exploitation=(*facts.exploitation, *found)), entry.texts("vulnerabilities"))


def _fix_published(facts: CaseFacts, entry: Entry) -> CaseFacts:
    facts = _with_flaws(facts, entry.texts("vulnerabilities"))
    flaws = dict(facts.flaws)
    for name in entry.texts("vulnerabilities"):
        if flaws[name].fix_published is None:
            flaws[name] = replace(flaws[name], fix_published=_at(entry))
    return replace(facts, flaws=flaws)


def _unsound(facts: CaseFacts, entry: Entry) -> CaseFacts:
    builds = entry.texts("builds")
    flaws = {name: replace(flaw, unsound_builds=(*flaw.unsound_builds, *builds)) for name, flaw in facts.flaws.items()}
    return replace(facts, flaws=flaws, unsound_builds=(*facts.unsound_builds, *builds))


def _reopening(facts: CaseFacts, entry: Entry) -> CaseFacts:
    advised = ReopeningAdvised(
        entry.text("issuer"),
        entry.text("version"),
        entry.texts("builds"),
        entry.text("condition"),
        _at(entry),
        entry.id,
        entry.constituency,
        entry.owner,
    )
    return replace(facts, reopening=(*facts.reopening, advised))


def _revoked(facts: CaseFacts, entry: Entry) -> CaseFacts:
    issuer, version = entry.text("issuer"), entry.text("version")
    return replace(
        facts,
        reopening=tuple(
            replace(advised, revoked=_at(entry), revoked_entry=entry.id)
            if advised.issuer == issuer and advised.version == version
            else advised
            for advised in facts.reopening
        ),
    )


def _advised(facts: CaseFacts, entry: Entry) -> CaseFacts:
    seen = AdviceSeen(
        entry.id,
        entry.text("issuer"),
        entry.text("level"),
        entry.text("version"),
        entry.text("title"),
        _at(entry),
        _objects(entry, "actions"),
    )
    return _with_flaws(replace(facts, advice=(*facts.advice, seen)), entry.texts("vulnerabilities"))


def _closed(facts: CaseFacts, entry: Entry) -> CaseFacts:
    return replace(facts, closed=_at(entry))


_HANDLERS = {
    "case.opened": _opened,
    "case.closed": _closed,
    "case.linked": _linked,
    "steps.set": _steps_set,
    "exploitation.known": _exploited,
    "fix.published": _fix_published,
    "mitigation.unsound": _unsound,
    "reopening.advised": _reopening,
    "reopening.revoked": _revoked,
    "advisory.received": _advised,
    "advisory.revised": _advised,
}


UNTITLED = Text("Casus waarvan de titel niet voor u is", "Case whose title is not for you")


def name_of(facts: CaseFacts) -> Text:
    """Return what the case is called by what is seen of it: its title, else the newest advice, else neither."""
    if facts.title:
        return facts.title
    newest = facts.advice[-1].title if facts.advice else ""
    return Text(newest, newest) if newest else UNTITLED


def exploited_since(facts: CaseFacts) -> Exploitation | None:
    """Return the earliest exploitation that is known, over all flaws of the case; None where none is."""
    return min(facts.exploitation, key=lambda found: found.since.earliest, default=None)


MOVING = frozenset(_HANDLERS) | {"entry.corrected"}
"""The kinds of a case's own entries that can move its facts, and with them a response; all others leave every fold."""
