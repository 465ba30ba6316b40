"""The search for indicators alone, as it is put to samples: which of them it finds on their own line."""

from collections.abc import Mapping

from dijkwacht.hunting.engine.logs.format import Format
from dijkwacht.hunting.engine.model import Place
from dijkwacht.hunting.engine.scanning.dating import Block
from dijkwacht.hunting.engine.scanning.logscan import LogScan, place_of
from dijkwacht.hunting.engine.scanning.plan import Prepared
from dijkwacht.hunting.engine.timeline import Timeline


class ProvingScan(LogScan):
    """Reads and searches like a LogScan, and makes no findings: `proved` holds the indicators found in their place.

    `own` says between which offsets each indicator is written, by its id.
    """

    def __init__(self, place: Place, reader: Format, prepared: Prepared, own: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(place, reader, prepared, Timeline())
        self.proved: set[str] = set()
        self._own = own

    def _block(self, block: Block, *, in_long: bool, long: bool) -> None:
        del in_long, long
        data, base, own = block.data, block.base, self._own
        for searcher, meanings in self._searchers:
            for hit_end, pattern in searcher.search(data):
                for sought in meanings[pattern].sought:
                    name = sought.indicator.facts.id
                    begin, end = own.get(name, (0, 0))
                    if begin < base + hit_end <= end and place_of(data, hit_end, sought) is not None:
                        self.proved.add(name)
