"""An index of what stands in a kept file, that can only err by saying "perhaps": what it denies is not there.

A file's bytes, the paths in it and the digests of what lies in it are read by the very unpacker of a hunt, and cut
into runs of letters and digits. Of each run every piece of six bytes is noted. A text of six bytes or more that stands
anywhere in the file has all its pieces noted, wherever it begins or ends; so an indicator that lacks a piece is
nowhere. Whole addresses and the heads of their networks are noted besides, for many clients together hold the pieces
of addresses that none of them has. What is percent-encoded is noted decoded too, once and twice, as a hunt reads it.

The notes are short and say what stands in the file to who can read them: they are kept sealed with the file's own key.
"""

import hashlib
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from ipaddress import ip_network
from itertools import chain, repeat
from operator import and_, mod, rshift
from pathlib import Path
from struct import Struct

from dijkwacht.hunting.engine.intake.unpacking import Leaf, LeafFacts, Unpacker
from dijkwacht.hunting.engine.intake.walking import FileFacts, Given
from dijkwacht.hunting.engine.model import Place, Skipped
from dijkwacht.hunting.engine.rules.addresses import read6
from dijkwacht.hunting.engine.rules.indicators import DIGEST_NAMES, Indicator, Sort, spelled
from dijkwacht.hunting.engine.rules.variants import undone

PIECE = 6
MOST = 3_000_000
"""So many notes (12 MB) a file may have; of one with more, nothing is denied."""
_WORD, _MASK = 8, (1 << 8 * PIECE) - 1
_PRIME = 2**31 - 1
_BLOCK = 4 * 1024 * 1024
_LONG, _OVERLAP, _GROUPED = 64 * 1024, 64, 80
_REMEMBERED = 200_000
_KEPT = b"0123456789abcdefghijklmnopqrstuvwxyz_.-%\0"
_LOWER = bytes(code + 32 if 65 <= code <= 90 else code for code in range(256))  # noqa: PLR2004 - A to Z
_RUNS = bytes(code if code in _KEPT else 32 for code in range(256))
_IPV4 = re.compile(rb"(?<!\d)(?=((\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3})(?!\d))")
_COLONS = re.compile(rb"[0-9a-f:.]*(?:::|:(?:[0-9a-f]{1,4}:){5})[0-9a-f:.]*")
_SIX = re.compile(rb":(?:[0-9a-f]{1,4}:){5}")  # two more groups, or an address of IPv4, belong to them
_BEHIND_OCTAL = re.compile(rb"\\[0-7]{3}([0-9a-f:.%]{3,240})")
_ENCODED = re.compile(rb"%[0-9a-f]{2}")
_WITHIN = b":\\"  # parts runs, yet an address may go on behind it
_HASHES = tuple(DIGEST_NAMES.values())
_OCTET = 8


@dataclass(frozen=True, slots=True)
class Index:
    """What was noted of one file, as sorted numbers; `full`: so much stands there that nothing is denied."""

    notes: "array[int]"
    full: bool = False

    def may_hold(self, notes: Iterable[int], besides: AbstractSet[int] = frozenset()) -> bool:
        """Return False only where one of the notes is absent, so that what they stand for is not in the file.

        `besides` are notes of what belongs to the file and is not in it: the names that it came under.
        """
        return self.full or all(self._holds(note) or note in besides for note in notes)

    def _holds(self, note: int) -> bool:
        at = bisect_left(self.notes, note)
        return at < len(self.notes) and self.notes[at] == note

    def text(self) -> bytes:
        """Return the index as bytes, for `read_index`."""
        return b"" if self.full else _little(self.notes).tobytes()


def read_index(text: bytes, *, full: bool) -> Index:
    """Return the index that `text` was made of."""
    notes = array("I")
    notes.frombytes(text)
    return Index(_little(notes), full)


def _little(notes: "array[int]") -> "array[int]":
    if sys.byteorder == "little":
        return notes
    swapped = array("I", notes)
    swapped.byteswap()
    return swapped


