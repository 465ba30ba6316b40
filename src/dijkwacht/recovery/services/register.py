"""Record what is off, broken or piled up and what came back; what a system is for; how a work process runs."""

from uuid import UUID

from dijkwacht.cases.services import record
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()


@one_transaction
def record_system(  # noqa: PLR0913 - which system, how far back, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    system: str,
    state: str,
    tier: str = "",
    process: str = "",
    limits: str = "",
    remark: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that a system is "off", "restored" or "restored-with-limits" (S3.1, S3.14)."""
    payload: dict[str, object] = {"system": system, "tier": tier, "process": process}
    if state == "off":
        payload["remark"] = remark
    else:
        payload |= {"with_limits": state == "restored-with-limits", "limits": limits}
    return record(
        actor=actor,
        response=response,
        kind="system.off" if state == "off" else "system.restored",
        payload=payload,
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def record_link(  # noqa: PLR0913 - which link, tested or not, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    partner: str,
    state: str,
    data: str = "",
    direction: str = "",
    tested: bool | None = None,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that a chain link is "broken" or "restored"; `tested` None where nobody says (S3.8, S3.9).

    `direction` ("in", "out", "both") is told when it breaks and stays.
    """
    payload: dict[str, object] = {"partner": partner, "data": data}
    if state == "restored":
        payload["tested"] = tested
    else:
        payload["direction"] = direction
    return record(
        actor=actor,
        response=response,
        kind=f"link.{state}",
        payload=payload,
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def measure_backlog(  # noqa: PLR0913 - which pile, how high, how long still, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    unit: str,
    kind: str,
    still_open: bool,
    amount: int | None = None,
    forecast: str = "",
    done_by: Moment | None = None,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record a backlog, "digital", "paper" or "unknown", as it was on a day (S3.12, S3.15)."""
    return record(
        actor=actor,
        response=response,
        kind="backlog.measured",
        payload={
            "unit": unit,
            "kind": kind,
            "amount": amount,
            "open": still_open,
            "forecast": forecast,
            "done_by": done_by.text() if done_by else None,
        },
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def state_process(  # noqa: PLR0913 - which process, how it runs, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    process: str,
    state: str,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record how a work process runs, apart from its systems: "as-before", "limited", "stopped" (S3.10)."""
    return record(
        actor=actor,
        response=response,
        kind="process.stated",
        payload={"process": process, "state": state},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def state_function(  # noqa: PLR0913 - what a system is for, for whom, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    system: str,
    function: str,
    who: str,
    where: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record what a system is for; `where` is said where it is used from outside (S3.4)."""
    return record(
        actor=actor,
        response=response,
        kind="function.stated",
        payload={"system": system, "function": function, "who": who, "where": where},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
