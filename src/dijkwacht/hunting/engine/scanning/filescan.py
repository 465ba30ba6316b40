"""One file that is no log: its bytes in windows, put to YARA and searched for indicators; digests where asked for."""

import hashlib
from typing import Protocol

from dijkwacht.hunting.engine.intake.limits import MIB
from dijkwacht.hunting.engine.intake.streams import ByteStream
from dijkwacht.hunting.engine.model import Kind, Place, RuleFacts
from dijkwacht.hunting.engine.rules.indicators import DIGEST_NAMES, Sort
from dijkwacht.hunting.engine.rules.own_traces import OWN, without_own
from dijkwacht.hunting.engine.rules.yara_rules import Answer, YaraHit
from dijkwacht.hunting.engine.scanning.findings import Hits, RawHit, shown
from dijkwacht.hunting.engine.scanning.plan import Prepared, places_of

WINDOW = 32 * MIB
_OVERLAP = MIB
_EDGE = 4096
_LOOK = 8192
_EVEN = bytes(code for code in range(256) if code >= 32 or code in {9, 10, 12, 13, 27})  # noqa: PLR2004 - a blank


def is_text(head: bytes) -> bool:
    """Return whether a file that begins so is text with lines, rather than binary."""
    return not head[:_LOOK].translate(None, _EVEN)


class Scans(Protocol):
    """What puts the YARA rules to a content."""

    def answer(self, content: bytes, path: str) -> Answer:
        """Return what matches `content`, a file at `path` below the appliance's root, or why that is not known."""
        ...


class FileScan:
    """Searches one file; afterwards `hits` and `digests` (by algorithm) are there, `trouble` says what went wrong."""

    def __init__(  # noqa: PLR0913 - what a file is searched for
        self,
        place: Place,
        kind: Kind,
        path: str,
        *,
        prepared: Prepared,
        yara: Scans | None,
        digests: frozenset[Sort],
        vendor: str | None = None,
    ) -> None:
        """Search a file; one whose SHA-256 is `vendor` is not searched, as far as it fits in one window."""
        self.is_vendors = False
        self.hits = Hits()
        self.size = 0
        self.trouble = ""
        self.digests: dict[Sort, str] = {}
        self._place = place
        self._vendor = vendor
        self._kind = kind
        self._path = path
        self._searchers = [(database.searcher(), meanings) for database, meanings in prepared.databases]
        self._yara = yara
        self._hashes = {sort: hashlib.new(DIGEST_NAMES[sort], usedforsecurity=False) for sort in digests}
        self._matched: set[str] = set()
        self._text = False
        self._line = 1

    def run(self, stream: ByteStream) -> None:
        """Read the stream to its end."""
        data = bytearray()
        base = seen = 0
        while True:
            self._fill(stream, data)
            if not base:
                self._text = is_text(bytes(data[:_LOOK]))
            window = bytes(data)
            if self._vendor and not base and len(window) < WINDOW:
                self.is_vendors = self._hashes[Sort.SHA256].hexdigest() == self._vendor
            if not self.is_vendors:
                # What stands at the end of a window may go on in the next.
                until = base + len(window) - (_EDGE if len(window) == WINDOW else 0)
                self._search(window, base, seen, until)
                seen = until
            if len(window) < WINDOW:
                break
            kept = len(window) - _OVERLAP
            self._line += window.count(b"\n", 0, kept) if self._text else 0
            del data[:kept]
            base += kept
        self.digests = {sort: digest.hexdigest() for sort, digest in self._hashes.items()}

    def _fill(self, stream: ByteStream, data: bytearray) -> int:
        """Fill `data` up to a window and return how many bytes came."""
        fresh = 0
        buffer = bytearray(MIB if len(data) else 64 * 1024)
        view = memoryview(buffer)
        while len(data) < WINDOW:
            count = stream.readinto(view[: WINDOW - len(data)])
            if not count:
                break
            part = view[:count]
            for digest in self._hashes.values():
                digest.update(part)
            data += part
            fresh += count
            if len(buffer) < MIB and fresh >= MIB:
                buffer = bytearray(MIB)
                view = memoryview(buffer)
        self.size += fresh
        return fresh

    def _search(self, window: bytes, base: int, seen: int, until: int) -> None:
        view = memoryview(window)
        for searcher, meanings in self._searchers:
            for hit_end, pattern in searcher.search(view):
                for stood, sought in places_of(window, hit_end, meanings[pattern]):
                    if seen < base + stood[1] <= until:
                        self._keep(window, base, stood, sought.indicator.facts)
        if self._yara is None:
            return
        found = self._yara.answer(window, self._path)
        if found and not isinstance(found, str) and "/volatile/" in self._path:
            self._take(self._yara.answer(without_own(window), self._path), window, base)
            self._take(found, window, base, f"{OWN}: its own process, when the evidence was collected")
        else:
            self._take(found, window, base)

    def _take(self, found: Answer, window: bytes, base: int, own: str = "") -> None:
        """Keep what was not found before; `own` is the reason why it is a trace of the scan itself."""
        if isinstance(found, str):
            self.trouble = found
            return
        for match in found:
            name = f"{match.rule.namespace}:{match.rule.name}"
            if name not in self._matched:
                self._matched.add(name)
                self._keep(window, base, _span(match, window), match.rule.facts, name, own)

    def _keep(  # noqa: PLR0913, PLR0917 - what was found where
        self, window: bytes, base: int, span: tuple[int, int] | None, rule: RuleFacts, yara: str = "", own: str = ""
    ) -> None:
        if not self.hits.wants(rule.id):
            return
        hit = RawHit(rule, self._place, self._kind, None, None, None, "", in_file=True, yara=yara)
        if own:
            hit.notes[OWN] = own
        if span is not None:
            start, end = span
            hit.offset, hit.length = base + start, end - start
            hit.text = shown(window[start:end])
            if self._text:
                begin, stop = window.rfind(b"\n", 0, start) + 1, window.find(b"\n", start)
                hit.text = shown(window[begin : len(window) if stop < 0 else stop])
                hit.line = self._line + window.count(b"\n", 0, start)
        self.hits.kept.append(hit)


def _span(match: YaraHit, window: bytes) -> tuple[int, int] | None:
    """Return where a match lies; the line end by which an expression found the beginning of a line is left out."""
    if match.offset is None:
        return None
    start, end = match.offset, match.offset + (match.length or 0)
    while start < end - 1 and window[start] in b"\r\n":
        start += 1
    return start, end
