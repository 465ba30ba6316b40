"""Door in: the result of a check done by hand."""

from uuid import UUID

from dijkwacht.cases.services import Record, record_many
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.window import Moment
from dijkwacht.verification.domain import RESULT_OF_MEASURE

NO_SOURCE = Source()


@one_transaction
def record_check(  # noqa: PLR0913 - a check is worth what is stated of it
    *,
    actor: Actor,
    response: UUID,
    step: str,
    result: str,
    device: str = "",
    method: str = "",
    where_from: str = "",
    limits: str = "",
    remark: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> tuple[Entry, ...]:
    """Record a check, "works", "does-not-work" or "inconclusive", and with it how the checked measure stands.

    Raises SomebodyElseWasFirst, NotFound, WrongPayload for another result.
    """
    check = {
        "step": step,
        "device": device,
        "method": method,
        "where_from": where_from,
        "result": result,
        "limits": limits,
        "remark": remark,
    }
    verified = {"step": step, "device": device, "method": method, "result": RESULT_OF_MEASURE.get(result, result)}
    records = [
        Record("check.recorded", check, happened=happened, known=known, source=source),
        Record("measure.verified", verified, happened=happened, known=known, source=source),
    ]
    return record_many(actor=actor, response=response, records=records, expected_version=expected_version)