@dataclass(slots=True)
class Noting:
    """Takes notes of what it is fed; a visitor of the unpacker. `tick` hears of each block and may raise to stop."""

    tick: Callable[[], None] = lambda: None
    notes: set[int] = field(default_factory=set)
    full: bool = False
    _seen: set[bytes] = field(default_factory=set)

    def leaf(self, about: LeafFacts, stream: Leaf) -> None:
        """Note a file's bytes, and the digests by which a rule may name it."""
        del about
        hashes = [hashlib.new(name, usedforsecurity=False) for name in _HASHES]
        buffer, rest = memoryview(bytearray(_BLOCK)), b""
        while filled := _fill(stream, buffer):
            part = bytes(buffer[:filled])
            for one in hashes:
                one.update(part)
            rest = self.text(rest + part)
            self.tick()
        self.text(rest + b" ")
        self.text(b" ".join(one.hexdigest().encode() for one in hashes) + b" ")

    def entry(self, place: Place, facts: FileFacts) -> None:
        """Note the path of an entry."""
        del place
        self.text(facts.path.encode("utf-8", "surrogateescape") + b" ")

    def digests_of(self, about: LeafFacts) -> frozenset[str]:
        """Return all digests by which a rule may name an archive."""
        del about
        return frozenset(_HASHES)

    def archive(self, about: LeafFacts, digests: Mapping[str, str]) -> None:
        """Note the digests of an archive itself."""
        del about
        self.text(" ".join(digests.values()).encode() + b" ")

    def skip(self, skipped: Skipped) -> None:
        """Pass over what no hunt looks at either."""

    def text(self, text: bytes) -> bytes:
        """Note the runs of a text that are whole, and return its end, which may go on."""
        lower = text.translate(_LOWER)
        plain = _runs(lower)
        at = plain.rfind(b" ")
        while at >= 0 and lower[at] in _WITHIN:
            at = plain.rfind(b" ", 0, at)
        end = at + 1
        kept = len(text) - end
        if kept > _LONG:
            end, kept = len(text), _OVERLAP
        if not self.full:
            self._note(plain[:end], lower[:end])
        return text[len(text) - kept :] if kept else b""

    def _note(self, plain: bytes, lower: bytes) -> None:
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        behind = b" ".join(one for text in _unslashed(lower) for one in _BEHIND_OCTAL.findall(text))
        fresh = {*plain.split(b" "), *_runs(behind).split(b" ")} - self._seen
        self._seen |= {run for run in fresh if len(run) <= _GROUPED}
        fresh |= {one for run in fresh if b"%" in run for text in _decoded(run) for one in _runs(text).split(b" ")}
        self.notes.update(_pieces(run for run in fresh if len(run) >= PIECE))
        whole = {one for run in fresh if run.count(b".") >= 3 for one in _addresses(run)}  # noqa: PLR2004 - four octets
        whole |= _long_addresses(lower + b" " + behind if behind else lower)
        self.notes.update(chain.from_iterable(map(_whole, whole)))
        if len(self.notes) > MOST:
            self.full = True
            self.notes.clear()

    def index(self) -> Index:
        """Return what was noted."""
        return Index(array("I", sorted(self.notes)), self.full)


def _fill(stream: Leaf, buffer: memoryview) -> int:
    filled = 0
    while filled < len(buffer) and (count := stream.readinto(buffer[filled:])):
        filled += count
    return filled


def _runs(lower: bytes) -> bytes:
    """Return the text with blanks for all that parts runs; two NULs do, one stands in UTF-16."""
    return lower.translate(_RUNS).replace(b"\0\0", b"  ")


def _pieces(runs: Iterable[bytes]) -> Iterator[int]:
    """Return every piece of each run as a number; runs of one length are read together, for speed."""
    groups: dict[int, list[bytes]] = {}
    found: list[Iterable[int]] = []
    for run in runs:
        if len(run) <= _GROUPED:
            groups.setdefault(len(run), []).append(run)
        else:
            found += _pieces_of_long(run)
    for length, group in groups.items():
        stride = max(length, _WORD)
        joined = b"".join(run.ljust(stride) for run in group)
        for at in range(length - PIECE + 1):
            start = min(at, stride - _WORD)
            read = chain.from_iterable(Struct(f"<{start}xQ{stride - start - _WORD}x").iter_unpack(joined))
            found.append(map(rshift, read, repeat(8 * (at - start))) if at > start else read)
    return map(mod, map(and_, chain.from_iterable(found), repeat(_MASK)), repeat(_PRIME))


def _pieces_of_long(run: bytes) -> Iterator[Iterable[int]]:
    padded = run + bytes(_WORD)
    for at in range(_WORD):
        count = (len(run) - PIECE - at) // _WORD + 1
        yield Struct(f"<{count}Q").unpack_from(padded, at)


def _whole(text: bytes) -> tuple[int, int]:
    """Return two notes of a whole address: one alone is there by chance too often in a long list of them."""
    first, second = Struct("<2Q").unpack(hashlib.blake2b(text, digest_size=2 * _WORD).digest())
    return first % _PRIME, second % _PRIME


