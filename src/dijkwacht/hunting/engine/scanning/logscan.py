"""One log, block by block: literals first, then the exact question to the few records that a literal points at."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from dijkwacht.hunting.engine.intake.limits import MIB
from dijkwacht.hunting.engine.intake.streams import ByteStream
from dijkwacht.hunting.engine.logs.format import MOST_RECORD, Format, Read
from dijkwacht.hunting.engine.model import Kind, Place, RuleFacts
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.scanning.databases import Hit
from dijkwacht.hunting.engine.scanning.dating import EACH, Block, Dating
from dijkwacht.hunting.engine.scanning.decoding import EVERY, found_decoded
from dijkwacht.hunting.engine.scanning.findings import CAP, Edges, Hits, RawHit, shown
from dijkwacht.hunting.engine.scanning.neighbours import MOST, beside
from dijkwacht.hunting.engine.scanning.plan import Meaning, Prepared, places_of
from dijkwacht.hunting.engine.timeline import Timeline

BLOCK = MIB
LONGEST_LINE = 4 * MIB  # of a longer line only the beginning is read as a record; all of it is searched
_OVERLAP = 4096
_COUNTED = 4 * MIB  # so far lines without the shape of the format are counted in a log of many blocks
_TURNED = re.compile(rb"[^\n]{1,80} newsyslog\[\d+\]: logfile turned over[^\n]*\n")
_COMMANDS = frozenset({Kind.SHELL_LOG, Kind.CRON_LOG})  # what was run is asked again: was it the scan itself?


def lines_in(data: bytes) -> int:
    """Return how many line ends are in `data`: what is missing once they are taken out, for that is twice as fast."""
    return len(data) - len(data.replace(b"\n", b""))


class LogScan:
    """Searches one log; afterwards `hits`, `timeline`, `dating` tell what was found and what the log speaks for."""

    def __init__(self, place: Place, reader: Format, prepared: Prepared, timeline: Timeline) -> None:
        self.place = place
        self.reader = reader
        self.timeline = timeline
        self.hits = Hits()
        self.dating = Dating(reader, timeline, self._read)
        self.lines = 0
        self.unparsed = 0
        self.sampled = False
        self.cut_off = 0
        self.edges = Edges()
        self._prepared = prepared
        self._searchers = [(database.searcher(), meanings) for database, meanings in prepared.databases]
        self._seen_to = 0
        self._counted = (-1, 0, 0)
        self._columns: list[tuple[int, bytes]] = []
        self._columns_at = -1

    def run(self, stream: ByteStream) -> None:
        """Read the stream to its end."""
        data = bytearray(LONGEST_LINE + BLOCK)
        view = memoryview(data)
        filled, base, number, ended, in_long = 0, 0, 0, False, False
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
                block = Block(bytes(view[:cut]), base, self.lines, number, ended and not base)
                self._block(block, in_long=in_long, long=long)
                if self.reader.joins and (not number or ended):
                    self._edge(block, last=ended)
                number += 1
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
        data, size = block.data, len(block.data)
        first = data.find(b"\n") + 1 if in_long else 0
        if in_long:
            self.cut_off += first or size
        start = first if first or not in_long else size
        self._learn_columns(block)
        brute = self._prepared.brute or bool(self._prepared.every)
        self.dating.begin(complete=brute or (block.whole and size <= EACH))
        if self.dating.complete:
            self._each(block, start, ask=brute)
        else:
            self._sampled(block, start)
        if not self._prepared.brute:
            self._search(block, start)
        self._seen_to = block.base + size
        self.lines += lines_in(data) + (0 if long or data[-1] == 10 else 1)  # noqa: PLR2004 - a line end

    def _learn_columns(self, block: Block) -> None:
        """Take note of the lines in the block from which on columns have other names."""
        if self.reader.columns is None:
            return
        del self._columns[:-1]
        found = self.reader.columns.finditer(block.data)
        self._columns += [(block.base + line.start(), line[0]) for line in found]

    def _edge(self, block: Block, *, last: bool) -> None:
        """Take note of how the log begins, and ends."""
        begins, data = self.reader.begins, block.data
        if not block.base and begins is not None:
            turned = _TURNED.match(data)
            at = turned.end() if turned else 0
            if not begins.match(data, at):
                begin, end = next(self.records(data, at), (at, at))
                self.edges = replace(self.edges, head=data[begin:end])
        if last and data:
            begin, end = self._around(block, len(data) - 1, 0)
            dated, bounded = self.dating.of_hit(block, begin, self._read(block, begin, end))
            at, line = block.base + begin, self._line_at(block, begin)
            self.edges = Edges(self.edges.head, data[begin:end], at, line, dated, bounded)

    def _read(self, block: Block, begin: int, end: int) -> Read | None:
        """Return what a record says, by the names of columns that hold there."""
        at = bisect_right(self._columns, block.base + begin, key=lambda one: one[0]) - 1
        if at >= 0 and self._columns[at][0] != self._columns_at:
            self._columns_at, line = self._columns[at]
            self.reader.take_header(line)
        raw = block.data[begin:end]
        read = self.reader.read(raw)
        return read if read is not None or begin or block.base else self.reader.rest(raw)

    def _sampled(self, block: Block, start: int) -> None:
        if block.base <= _COUNTED:
            self.unparsed += self.dating.shapeless(block, start)
        else:
            self.sampled = True
        self.dating.sample(block, self.records(block.data, start), start)

    # Record by record ------------------------------------------------------------------------------------------------

    def _each(self, block: Block, start: int, *, ask: bool) -> None:
        pending: list[tuple[RawHit, Read | None]] = []
        rules = self._prepared.rules if self._prepared.brute else self._prepared.every
        for begin, end in self.records(block.data, start):
            raw = block.data[begin:end]
            if self._is_header(raw):
                continue
            read = self._read(block, begin, end)
            if read is None:
                self.unparsed += bool(raw.strip())
            else:
                self.dating.note(begin, read)
            if ask:
                pending += self._ask(block, (begin, end), read, rules)
                if self._prepared.brute:
                    pending += self._find_slowly(block, begin, end)
        for hit, read in pending:
            self._keep(block, hit, read)

    def records(self, data: bytes, start: int) -> Iterator[tuple[int, int]]:
        """Yield begin and end (without line end) of each record from `start` on."""
        begins = self.reader.begins if self.reader.joins else None
        at, size = start, len(data)
        while at < size:
            end = data.find(b"\n", at)
            end = size if end < 0 else end
            while begins is not None and end + 1 < size and end - at < MOST_RECORD:
                if begins.match(data, end + 1):
                    break
                following = data.find(b"\n", end + 1)
                end = size if following < 0 else following
            yield at, end - 1 if end > at and data[end - 1] == 13 else end  # noqa: PLR2004 - a carriage return
            at = end + 1

    def _is_header(self, raw: bytes) -> bool:
        return self.reader.header is not None and self.reader.header.match(raw) is not None

    def _find_slowly(self, block: Block, begin: int, end: int) -> Iterator[tuple[RawHit, Read | None]]:
        for searcher, meanings in self._searchers:
            for hit_end, pattern in searcher.search(block.data[begin:end]):
                for stood, sought in places_of(block.data, begin + hit_end, meanings[pattern]):
                    if found := self._indicator(block, stood, sought.indicator.facts):
                        yield found
        if self._prepared.encoded is not None:
            for (first, last), sought in found_decoded(block.data[begin:end], self._searchers, EVERY):
                if found := self._indicator(block, (begin + first, begin + last), sought.indicator.facts):
                    yield found

    # What the literals point at --------------------------------------------------------------------------------------

    def _search(self, block: Block, start: int) -> None:
        asked: dict[int, tuple[int, dict[str, LineRule]]] = {}
        for searcher, meanings in self._searchers:
            hits = searcher.search(block.data)
            if hits:
                self._point(block, hits, meanings, start, asked)
        if self._prepared.encoded is not None:
            for stood, sought in found_decoded(block.data, self._searchers, self._prepared.encoded):
                self._take(block, stood, sought.indicator.facts)
        for begin, (end, rules) in sorted(asked.items()):
            read = self._read(block, begin, end)
            for hit, own in self._ask(block, (begin, end), read, tuple(rules.values())):
                self._keep(block, hit, own)

    def _point(
        self,
        block: Block,
        hits: list[Hit],
        meanings: list[Meaning],
        start: int,
        asked: dict[int, tuple[int, dict[str, LineRule]]],
    ) -> None:
        """Take what one database says of one block: indicators found, and the rules to ask of records, by begin."""
        begin = end = -1
        for hit_end, pattern in hits:
            meaning = meanings[pattern]
            if meaning.sought or meaning.valued:
                for stood, sought in places_of(block.data, hit_end, meaning):
                    self._take(block, stood, sought.indicator.facts)
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
            while begin > start and not self.reader.begins.match(block.data, begin):
                begin = max(start, block.data.rfind(b"\n", 0, begin - 1) + 1)
        for first, end in self.records(block.data, begin):
            if at <= end:
                return first, end
        return begin, len(block.data)

    def _ask(
        self, block: Block, span: tuple[int, int], read: Read | None, rules: tuple[LineRule, ...]
    ) -> Iterator[tuple[RawHit, Read | None]]:
        """Put the exact question of each rule to one record; one that cannot be read is asked about its text alone."""
        begin, end = span
        raw = block.data[begin:end]
        line = raw.decode("utf-8", "backslashreplace")
        kinds = {self.reader.kind, read.kind} if read else {self.reader.kind}
        fields = read.fields if read else {}
        for rule in rules:
            if kinds.isdisjoint(rule.facts.kinds) or not rule.test(fields, line):
                continue
            if self.hits.counts.get(rule.facts.id, 0) >= CAP:
                self.hits.wants(rule.facts.id)
                continue
            hit = RawHit(rule.facts, self.place, read.kind if read else self.reader.kind, None, None, None, shown(raw))
            hit.line = self._line_at(block, begin)
            hit.offset, hit.length, hit.begin = block.base + begin, end - begin, begin
            hit.status, hit.level = fields.get("sc-status", ""), rule.level
            hit.fields = dict(fields) if rule.feeds or hit.kind in _COMMANDS else {}
            yield hit, read

    def _take(self, block: Block, stood: tuple[int, int], rule: RuleFacts) -> None:
        """Keep an indicator, unless the block before this one, whose end a long line repeats, showed it already."""
        found = self._indicator(block, stood, rule) if block.base + stood[1] > self._seen_to else None
        if found is not None:
            self._keep(block, *found)

    def _indicator(self, block: Block, stood: tuple[int, int], rule: RuleFacts) -> tuple[RawHit, Read | None] | None:
        data = block.data
        if self.hits.counts.get(rule.id, 0) >= CAP:
            self.hits.wants(rule.id)
            return None
        begin, end = self._around(block, stood[0], 0)
        raw = data[begin : min(end, begin + MOST_RECORD)]
        read = self._read(block, begin, begin + len(raw))
        found = RawHit(rule, self.place, read.kind if read else self.reader.kind, None, None, None, shown(raw))
        found.line = self._line_at(block, stood[0])
        found.offset, found.length, found.begin = block.base + stood[0], stood[1] - stood[0], begin
        found.status = read.fields.get("sc-status", "") if read else ""
        found.fields = dict(read.fields) if read and found.kind in _COMMANDS else {}
        return found, read

    def _line_at(self, block: Block, at: int) -> int:
        """Return the number of the line in which the byte at `at` lies; cheap when asked in order."""
        base, before, line = self._counted
        if base != block.base or before > at:
            before, line = 0, block.line + 1
        line += block.data.count(b"\n", before, at)
        self._counted = (block.base, at, line)
        return line

    def _keep(self, block: Block, hit: RawHit, read: Read | None) -> None:
        """Keep a hit with the stamp of its record, else that of the nearest record before it ("bounded")."""
        hit.timeline = self.timeline
        hit.dated, hit.bounded = self.dating.of_hit(block, hit.begin, read)
        if self.hits.wants(hit.facts.id):
            self.hits.kept.append(hit)
            if self.hits.counts[hit.facts.id] <= MOST:
                own = hit.begin if hit.offset is None else hit.offset - block.base + (hit.length or 0)
                before, after = beside(block.data, hit.begin, max(hit.begin, own))
                hit.notes |= {"before": "\n".join(before), "after": "\n".join(after)}
