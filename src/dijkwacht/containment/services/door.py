"""Close the door to the outside, keep it open by decision, and say who cannot do what from where."""

from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.access import open_restrictions
from dijkwacht.cases.selectors import folded
from dijkwacht.cases.services import record
from dijkwacht.hunting.services import recompute_window
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()


@one_transaction
def close_access(  # noqa: PLR0913 - what, how far, on which ground, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    at: datetime,
    what: str,
    scope: str = "all",
    ground: str = "",
    team: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that outside access was closed, "all" or "partly", on which ground (S1.5, S3.2); the window follows."""
    entry = record(
        actor=actor,
        response=response,
        kind="access.closed",
        payload={"scope": scope, "what": what, "ground": ground, "team": team},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
    recompute_window(response=response, at=at, known=known)
    return entry


@one_transaction
def keep_service(  # noqa: PLR0913 - a decision and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    decided_by: str,
    reason: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record the decision to keep the service in use, and by which office (S0.5)."""
    return record(
        actor=actor,
        response=response,
        kind="service.kept",
        payload={"decided_by": decided_by, "reason": reason},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def impose_restriction(  # noqa: PLR0913 - who cannot do what from where, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    key: str,
    what: str,
    who: str,
    where: str = "",
    still_works: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record who cannot do what from where, and what still works (S1.7, S1.17, S2.15); the same `key` replaces."""
    return record(
        actor=actor,
        response=response,
        kind="restriction.imposed",
        payload={"key": key, "what": what, "who": who, "where": where, "still_works": still_works},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def lift_restriction(  # noqa: PLR0913 - which one, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    key: str,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that a restriction came to an end. Raises NotFound where none of that key is open."""
    state, _ = folded(response)
    if key not in {restriction.key for restriction in open_restrictions(state.door)}:
        raise NotFound
    return record(
        actor=actor,
        response=response,
        kind="restriction.lifted",
        payload={"key": key},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
