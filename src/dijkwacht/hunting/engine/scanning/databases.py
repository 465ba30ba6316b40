"""Many literals at once over large blocks: hyperscan, its databases cached by content; without it a slow search."""

import hashlib
import os
import platform
import threading
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple, Protocol

try:
    import hyperscan

    FAST, VERSION = True, metadata.version("hyperscan")
except ImportError:  # no wheel for this machine: the slow search below finds the same
    FAST, VERSION = False, ""


class Pattern(NamedTuple):
    """One literal; `caseless` ignores the case of ASCII letters."""

    text: bytes
    caseless: bool


# Where a literal ends, and which it is (its place in the list it was compiled from); bare, for there may be many.
Hit = tuple[int, int]


class Searcher(Protocol):
    """Finds literals in a block; may be used by one thread at a time."""

    def search(self, block: bytes | memoryview) -> list[Hit]:
        """Return all places in the block, sorted by their end."""
        ...


def engine_name() -> str:
    """Return the engine that searches on this machine, with its version."""
    return f"hyperscan {VERSION}" if FAST else "brute-force (no hyperscan on this machine: slower)"


class Database:
    """A compiled set of literals; `searcher()` gives each thread its own, and keeps it for that thread."""

    def __init__(self, patterns: Sequence[Pattern], cache: Path | None = None) -> None:
        self.patterns = tuple(patterns)
        self._compiled = _load_or_compile(self.patterns, cache) if FAST and self.patterns else None
        self._own = threading.local()

    def searcher(self) -> Searcher:
        """Return this thread's searcher, with scratch space of its own."""
        found: Searcher | None = getattr(self._own, "searcher", None)
        if found is None:
            found = self._own.searcher = self._new()
        return found

    def _new(self) -> Searcher:
        if not self.patterns:
            return _Never()
        return _Fast(self._compiled) if self._compiled is not None else Slow(self.patterns)


class _Never:
    def search(self, block: bytes | memoryview) -> list[Hit]:
        del block
        return []


class _Fast:
    def __init__(self, compiled: "hyperscan.Database") -> None:
        self._database = compiled
        self._scratch = hyperscan.Scratch(compiled)

    def search(self, block: bytes | memoryview) -> list[Hit]:
        hits: list[tuple[int, int]] = []
        take = hits.append

        def on_match(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            take((end, pattern))

        self._database.scan(block, match_event_handler=on_match, scratch=self._scratch)  # type: ignore[type-var]
        return hits


class Slow:
    """The same answers by plain search, literal by literal: for machines without hyperscan, and as oracle in tests."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = [(number, one.text, one.caseless) for number, one in enumerate(patterns)]

    def search(self, block: bytes | memoryview) -> list[Hit]:
        """Return all places in the block, sorted by their end."""
        own = bytes(block)
        lower = own.lower()
        hits: list[tuple[int, int]] = []
        for number, text, caseless in self._patterns:
            within, wanted = (lower, text.lower()) if caseless else (own, text)
            at = within.find(wanted)
            while at >= 0:
                hits.append((at + len(wanted), number))
                at = within.find(wanted, at + 1)
        hits.sort()
        return hits


def _load_or_compile(patterns: Sequence[Pattern], cache: Path | None) -> "hyperscan.Database":
    file = cache / f"{_digest(patterns)}.hs" if cache is not None else None
    if file is not None:
        try:
            return hyperscan.loadb(file.read_bytes(), hyperscan.HS_MODE_BLOCK)
        except (OSError, hyperscan.HyperscanError):
            pass
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = [hyperscan.HS_FLAG_CASELESS if one.caseless else 0 for one in patterns]
    # The binding ends a literal at a NUL, so where one holds it they are compiled as expressions with escapes.
    plain = not any(b"\0" in one.text for one in patterns)
    expressions = [one.text if plain else _escaped(one.text) for one in patterns]
    database.compile(expressions=expressions, ids=list(range(len(patterns))), flags=flags, literal=plain)
    if file is not None:
        _keep(file, hyperscan.dumpb(database))
    return database


def _machine() -> str:
    """Return what a compiled database depends on beside its literals: the processor it was compiled for."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("flags"):
                return hashlib.blake2b(line.encode(), digest_size=8).hexdigest()
    except OSError:
        pass
    return platform.machine()


def _escaped(text: bytes) -> bytes:
    return b"".join(b"\\x%02x" % code for code in text)


def _digest(patterns: Sequence[Pattern]) -> str:
    digest = hashlib.blake2b(f"2 {VERSION} {hyperscan.HS_MODE_BLOCK} {_machine()}".encode(), digest_size=20)
    for one in patterns:
        digest.update(b"%d %d " % (one.caseless, len(one.text)))
        digest.update(one.text)
    return digest.hexdigest()


def _keep(file: Path, content: bytes) -> None:
    """Put a database into the cache for the next run; a full or closed disk only costs the time to compile again."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = file.with_suffix(f".{os.getpid()}")
        own.write_bytes(content)
        own.replace(file)
    except OSError:
        return
