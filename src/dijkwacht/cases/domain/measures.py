"""Measures: how each step of a response stands, per device, with by whom, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, read_moment


class MeasureState(StrEnum):
    """The states of a measure, the same set on page, link, telephone and file."""

    PLANNED = "planned"
    STARTED = "in-progress"
    DONE = "done"
    DEVIATED = "done-differently"
    BLOCKED = "blocked"
    FAILED = "failed"
    NOT_APPLICABLE = "not-applicable"
    VERIFIED = "verified"
    INVALIDATED = "invalidated"


STATE_WORDS: dict[MeasureState, Text] = {
    MeasureState.PLANNED: Text("gepland", "planned"),
    MeasureState.STARTED: Text("bezig", "in progress"),
    MeasureState.DONE: Text("gedaan", "done"),
    MeasureState.DEVIATED: Text("anders gedaan", "done differently"),
    MeasureState.BLOCKED: Text("geblokkeerd", "blocked"),
    MeasureState.FAILED: Text("mislukt", "failed"),
    MeasureState.NOT_APPLICABLE: Text("niet van toepassing", "not applicable"),
    MeasureState.VERIFIED: Text("gecontroleerd", "verified"),
    MeasureState.INVALIDATED: Text("telt niet meer", "no longer counts"),
}

OF_KIND = {
    "measure.planned": MeasureState.PLANNED,
    "measure.started": MeasureState.STARTED,
    "measure.done": MeasureState.DONE,
    "measure.deviated": MeasureState.DEVIATED,
    "measure.blocked": MeasureState.BLOCKED,
    "measure.failed": MeasureState.FAILED,
    "measure.not_applicable": MeasureState.NOT_APPLICABLE,
    "measure.verified": MeasureState.VERIFIED,
    "measure.invalidated": MeasureState.INVALIDATED,
}

SETTLED = frozenset({MeasureState.DONE, MeasureState.DEVIATED, MeasureState.NOT_APPLICABLE, MeasureState.VERIFIED})


@dataclass(frozen=True, slots=True)
class Measure:
    """One step of a response, for one device or ("") for all of them.

    `deadline` is the moment by which it was asked; `done_at` when it was carried out, as exactly as stated;
    `check` the result of the last verification ("effective", "not-effective", "inconclusive" or "" for none). `run_by`:
    who carried it out for everybody on a device that serves many, "" where the organisation did it itself.
    """

    step: str
    device: str
    state: MeasureState
    since: datetime
    entry: UUID
    deadline: Moment | None = None
    asked_by: str = ""
    done_at: Moment | None = None
    done_entry: UUID | None = None
    build: str = ""
    vulnerabilities: tuple[str, ...] = ()
    team: str = ""
    instead: str = ""
    reason: str = ""
    equivalent: bool = False
    check: str = ""
    check_method: str = ""
    check_entry: UUID | None = None
    waits_for: str = ""
    missing: str = ""
    run_by: str = ""

    @property
    def settled(self) -> bool:
        """Return whether nothing is asked for this step any more."""
        return self.state in SETTLED


Measures = Mapping[tuple[str, str], Measure]


def measured(measures: Measures, entry: Entry) -> Measures:
    """Return the measures after a `measure.*` or `check.recorded` entry."""
    key = (entry.text("step"), entry.text("device"))
    before = measures.get(key)
    state = OF_KIND[entry.kind]
    measure = replace(before, state=state, since=entry.happened_from, entry=entry.id) if before else None
    measure = measure or Measure(*key, state=state, since=entry.happened_from, entry=entry.id)
    return {**measures, key: _with_details(measure, entry)}


def _with_details(measure: Measure, entry: Entry) -> Measure:
    named = entry.texts("vulnerabilities")
    measure = replace(
        measure,
        build=entry.text("build") or measure.build,
        vulnerabilities=tuple(dict.fromkeys((*measure.vulnerabilities, *named))),
        team=entry.text("team") or measure.team,
    )
    match entry.kind:
        case "measure.planned":
            deadline = entry.text("deadline")
            return replace(
                measure,
                deadline=read_moment(deadline) if deadline else measure.deadline,
                asked_by=entry.text("asked_by") or measure.asked_by,
            )
        case "measure.done" | "measure.deviated":
            return replace(
                measure,
                done_at=entry.happened or entry.known or Moment(entry.recorded_at),
                done_entry=entry.id,
                check="",
                instead=entry.text("instead"),
                reason=entry.text("reason"),
                equivalent=entry.payload.get("equivalent") is True,
                run_by=_run_by(entry),
            )
        case "measure.verified":
            return replace(measure, check=entry.text("result"), check_method=entry.text("method"), check_entry=entry.id)
        case "measure.blocked":
            return replace(measure, missing=entry.text("missing"), waits_for=entry.text("waits_for"))
        case "measure.not_applicable":
            return replace(measure, reason=entry.text("why"))
        case "measure.invalidated":
            return replace(measure, reason=entry.text("because"), check="")
        case _:
            return measure


def _run_by(entry: Entry) -> str:
    """Return who did it on a shared device: the entry of such a deed names the device as its document."""
    device = entry.text("device")
    return entry.source.stated_by if device and entry.source.document == device else ""


def overdue(measure: Measure, at: datetime) -> bool:
    """Return whether, at `at`, the deadline had passed and the step was not settled by then (S4.12, S4.13).

    A deadline of day precision passes at the end of that day in Amsterdam.
    """
    if measure.deadline is None or at < measure.deadline.latest:
        return False
    return not measure.settled or (measure.done_at is not None and measure.done_at.earliest > at)


def timeliness(measure: Measure | None, advised: Moment, deadline: Moment | None) -> Verdict:
    """Answer "in-time", "late", "open" or "not-stated" for one measure against the advice it follows (S0.3, S1.6).

    Without a deadline there is no "late": the answer is then "in-time" with the days it took.
    """
    if measure is None or (measure.done_at is None and not measure.settled):
        return Verdict("open", (Reason("open", Text("nog niet gedaan", "not done yet")),))
    if measure.done_at is None:
        return Verdict("not-stated", (Reason("no-time", Text("het tijdstip staat er niet", "the time is not stated")),))
    days = max((measure.done_at.day - advised.day).days, 0)
    took = Reason(
        "took",
        Text(
            f"{days} {'dag' if days == 1 else 'dagen'} na het advies",
            f"{days} {'day' if days == 1 else 'days'} after the advice",
        ),
        (measure.entry,),
    )
    late = deadline is not None and measure.done_at.earliest >= deadline.latest
    return Verdict("late" if late else "in-time", (took,))


def was_checked(measure: Measure | None) -> Verdict:
    """Answer "effective", "not-effective", "inconclusive" or "not-recorded" for the check of a measure (S2.8, S2.11).

    The method is named where it is recorded; where it is not, the reason says so.
    """
    if measure is None or not measure.check:
        return Verdict("not-recorded", (Reason("no-check", Text("controle niet vastgelegd", "no check recorded")),))
    method = measure.check_method
    text = (
        Text(f"methode: {method}", f"method: {method}")
        if method
        else Text("methode niet in de bron vermeld", "method not stated in the source")
    )
    return Verdict(measure.check, (Reason("method", text, (measure.check_entry,) if measure.check_entry else ()),))
