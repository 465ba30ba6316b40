"""What to do next: the first step of the case that is open and waits for nothing, and what is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.cases.domain.measures import Measure, MeasureState, overdue
from dijkwacht.cases.domain.steps import Step, in_order
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class Station:
    """One step of the response as a station on the way: "done", "busy", "blocked", "open" or "waits"."""

    step: Step
    progress: str
    measures: tuple[Measure, ...]
    deadline: Moment | None
    overdue: bool


def stations(steps: tuple[Step, ...], measures: Mapping[tuple[str, str], Measure], at: datetime) -> tuple[Station, ...]:
    """Return every step of the case in order with how it stands at `at`; done when each device's measure is."""
    settled: set[str] = set()
    keys = {step.key for step in steps}
    found = []
    for step in in_order(steps):
        own = tuple(measure for (key, _), measure in sorted(measures.items()) if key == step.key)
        progress = _progress(own, ready=all(name in settled or name not in keys for name in step.after))
        if progress == "done":
            settled.add(step.key)
        deadlines = [measure.deadline for measure in own if measure.deadline]
        late = any(overdue(measure, at) for measure in own)
        found.append(Station(step, progress, own, min(deadlines, default=None), late))
    return tuple(found)


def _progress(measures: tuple[Measure, ...], *, ready: bool) -> str:
    if measures and all(measure.settled for measure in measures):
        return "done"
    if any(measure.state is MeasureState.BLOCKED for measure in measures):
        return "blocked"
    if any(measure.state is not MeasureState.PLANNED for measure in measures):
        return "busy"
    return "open" if ready else "waits"


def next_station(listed: tuple[Station, ...]) -> Station | None:
    """Return the step to do now: an overdue one first, then what is busy or open, by deadline and order; or None."""
    candidates = [station for station in listed if station.progress in {"open", "busy", "blocked"}]
    if not candidates:
        return None
    return min(candidates, key=_urgency)


def _urgency(station: Station) -> tuple[bool, bool, float, bool]:
    deadline = station.deadline.earliest.timestamp() if station.deadline else 0.0
    return not station.overdue, station.deadline is None, deadline, station.progress == "blocked"
