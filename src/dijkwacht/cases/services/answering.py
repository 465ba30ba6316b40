"""Record an answer together with the files that show it, also for a member on the telephone or from paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.told_for import CONFIRMED, TAKEN, Standing, told_for
from dijkwacht.cases.models import Response
from dijkwacht.cases.services.recording import Record, SomebodyElseWasFirst, record, record_many
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import story_of
from dijkwacht.journal.services import one_transaction, store_evidence
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class Attached:
    """A file handed in with an answer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """Who told a desk what it records for a member: how, by whom (a contact point where there is one), to whom."""

    how: str
    by_role: str
    to_role: str
    contact: UUID | None = None


@one_transaction
def answer(  # noqa: PLR0913 - an entry has this many parts, all by keyword
    *,
    actor: Actor,
    response: UUID,
    kind: str,
    payload: Mapping[str, object],
    attached: Iterable[Attached] = (),
    happened: Moment | None = None,
    known: Moment | None = None,
    origin: Origin | None = None,
    told: Told | None = None,
    corrects: UUID | None = None,
    expected_version: int | None = None,
) -> Entry:
    """Record one entry of a response with its files as evidence of the response's organisation.

    With `told` a desk records it in the member's name: `word.taken` stands beside it until the member confirms.

    A stale `expected_version` raises SomebodyElseWasFirst before a byte is stored. Raises NotFound, WrongPayload,
    TooLarge.
    """
    row = Response.objects.select_for_update().filter(public_id=response).first()
    if row is None:
        raise NotFound
    if expected_version is not None and row.version != expected_version:
        raise SomebodyElseWasFirst(remedy="look at what changed and answer again")
    digests = [
        store_evidence(
            content=file.content,
            name=file.name,
            owner=row.owner,
            label=Label(row.label),
            constituency=row.constituency,
        ).digest
        for file in attached
    ]
    entry = record(
        actor=actor,
        response=response,
        kind=kind,
        payload=payload,
        happened=happened,
        known=known,
        origin=origin,
        evidence=digests,
        corrects=corrects,
    )
    if told is not None:
        _take_word(actor, entry, told)
    return entry


@one_transaction
def answer_many(
    *,
    actor: Actor,
    response: UUID,
    records: Sequence[Record],
    told: Told | None = None,
    expected_version: int | None = None,
) -> int:
    """Record several answers of one sheet of paper at once, each an entry with its own times; return how many.

    With `told` they were taken over for a member, which confirms them. Raises NotFound, WrongPayload,
    SomebodyElseWasFirst.
    """
    written = record_many(actor=actor, response=response, records=records, expected_version=expected_version)
    for entry in written:
        if told is not None:
            _take_word(actor, entry, told)
    return len(written)


def _take_word(actor: Actor, entry: Entry, told: Told) -> None:
    if entry.response is None:
        raise NotFound
    payload = {
        "entry": entry.id,
        "kind": entry.kind,
        "how": told.how,
        "by_role": told.by_role,
        "contact": told.contact,
        "to_role": told.to_role,
    }
    record(actor=actor, response=entry.response, kind=TAKEN, payload=payload, known=entry.known)


@one_transaction
def confirm(*, actor: Actor, response: UUID, entry: UUID) -> bool:
    """Record that the organisation stands behind what was recorded in its name; say whether it still waited for that.

    From then on the entry counts as declared by itself. Raises NotFound for what was not recorded in its name.
    """
    row = Response.objects.select_for_update(of=("self",)).select_related("case").filter(public_id=response).first()
    if row is None:
        raise NotFound
    told = {one.entry: one for one in told_for(story_of(row.case.public_id, response))}.get(entry)
    if told is None:
        raise NotFound
    if told.standing is not Standing.WAITING:
        return False
    record(actor=actor, response=response, kind=CONFIRMED, payload={"entry": entry})
    return True
