"""From what stamps say to UTC: years solved backwards from an anchor, zones from what the evidence shows."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dijkwacht.hunting.engine.logs.stamps import YEARLESS
from dijkwacht.hunting.engine.model import Solved, Stamp, TimeBasis, YearBasis

_TURN = timedelta(days=2)  # a later line may be this much earlier without a new year in between
_LATE = timedelta(days=300)  # a jump this far ahead is a late line of the year before
_CLOSE = timedelta(days=10)  # a file's own time vouches for its last line when it lies this near
_SLACK = timedelta(days=1)
_HOUR_BACK = (timedelta(minutes=20), timedelta(minutes=80))  # so far back a log goes where its clock was set back
_NEAR_SHOWN = timedelta(days=2)
_LEAP_CYCLE = 8
_29_FEBRUARY = (2, 29)


@dataclass(frozen=True, slots=True)
class Dated:
    """A stamp with the count of new years that its file passed before it."""

    stamp: Stamp
    turns: int


def set_back(before: datetime, after: datetime) -> bool:
    """Return whether between two records of one log, in its order, the clock was set back by an hour."""
    return _HOUR_BACK[0] <= before - after <= _HOUR_BACK[1]


def in_second_hour(stamp: Stamp) -> Stamp:
    """Return `stamp` as one of the second of the two hours that the night of the end of summer time has."""
    return replace(stamp, local=stamp.local.replace(fold=1))


def beside(base: Dated, stamp: Stamp) -> Dated:
    """Return `stamp` with its turn of the year, told from a stamp of the same file that stands near it."""
    if base.stamp.local == stamp.local and base.stamp.local.fold:
        stamp = in_second_hour(stamp)
    if stamp.has_year or base.stamp.has_year:
        return Dated(stamp, base.turns)
    apart = stamp.local - base.stamp.local
    return Dated(stamp, base.turns + (1 if apart < -_TURN else -1 if apart > _LATE else 0))


@dataclass(slots=True)
class Timeline:
    """The times of one log file, told line by line in the order of the file.

    After all files are read, `anchor` gives its last yearless line a year and `solve` brings any stamp to UTC.
    """

    written: float | None = None
    own: float | None = None
    turns: int = 0
    first: Dated | None = None
    last: Dated | None = None
    leaps: set[int] = field(default_factory=set)
    offsets: dict[tuple[int, int, int, int], tuple[datetime, int, bool]] = field(default_factory=dict)
    year: int | None = None
    basis: YearBasis = YearBasis.COLLECTED_AT
    swap: bool = False
    _before: datetime | None = None
    _latest: datetime | None = None
    _again: datetime | None = None
    _leaps: list[timedelta] = field(default_factory=lambda: [timedelta(), timedelta()])

    def note(self, stamp: Stamp, box_offset: int | None = None) -> Dated:
        """Take note of a stamp in the order of the file and return it with its turn of the year."""
        stamp = self._folded(stamp) if stamp.offset is None else stamp
        turns, last = self.turns, self.last
        if last is not None and (stamp.swapped is not None or last.stamp.swapped is not None):
            self._leaps[0] += abs(stamp.local - last.stamp.local)
            self._leaps[1] += abs((stamp.swapped or stamp.local) - (last.stamp.swapped or last.stamp.local))
        if not stamp.has_year:
            before = self._before
            if before is not None and stamp.local < before - _TURN:
                self.turns = turns = turns + 1
                self._before = stamp.local
            elif before is not None and stamp.local > before + _LATE:
                turns -= 1
            else:
                self._before = max(stamp.local, before) if before else stamp.local
            if (stamp.local.month, stamp.local.day) == _29_FEBRUARY:
                self.leaps.add(turns)
        dated = Dated(stamp, turns)
        self.first, self.last = self.first or dated, dated
        if box_offset is not None and stamp.has_year:
            key = (stamp.local.year, stamp.local.month, stamp.local.day, box_offset)
            utc = stamp.local - timedelta(minutes=stamp.offset or 0)
            self.offsets.setdefault(key, (utc.replace(tzinfo=UTC), box_offset, stamp.inner))
        return dated

    def _folded(self, stamp: Stamp) -> Stamp:
        """Return the stamp with its fold: a log that goes back by an hour tells that hour a second time."""
        local, latest = stamp.local, self._latest
        if latest is not None and set_back(latest, local):
            self._again = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        if latest is None or not timedelta() <= latest - local <= _HOUR_BACK[1]:
            self._latest = local
        if self._again is not None and not timedelta() < self._again - local <= timedelta(hours=1):
            self._again = None
        return in_second_hour(stamp) if self._again is not None else stamp

    @property
    def lacks_year(self) -> bool:
        """Return whether its last line has no year of its own."""
        return self.last is not None and not self.last.stamp.has_year

    def order(self, *, day_first: bool | None, collected_at: datetime | None) -> None:
        """Settle which of day and month stands first where no line says it: what the log or its archives show.

        Else the order in which nothing is later than the collection; else that in which the log makes smaller leaps.
        """
        stamp = self.last.stamp if self.last is not None else None
        if day_first is not None:
            self.swap = day_first
        elif stamp is not None and stamp.swapped is not None:
            bound = collected_at + _SLACK if collected_at is not None else datetime.max.replace(tzinfo=UTC)
            late = [at.replace(tzinfo=UTC) > bound for at in (stamp.local, stamp.swapped)]
            self.swap = late[0] if late[0] != late[1] else self._leaps[1] < self._leaps[0]
        else:
            self.swap = self._leaps[1] < self._leaps[0]

    def settle(self, collected_at: datetime | None, newest: datetime | None, later: "Timeline | None") -> None:
        """Give the last line its year: by a neighbour, the gzip header, the file's time, or the time of collection.

        A time stamp of the medium counts only near the last line: copying resets it. `later` is the next newer archive
        of the same log, already settled.
        """
        if self.last is None or not self.lacks_year:
            return
        for seconds, basis in ((self.written, YearBasis.GZIP_MTIME), (self.own, YearBasis.FILE_MTIME)):
            at = datetime.fromtimestamp(seconds, UTC) if seconds else None
            year = self._year_before(at) if at else None
            stale = at is not None and collected_at is not None and at > collected_at + _SLACK
            if at and year and not stale and self._last_in(year) >= at - _CLOSE:
                self.year, self.basis = year, basis
                return
        bound = later.first_moment() if later is not None else None
        if bound is not None and later is not None:
            self.year, self.basis = self._year_before(bound), later.basis
        elif collected_at or newest:
            self.year, self.basis = self._year_before(collected_at or newest), YearBasis.COLLECTED_AT
        else:
            own = datetime.fromtimestamp(self.written or self.own or 0, UTC)
            self.year = self._year_before(own)
            self.basis = YearBasis.GZIP_MTIME if self.written else YearBasis.FILE_MTIME

    def first_moment(self) -> datetime | None:
        """Return the first line's time, good enough to bound an older archive."""
        if self.first is None or (not self.first.stamp.has_year and self.year is None):
            return None
        return self._local(self.first).replace(tzinfo=UTC)

    def _year_before(self, bound: datetime | None) -> int | None:
        """Return the latest year in which the last line lies before `bound` and every 29 February exists."""
        if bound is None or self.last is None:
            return None
        for year in range(bound.year + 1, bound.year - _LEAP_CYCLE - 1, -1):
            try:
                at = self._last_in(year)
            except ValueError:
                continue
            if at <= bound + _SLACK and all(_is_leap(year - (self.last.turns - turns)) for turns in self.leaps):
                return year
        return None

    def _last_in(self, year: int) -> datetime:
        if self.last is None:
            raise ValueError
        return self.last.stamp.local.replace(year=year, tzinfo=UTC)

    def _local(self, dated: Dated) -> datetime:
        if dated.stamp.has_year:
            return (dated.stamp.swapped if self.swap else None) or dated.stamp.local
        last = self.last.turns if self.last else 0
        year = (self.year or YEARLESS) - (last - dated.turns)
        try:
            return dated.stamp.local.replace(year=year)
        except ValueError:  # 29 February where the anchor allows no leap year: the day after the 28th
            return dated.stamp.local.replace(month=3, day=1, year=year)

    def solve(self, dated: Dated, zones: "Zones") -> Solved | None:
        """Return the moment in UTC, None where a yearless file found no anchor."""
        stamp = dated.stamp
        if not stamp.has_year and self.year is None:
            return None
        local = self._local(dated)
        year_basis = self.basis if not stamp.has_year else YearBasis.WRITTEN
        if stamp.inner:
            year_basis = YearBasis.INNER_STAMP
        if stamp.offset is not None:
            basis = TimeBasis.INNER_STAMP if stamp.inner else TimeBasis.OFFSET
            return Solved(_utc(local, timezone(timedelta(minutes=stamp.offset))), basis, year_basis)
        at, basis = zones.place(local)
        return Solved(at, basis, year_basis)


