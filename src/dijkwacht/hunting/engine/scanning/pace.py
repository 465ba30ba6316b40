"""The pace of a log: how long it usually is silent, and where it was silent for longer than it should be."""

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from dijkwacht.hunting.engine.model import Stamp
from dijkwacht.hunting.engine.timeline import Dated

SILENCE = timedelta(hours=6)
DENSE = timedelta(minutes=30)
_SUSPECT = timedelta(hours=5)  # clocks may be moved by an hour in between; the silence is measured again in UTC
_MOST = 4096


@dataclass(slots=True)
class Pace:
    """Intervals of neighbouring records (a sample of them in a long log), and the pairs around long silences."""

    intervals: list[float] = field(default_factory=list)
    silences: list[tuple[Dated, Dated]] = field(default_factory=list)
    _before: Dated | None = None

    def note(self, dated: Dated, *, neighbour: bool = True) -> None:
        """Take note of the next record, or of one further on between which and the last no silence lies."""
        before, self._before = self._before, dated
        if before is None:
            return
        apart = self.apart(before.stamp, dated.stamp)
        if neighbour and len(self.intervals) < _MOST:
            self.intervals.append(abs(apart.total_seconds()))
        if apart > _SUSPECT:
            self.silences.append((before, dated))

    def correct(self, dated: Dated) -> None:
        """Take `dated` for what the last record says, once more is known of its time."""
        self._before = dated

    @staticmethod
    def apart(before: Stamp, after: Stamp) -> timedelta:
        """Return the time between two stamps; where the year is not written, a turn of it counts as one year on."""
        apart = after.local - before.local
        if before.swapped is not None or after.swapped is not None:
            apart = max(apart, (after.swapped or after.local) - (before.swapped or before.local))
        if not (before.has_year and after.has_year) and apart < -timedelta(days=2):
            apart += timedelta(days=366)
        return apart

    def may_hide_silence(self, before: Stamp, after: Stamp) -> bool:
        """Return whether so much time lies between two records that there may be a silence between them."""
        return self.apart(before, after) > _SUSPECT

    def is_dense(self, others: list[float]) -> bool:
        """Return whether a log with these and `others` intervals usually writes more than once in half an hour."""
        every = [*self.intervals, *others]
        return bool(every) and median(every) < DENSE.total_seconds()
