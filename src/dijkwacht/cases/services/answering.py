"""Record an answer together with the files that show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.models import Response
from dijkwacht.cases.services.recording import SomebodyElseWasFirst, record
from dijkwacht.journal.domain import Entry
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


@one_transaction
def answer(  # noqa: PLR0913 - an entry has this many parts, all by keyword
    *,
    actor: Actor,
    response: UUID,
    kind: str,
    payload: Mapping[str, object],
    attached: Iterable[Attached] = (),
    happened: Moment | None = None,
    origin: Origin | None = None,
    expected_version: int | None = None,
) -> Entry:
    """Record one entry of a response with its files as evidence of the response's organisation.

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
    return record(
        actor=actor,
        response=response,
        kind=kind,
        payload=payload,
        happened=happened,
        origin=origin,
        evidence=digests,
    )
