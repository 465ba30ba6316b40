"""When the records of a log were written: each of a small log, samples of a large one, every silence to the record."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from dijkwacht.hunting.engine.logs.format import MOST_RECORD, Format, Read
from dijkwacht.hunting.engine.model import Stamp
from dijkwacht.hunting.engine.scanning.pace import Pace
from dijkwacht.hunting.engine.timeline import Dated, Timeline, beside, in_second_hour, set_back

EACH = 32 * 1024  # a log up to this is read record by record
_STEP = 64 * 1024  # a log of one block is sampled this often; a longer one once per block
_NEIGHBOURS = 4  # records read in a row for the pace of the log, in some blocks
_PACED = 4  # so many blocks at the beginning, and
_PACED_LATER = 16  # one in so many later
_NIGHT = (0, 1, 2, 3)  # hours, and months, in which clocks are set back
_AUTUMNS = (3, 4, 9, 10, 11)
_EARLIER = timedelta(minutes=80)
_RUN = 200  # lines whose shape is looked at in one go


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a log: `data` begins at `base` bytes and `line` lines of the member.

    `number` counts blocks from 0; `whole` tells that the log is no more than this.
    """

    data: bytes
    base: int
    line: int
    number: int
    whole: bool


@dataclass(slots=True)
class Dates:
    """The stamps that are known of one block, by the offset of their records; the first may be of the block before."""

    starts: list[int] = field(default_factory=list)
    dated: list[Dated] = field(default_factory=list)

    def at(self, start: int) -> Dated | None:
        """Return the stamp of the record at `start`, else of the nearest before it, else after it."""
        index = bisect_right(self.starts, start) - 1
        return self.dated[max(0, index)] if self.dated else None

    def add(self, start: int, dated: Dated) -> None:
        """Take note of the next record that is known."""
        self.starts.append(start)
        self.dated.append(dated)