def _addresses(run: bytes) -> set[bytes]:
    """Return the IPv4 addresses that may stand in a run, and the heads of the networks that they are in."""
    found = set()
    for text in (run, _ENCODED.sub(b" ", run)) if b"%" in run else (run,):
        for whole, *octets in _IPV4.findall(text):
            found |= {whole, *(b"=" + b".".join(octets[:count]) for count in (1, 2, 3))}
    return found


def _unslashed(lower: bytes) -> list[bytes]:
    """Return the texts in which a backslash may stand: as written, and decoded where it is encoded itself."""
    return [lower, *_decoded(lower)] if b"5c" in lower and b"%" in lower else [lower]


def _decoded(text: bytes) -> list[bytes]:
    """Return the text with its percent-encoding undone once and twice, where that changes it."""
    once = undone(text).translate(_LOWER)
    twice = undone(once).translate(_LOWER)
    return [one for one in dict.fromkeys((once, twice)) if one != text]


def _long_addresses(lower: bytes) -> set[bytes]:
    """Return the IPv6 addresses that may stand in a text: as written, and by their value."""
    found: set[bytes] = set()
    for text in (lower, *_decoded(lower)) if b"%" in lower else (lower,):
        if b"::" not in text and not _SIX.search(text):
            continue
        for part in (text, _ENCODED.sub(b" ", text)) if b"%" in text else (text,):
            for run in set(_COLONS.findall(part)):
                found |= {run, run.rstrip(b"."), run.partition(b"..")[0]}
                told = read6(run.removeprefix(b":")[:_OVERLAP] if run[:2] != b"::" else run[:_OVERLAP])
                found |= {_by_value(told[0])} if told else set()
    return found


def _by_value(number: int) -> bytes:
    return b"6=%x" % number


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a text may stand in a file: what is noted then, worked out only as far as it is asked for."""

    whole: tuple[int, ...]
    runs: tuple[bytes, ...]

    def __iter__(self) -> Iterator[int]:
        """Yield the notes."""
        yield from self.whole
        for run in self.runs:
            for at in range(len(run) - PIECE + 1):
                yield int.from_bytes(run[at : at + PIECE], "little") % _PRIME

    def __bool__(self) -> bool:
        """Return whether anything is noted at all."""
        return bool(self.whole or self.runs)


def way_of(text: bytes, whole: tuple[int, ...] = ()) -> Way:
    """Return what is noted wherever `text` stands, its letter case aside; nothing for a text too short."""
    return Way(whole, tuple(run for run in _runs(text.translate(_LOWER)).split(b" ") if len(run) >= PIECE))


def sought(one: Indicator) -> list[Way] | None:
    """Return the ways in which an indicator may be found.

    None where nothing is noted for one of them: the index cannot answer for such an indicator.
    """
    if one.sort is Sort.NETWORK:
        network = ip_network(one.value)
        count = network.prefixlen // _OCTET if network.version == 4 else 0  # noqa: PLR2004 - IPv4
        octets = str(network.network_address).split(".")[:count]
        return [Way(_whole(b"=" + ".".join(octets).encode()), ())] if count else None
    ways = []
    for how in spelled(one):
        if how.valued is not None:
            ways.append(Way(_whole(_by_value(how.valued)), ()))
            continue
        exact = how.exact and one.sort is Sort.ADDRESS
        ways.append(way_of(how.whole, _whole(how.whole.translate(_LOWER)) if exact else ()))
    if one.sort is not Sort.ADDRESS:
        ways.append(way_of(one.value.encode("utf-8", "surrogateescape")))  # as a file's name or digest
    return ways if ways and all(ways) else None


def named(names: Iterable[str]) -> frozenset[int]:
    """Return what the names that a file came under add to its notes."""
    return frozenset(note for name in names for note in way_of(name.encode("utf-8", "surrogateescape")))


def indexed(path: Path, tick: Callable[[], None] = lambda: None) -> Index:
    """Return the index of the file at `path`, read as a hunt reads it; raises what `tick` raises."""
    noting = Noting(tick)
    place = Place(path.name, path.name)
    Unpacker(noting).run(Given(place, path, FileFacts("/" + path.name, size=path.stat().st_size)))
    return noting.index()


@cache
def made_by() -> str:
    """Return a digest of the code that reads evidence and rules: what another version indexed denies nothing."""
    engine = Path(__file__).parents[1]
    found = hashlib.sha256(f"isal {version('isal')}, hyperscan {version('hyperscan')}\n".encode())
    for path in sorted(engine.rglob("*.py")):
        found.update(f"{path.relative_to(engine)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