@dataclass(slots=True)
class Zones:
    """The zone of clocks that do not state it: `--timezone`, else what the evidence shows, else UTC ("assumed")."""

    stated: ZoneInfo | None = None
    seen: Sequence[tuple[datetime, int, bool]] = ()

    @classmethod
    def of(cls, stated: ZoneInfo | None, timelines: Iterable[Timeline]) -> "Zones":
        """Return the zones that these files show; where inner stamps show the box's clock, only those count."""
        seen = sorted(set().union(*(timeline.offsets.values() for timeline in timelines)))
        inner = [one for one in seen if one[2]]
        return cls(stated, inner or seen)

    def place(self, local: datetime) -> tuple[datetime, TimeBasis]:
        """Return the UTC moment of a local time and how its zone is known."""
        if self.stated is not None:
            return _utc(local, self.stated), TimeBasis.STATED
        if not self.seen:
            return _utc(local, UTC), TimeBasis.ASSUMED
        _, minutes, inner = self._shown_at(local)
        basis = TimeBasis.INNER_STAMP if inner else TimeBasis.OFFSET
        return _utc(local, timezone(timedelta(minutes=minutes))), basis

    def _shown_at(self, local: datetime) -> tuple[datetime, int, bool]:
        """Return what shows the zone of a local time: of two in a night of change the one that held then."""
        index = bisect(self.seen, (local.replace(tzinfo=UTC), 0, False))
        near = self.seen[max(0, index - 2) : index + 2]
        held = []
        for one in near:
            at = _utc(local, timezone(timedelta(minutes=one[1])))
            before = self.seen[max(0, bisect(self.seen, (at, 24 * 60, True)) - 1)]
            if before[1] == one[1] and abs(at - before[0]) < _NEAR_SHOWN:
                held.append((at, before))
        if held:
            return (max if local.fold else min)(held)[1]
        return min(near, key=lambda one: abs(one[0] - local.replace(tzinfo=UTC)))


def _utc(local: datetime, zone: ZoneInfo | timezone) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
