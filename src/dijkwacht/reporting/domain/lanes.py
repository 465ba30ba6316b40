"""The lanes of the strip for one response, on the screen and on paper: what the record tells on one axis of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dijkwacht.cases.domain.axes import Use, Weakness
from dijkwacht.cases.domain.facts import CaseFacts, exploited_since
from dijkwacht.cases.domain.measures import OF_KIND
from dijkwacht.cases.domain.state import ResponseState, applied
from dijkwacht.cases.domain.weakness import WORST_FIRST, Device, standings
from dijkwacht.hunting.domain.coverage import Coverage
from dijkwacht.hunting.domain.window import ExposedWindow
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.window import Moment, Precision, Window
from dijkwacht.reporting.domain.looks import look
from dijkwacht.reporting.domain.recovery_lanes import recovery_lanes
from dijkwacht.reporting.domain.strip import Bar, Form, Lane, Mark

MOST_DEVICES = 4
FORGOTTEN = timedelta(days=45)
MARGIN = timedelta(days=4)
NOT_STATED = Text("niet in de bron vermeld", "not stated in the source")
NOT_YOURS = Text("wordt niet met u gedeeld", "not shared with you")
NOT_LOOKED = Text("nog niet gekeken", "nobody looked yet")


@dataclass(frozen=True, slots=True)
class Told:
    """What the strip is drawn from; `cover` and `exposed` None for who may not see the hunts.

    `paper`: for others to read; it names no devices, and says nothing of the time before the first fact.
    """

    state: ResponseState
    facts: CaseFacts
    entries: tuple[Entry, ...]
    at: datetime
    exposed: ExposedWindow | None = None
    cover: Coverage | None = None
    recorded: bool = False
    paper: bool = False

    @property
    def empty(self) -> Text:
        """Return what is said of a lane in which nothing lies."""
        return NOT_STATED if self.recorded else Text("niet vastgelegd", "not recorded")


def stretch(told: Told) -> Window:
    """Return the time that the strip shows: from the first fact that matters until now, or a little past the last one.

    What happened long before (a device that went into service years ago) lies outside; the table tells it.
    """
    points = [entry.happened_from for entry in told.entries if entry.kind in _SHOWN or entry.response is not None]
    points += [known.since.earliest for known in told.facts.exploitation]
    window = told.exposed.window if told.exposed else None
    if window is not None:
        points.append(window.start)
    points = sorted(min(point, told.at) for point in points) or [told.at - MARGIN]
    last = points[-1]
    end = told.at if told.at - last < FORGOTTEN else last + MARGIN
    start = points[0] - timedelta(days=1)
    return Window(start, max(end, start + timedelta(days=7)))


_SHOWN = frozenset({"advisory.received", "advisory.revised", "reopening.advised", "exploitation.known"})


def lanes_of(told: Told, whole: Window) -> tuple[Lane, ...]:
    """Return the lanes in their fixed order; one per device up to four, else one for the worst of them."""
    return (
        _exploited(told, whole),
        _advice(told),
        *(() if told.paper else _devices(told, whole)),
        _door(told, whole),
        _exposed(told),
        _coverage(told),
        _watch(told, whole),
        *recovery_lanes(told.state, told.entries, min(told.at, whole.end)),
    )


def _exploited(told: Told, whole: Window) -> Lane:
    name = Text("Misbruik bekend", "Exploited")
    known = exploited_since(told.facts)
    if known is None or known.since.earliest >= told.at:
        return Lane(name, empty=Text("niet bekend", "not known"))
    end = min(told.at, whole.end)
    if known.since.earliest >= end:
        return Lane(name, empty=told.empty)
    window = Window(known.since.earliest, end)
    return Lane(name, (Bar(window, look("advice", "exploited"), still=True, source=_source(told, known.entry)),))


def _advice(told: Told) -> Lane:
    marks = []
    for seen in told.facts.advice:
        words = Text(f"{seen.issuer} v{seen.version}", f"{seen.issuer} v{seen.version}")
        urgent = any(action.get("step") == "close-access" for action in seen.actions)
        marks.append(Mark(seen.at, look("advice", "urgent" if urgent else "advice"), words, _source(told, seen.entry)))
    for advised in told.facts.reopening:
        words = Text(f"{advised.issuer}: openen is veilig", f"{advised.issuer}: safe to open")
        marks.append(Mark(advised.at, look("advice", "safe"), words, _source(told, advised.entry)))
        if advised.revoked is not None:
            taken = Text("heropeningsadvies ingetrokken", "reopening advice revoked")
            marks.append(Mark(advised.revoked, look("advice", "urgent"), taken))
    return Lane(Text("Advies", "Advice"), marks=tuple(sorted(marks, key=lambda mark: mark.at)), empty=told.empty)


def _devices(told: Told, whole: Window) -> Iterable[Lane]:
    devices = tuple(told.state.devices.values())
    if not devices and told.state.axes.use is not Use.USES and not told.state.measures:
        return (Lane(Text("Ons systeem", "Our system"), empty=told.empty),)
    own = Text("Ons systeem", "Our system")
    if len(devices) > MOST_DEVICES or len(devices) <= 1:
        return (_device_lane(told, whole, own, devices),)
    return tuple(_device_lane(told, whole, Text(device.name, device.name), (device,)) for device in devices)


def _device_lane(told: Told, whole: Window, name: Text, devices: Sequence[Device]) -> Lane:
    began = [device.in_service_since.earliest for device in devices if device.in_service_since]
    if told.recorded and not any(entry.kind in OF_KIND for entry in told.entries):
        return Lane(name, empty=NOT_STATED)
    start = max(min(began, default=whole.start), whole.start)
    end = min(told.at, whole.end)
    if start >= end:
        return Lane(name, empty=told.empty)
    bars: list[Bar] = []
    for point, state in _over_time(told.entries, start):
        then = [state.devices.get(device.name, replace(device, verdicts={})) for device in devices]
        found = {one.weakness for one in standings(then, told.facts.flaws.values(), state.measures)}
        worst = next((value for value in WORST_FIRST if value in found), Weakness.OPEN)
        at = min(max(point, start), end)
        if bars and bars[-1].look == look("weakness", worst.value):
            continue
        if bars and bars[-1].window.start < at:
            bars[-1] = replace(bars[-1], window=Window(bars[-1].window.start, at))
        elif bars:
            bars.pop()
        if at < end:
            bars.append(Bar(Window(at, end), look("weakness", worst.value), still=True))
    closed = [replace(bar, still=False) for bar in bars[:-1]]
    return Lane(name, (*closed, *bars[-1:]), empty=told.empty)


def _over_time(entries: Sequence[Entry], start: datetime) -> Iterable[tuple[datetime, ResponseState]]:
    """Yield from when on what stood of devices and measures: what matching saw in a newer inventory held not before."""
    corrected = {entry.corrects for entry in entries if entry.corrects}
    state = ResponseState()
    yield start, state
    for entry in entries:
        if entry.id not in corrected and (entry.kind in OF_KIND or entry.kind == "device.stated"):
            state = applied(state, entry)
            yield entry.happened_from, state


def _door(told: Told, whole: Window) -> Lane:
    door, end = told.state.door, min(told.at, whole.end)
    name = Text("Voordeur", "Front door")
    bars: list[Bar] = []
    opened = whole.start
    if not door.closings and door.kept_entry is None:
        return Lane(name, empty=told.empty)
    for closing in door.closings:
        if opened < closing.closed.earliest and (bars or not told.paper):
            bars.append(Bar(Window(opened, closing.closed.earliest), look("access", "reopened" if bars else "open")))
        until = closing.reopened.earliest if closing.reopened else end
        if closing.closed.earliest < until:
            word = look("access", "closed" if closing.scope == "all" else "partly")
            still = closing.reopened is None
            window = Window(closing.closed.earliest, until)
            words = _day_unknown(closing.closed)
            bars.append(Bar(window, word, words, still=still, source=_source(told, closing.entry)))
        opened = max(until, opened)
    last_open = not door.closings or door.closings[-1].reopened is not None
    if last_open and opened < end:
        state = look("access", door.value.value)
        bars.append(Bar(Window(opened, end), state, still=True))
    return Lane(name, tuple(bars), empty=told.empty)


def _day_unknown(closed: Moment) -> Text:
    """Return what is written in a bar whose beginning is known to the month only; nothing for a known day."""
    if closed.precision is not Precision.MONTH:
        return NOTHING
    return Text("dicht, op welke dag niet vermeld", "shut, on which day not stated")


def _exposed(told: Told) -> Lane:
    name = Text("Kwetsbare periode", "Exposed window")
    if told.exposed is None:
        return Lane(name, empty=NOT_YOURS)
    window = told.exposed.window
    if window is None:
        return Lane(name, empty=told.empty)
    days = window.days()
    words = Text(f"{days} {'dag' if days == 1 else 'dagen'}", f"{days} {'day' if days == 1 else 'days'}")
    goes_on = told.exposed.end is not None and told.exposed.end.goes_on
    return Lane(name, (Bar(window, look("weakness", "open"), words, Form.BRACKET, still=goes_on),))


def _coverage(told: Told) -> Lane:
    name = Text("Onderzoek dekt", "Hunt covers")
    if told.cover is None:
        return Lane(name, empty=NOT_YOURS)
    if told.cover.verdict.answer == "not-looked":
        return Lane(name, empty=NOT_STATED if told.recorded else NOT_LOOKED)
    covered = tuple(Bar(part, look("coverage", "covered"), _day_count(part)) for part in told.cover.covered)
    gaps = tuple(
        Bar(
            gap,
            look("coverage", "nothing"),
            Text(f"{_day_count(gap).nl}: niets te zeggen", f"{_day_count(gap).en}: nothing to say"),
        )
        for gap in told.cover.gaps
    )
    empty = Text("welke dagen is niet vastgelegd", "which days is not recorded")
    return Lane(name, (*covered, *gaps), empty=NOT_STATED if told.recorded else empty)


def _day_count(window: Window) -> Text:
    days = window.days()
    return Text(f"{days} {'dag' if days == 1 else 'dagen'}", f"{days} {'day' if days == 1 else 'days'}")


def _watch(told: Told, whole: Window) -> Lane:
    bars: list[Bar] = []
    raised: Entry | None = None
    for entry in told.entries:
        if entry.kind == "monitoring.raised" and raised is None:
            raised = entry
        elif entry.kind == "monitoring.lowered" and raised is not None:
            if raised.happened_from < entry.happened_from:
                bars.append(_heightened(told, raised, entry.happened_from))
            raised = None
    end = min(told.at, whole.end)
    if raised is not None and raised.happened_from < end:
        bars.append(replace(_heightened(told, raised, end), still=True))
    return Lane(Text("Bewaking", "Monitoring"), tuple(bars), empty=told.empty)


def _heightened(told: Told, raised: Entry, until: datetime) -> Bar:
    window = Window(raised.happened_from, until)
    return Bar(window, look("monitoring", "heightened"), source=_source(told, raised.id))


def _source(told: Told, entry: object) -> Text:
    found = next((one for one in told.entries if one.id == entry), None)
    if found is None:
        return NOTHING
    words = ", ".join(filter(None, (found.source.stated_by, found.source.document, found.source.locator)))
    return Text(words, words) if words else NOTHING
