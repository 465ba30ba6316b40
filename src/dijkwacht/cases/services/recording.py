"""Record what happens in a response or a case: append, fold, save, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dijkwacht.cases.domain.facts import MOVING
from dijkwacht.cases.models import Case, Response
from dijkwacht.cases.services.folding import refold
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import stories_of, story_of
from dijkwacht.journal.services import append, ask_followers, one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Conflict, NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()


class SomebodyElseWasFirst(Conflict):
    """Somebody else changed this response in the meantime."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry to be recorded in a response: kind, payload, times and source as far as they are stated.

    `actor` where somebody else records it than the rest of the batch.
    """

    kind: str
    payload: Mapping[str, object]
    happened: Moment | None = None
    known: Moment | None = None
    source: Source = NO_SOURCE
    origin: Origin | None = None
    label: Label | None = None
    evidence: tuple[str, ...] = ()
    recipients: frozenset[UUID] = field(default=frozenset())
    subject: str = ""
    corrects: UUID | None = None
    actor: Actor | None = None


@one_transaction
def record(  # noqa: PLR0913 - an entry has this many parts, all by keyword
    *,
    actor: Actor,
    response: UUID,
    kind: str,
    payload: Mapping[str, object],
    label: Label | None = None,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    origin: Origin | None = None,
    evidence: Iterable[str] = (),
    recipients: Iterable[UUID] = (),
    subject: str = "",
    corrects: UUID | None = None,
    expected_version: int | None = None,
) -> Entry:
    """Record one entry of a response and return it; the rows follow by the fold.

    `label` defaults to the response's. `expected_version`: the version that the person saw; a stale one raises
    SomebodyElseWasFirst and records nothing. Raises NotFound, WrongPayload.
    """
    one = Record(
        kind,
        payload,
        happened,
        known,
        source,
        origin,
        label,
        tuple(evidence),
        frozenset(recipients),
        subject,
        corrects,
    )
    return record_many(actor=actor, response=response, records=[one], expected_version=expected_version)[0]


@one_transaction
def record_many(
    *, actor: Actor, response: UUID, records: Sequence[Record], expected_version: int | None = None
) -> tuple[Entry, ...]:
    """Record several entries of one response under one lock and one fold; see `record`."""
    row = Response.objects.select_for_update(of=("self",)).select_related("case").filter(public_id=response).first()
    if row is None:
        raise NotFound
    if expected_version is not None and row.version != expected_version:
        raise SomebodyElseWasFirst(remedy="look at what changed and answer again")
    written = tuple(_append(one.actor or actor, row, one) for one in records)
    refold(row, written)
    ask_followers([row.organisation])
    return written


def _append(actor: Actor, row: Response, one: Record) -> Entry:
    return append(
        kind=one.kind,
        actor=actor,
        payload=one.payload,
        label=one.label or Label(row.label),
        owner=row.owner,
        case=row.case.public_id,
        response=row.public_id,
        organisation=row.organisation,
        constituency=row.constituency,
        recipients=one.recipients | frozenset(row.recipients),
        happened=one.happened,
        known=one.known,
        source=one.source,
        origin=one.origin,
        evidence=one.evidence,
        subject=one.subject,
        corrects=one.corrects,
    )


@one_transaction
def record_case_fact(  # noqa: PLR0913 - an entry has this many parts, all by keyword
    *,
    actor: Actor,
    case: UUID,
    kind: str,
    payload: Mapping[str, object],
    label: Label,
    owner: UUID,
    constituency: UUID | None = None,
    recipients: Iterable[UUID] = (),
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    origin: Origin | None = None,
    evidence: Iterable[str] = (),
    subject: str = "",
    corrects: UUID | None = None,
) -> Entry:
    """Record an entry of the case itself and fold every response anew where it can move one; raises NotFound.

    The case's row is locked first and then its responses in order of id, so that two such facts never wait in a circle.
    """
    row = Case.objects.select_for_update().filter(public_id=case).first()
    if row is None:
        raise NotFound
    written = append(
        kind=kind,
        actor=actor,
        payload=payload,
        label=label,
        owner=owner,
        case=case,
        constituency=constituency,
        recipients=recipients,
        happened=happened,
        known=known,
        source=source,
        origin=origin,
        evidence=evidence,
        subject=subject,
        corrects=corrects,
    )
    if kind == "case.opened":
        _reopened_wider(row, written)
    row.version += 1
    row.folded_entries += 1
    row.save()
    if kind in MOVING or corrects is not None:
        refold_case(row, (written,))
    return written


def _reopened_wider(row: Case, entry: Entry) -> None:
    """Let the case be called what its newest opening says, for whom that is meant: a pre-warning went public."""
    row.title_nl, row.title_en = entry.text("title_nl"), entry.text("title_en")
    row.label, row.owner, row.constituency = entry.label.value, entry.owner, entry.constituency
    row.recipients = sorted(entry.recipients)


@one_transaction
def take_in(*, case: UUID) -> bool:
    """Fold what earlier rooms recorded in the case (advice, reopening advice) into its responses; say whether any.

    Rooms before this one append to the case's record without knowing cases; a job calls this every minute, and whoever
    wants it at once calls it at once. Raises NotFound.
    """
    row = Case.objects.select_for_update().filter(public_id=case).first()
    if row is None:
        raise NotFound
    shared = story_of(case, None)
    if len(shared) == row.folded_entries:
        return False
    row.folded_entries = len(shared)
    row.version += 1
    row.save(update_fields=["version", "folded_entries"])
    refold_case(row, shared)
    return True


def take_in_all() -> int:
    """Take in what was recorded in every case, each in a transaction of its own; return how many cases had news."""
    listed = list(Case.objects.order_by("pk").values_list("public_id", flat=True))
    return sum(take_in(case=case) for case in listed)


def refold_case(case: Case, new: Sequence[Entry]) -> None:
    """Fold every response of the case anew after facts of the case itself."""
    rows = Response.objects.select_for_update(of=("self",)).select_related("case").filter(case=case).order_by("pk")
    listed = list(rows)
    stories = stories_of(case.public_id, [row.public_id for row in listed])
    shared = stories.get(None, ())
    for row in listed:
        story = sorted((*shared, *stories.get(row.public_id, ())), key=Entry.order)
        refold(row, new, story)
    ask_followers(row.organisation for row in listed)
