"""Sessions ended, secrets replaced, devices rebuilt."""

from collections.abc import Sequence
from uuid import UUID

from dijkwacht.cases.services import record
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()


@one_transaction
def end_sessions(  # noqa: PLR0913 - what, with which side effect, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    what: Sequence[str] = (),
    device: str = "",
    side_effect: str = "",
    decided_by: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that all sessions were ended, with the side effect that was accepted and by whom (S0.8)."""
    return record(
        actor=actor,
        response=response,
        kind="sessions.ended",
        payload={"what": list(what), "device": device, "side_effect": side_effect, "decided_by": decided_by},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def replace_secrets(  # noqa: PLR0913 - what was replaced, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    what: Sequence[str],
    device: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that passwords, keys or certificates were replaced."""
    return record(
        actor=actor,
        response=response,
        kind="secrets.replaced",
        payload={"what": list(what), "device": device},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def rebuild(  # noqa: PLR0913 - which device from which image, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    device: str = "",
    image: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that a device, or ("") all of them, was rebuilt from a known good image."""
    return record(
        actor=actor,
        response=response,
        kind="system.rebuilt",
        payload={"device": device, "image": image},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
