"""The exposed window: computed from what is known, erring outwards, each bound with its basis (S1.15, ADR 0030)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.access import Closing
from dijkwacht.cases.domain.axes import Use
from dijkwacht.cases.domain.facts import CaseFacts, Exploitation
from dijkwacht.cases.domain.measures import Measure, MeasureState
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import CARRIED_OUT, FIXING, Device, Flaw, covers
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.hunting.domain.step_words import step_words
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.window import Moment, Precision, Window

ENDING = (*FIXING, "mitigate", "rebuild")
_OUTWARDS = {
    Precision.MINUTE: Text("op de minuut bekend", "known to the minute"),
    Precision.DAY: Text("op de dag bekend, naar buiten afgerond", "known to the day, rounded outwards"),
    Precision.MONTH: Text("op de maand bekend, naar buiten afgerond", "known to the month, rounded outwards"),
}
_STILL_OPEN = Text(
    "er is geen sluiting en geen maatregel die nog als werkzaam geldt: de periode loopt door",
    "no closing and no measure that still counts as effective: the window goes on",
)


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound: the moment (aware UTC), what supports it, to what it errs, and the entries behind it.

    `goes_on`: nothing ended the exposure yet, so that the bound is the moment of looking.
    """

    at: datetime
    basis: Text
    errs: Text
    entries: tuple[UUID, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class ExposedWindow:
    """The exposed window of one device, or ("") of the whole response with those of its devices."""

    device: str = ""
    start: Bound | None = None
    end: Bound | None = None
    devices: tuple["ExposedWindow", ...] = ()
    unused: bool = False
    unstated: bool = False

    @property
    def window(self) -> Window | None:
        """Return the window; None where a bound is not known or the exposure ended before it began."""
        if self.start is None or self.end is None or self.start.at >= self.end.at:
            return None
        return Window(self.start.at, self.end.at)

    @property
    def why_none(self) -> Text:
        """Return why there is no window; nothing where there is one."""
        if self.window is not None:
            return NOTHING
        if self.unstated:
            return Text("staat niet in de bron", "not stated in the source")
        if self.unused:
            return Text("het product wordt niet gebruikt", "the product is not used")
        if self.start is None or self.end is None:
            return Text(
                "het begin is niet vastgelegd: geen misbruik bekend, geen datum van ingebruikname, geen eigen opgave",
                "the start is not recorded: no exploitation known, no date of going into service, no own statement",
            )
        return Text(
            f"al dicht voor het begin: {self.end.basis.nl}; {self.start.basis.nl}",
            f"closed before it began: {self.end.basis.en}; {self.start.basis.en}",
        )


def exposed_window(state: ResponseState, facts: CaseFacts, now: datetime) -> ExposedWindow:
    """Return the exposed window of the whole response as known from `state` and `facts`, looked at `now`.

    It is the outermost of its devices' windows, widened by the organisation's own statement; narrowed by it only where
    a reason is recorded, and the basis says so. Where nothing ended the exposure it runs until `now`.
    """
    if state.use.value is Use.DOES_NOT_USE:
        return ExposedWindow(unused=True)
    listed = tuple(state.devices.values()) or (Device(""),)
    each = tuple(device_window(device, state, facts, now) for device in listed)
    exposed = [found for found in each if found.window] or list(each)
    start = min((found.start for found in exposed if found.start), key=lambda bound: bound.at, default=None)
    end = max((found.end for found in exposed if found.end), key=lambda bound: bound.at, default=None)
    whole = ExposedWindow(start=start, end=end, devices=each if state.devices else ())
    return _with_own_statement(whole, state)


def window_shown(state: ResponseState, facts: CaseFacts, now: datetime, *, recorded: bool) -> ExposedWindow:
    """Return the window that may be said of an organisation.

    Of one that is only `recorded` from public documents nothing is computed: its window is shown where it stated one.
    """
    if recorded and state.traces.stated_start is None and state.traces.stated_end is None:
        return ExposedWindow(unstated=True)
    return exposed_window(state, facts, now)


def device_window(device: Device, state: ResponseState, facts: CaseFacts, now: datetime) -> ExposedWindow:
    """Return the window of one device: the outermost over the flaws of the case of which exploitation is known.

    Where none is known, over all flaws, each from the day the device's build went into service.
    """
    exploited = _first_exploitation(facts)
    flaws = tuple(facts.flaws.values()) or (Flaw(""),)
    counted = [flaw for flaw in flaws if flaw.id in exploited] or list(flaws)
    pairs = [(_start(device, exploited.get(flaw.id)), _end(device, flaw, state, now)) for flaw in counted]
    open_pairs = [(start, end) for start, end in pairs if start is not None and start.at < end.at] or pairs
    starts = [start for start, _ in open_pairs if start is not None]
    return ExposedWindow(
        device.name,
        min(starts, key=lambda bound: bound.at, default=None),
        max((end for _, end in open_pairs), key=lambda bound: bound.at),
    )


def held_effective(measure: Measure | None, device: Device, flaw: Flaw) -> bool:
    """Return whether a measure, by the latest advice, still keeps `flaw` of `device` shut.

    It was carried out at a known time and no check found it wanting; done differently only where it is equivalent. A
    mitigation on a build that the advice calls unsound does not count, and neither does one on a build that nobody
    recorded while unsound builds exist, unless a check found it effective: the window errs outwards.
    """
    if measure is None or measure.done_at is None or measure.state not in CARRIED_OUT:
        return False
    if measure.check == "not-effective" or (measure.state is MeasureState.DEVIATED and not measure.equivalent):
        return False
    if measure.step in FIXING:
        return covers(measure, flaw)
    if measure.vulnerabilities and flaw.id not in measure.vulnerabilities:
        return False
    if measure.step != "mitigate" or not flaw.unsound_builds:
        return True
    build = device.build or measure.build
    if not build:
        return measure.check == "effective"
    return not any(build.startswith(unsound) for unsound in flaw.unsound_builds)


def _first_exploitation(facts: CaseFacts) -> dict[str, Exploitation]:
    found: dict[str, Exploitation] = {}
    for known in sorted(facts.exploitation, key=lambda known: known.since.earliest):
        found.setdefault(known.vulnerability, known)
    return found


def _start(device: Device, exploited: Exploitation | None) -> Bound | None:
    service = device.in_service_since
    in_service = (device.entry,) if device.entry else ()
    if exploited is None:
        if service is None:
            return None
        words = moment_words(service)
        basis = Text(f"kwetsbare versie in gebruik sinds {words.nl}", f"vulnerable build in service since {words.en}")
        return Bound(service.earliest, basis, _OUTWARDS[service.precision], in_service)
    words = moment_words(exploited.since)
    known = Text(f"misbruik bekend sinds {words.nl}", f"exploitation known since {words.en}")
    if service is None or service.earliest <= exploited.since.earliest:
        return Bound(exploited.since.earliest, known, _OUTWARDS[exploited.since.precision], (exploited.entry,))
    since = moment_words(service)
    basis = Text(
        f"{known.nl}, maar dit systeem is in gebruik sinds {since.nl}",
        f"{known.en}, but this device is in service since {since.en}",
    )
    return Bound(service.earliest, basis, _OUTWARDS[service.precision], (exploited.entry, *in_service))


def _end(device: Device, flaw: Flaw, state: ResponseState, now: datetime) -> Bound:
    """Return the last moment at which this flaw could be reached: shut by a measure, or behind a closed door."""
    measure = _first_holding(device, flaw, state)
    shut = _closing_at(state.door.closings, measure.done_at.latest if measure and measure.done_at else None)
    if shut is not None:
        words = moment_words(shut.closed)
        basis = Text(f"toegang van buiten gesloten op {words.nl}", f"outside access closed on {words.en}")
        return Bound(shut.closed.latest, basis, _OUTWARDS[shut.closed.precision], (shut.entry,))
    if measure is None or measure.done_at is None:
        return Bound(now, _STILL_OPEN, Text("tot nu", "until now"), goes_on=True)
    words, step = moment_words(measure.done_at), step_words(measure.step)
    basis = Text(
        f"maatregel die nog als werkzaam geldt ({step.nl}) op {words.nl}",
        f"a measure that still counts as effective ({step.en}) on {words.en}",
    )
    entry = measure.done_entry or measure.entry
    return Bound(measure.done_at.latest, basis, _OUTWARDS[measure.done_at.precision], (entry,))


def _first_holding(device: Device, flaw: Flaw, state: ResponseState) -> Measure | None:
    found = [
        measure
        for step in ENDING
        if (measure := state.measure(step, device.name)) and held_effective(measure, device, flaw)
    ]
    return min(found, key=lambda measure: measure.done_at.latest if measure.done_at else measure.since, default=None)


def _closing_at(closings: tuple[Closing, ...], held: datetime | None) -> Closing | None:
    """Return the full closing behind which the exposure ended: shut when the measure took hold, or shut still."""
    for closing in closings:
        if closing.scope != "all":
            continue
        until = closing.reopened.earliest if closing.reopened else None
        if held is None and until is None:
            return closing
        if held is not None and closing.closed.latest <= held and (until is None or held <= until):
            return closing
    return None


def _with_own_statement(computed: ExposedWindow, state: ResponseState) -> ExposedWindow:
    traces = state.traces
    entries = (traces.stated_entry,) if traces.stated_entry else ()
    start, end = computed.start, computed.end
    if traces.stated_start is not None:
        own = _own_bound(traces.stated_start, traces.stated_start.earliest, entries)
        narrower = start is not None and own.at > start.at
        start = _judged(start, own, traces.stated_reason, narrower=narrower)
    if traces.stated_end is not None:
        own = _own_bound(traces.stated_end, traces.stated_end.latest, entries)
        narrower = end is not None and own.at < end.at
        end = _judged(end, own, traces.stated_reason, narrower=narrower)
    return replace(computed, start=start, end=end)


def _own_bound(stated: Moment, at: datetime, entries: tuple[UUID, ...]) -> Bound:
    words = moment_words(stated)
    basis = Text(f"eigen opgave: {words.nl}", f"own statement: {words.en}")
    return Bound(at, basis, _OUTWARDS[stated.precision], entries)


def _judged(computed: Bound | None, own: Bound, reason: str, *, narrower: bool) -> Bound:
    if computed is None or not narrower:
        return own if computed is None or own.at != computed.at else computed
    if reason:
        basis = Text(
            f"{own.basis.nl}, versmald met reden: {reason}; zonder die reden: {computed.basis.nl}",
            f"{own.basis.en}, narrowed for a reason: {reason}; without it: {computed.basis.en}",
        )
        return replace(own, basis=basis, entries=(*own.entries, *computed.entries))
    basis = Text(
        f"{computed.basis.nl}; {own.basis.nl} versmalt zonder reden en telt niet",
        f"{computed.basis.en}; {own.basis.en} narrows without a reason and does not count",
    )
    return replace(computed, basis=basis, entries=(*computed.entries, *own.entries))
