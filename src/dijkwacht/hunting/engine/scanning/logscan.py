"""One log, block by block: literals first, then the exact question to the few records that a literal points at."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from dijkwacht.hunting.engine.intake.limits import MIB
from dijkwacht.hunting.engine.intake.streams import ByteStream
from dijkwacht.hunting.engine.logs.format import MOST_RECORD, Format, Read
from dijkwacht.hunting.engine.model import Place
from dijkwacht.hunting.engine.rules.indicators import complete, stands
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.scanning.databases import Hit
from dijkwacht.hunting.engine.scanning.findings import Hits, RawHit, shown
from dijkwacht.hunting.engine.scanning.pace import Pace
from dijkwacht.hunting.engine.scanning.plan import Meaning, Prepared, Sought
from dijkwacht.hunting.engine.timeline import Dated, Timeline, beside

BLOCK = MIB
LONGEST_LINE = 4 * MIB  # of a longer line only the beginning is read as a record; all of it is searched
_OVERLAP = 4096
_COUNTED = 16 * MIB  # so far lines without the shape of the format are counted in a log of many blocks


@dataclass(slots=True)
class Block:
    """Whole lines of a log: `data[:size]` begins at `base` bytes and `line` lines of the member.

    `whole` tells that the log is no more than this.
    """

    data: bytearray
    size: int
    base: int
    line: int
    whole: bool


@dataclass(slots=True)
class Dates:
    """The stamps of the records of one block, by their offset in it."""

    starts: list[int] = field(default_factory=list)
    dated: list[Dated] = field(default_factory=list)

    def at(self, start: int) -> Dated | None:
        """Return the stamp of the record at `start`, else of the nearest before it, else after it."""
        index = bisect_right(self.starts, start) - 1
        return self.dated[max(0, index)] if self.dated else None


class LogScan:
    """Searches one log; afterwards `hits`, `timeline`, `pace` tell what was found and what the log speaks for.

    With `prove` it makes no findings: `proved` then holds (line, indicator) of what was found for certain.
    """

    def __init__(
        self, place: Place, reader: Format, prepared: Prepared, timeline: Timeline, *, prove: bool = False
    ) -> None:
        self.place = place
        self.reader = reader
        self.timeline = timeline
        self.hits = Hits()
        self.pace = Pace()
        self.lines = 0
        self.unparsed = 0
        self.sampled = False
        self.cut_off = 0
        self.proved: set[tuple[int, str]] = set()
        self._prove = prove
        self._prepared = prepared
        self._searchers = [(database.searcher(), meanings) for database, meanings in prepared.databases]
        self._last: Dated | None = None
        self._seen_to = 0
        self._counted = (-1, 0, 0)
        self._columns: list[tuple[int, bytes]] = []
        self._columns_at = -1

    def run(self, stream: ByteStream) -> None:
        """Read the stream to its end."""
        data = bytearray(LONGEST_LINE + BLOCK)
        view = memoryview(data)
        filled, base, ended, in_long = 0, 0, False, False
        while not ended or filled:
            while not ended and filled < BLOCK:
                count = stream.readinto(view[filled : filled + BLOCK])
                ended = not count
                filled += count
            cut = filled if ended else self._cut(data, filled)
            if not cut and filled < LONGEST_LINE:
                more = stream.readinto(view[filled : filled + BLOCK])
                ended, filled = not more, filled + more
                continue
            long = not cut
            cut = cut or filled - _OVERLAP
            if cut:
                whole = ended and not base
                self._block(Block(data, cut, base, self.lines, whole), in_long=in_long, long=long)
            in_long = long or (in_long and not cut)
            data[: filled - cut] = data[cut:filled]
            filled, base = filled - cut, base + cut
            if ended and not cut:
                break

    def _cut(self, data: bytearray, filled: int) -> int:
        """Return where the last whole record ends, 0 where none does."""
        cut = data.rfind(b"\n", 0, filled) + 1
        if not cut or not self.reader.joins or self.reader.begins is None:
            return cut
        start = cut
        while start > 0:
            start = data.rfind(b"\n", 0, start - 1) + 1
            if self.reader.begins.match(data, start, filled):
                return start if start or filled < LONGEST_LINE else cut
            if cut - start > MOST_RECORD:
                return cut
        return 0 if filled < LONGEST_LINE else cut

    def _block(self, block: Block, *, in_long: bool, long: bool) -> None:
        ends = block.data.count(b"\n", 0, block.size)
        first = block.data.find(b"\n", 0, block.size) + 1 if in_long else 0
        if in_long:
            self.cut_off += first or block.size
        start = first if first or not in_long else block.size
        self._learn_columns(block)
        brute = self._prepared.brute or bool(self._prepared.every)
        if self._prove and not brute:
            dates = Dates()
        elif brute or block.whole:
            dates = self._each(block, start, ask=brute)
        else:
            dates = self._sampled(block, start)
        if not self._prepared.brute:
            self._search(block, dates, start)
        self._seen_to = block.base + block.size
        self.lines += ends + (0 if long or block.data[block.size - 1] == 10 else 1)  # noqa: PLR2004 - a line end

    def _learn_columns(self, block: Block) -> None:
        """Take note of the lines in the block from which on columns have other names."""
        if self.reader.columns is None:
            return
        del self._columns[:-1]
        found = self.reader.columns.finditer(block.data, 0, block.size)
        self._columns += [(block.base + line.start(), line[0]) for line in found]

    def _read(self, block: Block, begin: int, raw: bytes) -> Read | None:
        """Return what the record at `begin` says, by the names of columns that hold there."""
        at = bisect_right(self._columns, block.base + begin, key=lambda one: one[0]) - 1
        if at >= 0 and self._columns[at][0] != self._columns_at:
            self._columns_at, line = self._columns[at]
            self.reader.take_header(line)
        return self.reader.read(raw)

    # Record by record ------------------------------------------------------------------------------------------------

    def _each(self, block: Block, start: int, *, ask: bool) -> Dates:
        dates = Dates()
        pending: list[RawHit] = []
        rules = self._prepared.rules if self._prepared.brute else self._prepared.every
        for begin, end in self.records(block.data, start, block.size):
            raw = bytes(block.data[begin:end])
            if self._is_header(raw):
                continue
            read = self._read(block, begin, raw)
            if read is None:
                self.unparsed += bool(raw.strip())
            elif read.stamp is not None:
                self._date(dates, begin, read)
            if ask:
                self._ask(block, (begin, end), read, rules, pending)
                if self._prepared.brute:
                    self._find_slowly(block, begin, end, pending)
        for hit in pending:
            self._put_date(hit, dates)
            self.hits.add(hit)
        return dates

    def _date(self, dates: Dates, begin: int, read: Read, *, neighbour: bool = True) -> Dated:
        stamp = read.stamp
        if stamp is None:
            raise ValueError(begin)
        dated = self.timeline.note(stamp, read.box_offset)
        self.pace.note(dated, neighbour=neighbour)
        dates.starts.append(begin)
        dates.dated.append(dated)
        self._last = dated
        return dated

    def records(self, data: bytearray, start: int, size: int) -> Iterator[tuple[int, int]]:
        """Yield begin and end (without line end) of each record in data[start:size]."""
        begins = self.reader.begins if self.reader.joins else None
        at = start
        while at < size:
            end = data.find(b"\n", at, size)
            end = size if end < 0 else end
            while begins is not None and end + 1 < size and end - at < MOST_RECORD:
                if begins.match(data, end + 1, size):
                    break
                following = data.find(b"\n", end + 1, size)
                end = size if following < 0 else following
            yield at, self._trimmed(data, at, end)
            at = end + 1

    @staticmethod
    def _trimmed(data: bytearray, at: int, end: int) -> int:
        return end - 1 if end > at and data[end - 1] == 13 else end  # noqa: PLR2004 - a carriage return

    def _is_header(self, raw: bytes) -> bool:
        return self.reader.header is not None and self.reader.header.match(raw) is not None

    def _find_slowly(self, block: Block, begin: int, end: int, pending: list[RawHit]) -> None:
        view = memoryview(block.data)[begin:end]
        for searcher, meanings in self._searchers:
            for hit_end, pattern in searcher.search(view):
                for sought in meanings[pattern].sought:
                    found = self._indicator(block, begin + hit_end, sought)
                    if found:
                        pending.append(found)

    # By samples ------------------------------------------------------------------------------------------------------

    def _sampled(self, block: Block, start: int) -> Dates:
        """Read the first records and the last of a block; between them the log is taken to run on in order."""
        self.sampled = self.sampled or block.base > _COUNTED
        if block.base <= _COUNTED:
            self.unparsed += self._shapeless(block, start)
        dates = Dates()
        ends = [start]
        for begin, end in self.records(block.data, start, block.size):
            self._sample(block, begin, end, dates)
            ends.append(end)
            if len(ends) > 4:  # noqa: PLR2004 - enough for the pace of the log
                break
        self._between(block, ends[-1], block.size, dates)
        return dates

    def _shapeless(self, block: Block, start: int) -> int:
        """Return how many lines do not begin as a record of this format does; their values are not looked at."""
        if self.reader.joins or self.reader.untimed or self.reader.begins is None:
            return 0
        begins = re.compile(rb"(?m)^(?:" + self.reader.begins.pattern + rb")", self.reader.begins.flags)
        shaped = sum(1 for _ in begins.finditer(block.data, start, block.size))
        headers = 0
        if self.reader.header is not None:
            header = re.compile(rb"(?m)^(?:" + self.reader.header.pattern + rb")", self.reader.header.flags)
            headers = sum(1 for _ in header.finditer(block.data, start, block.size))
        blank = block.data.count(b"\n\n", start, block.size)
        return max(0, block.data.count(b"\n", start, block.size) - shaped - headers - blank)

    def _sample(self, block: Block, begin: int, end: int, dates: Dates) -> Dated | None:
        raw = bytes(block.data[begin:end])
        if self._is_header(raw):
            return None
        read = self._read(block, begin, raw)
        return self._date(dates, begin, read) if read and read.stamp else None

    def _between(self, block: Block, start: int, end: int, dates: Dates) -> None:
        """Find silences between `start` and `end` by halving, until neighbours or no silence is left."""
        last = self._last_record(block, end)
        if last is None or last[0] < start:
            return
        known = self._last
        probe = self._read(block, last[0], bytes(block.data[last[0] : last[1]]))
        if probe is None or probe.stamp is None:
            return
        if known is not None and self.pace.may_hide_silence(known.stamp, probe.stamp):
            middle = block.data.find(b"\n", (start + last[0]) // 2, last[0]) + 1
            if start < middle <= last[0]:
                self._between(block, start, middle, dates)
                self._between(block, middle, end, dates)
                return
        self._date(dates, last[0], probe, neighbour=False)

    def _last_record(self, block: Block, end: int) -> tuple[int, int] | None:
        stop = end - 1 if end and block.data[end - 1] == 10 else end  # noqa: PLR2004 - a line end
        for _ in range(64):
            begin = block.data.rfind(b"\n", 0, stop) + 1
            if self.reader.begins is None or self.reader.begins.match(block.data, begin, stop):
                return begin, self._trimmed(block.data, begin, stop)
            if not begin:
                return None
            stop = begin - 1
        return None

    # What the literals point at --------------------------------------------------------------------------------------

    def _search(self, block: Block, dates: Dates, start: int) -> None:
        view = memoryview(block.data)[: block.size]
        asked: dict[int, tuple[int, dict[str, LineRule]]] = {}
        for searcher, meanings in self._searchers:
            self._point(block, searcher.search(view), meanings, dates, start, asked)
        pending: list[RawHit] = []
        for begin, (end, rules) in sorted(asked.items()):
            raw = bytes(block.data[begin:end])
            read = self._read(block, begin, raw)
            self._ask(block, (begin, end), read, tuple(rules.values()), pending)
            for hit in pending:
                self._put_date(hit, dates)
                self.hits.add(hit)
            pending.clear()

    def _point(  # noqa: PLR0913, PLR0917 - what one database says of one block
        self,
        block: Block,
        hits: list[Hit],
        meanings: list[Meaning],
        dates: Dates,
        start: int,
        asked: dict[int, tuple[int, dict[str, LineRule]]],
    ) -> None:
        begin = end = -1
        for hit_end, pattern in hits:
            meaning = meanings[pattern]
            for sought in meaning.sought:
                found = self._indicator(block, hit_end, sought)
                if found is not None and (found.offset or 0) + (found.length or 0) > self._seen_to:
                    self._put_date(found, dates)
                    self.hits.add(found)
            if meaning.rules and hit_end > start:
                if not begin < hit_end <= end:
                    begin, end = self._around(block, hit_end - 1, start)
                rules = asked.setdefault(begin, (end, {}))[1]
                for rule in meaning.rules:
                    rules[rule.facts.id] = rule

    def _around(self, block: Block, at: int, start: int) -> tuple[int, int]:
        """Return begin and end of the record in which the byte at `at` lies."""
        begin = max(start, block.data.rfind(b"\n", 0, at) + 1)
        if self.reader.joins and self.reader.begins is not None:
            while begin > start and not self.reader.begins.match(block.data, begin, block.size):
                begin = max(start, block.data.rfind(b"\n", 0, begin - 1) + 1)
        for first, end in self.records(block.data, begin, block.size):
            if at <= end:
                return first, end
        return begin, block.size

    def _ask(
        self,
        block: Block,
        span: tuple[int, int],
        read: Read | None,
        rules: tuple[LineRule, ...],
        pending: list[RawHit],
    ) -> None:
        """Put the exact question of each rule to one record; one that cannot be read is asked about its text alone."""
        begin, end = span
        raw = bytes(block.data[begin:end])
        line = raw.decode("utf-8", "backslashreplace")
        kinds = {self.reader.kind, read.kind} if read else {self.reader.kind}
        fields = read.fields if read else {}
        for rule in rules:
            if kinds.isdisjoint(rule.facts.kinds) or not rule.test(fields, line):
                continue
            hit = RawHit(rule.facts, self.place, read.kind if read else self.reader.kind, None, None, None, shown(raw))
            hit.line = self._line_at(block, begin)
            hit.offset, hit.length = block.base + begin, end - begin
            hit.begin, hit.stamp = begin, read.stamp if read else None
            hit.status, hit.level = fields.get("sc-status", ""), rule.level
            hit.fields = dict(fields) if rule.feeds else {}
            pending.append(hit)

    def _indicator(self, block: Block, hit_end: int, sought: Sought) -> RawHit | None:
        data, one = block.data, sought.spelled
        if hit_end > block.size:
            return None
        start = hit_end - len(one.text)
        stood = None
        if complete(data, start, one):
            stood = stands(data, start, start + len(one.whole), one, sought.indicator.value)
        if stood is None or stood[1] > block.size:
            return None
        rule, line = sought.indicator.facts, self._line_at(block, stood[0])
        if self._prove:
            self.proved.add((line, rule.id))
            return None
        if self.hits.counts.get(rule.id, 0) >= 10_000:  # noqa: PLR2004 - findings.CAP: only counted from here on
            self.hits.wants(rule.id)
            return None
        begin, end = self._around(block, stood[0], 0)
        raw = bytes(data[begin : min(end, begin + MOST_RECORD)])
        read = self._read(block, begin, raw)
        found = RawHit(rule, self.place, read.kind if read else self.reader.kind, None, None, None, shown(raw))
        found.line, found.offset, found.length = line, block.base + stood[0], stood[1] - stood[0]
        found.begin, found.stamp = begin, read.stamp if read else None
        found.status = read.fields.get("sc-status", "") if read else ""
        return found

    def _line_at(self, block: Block, at: int) -> int:
        """Return the number of the line in which the byte at `at` lies; cheap when asked in order."""
        base, before, line = self._counted
        if base != block.base or before > at:
            before, line = 0, block.line + 1
        line += block.data.count(b"\n", before, at)
        self._counted = (block.base, at, line)
        return line

    def _put_date(self, hit: RawHit, dates: Dates) -> None:
        """Give a hit the stamp of its record, else that of the nearest record before it ("bounded")."""
        hit.timeline = self.timeline
        base = dates.at(hit.begin) or self._last
        if hit.stamp is not None and base is not None:
            hit.dated = beside(base, hit.stamp)
        elif hit.stamp is not None:
            hit.dated = self.timeline.note(hit.stamp)
        else:
            hit.dated, hit.bounded = base, True
