"""Close a response, or accept for good what stays as it is: refused with every reason while something is open."""

from uuid import UUID

from dijkwacht.cases.selectors import folded
from dijkwacht.cases.services import record
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import Moment
from dijkwacht.recovery.domain.closing import closable

NO_SOURCE = Source()


class StillOpen(Refused):
    """This response cannot be closed: something is not yet back. `reasons` names each."""

    reasons: tuple[Reason, ...] = ()


@one_transaction
def close_response(  # noqa: PLR0913 - why, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    because: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Close the response. Raises StillOpen with every reason while something is not yet back (S3.11-S3.14)."""
    state, _ = folded(response)
    verdict = closable(state)
    if verdict.answer != "closable":
        error = StillOpen(expected="; ".join(reason.text.en for reason in verdict.reasons))
        error.reasons = verdict.reasons
        raise error
    return record(
        actor=actor,
        response=response,
        kind="response.closed",
        payload={"because": because},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def accept_leftover(  # noqa: PLR0913 - what stays, who decided, why, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    what: str,
    key: str,
    decided_by: str,
    because: str,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that something stays as it is, or goes on elsewhere, by decision of who holds the mandate (S3.11, S4.4).

    `what`: "restriction", "system", "link", "process" or "backlog"; `key`: its name as `closing.keys_left` gives it.
    It then no longer keeps the response open, until it changes again.
    """
    return record(
        actor=actor,
        response=response,
        kind="leftover.accepted",
        payload={"what": what, "key": key, "decided_by": decided_by, "because": because},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
