"""The investigation: its separate questions, what holds for now, and when to look again (S0.9, S1.9, S4.11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dijkwacht.cases.domain.hunts import HuntMark
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.hunting.domain.coverage import Coverage, coverage, ran
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, Precision, Window, midnight

QUESTIONS: dict[str, Text] = {
    "access": Text("Zijn aanvallers binnen geweest?", "Did attackers get in?"),
    "attempts": Text("Zijn er pogingen gedaan?", "Were there attempts?"),
    "extent": Text("Hoe ver zijn ze gekomen?", "How far did they get?"),
}


@dataclass(frozen=True, slots=True)
class QuestionState:
    """One question of the investigation: "open", "answered" or "not-recorded"; `text` says why."""

    key: str
    question: Text
    state: str
    text: Text
    entries: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Investigation:
    """The investigation as it stands: questions apart, with what was covered of the window."""

    questions: tuple[QuestionState, ...]
    coverage: Coverage
    open_hunts: tuple[HuntMark, ...]
    closed_hunts: tuple[HuntMark, ...]

    @property
    def concluded(self) -> bool:
        """Return whether at least one hunt was closed by a named person and none is open."""
        return bool(self.closed_hunts) and not self.open_hunts


@dataclass(frozen=True, slots=True)
class ProvisionalFinding:
    """What holds for now: as of the last run, with the questions still open; provisional until all hunts are closed."""

    provisional: bool
    as_of: Moment | None
    finding: Verdict
    open_questions: tuple[QuestionState, ...]


def investigation(state: ResponseState, window: Window | None) -> Investigation:
    """Return the investigation over `window`; a follow-up that is only planned keeps nothing open."""
    hunts = [hunt for hunt in state.traces.hunts.values() if hunt.ran or not hunt.follow_up]
    ordered = sorted(hunts, key=lambda hunt: (hunt.opened, hunt.key))
    return Investigation(
        tuple(question_state(key, ordered) for key in QUESTIONS),
        coverage(window, ordered),
        tuple(hunt for hunt in ordered if hunt.closed is None),
        tuple(hunt for hunt in ordered if hunt.closed is not None),
    )


def question_state(key: str, hunts: Iterable[HuntMark]) -> QuestionState:
    """Return how one question stands: open while a hunt that asks it is, answered when all that ask it are closed."""
    asking = [hunt for hunt in hunts if key in hunt.questions]
    question = QUESTIONS[key]
    if not asking:
        text = Text("geen onderzoek stelt deze vraag", "no hunt asks this question")
        return QuestionState(key, question, "not-recorded", text)
    running = [hunt for hunt in asking if hunt.closed is None]
    if running:
        since = moment_words(running[0].opened)
        text = Text(f"wordt onderzocht sinds {since.nl}", f"under investigation since {since.en}")
        return QuestionState(key, question, "open", text, tuple(hunt.entry for hunt in running))
    last = asking[-1]
    result = _RESULTS.get(last.result, Text("uitkomst niet vastgelegd", "outcome not recorded"))
    entries = tuple(hunt.closed_entry for hunt in asking if hunt.closed_entry)
    return QuestionState(key, question, "answered", result, entries)


_RESULTS = {
    "no-signs": Text("geen sporen gevonden in wat bekeken is", "no signs found in what was looked at"),
    "attempts": Text("pogingen gezien, geen sporen van toegang", "attempts seen, no signs of access"),
    "signs": Text("sporen gevonden", "signs found"),
}


def provisional_finding(state: ResponseState, window: Window | None) -> ProvisionalFinding:
    """Return what the investigation says for now, as of its last run, and whether that is still provisional."""
    found = investigation(state, window)
    runs = [hunt.ran for hunt in ran(state.traces.hunts.values()) if hunt.ran]
    return ProvisionalFinding(
        provisional=not found.concluded,
        as_of=max(runs, default=None),
        finding=found.coverage.verdict,
        open_questions=tuple(question for question in found.questions if question.state == "open"),
    )


def follow_up_due(fixed: Moment, days: int) -> Moment:
    """Return the day by which to look again: `days` calendar days after the day of the fix (S0.9)."""
    return Moment(midnight(fixed.day + timedelta(days=days)), Precision.DAY)


def follow_up(state: ResponseState, at: datetime) -> Verdict:
    """Answer "none", "planned", "overdue" or "done" for the follow-up hunts at `at`; the earliest open one decides."""
    hunts = [hunt for hunt in state.traces.hunts.values() if hunt.follow_up]
    if not hunts:
        return Verdict("none")
    waiting = sorted((hunt for hunt in hunts if hunt.ran is None), key=lambda hunt: hunt.due or hunt.opened)
    if not waiting:
        done = max(hunts, key=lambda hunt: hunt.ran or hunt.opened)
        when = moment_words(done.ran or done.opened)
        text = Text(f"vervolgonderzoek gedaan op {when.nl}", f"follow-up hunt done on {when.en}")
        return Verdict("done", (Reason("done", text, (done.entry,)),))
    first = waiting[0]
    if first.due is None:
        text = Text("vervolgonderzoek zonder datum", "a follow-up hunt without a day")
        return Verdict("planned", (Reason("no-day", text, (first.entry,)),))
    when = moment_words(first.due)
    text = Text(f"vervolgonderzoek uiterlijk {when.nl}", f"follow-up hunt by {when.en}")
    return Verdict("overdue" if at >= first.due.latest else "planned", (Reason("due", text, (first.entry,)),))


def open_follow_up(state: ResponseState) -> tuple[Moment | None, bool]:
    """Return the earliest day of a follow-up and whether all are done: what lowering the monitoring level asks."""
    hunts = [hunt for hunt in state.traces.hunts.values() if hunt.follow_up]
    waiting = [hunt.due or hunt.opened for hunt in hunts if hunt.ran is None]
    due = min(waiting or [hunt.due for hunt in hunts if hunt.due], default=None)
    return due, bool(hunts) and not waiting
