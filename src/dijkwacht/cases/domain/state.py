"""The state of a response: a pure function of its entries and of what the case knew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from dijkwacht.cases.domain.access import Door, access_axis, moved
from dijkwacht.cases.domain.axes import Axes, Misuse, Use
from dijkwacht.cases.domain.facts import CaseFacts, fold_case
from dijkwacht.cases.domain.hunts import Traces, told_window, traced
from dijkwacht.cases.domain.leftover import KINDS as LEFTOVER_KINDS
from dijkwacht.cases.domain.leftover import Leftover, left
from dijkwacht.cases.domain.measures import OF_KIND, Measure, measured
from dijkwacht.cases.domain.told_for import own_words
from dijkwacht.cases.domain.watch import Watch, watched
from dijkwacht.cases.domain.weakness import Device, standings, weakness_axis
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import Moment, Window, read_moment, uncovered_part, union


@dataclass(frozen=True, slots=True)
class UseMark:
    """Whether the product is used, how we know, since when that is known, and the entry behind it."""

    value: Use = Use.UNKNOWN
    origin: Origin | None = None
    at: Moment | None = None
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class ResponseState:
    """Everything folded for one response; `window` is the exposed window as last computed by hunting."""

    opened: Moment | None = None
    closed: Moment | None = None
    use: UseMark = field(default_factory=UseMark)
    devices: Mapping[str, Device] = field(default_factory=dict)
    measures: Mapping[tuple[str, str], Measure] = field(default_factory=dict)
    door: Door = field(default_factory=Door)
    watch: Watch = field(default_factory=Watch)
    traces: Traces = field(default_factory=Traces)
    leftover: Leftover = field(default_factory=Leftover)
    window: Window | None = None
    window_entry: UUID | None = None
    window_grown: tuple[UUID, ...] = ()
    sessions_ended: tuple[Entry, ...] = ()
    secrets_replaced: tuple[Entry, ...] = ()
    rebuilt: tuple[Entry, ...] = ()
    risk: Entry | None = None
    told: tuple[Entry, ...] = ()
    axes: Axes = field(default_factory=Axes)

    def measure(self, step: str, device: str = "") -> Measure | None:
        """Return how a step stands for a device, or for all devices together; None where nothing is recorded."""
        return self.measures.get((step, device)) or self.measures.get((step, ""))


TOLD = frozenset(
    {
        "statement.made",
        "impact.stated",
        "cost.recorded",
        "effort.recorded",
        "promise.made",
        "promise.kept",
        "press.reported",
        "context.stated",
        "advisory.read",
        "report.filed",
        "outcome.stated",
        "notice.sent",
        "notice.acknowledged",
        "call.made",
        "rung.climbed",
        "inquiry.answered",
        "inquiry.declined",
        "question.received",
        "question.answered",
        "question.deferred",
        "document.sent",
        "consent.given",
    }
)


STILL = (
    TOLD
    | LEFTOVER_KINDS
    | {
        "case.closed",
        "case.opened",
        "evidence.secured",
        "exchange.logged",
        "glass.acknowledged",
        "glass.broken",
        "inquiry.counted",
        "inquiry.sent",
        "monitoring.lowered",
        "monitoring.raised",
        "publication.decided",
        "reopening.advised",
        "reopening.revoked",
        "response.closed",
        "response.opened",
        "restriction.imposed",
        "restriction.lifted",
        "risk.accepted",
        "secrets.replaced",
        "sessions.ended",
        "signal.received",
        "steps.set",
        "system.rebuilt",
        "word.taken",
    }
)
"""The kinds that move no axis; a kind that is not listed may."""


def moves_axes(entry: Entry) -> bool:
    """Return whether an entry can move a response on an axis: all that is not known to leave it, and corrections."""
    return entry.corrects is not None or entry.kind not in STILL


def fold(entries: Iterable[Entry]) -> tuple[ResponseState, CaseFacts]:
    """Return the response's state and the case's facts after these entries, which come in the fold's order.

    `entries` are those of the response and those of the case that belong to no response. A corrected entry counts no
    more once the entry that corrects it is among them. No removable content is read.
    """
    listed = _standing(entries)
    facts = fold_case(entry for entry in listed if entry.response is None)
    state = ResponseState()
    for entry in listed:
        if entry.response is not None:
            state = applied(state, entry)
    return replace(state, axes=axes_of(state, facts)), facts


def _standing(entries: Iterable[Entry]) -> list[Entry]:
    listed = own_words(entries)
    gone = {entry.corrects for entry in listed if entry.corrects}
    gone |= {UUID(entry.text("entry")) for entry in listed if entry.kind == "entry.corrected"}
    return [entry for entry in listed if entry.id not in gone]


def applied(state: ResponseState, entry: Entry) -> ResponseState:
    """Return the state after one more entry of the response; `axes_of` computes the axes at the end."""
    kind = entry.kind
    if kind in OF_KIND:
        return replace(state, measures=measured(state.measures, entry))
    if kind.startswith(("access.", "restriction.")) or kind == "service.kept":
        return replace(state, door=moved(state.door, entry))
    if kind.startswith("monitoring."):
        return replace(state, watch=watched(state.watch, entry))
    if kind in {"window.computed", "window.grown"}:
        return _windowed(state, entry)
    if kind.startswith(("hunt.", "misuse.")) or kind in {"evidence.secured", "window.stated", "signal.received"}:
        return replace(state, traces=traced(state.traces, entry))
    if kind in LEFTOVER_KINDS:
        return replace(state, leftover=left(state.leftover, entry))
    if kind in TOLD:
        return replace(state, told=(*state.told, entry))
    return _marked(state, entry)


def _marked(state: ResponseState, entry: Entry) -> ResponseState:
    at = entry.happened or entry.known or Moment(entry.recorded_at)
    match entry.kind:
        case "response.opened":
            return replace(state, opened=at, closed=None)
        case "response.closed":
            return replace(state, closed=at)
        case "use.declared":
            return replace(state, use=UseMark(Use(entry.text("use")), entry.origin, at, entry.id))
        case "device.stated":
            return _with_device(state, entry, at)
        case "device.gone":
            devices = {name: one for name, one in state.devices.items() if name != entry.text("device")}
            return replace(state, devices=devices)
        case "sessions.ended":
            return replace(state, sessions_ended=(*state.sessions_ended, entry))
        case "secrets.replaced":
            return replace(state, secrets_replaced=(*state.secrets_replaced, entry))
        case "system.rebuilt":
            return replace(state, rebuilt=(*state.rebuilt, entry))
        case "risk.accepted":
            return replace(state, risk=entry)
        case _:
            return state


def _with_device(state: ResponseState, entry: Entry, at: Moment) -> ResponseState:
    since = entry.text("in_service_since")
    name, build = entry.text("device"), entry.text("build")
    before = state.devices.get(name)
    verdicts = _verdicts(entry) or (before.verdicts if before and before.build == build else {})
    device = Device(
        name,
        entry.text("product"),
        build,
        read_moment(since) if since else before.in_service_since if before else None,
        entry.id,
        verdicts,
    )
    use = state.use
    if use.value is Use.UNKNOWN or (use.value is Use.DOES_NOT_USE and _outweighs(entry.origin, use.origin)):
        use = UseMark(Use.USES, entry.origin, at, entry.id)
    return replace(state, devices={**state.devices, name: device}, use=use)


def _verdicts(entry: Entry) -> dict[str, Exposure]:
    value = entry.payload.get("verdicts")
    listed = value if isinstance(value, list | tuple) else ()
    told = {str(one.get("vulnerability")): str(one.get("verdict")) for one in listed if isinstance(one, Mapping)}
    return {flaw: Exposure(verdict) for flaw, verdict in told.items() if verdict in set(Exposure)}


def _outweighs(seen: Origin, said: Origin | None) -> bool:
    """Say whether a device that stands somewhere outweighs the word that the product is not used (S0.15)."""
    return said is None or seen.rank > said.rank


def _windowed(state: ResponseState, entry: Entry) -> ResponseState:
    window = told_window(entry.text("start"), entry.text("end"))
    if window is None:
        return state
    grown = (*state.window_grown, entry.id) if entry.kind == "window.grown" else state.window_grown
    return replace(state, window=window, window_entry=entry.id, window_grown=grown)


def axes_of(state: ResponseState, facts: CaseFacts) -> Axes:
    """Return where the response stands on each axis."""
    found = standings(state.devices.values(), facts.flaws.values(), state.measures)
    return Axes(
        use=state.use.value,
        weakness=weakness_axis(state.use.value, found),
        access=access_axis(state.door, state.use.value),
        misuse=misuse_axis(state.traces, state.window),
    )


def misuse_axis(traces: Traces, window: Window | None) -> Misuse:
    """Return the value on the axis of misuse.

    What a named office stated stands until `misuse.closed_no_signs`; a better hunt never lowers it. Otherwise the
    hunts decide by what they cover of the exposed window; where that is not computed, of the window they were opened
    for.
    """
    if traces.misuse.value is not None:
        return traces.misuse.value
    ran = [mark for mark in traces.hunts.values() if mark.ran is not None and mark.result != "signs"]
    if not ran:
        return Misuse.NOT_LOOKED
    wanted = window or next((mark.window for mark in ran if mark.window), None)
    covered = union(part for mark in ran for part in mark.covered)
    if wanted is None or uncovered_part(wanted, covered):
        return Misuse.NO_SIGNS_PARTIAL
    return Misuse.NO_SIGNS_COVERED
