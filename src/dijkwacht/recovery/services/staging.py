"""Plan waves of staged return, tick their entry criteria by name, begin them (S3.6)."""

from collections.abc import Iterable
from uuid import UUID

from dijkwacht.cases.selectors import folded
from dijkwacht.cases.services import record
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()


@one_transaction
def plan_wave(  # noqa: PLR0913 - a wave has this many sides, all by keyword
    *,
    actor: Actor,
    response: UUID,
    wave: str,
    number: int | None = None,
    systems: Iterable[str] = (),
    partners: Iterable[str] = (),
    criteria: Iterable[str] = (),
    after: Iterable[str] = (),
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record the plan of a wave, or a new plan of it: what comes back, on which criteria, after which waves."""
    payload: dict[str, object] = {
        "wave": wave,
        "number": number,
        "systems": list(systems),
        "partners": list(partners),
        "criteria": list(criteria),
        "after": list(after),
    }
    return record(
        actor=actor,
        response=response,
        kind="wave.planned",
        payload=payload,
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def tick_criterion(  # noqa: PLR0913 - which criterion, by whom, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    wave: str,
    criterion: str,
    met: bool = True,
    name: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Tick an entry criterion, or take the tick away; account and office stand in the entry, the name is removable.

    Raises NotFound for a criterion that the wave's plan does not name.
    """
    planned = folded(response)[0].leftover.waves.get(wave)
    if planned is None or criterion not in planned.criteria:
        raise NotFound
    return record(
        actor=actor,
        response=response,
        kind="wave.criterion",
        payload={"wave": wave, "criterion": criterion, "met": met, "name": name},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def enter_wave(  # noqa: PLR0913 - which wave, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    wave: str,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that a wave began; it may begin without its criteria, and the record then shows which were open (S4.4).

    Raises NotFound for a wave that nobody planned.
    """
    planned = folded(response)[0].leftover.waves.get(wave)
    if planned is None:
        raise NotFound
    return record(
        actor=actor,
        response=response,
        kind="wave.entered",
        payload={"wave": wave, "criteria": "; ".join(planned.criteria)},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
