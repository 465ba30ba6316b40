"""The marks that hunting leaves on a response: hunts with their coverage, evidence, the stated window, misuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from dijkwacht.cases.domain.axes import Misuse
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.window import Moment, NotAMoment, Window, read_moment, window_between


@dataclass(frozen=True, slots=True)
class HuntMark:
    """One hunt: its questions, the window it was opened for, what it covered, what came out, within which limits.

    `verdict` where a run over kept evidence gave one. Such a run speaks for all that is kept, with the rules of that
    day, so what it covers takes the place of what was covered before; runs recorded by hand add to each other.
    """

    key: str
    opened: Moment
    entry: UUID
    questions: tuple[str, ...] = ()
    window: Window | None = None
    due: Moment | None = None
    follow_up: bool = False
    team: str = ""
    covered: tuple[Window, ...] = ()
    sources: tuple[str, ...] = ()
    method: str = ""
    result: str = ""
    limits: str = ""
    verdict: str = ""
    ran: Moment | None = None
    ran_entry: UUID | None = None
    closed: Moment | None = None
    closed_entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class MisuseMark:
    """What a named office stated about misuse: the value, by whom, when, how far, and since when it is said openly."""

    value: Misuse | None = None
    at: Moment | None = None
    named_by: str = ""
    reach: str = ""
    which_data: str = ""
    publicly: bool | None = None
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """Everything recorded about looking for misuse."""

    hunts: Mapping[str, HuntMark] = field(default_factory=dict)
    misuse: MisuseMark = field(default_factory=MisuseMark)
    suspected: Moment | None = None
    confirmed: Moment | None = None
    evidence: tuple[tuple[Moment, tuple[str, ...], UUID], ...] = ()
    stated_start: Moment | None = None
    stated_end: Moment | None = None
    stated_reason: str = ""
    stated_entry: UUID | None = None
    signal: Moment | None = None
    signal_entry: UUID | None = None


def traced(traces: Traces, entry: Entry) -> Traces:
    """Return the traces after an entry about a hunt, misuse, evidence, the stated window or a signal."""
    at = entry.happened or entry.known or Moment(entry.recorded_at)
    if entry.kind.startswith("hunt."):
        mark = _hunted(traces.hunts.get(entry.text("hunt")), entry, at)
        return replace(traces, hunts={**traces.hunts, mark.key: mark})
    if entry.kind.startswith("misuse."):
        return _judged(traces, entry, at)
    match entry.kind:
        case "evidence.secured":
            return replace(traces, evidence=(*traces.evidence, (at, entry.texts("what"), entry.id)))
        case "window.stated":
            return _stated(traces, entry)
        case "signal.received":
            return replace(traces, signal=traces.signal or at, signal_entry=traces.signal_entry or entry.id)
        case _:
            return traces


def _stated(traces: Traces, entry: Entry) -> Traces:
    start, end = entry.text("start"), entry.text("end")
    return replace(
        traces,
        stated_start=read_moment(start) if start else traces.stated_start,
        stated_end=read_moment(end) if end else traces.stated_end,
        stated_reason=entry.text("reason"),
        stated_entry=entry.id,
    )


def _hunted(mark: HuntMark | None, entry: Entry, at: Moment) -> HuntMark:
    mark = mark or HuntMark(entry.text("hunt"), at, entry.id)
    match entry.kind:
        case "hunt.opened":
            start, end, due = entry.text("window_start"), entry.text("window_end"), entry.text("due")
            return replace(
                mark,
                opened=at,
                questions=entry.texts("questions"),
                window=told_window(start, end),
                due=read_moment(due) if due else None,
                follow_up=entry.payload.get("follow_up") is True,
                team=entry.text("team"),
            )
        case "hunt.ran":
            return replace(
                mark,
                covered=_windows(entry) if entry.payload.get("run") else (*mark.covered, *_windows(entry)),
                sources=tuple(dict.fromkeys((*mark.sources, *entry.texts("sources")))),
                method=entry.text("method") or mark.method,
                result=entry.text("result"),
                limits=entry.text("limits"),
                verdict=entry.text("verdict") or mark.verdict,
                ran=at,
                ran_entry=entry.id,
            )
        case _:
            return replace(mark, closed=at, closed_entry=entry.id)


def _windows(entry: Entry) -> tuple[Window, ...]:
    covered = entry.payload.get("covered")
    pairs = covered if isinstance(covered, list | tuple) else ()
    told = (told_window(str(pair[0]), str(pair[1])) for pair in pairs)
    return tuple(window for window in told if window is not None)


def told_window(start: str, end: str) -> Window | None:
    """Return the period that an entry tells; None where a bound is missing or an old entry tells its end first."""
    if not start or not end:
        return None
    try:
        return window_between(read_moment(start), read_moment(end))
    except NotAMoment:
        return None


def _judged(traces: Traces, entry: Entry, at: Moment) -> Traces:
    word = entry.kind.removeprefix("misuse.")
    if word == "closed_no_signs":
        return replace(traces, misuse=MisuseMark(at=at, named_by=entry.text("named_by"), entry=entry.id))
    publicly = entry.payload.get("publicly_stated")
    mark = MisuseMark(
        Misuse(word),
        at,
        entry.text("named_by"),
        entry.text("reach"),
        entry.text("which_data"),
        publicly if isinstance(publicly, bool) else None,
        entry.id,
    )
    return replace(
        traces,
        misuse=mark,
        suspected=traces.suspected or (at if word == "suspected" else None),
        confirmed=traces.confirmed or (at if word == "confirmed" else None),
    )
