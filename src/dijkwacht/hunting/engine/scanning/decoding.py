"""Indicators in text that is percent-encoded here and there: lines that hold such a character are searched decoded too.

A wholly encoded spelling is a literal of its own (`rules.variants`); one character in the midst is not. So the lines in
which any character is encoded that an indicator could hold are put together, decoded once and twice, and searched with
the same databases. What is found keeps its place in the line as it was written.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from dijkwacht.hunting.engine.rules.variants import Encoded, undone
from dijkwacht.hunting.engine.scanning.databases import Searcher
from dijkwacht.hunting.engine.scanning.plan import Meaning, Sought, places_of

_ESCAPE = re.compile(rb"%[2-9A-Fa-f][0-9A-Fa-f]")
_TIMES = 2
EVERY = Encoded(bytes(range(32, 256)))  # any line that can be decoded: for the search that spares nothing
Searchers = Sequence[tuple[Searcher, list[Meaning]]]


@dataclass(slots=True)
class _Line:
    """One line as it was written, from `begin` on in its block, and what was found there already."""

    raw: bytes
    begin: int
    known: list[tuple[str, int, int]]
    places: "array[int]"
    decoded: int = 0

    def span(self, start: int, end: int, times: int) -> tuple[int, int]:
        """Return where in the line as written a span stands of the line decoded so many times."""
        if self.decoded != times:
            text, places = self.raw, array("Q", range(len(self.raw) + 1))
            for _ in range(times):
                kept, at = array("Q"), 0
                for one in _ESCAPE.finditer(text):
                    kept += places[at : one.start() + 1]
                    at = one.end()
                text, places = undone(text), kept + places[at:]
            self.places, self.decoded = places, times
        return self.places[start], self.places[end]

    def is_new(self, rule: str, start: int, end: int) -> bool:
        """Take note that the rule found this, and return whether it had found nothing there before."""
        if any(rule == other and start < stop and begin < end for other, begin, stop in self.known):
            return False
        self.known.append((rule, start, end))
        return True


def found_decoded(data: bytes, searchers: Searchers, encoded: Encoded) -> Iterator[tuple[tuple[int, int], Sought]]:
    """Yield where in `data` an indicator stands that is seen only once characters are decoded, and which."""
    spans = encoded.lines(data)
    if not spans:
        return
    text = b"\n".join([data[begin:end] for begin, end in spans])
    lines: dict[int, _Line] = {}
    for times in range(1, _TIMES + 1):
        if times > 1 and not encoded.lines(text):
            return
        text = undone(text)
        starts: list[int] = []
        for start, end, sought in _standing(text, searchers):
            starts = starts or [0, *accumulate(len(one) + 1 for one in text.split(b"\n"))]
            number = bisect_right(starts, start) - 1
            if number not in lines:
                lines[number] = _line(data, spans[number], searchers)
            line = lines[number]
            own = line.span(start - starts[number], end - starts[number], times)
            if line.is_new(sought.indicator.facts.id, *own):
                yield (line.begin + own[0], line.begin + own[1]), sought


def _line(data: bytes, span: tuple[int, int], searchers: Searchers) -> _Line:
    raw = data[span[0] : span[1]]
    known = [(sought.indicator.facts.id, start, end) for start, end, sought in _standing(raw, searchers)]
    return _Line(raw, span[0], known, array("Q"))


def _standing(text: bytes, searchers: Searchers) -> Iterator[tuple[int, int, Sought]]:
    for searcher, meanings in searchers:
        for hit_end, pattern in searcher.search(text):
            for stood, sought in places_of(text, hit_end, meanings[pattern]):
                yield *stood, sought