class Dating:
    """Follows the stamps of one log in the order of the file; `read` gives what the record at an offset says."""

    def __init__(self, reader: Format, timeline: Timeline, read: Callable[[Block, int, int], Read | None]) -> None:
        self.timeline = timeline
        self.pace = Pace()
        self.dates = Dates()
        self.complete = False
        self._reader = reader
        self._read = read
        self._last: Dated | None = None
        self._last_at = (-1, 0)  # of the last sample, by the beginning of its block
        self._clock: int | None = None
        self._walked: tuple[int, int, Stamp | None] = (-1, 0, None)
        self._night: tuple[int, int, Stamp | None] = (-1, 0, None)
        self._shaped: re.Pattern[bytes] | None = None

    def begin(self, *, complete: bool) -> None:
        """Begin a block; with `complete` every stamp of it will be noted."""
        self.dates = Dates()
        self.complete = complete
        if self._last is not None:
            self.dates.add(-1, self._last)

    def note(self, start: int, read: Read, *, neighbour: bool = True) -> None:
        """Take note of the record at `start`; `neighbour` tells that no other lies between it and the last."""
        if read.stamp is None:
            return
        dated = self.timeline.note(read.stamp, read.box_offset)
        self.pace.note(dated, neighbour=neighbour)
        self.dates.add(start, dated)
        self._last = dated
        self._clock = self._clock if read.box_offset is None else read.box_offset

    def of_hit(self, block: Block, start: int, read: Read | None) -> tuple[Dated | None, bool]:
        """Return the stamp of the record at `start`, else of the nearest before it, and whether it is borrowed."""
        base = self.dates.at(start)
        if read is not None and read.stamp is not None:
            stamp = read.stamp if self.complete else self._by_night(block, start, read.stamp)
            return (self.timeline.note(stamp) if base is None else beside(base, stamp)), False
        if not self.complete and base is not None:
            before = self._before(block, start)
            base = beside(base, self._by_night(block, start, before)) if before is not None else base
        return base, True

    def _before(self, block: Block, start: int) -> Stamp | None:
        """Return the stamp of the nearest record before `start` in the block, None where none has one."""
        base, walked, found = self._walked
        floor = walked if base == block.base and walked <= start else 0
        known = found if floor else None
        at = start
        while at > floor:
            at = block.data.rfind(b"\n", 0, at - 1) + 1
            if self._begins(block, at) and (read := self._read(block, at, self._end(block, at))) and read.stamp:
                known = read.stamp
                break
        self._walked = (block.base, start, known)
        return known

    def _by_night(self, block: Block, start: int, stamp: Stamp) -> Stamp:
        """Return the stamp of a hit with its fold: whether the log, less than an hour before it, was further on."""
        if stamp.offset is not None or stamp.local.hour not in _NIGHT or stamp.local.month not in _AUTUMNS:
            return stamp
        base, known, before = self._night
        floor = known if base == block.base and known < start else 0
        found, at, lowest = stamp, start, stamp.local
        while at > floor:
            at = block.data.rfind(b"\n", 0, at - 1) + 1
            read = self._read(block, at, self._end(block, at)) if self._begins(block, at) else None
            if read is None or read.stamp is None:
                continue
            local = read.stamp.local
            known_again = at == floor and before is not None and before.local.fold and local.hour == lowest.hour
            if known_again or set_back(local, lowest):
                found = in_second_hour(stamp)
                break
            if stamp.local - local > _EARLIER:
                break
            lowest = min(lowest, local) if local.hour == lowest.hour else lowest
        self._night = (block.base, start, found)
        return found

    # By samples ------------------------------------------------------------------------------------------------------

    def sample(self, block: Block, records: Iterator[tuple[int, int]], start: int) -> None:
        """Read a few records of a block and its last; between them the log is taken to run on in order.

        Where more than five hours, or a change of the clock, lie between two of them, the part between is halved until
        neighbours stand on both sides.
        """
        at, size = start, len(block.data)
        if block.number < _PACED or not block.number % _PACED_LATER:
            for number, (begin, end) in enumerate(records):
                if read := self._read(block, begin, end):
                    self.note(begin, read)
                    self._last_at = (block.base, begin)
                at = end
                if number == _NEIGHBOURS:
                    break
        if block.whole:
            for step in range(at + _STEP, size, _STEP):
                end = block.data.rfind(b"\n", at, step) + 1
                if end > at:
                    self._between(block, at, end)
                    at = end
        self._between(block, at, size)

    def _between(self, block: Block, start: int, end: int) -> None:
        last = self._last_stamped(block, start, end)
        if last is None:
            return
        at, read = last
        if self._last is not None and read.stamp is not None and self._must_halve(self._last, read):
            middle = block.data.find(b"\n", (start + at) // 2, at) + 1
            if start < middle <= at:
                self._between(block, start, middle)
                self._between(block, middle, end)
                return
            read = self._around_silence(block, at, read)
        self.note(at, read, neighbour=False)
        self._last_at = (block.base, at)

    def _around_silence(self, block: Block, at: int, read: Read) -> Read:
        """Return the record after a silence with its fold, after giving the one before it its own."""
        if self._last is not None and self._last_at[0] == block.base:
            self._last = Dated(self._by_night(block, self._last_at[1], self._last.stamp), self._last.turns)
            self.pace.correct(self._last)
        return read._replace(stamp=self._by_night(block, at, read.stamp)) if read.stamp is not None else read

    def _must_halve(self, last: Dated, read: Read) -> bool:
        if read.stamp is not None and self.pace.may_hide_silence(last.stamp, read.stamp):
            return True
        return None not in {read.box_offset, self._clock} and read.box_offset != self._clock

    def _last_stamped(self, block: Block, start: int, end: int) -> tuple[int, Read] | None:
        stop = end
        while stop > start:
            begin = block.data.rfind(b"\n", start, stop - 1) + 1 or start
            if self._begins(block, begin):
                read = self._read(block, begin, self._end(block, begin))
                if read is not None and read.stamp is not None:
                    return begin, read
            stop = begin
        return None

    def _begins(self, block: Block, at: int) -> bool:
        begins = self._reader.begins
        return begins is None or begins.match(block.data, at) is not None

    @staticmethod
    def _end(block: Block, begin: int) -> int:
        end = block.data.find(b"\n", begin, begin + MOST_RECORD)
        return end if end >= 0 else min(len(block.data), begin + MOST_RECORD)

    def shapeless(self, block: Block, start: int) -> int:
        """Return how many lines do not begin as a record of this format does; their values are not looked at."""
        reader = self._reader
        if reader.joins or reader.untimed or reader.begins is None:
            return 0
        if self._shaped is None:
            run = rb"(?:(?:" + reader.begins.pattern + rb")[^\n]*(?:\n|\Z)){1,%d}" % _RUN
            self._shaped = re.compile(run, reader.begins.flags)
        at, size, odd = start, len(block.data), 0
        while at < size:
            found = self._shaped.match(block.data, at)
            if found:
                at = found.end()
                continue
            end = block.data.find(b"\n", at)
            end = size if end < 0 else end
            line = block.data[at:end].strip()
            odd += bool(line) and not (reader.header is not None and reader.header.match(line))
            at = end + 1
        return odd
