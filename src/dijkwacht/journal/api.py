"""The record over the API: entries as they stand, with their proof and with why you may see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Category, decide
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.selectors import about, entries, entry_for, evidence_for, placed
from dijkwacht.journal.selectors.values import Placed
from dijkwacht.journal.services import log_look, log_looks
from dijkwacht.kernel.actor import PUBLIC, Source
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.operation import Asking, File, Operation
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class RecordedBy:
    """Who recorded an entry: by office, never by name."""

    kind: str
    role: str
    organisation: UUID | None


@dataclass(frozen=True, slots=True)
class EntryRead:
    """An entry of the record: `payload` holds the typed values, `content` the free text where you may have it."""

    id: UUID
    kind: str
    schema: int
    sentence: Text
    category: Category
    actor: RecordedBy
    source: Source
    origin: Origin
    label: Label
    owner: UUID
    constituency: UUID | None
    case: UUID | None
    response: UUID | None
    organisation: UUID | None
    happened: Moment | None
    known: Moment | None
    recorded_at: datetime
    payload: dict[str, object]
    content: dict[str, str] | None
    evidence: tuple[str, ...]
    corrects: UUID | None
    position: int | None


@dataclass(frozen=True, slots=True)
class EntryExplained:
    """An entry with its proof, what corrects it or removed its content, and the rules by which you may see it."""

    entry: EntryRead
    proof: Placed | None
    about: tuple[EntryRead, ...]
    allowed: Verdict


def record(  # noqa: PLR0913, PLR0917 - each is one filter of the record's page
    asking: Asking,
    case: UUID | None = None,
    response: UUID | None = None,
    organisation: UUID | None = None,
    kind: str = "",
    after: UUID | None = None,
    limit: int = 50,
) -> tuple[EntryRead, ...]:
    """Return the entries that you may see, newest recorded first."""
    found = entries(
        asking.viewer,
        case=case,
        response=response,
        organisation=organisation,
        kinds=[kind] if kind else None,
        asof=asking.asof,
        newest_first=True,
        before=after,
        limit=limit,
    )
    looked_at = {entry.organisation for entry in found if entry.organisation and not _public(entry)}
    log_looks(viewer=asking.viewer, organisations=looked_at, what="record", at=asking.at)
    return tuple(map(read, found))


def record_entry(asking: Asking, entry: UUID) -> EntryExplained:
    """Return one entry, why you may see it, and where it stands in the signed tree."""
    found = entry_for(asking.viewer, entry)
    if found.organisation is not None and not _public(found):
        log_look(viewer=asking.viewer, organisation=found.organisation, what="entry", at=asking.at)
    related = tuple(map(read, about(asking.viewer, entry)))
    return EntryExplained(read(found), placed(found), related, decide(asking.viewer, found.fact))


def record_evidence(asking: Asking, digest: str) -> File:
    """Return an evidence file by its SHA-256, byte for byte."""
    _, content = evidence_for(asking.viewer, digest)
    return File(content, "application/octet-stream", digest)


def _public(entry: Entry) -> bool:
    return decide(PUBLIC, entry.fact).answer == "yes"


def read(entry: Entry) -> EntryRead:
    """Return an entry as a program reads it."""
    kind = KINDS.get(entry.kind)
    return EntryRead(
        id=entry.id,
        kind=entry.kind,
        schema=entry.schema,
        sentence=kind.sentence(entry.payload) if kind else Text(entry.kind, entry.kind),
        category=entry.category,
        actor=RecordedBy(str(entry.actor.kind), entry.actor.role, entry.actor.organisation),
        source=entry.source,
        origin=entry.origin,
        label=entry.label,
        owner=entry.owner,
        constituency=entry.constituency,
        case=entry.case,
        response=entry.response,
        organisation=entry.organisation,
        happened=entry.happened,
        known=entry.known,
        recorded_at=entry.recorded_at,
        payload=dict(entry.payload),
        content=dict(entry.content) if entry.content is not None else None,
        evidence=entry.evidence,
        corrects=entry.corrects,
        position=entry.position,
    )


OPERATIONS = (
    Operation("record", "/record", record, pages=("record",), dated=True),
    Operation("record_entry", "/record/{entry}", record_entry, pages=("record_entry",)),
    Operation("record_evidence", "/evidence/{digest}", record_evidence, pages=("record_evidence",)),
)
