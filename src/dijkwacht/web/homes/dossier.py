"""One response with everything that its pages decide from it: sentence, next step, axes, window, gate, strip."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.access import open_restrictions
from dijkwacht.cases.domain.axes import AXIS_WORDS, Axis
from dijkwacht.cases.domain.measures import MeasureState
from dijkwacht.cases.domain.next_step import Station, next_station, stations
from dijkwacht.cases.domain.telling import action_said
from dijkwacht.cases.selectors import ResponseView
from dijkwacht.containment.domain.gate import Surroundings, reopening
from dijkwacht.hunting.domain.coverage import Coverage
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.domain.window import ExposedWindow, window_shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, ConditionState, Reason
from dijkwacht.organisations.selectors import OrganisationSeen
from dijkwacht.reporting.domain.lanes import Told, lanes_of, stretch
from dijkwacht.reporting.domain.strip import Row, strip_rows, strip_svg
from dijkwacht.web.homes.how import HOW
from dijkwacht.web.homes.standing import Standing, standing_sentence
from dijkwacht.web.homes.words import day_said, said_list, time_left

ORIGINS = {
    "relayed": Text("overgebracht door een ander", "relayed by somebody else"),
    "declared": Text("eigen verklaring", "own declaration"),
    "observed": Text("waargenomen", "observed"),
    "verified": Text("gecontroleerd", "verified"),
}
STRIP_TITLE = Text("De hele tijdlijn", "The whole time line")


@dataclass(frozen=True, slots=True)
class Tile:
    """One axis: its name, value, and what is said below it; `stated` is False where the source is silent."""

    axis: str
    name: Text
    value: str
    notes: tuple[Text, ...]
    stated: bool = True


@dataclass(frozen=True, slots=True)
class StationShown:
    """A step as a station: its words, how far, and the state whose shape it wears."""

    key: str
    title: Text
    progress: str
    state: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing asked now: what, by whom, until when, how; `advice` says what the advice wants."""

    station: Station
    title: Text
    asked_by: Text
    advice: tuple[Text, ...]
    left: Text | None
    overdue: bool
    how: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A response as its pages show it at `at`; what the viewer may not see is None or empty."""

    view: ResponseView
    organisation: OrganisationSeen
    at: datetime
    recorded: bool
    sentence: Text
    why: tuple[Reason, ...]
    tiles: tuple[Tile, ...]
    stations: tuple[StationShown, ...]
    next: NextStep | None
    exposed: ExposedWindow | None
    cover: Coverage | None
    conditions: tuple[Condition, ...] | None
    told: Told

    def strip(self, language: str) -> tuple[str, tuple[Row, ...]]:
        """Return the picture in a language and the same as rows of a table."""
        whole = stretch(self.told)
        lanes = lanes_of(self.told, whole)
        until = self.at if whole.contains(self.at) else None
        return strip_svg(lanes, whole, STRIP_TITLE, language, known_until=until), strip_rows(lanes)


def moment_of(asof: AsOf, now: datetime) -> datetime:
    """Return the moment at which a page looks: what was known by then, else recorded by then, else now."""
    return asof.known or asof.recorded or now


def dossier_of(viewer: Viewer, view: ResponseView, organisation: OrganisationSeen, at: datetime) -> Dossier:
    """Return everything decided from one response, for its own organisation, a desk or the public."""
    recorded = organisation.read_only
    whole = view.own or view.label is Label.CLEAR
    exposed = window_shown(view.state, view.facts, at, recorded=recorded) if whole else None
    found = investigation(view.state, exposed.window if exposed else None) if whole else None
    around = Surroundings(viewer.memberships | ({view.constituency} if view.constituency else frozenset[UUID]()))
    conditions = reopening(view.state, view.facts, found, at, around) if found else None
    cover = found.coverage if found else None
    standing = Standing(view.state, view.facts, at, conditions, cover, recorded)
    listed = stations(view.facts.steps, view.state.measures, at)
    return Dossier(
        view=view,
        organisation=organisation,
        at=at,
        recorded=recorded,
        sentence=standing_sentence(standing),
        why=tuple(_why(standing, exposed)),
        tiles=tiles_of(standing),
        stations=tuple(_station(one, recorded=recorded) for one in listed),
        next=None if recorded or view.state.closed else next_step_of(listed, view, at),
        exposed=exposed,
        cover=cover,
        conditions=conditions,
        told=Told(view.state, view.facts, view.entries, at, exposed, cover, recorded),
    )


def _why(standing: Standing, exposed: ExposedWindow | None) -> Iterable[Reason]:
    state = standing.state
    if state.use.entry:
        said = ORIGINS[state.use.origin.value] if state.use.origin else ORIGINS["declared"]
        yield Reason("use", Text(f"gebruik: {said.nl}", f"use: {said.en}"), (state.use.entry,))
    if state.door.closings:
        last = state.door.closings[-1]
        since = day_said(last.closed, standing.at)
        text = Text(f"gesloten op {since.nl}: {last.what}", f"closed on {since.en}: {last.what}")
        yield Reason("door", text, (last.entry,))
    if exposed is not None and exposed.window is not None and exposed.start and exposed.end:
        for bound, word in ((exposed.start, Text("begin", "start")), (exposed.end, Text("einde", "end"))):
            text = Text(
                f"kwetsbare periode, {word.nl}: {bound.basis.nl} ({bound.errs.nl})",
                f"exposed window, {word.en}: {bound.basis.en} ({bound.errs.en})",
            )
            yield Reason("window", text, bound.entries)
    for condition in standing.conditions or ():
        if condition.state is not ConditionState.MET and not standing.recorded:
            yield Reason(condition.key, condition.text, condition.entries)


def tiles_of(standing: Standing) -> tuple[Tile, ...]:
    """Return the four axes with what is said below each; weakness never without misuse."""
    axes = standing.state.axes
    notes = {
        Axis.USE: _use_notes(standing),
        Axis.WEAKNESS: _weakness_notes(standing),
        Axis.ACCESS: _access_notes(standing),
        Axis.MISUSE: _misuse_notes(standing),
    }
    return tuple(
        Tile(axis.value, AXIS_WORDS[axis], axes.value(axis), tuple(notes[axis]), stated=_stated(standing, axis))
        for axis in Axis
    )


def _stated(standing: Standing, axis: Axis) -> bool:
    """Return whether a value is more than the silence of a source; nobody says "open" of what nobody repaired."""
    if not standing.recorded:
        return True
    silent = {Axis.USE: "unknown", Axis.ACCESS: "unknown", Axis.MISUSE: "not-looked"}
    value = standing.state.axes.value(axis)
    return value not in {"unknown", "open"} if axis is Axis.WEAKNESS else value != silent[axis]


def _use_notes(standing: Standing) -> Iterable[Text]:
    count = len(standing.state.devices)
    if count:
        yield Text(
            f"{count} {'systeem' if count == 1 else 'systemen'}", f"{count} {'system' if count == 1 else 'systems'}"
        )
    mark = standing.state.use
    if mark.origin and mark.at:
        said, when = ORIGINS[mark.origin.value], day_said(mark.at, standing.at)
        yield Text(f"{said.nl}, {when.nl}", f"{said.en}, {when.en}")


def _weakness_notes(standing: Standing) -> Iterable[Text]:
    count = len(standing.state.devices)
    if count > 1:
        yield Text(f"de slechtste van {count} systemen", f"the worst of {count} systems")
    flaws = [flaw for flaw in standing.facts.flaws if flaw]
    if flaws:
        yield Text(", ".join(flaws), ", ".join(flaws))


def _access_notes(standing: Standing) -> Iterable[Text]:
    last = standing.state.door.closings[-1] if standing.state.door.closings else None
    if last is not None:
        at = last.reopened or last.closed
        since = day_said(at, standing.at)
        yield Text(f"sinds {since.nl}", f"since {since.en}")
    works = [one.still_works for one in open_restrictions(standing.state.door) if one.still_works]
    if works:
        yield Text(f"wat nog werkt: {works[0]}", f"what still works: {works[0]}")


def _misuse_notes(standing: Standing) -> Iterable[Text]:
    mark = standing.state.traces.misuse
    if mark.value is not None and mark.named_by:
        yield Text(f"volgens {mark.named_by}", f"by {mark.named_by}")
    looked = standing.cover is not None and standing.cover.verdict.answer != "not-looked"
    if standing.cover is not None and standing.cover.days and (looked or not standing.recorded):
        yield Text(f"{standing.cover.words.nl} gedekt", f"{standing.cover.words.en} covered")
    if standing.cover is None:
        yield Text("bevindingen worden niet met u gedeeld", "findings are not shared with you")


_PROGRESS = {"busy": "in-progress", "blocked": "blocked", "open": "planned", "waits": "planned"}


def _station(station: Station, *, recorded: bool) -> StationShown:
    states = {measure.state for measure in station.measures}
    state = _PROGRESS.get(station.progress, "done")
    if station.progress == "done":
        calm = (MeasureState.NOT_APPLICABLE, MeasureState.DEVIATED, MeasureState.DONE, MeasureState.VERIFIED)
        state = next((one.value for one in calm if one in states), "done")
    elif recorded and not states:
        state = "not-recorded"
    late = station.overdue and not recorded
    return StationShown(station.step.key, station.step.title, station.progress, state, late)


def next_step_of(listed: tuple[Station, ...], view: ResponseView, at: datetime) -> NextStep | None:
    """Return the step to do now with who asks and why; None where nothing is open."""
    station = next_station(listed)
    if station is None:
        return None
    return NextStep(
        station,
        station.step.title,
        _asked_by(station, view),
        tuple(_advised(station, view)),
        time_left(station.deadline, at) if station.deadline else None,
        station.overdue,
        HOW.get(station.step.key, ()),
    )


def _asked_by(station: Station, view: ResponseView) -> Text:
    named = [measure.asked_by for measure in station.measures if measure.asked_by]
    advice = [seen for seen in view.facts.advice if any(a.get("step") == station.step.key for a in seen.actions)]
    if advice:
        last = advice[-1]
        return Text(
            f"Gevraagd door {last.issuer}, advies versie {last.version}.",
            f"Asked by {last.issuer}, advice version {last.version}.",
        )
    if named:
        who = said_list([Text(name, name) for name in dict.fromkeys(named)])
        return Text(f"Gevraagd door {who.nl}.", f"Asked by {who.en}.")
    return Text("Een stap van deze casus.", "A step of this case.")


def _advised(station: Station, view: ResponseView) -> Iterable[Text]:
    for seen in reversed(view.facts.advice):
        for action in seen.actions:
            if action.get("step") == station.step.key:
                yield action_said(action)
                return
