"""The search for indicators alone, as it is put to samples: which of them it finds on their own line."""

from collections.abc import Sequence

from dijkwacht.hunting.engine.logs.format import Format
from dijkwacht.hunting.engine.model import Place
from dijkwacht.hunting.engine.rules.indicators import Indicator
from dijkwacht.hunting.engine.scanning.dating import Block
from dijkwacht.hunting.engine.scanning.logscan import LogScan
from dijkwacht.hunting.engine.scanning.plan import Prepared, place_of
from dijkwacht.hunting.engine.timeline import Timeline

FOUND, MISLED = 1, 2


class ProvingScan(LogScan):
    """Reads and searches like a LogScan, and makes no findings: `proved` tells of each line what was found there.

    Each of `indicators` stands on a line of its own, then, from `nears` on, something that only looks like it; `ends`
    are those of the log's head and of each line. `proved` adds up FOUND and MISLED (found in what only looks like it).
    """

    def __init__(  # noqa: PLR0913, PLR0917 - a LogScan and what stands where
        self,
        place: Place,
        reader: Format,
        prepared: Prepared,
        indicators: Sequence[Indicator],
        nears: Sequence[int],
        ends: Sequence[int],
    ) -> None:
        super().__init__(place, reader, prepared, Timeline())
        self.proved = bytearray(len(indicators))
        self._indicators = indicators
        self._nears = nears
        self._ends = ends
        self._line_now = 0

    def _edge(self, block: Block, *, last: bool) -> None:
        """Pass over how the log begins and ends."""

    def _block(self, block: Block, *, in_long: bool, long: bool) -> None:
        del in_long, long
        data, base = block.data, block.base
        indicators, nears, ends, proved = self._indicators, self._nears, self._ends, self.proved
        first = self._line_now
        for searcher, meanings in self._searchers:
            line, end, own = first - 1, ends[0], None
            for hit_end, pattern in searcher.search(data):
                at = base + hit_end
                while at > end:
                    line += 1
                    end, own = ends[line + 1], indicators[line]
                meaning = meanings[pattern]
                for sought in meaning.at(data, hit_end) if meaning.valued else meaning.sought:
                    if sought.indicator is own and place_of(data, hit_end, sought) is not None:
                        proved[line] |= FOUND if at <= nears[line] else MISLED
            self._line_now = max(self._line_now, line)
