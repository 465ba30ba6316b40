"""What the record's pages show: entries as sentences, filtered, a page at a time; one entry explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.disclosure.domain import Category, content_allowed, decide, visible
from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.domain.field_words import field_in_words
from dijkwacht.journal.domain.kind import in_words
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.domain.words import CATEGORY_WORDS, ORIGIN_WORDS, role_in_words
from dijkwacht.journal.ports import Named, Names
from dijkwacht.journal.selectors.held import HeldFiles
from dijkwacht.journal.selectors.proof import placed
from dijkwacht.journal.selectors.reading import about, entries, entry_for
from dijkwacht.journal.selectors.values import Evidence, Placed
from dijkwacht.kernel.actor import PUBLIC, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict

SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody asked of the record; None is all."""

    case: UUID | None = None
    response: UUID | None = None
    organisation: UUID | None = None
    kind: str | None = None
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a sentence, with the name of the organisation it is about where the viewer may know it."""

    entry: Entry
    sentence: Text
    organisation: Named | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the record: lines newest first, where the next page begins, and the cases one can choose."""

    lines: tuple[Line, ...]
    older: UUID | None
    cases: tuple[tuple[UUID, Text], ...]

    @property
    def looked_at(self) -> frozenset[UUID]:
        """Return the organisations whose entries are shown for another reason than that they are public."""
        found = (_looked_at(line.entry) for line in self.lines)
        return frozenset(organisation for organisation in found if organisation is not None)

    @property
    def fictional(self) -> bool:
        """Return whether an invented organisation is on the page."""
        return any(line.organisation is not None and line.organisation.fictional for line in self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """One value of an entry: what it is called, what it says, whether it could be removed by law."""

    label: Text
    value: Text
    removable: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One entry with everything that stands behind it; `content` says whether free text is shown, withheld or gone."""

    line: Line
    owner: Named | None
    category: Text
    origin: Text
    by: Text
    values: tuple[Shown, ...]
    content: str
    allowed: Verdict
    evidence: tuple[tuple[str, Evidence | None], ...]
    related: tuple[Line, ...]
    corrected: Line | None
    proof: Placed | None


def record_page(viewer: Viewer, *, names: Names, filters: Filters, asof: AsOf, before: UUID | None) -> RecordPage:
    """Return one page of what the viewer may see, newest recorded first; costs 3 queries and those of `names`."""
    found = entries(
        viewer,
        case=filters.case,
        response=filters.response,
        organisation=filters.organisation,
        kinds=None if filters.kind is None else [filters.kind],
        category=filters.category,
        asof=asof,
        newest_first=True,
        before=before,
        limit=SIZE + 1,
    )
    opened = entries(viewer, kinds=["case.opened"], asof=asof)
    shown = found[:SIZE]
    return RecordPage(
        _lines(shown, names),
        shown[-1].id if len(found) > SIZE else None,
        tuple((entry.case, Text(entry.text("title_nl"), entry.text("title_en"))) for entry in opened if entry.case),
    )


def explained(viewer: Viewer, entry: UUID, *, names: Names) -> Explained:
    """Return one entry with its values, proof, evidence and corrections. Raises NotFound where it is not yours."""
    found = entry_for(viewer, entry)
    related = about(viewer, found.id)
    corrected = _corrected(viewer, found)
    lines = {line.entry.id: line for line in _lines((found, *related, *corrected), names)}
    owner = names.organisations([found.owner]).get(found.owner)
    held = HeldFiles(viewer, found.evidence).told
    return Explained(
        line=lines[found.id],
        owner=owner,
        category=CATEGORY_WORDS[found.category],
        origin=ORIGIN_WORDS[found.origin],
        by=role_in_words(found.actor.role),
        values=_values(found, names),
        content=_content_state(viewer, found),
        allowed=decide(viewer, found.fact),
        evidence=tuple((digest, held.get(digest)) for digest in found.evidence),
        related=tuple(lines[one.id] for one in related),
        corrected=next((lines[one.id] for one in corrected), None),
        proof=placed(found),
    )


def _corrected(viewer: Viewer, entry: Entry) -> tuple[Entry, ...]:
    named = str(entry.corrects or entry.text("entry") or "")
    if not named or (entry.corrects is None and entry.kind not in {"entry.corrected", "content.removed"}):
        return ()
    return tuple(one for one in entries(viewer, ids=[UUID(named)]) if one.id != entry.id)


def _lines(found: tuple[Entry, ...], names: Names) -> tuple[Line, ...]:
    known = names.organisations({entry.organisation for entry in found if entry.organisation is not None})
    return tuple(_line(entry, known, names) for entry in found)


def _line(entry: Entry, known: Mapping[UUID, Named], names: Names) -> Line:
    organisation = known.get(entry.organisation) if entry.organisation else None
    return Line(entry, _sentence(entry, names), organisation)


def _sentence(entry: Entry, names: Names) -> Text:
    kind = KINDS.get(entry.kind)
    if kind is None:
        return Text(entry.kind, entry.kind)
    step = entry.text("step")
    if not step:
        return kind.sentence(entry.payload)
    word = names.step(step)
    nl = kind.sentence({**entry.payload, "step": word.nl}).nl
    return Text(nl, kind.sentence({**entry.payload, "step": word.en}).en)


def _values(entry: Entry, names: Names) -> tuple[Shown, ...]:
    kind = KINDS.get(entry.kind)
    stored = {**entry.payload, **(entry.content or {})}
    if kind is None:
        return tuple(Shown(Text(name, name), Text(str(value), str(value)), False) for name, value in stored.items())
    return tuple(
        Shown(
            field_in_words(field.name),
            names.step(str(stored["step"])) if field.name == "step" else in_words(field, stored[field.name]),
            field.removable,
        )
        for field in kind.fields
        if field.name in stored
    )


def _content_state(viewer: Viewer, entry: Entry) -> str:
    if entry.content_digest is None:
        return "none"
    if entry.content is not None:
        return "shown"
    return "removed" if content_allowed(visible(viewer), entry.fact) else "withheld"


def _looked_at(entry: Entry) -> UUID | None:
    """Return whose entry this is, unless anybody may see it."""
    return None if decide(PUBLIC, entry.fact).answer == "yes" else entry.organisation
