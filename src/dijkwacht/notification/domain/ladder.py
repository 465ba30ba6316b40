"""The ladder: what silence or lateness leads to, and when. A supervisor is no rung of it (S4.13, S4.22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason


class Rung(StrEnum):
    """The rungs in their order; the list is closed, so that nobody can be reported upwards by the program."""

    REMIND = "remind"
    CALL = "call"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    SHIFT_LEAD = "shift-lead"


RUNG_WORDS: Mapping[Rung, Text] = {
    Rung.REMIND: Text("herinneren", "remind"),
    Rung.CALL: Text("bellen", "call"),
    Rung.DEPUTY: Text("de vervanger bellen", "call the deputy"),
    Rung.DIRECTOR: Text("de directeur of secretaris bellen", "call the director or secretary"),
    Rung.SHIFT_LEAD: Text("de dienstleider beslist", "the shift lead decides"),
}

AFTER: Mapping[Rung, timedelta] = {
    Rung.REMIND: timedelta(0),
    Rung.CALL: timedelta(hours=2),
    Rung.DEPUTY: timedelta(hours=4),
    Rung.DIRECTOR: timedelta(hours=8),
    Rung.SHIFT_LEAD: timedelta(hours=24),
}
"""How long after the silence or lateness began each rung is due."""
BREATH = timedelta(hours=1)
"""How long one rung gets before the next one."""


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung that was taken, and when."""

    rung: Rung
    at: datetime


@dataclass(frozen=True, slots=True)
class NextRung:
    """The rung that comes next and from when on; `now` says whether that moment has come; with reasons."""

    rung: Rung
    due: datetime
    now: bool
    reasons: tuple[Reason, ...]

    @property
    def said(self) -> Text:
        """Return the rung in words."""
        return RUNG_WORDS[self.rung]


def ladder(
    since: datetime, climbed: Iterable[Climbed], at: datetime, *, lacking: frozenset[Rung] = frozenset()
) -> NextRung | None:
    """Return the next rung for a silence or lateness that began at `since`, None where the shift lead has decided.

    A rung for which nobody is recorded (`lacking`) is passed over, and the reason says so: a gap in the contact list
    brings the matter to the next person, not to a halt. All moments aware UTC.
    """
    taken = sorted(climbed, key=lambda one: one.at)
    reached = max((tuple(Rung).index(one.rung) for one in taken), default=-1)
    rest = tuple(Rung)[reached + 1 :]
    skipped = [rung for rung in rest[:-1] if rung in lacking]
    rung = next((rung for rung in rest if rung not in lacking or rung is Rung.SHIFT_LEAD), None)
    if rung is None:
        return None
    due = since + AFTER[rung]
    if taken:
        due = max(due, taken[-1].at + BREATH)
    passed = [one for one in skipped if tuple(Rung).index(one) < tuple(Rung).index(rung)]
    return NextRung(rung, due, due <= at, tuple(_reasons(since, at, passed, taken)))


def _reasons(since: datetime, at: datetime, passed: list[Rung], taken: list[Climbed]) -> Iterable[Reason]:
    hours = max(int((at - since).total_seconds() // 3600), 0)
    yield Reason("since", Text(f"al {hours} uur", f"for {hours} hours"))
    for rung in passed:
        word = RUNG_WORDS[rung]
        yield Reason(
            "lacking", Text(f"overgeslagen: {word.nl}; niemand bekend", f"passed over: {word.en}; nobody known")
        )
    if taken:
        word = RUNG_WORDS[taken[-1].rung]
        yield Reason("last", Text(f"laatste trede: {word.nl}", f"last rung: {word.en}"))
