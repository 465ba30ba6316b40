"""Byte streams that hash, look ahead and inflate as they are read; each block is touched once."""

import bz2
import hashlib
import lzma
from typing import Protocol

from blake3 import blake3
from isal import isal_zlib

from dijkwacht.hunting.engine.intake.limits import Budget

COMPRESSED_BLOCK = 256 * 1024
_ENDLESS = 1 << 62
LZMA_MEMORY = 256 * 1024 * 1024


class Broken(Exception):  # noqa: N818 - told of the evidence, not of this program
    """The stream cannot be read any further; the message says why."""


class ByteStream(Protocol):
    """Anything that fills a buffer; 0 at the end. May raise Broken or BudgetExceeded."""

    def readinto(self, view: memoryview) -> int:
        """Fill `view` from its beginning and return how many bytes were written, 0 at the end."""
        ...


class Hashed:
    """A raw file read once from beginning to end, with its BLAKE3 (and SHA-256) as it passes.

    It reads at most `size` bytes: what is appended meanwhile belongs to another state of the file.
    """

    def __init__(self, raw: ByteStream, size: int, *, sha256: bool) -> None:
        self._raw = raw
        self._left = size
        self.size = size
        self.read_bytes = 0
        self._blake3 = blake3()
        self._sha256 = hashlib.sha256() if sha256 else None

    def readinto(self, view: memoryview) -> int:
        """Fill `view`; raises Broken where the medium fails or the file became shorter."""
        if self._left <= 0:
            return 0
        try:
            count = self._raw.readinto(view[: self._left])
        except OSError as error:
            raise Broken(error.strerror or "the medium failed") from error
        if not count:
            raise Broken("the file became shorter while it was read")
        self._left -= count
        self.read_bytes += count
        part = view[:count]
        self._blake3.update(part)
        if self._sha256 is not None:
            self._sha256.update(part)
        return count

    @property
    def left(self) -> int:
        """Return how many bytes are still to come."""
        return self._left

    def drain(self) -> None:
        """Read what is left, so that the digest is that of the whole file."""
        if not self._left:
            return
        view = memoryview(bytearray(COMPRESSED_BLOCK))
        try:
            while self.readinto(view):
                pass
        except Broken:
            return

    @property
    def blake3(self) -> str:
        """Return the digest of what was read."""
        return self._blake3.hexdigest()

    @property
    def sha256(self) -> str | None:
        """Return the SHA-256 where it was asked for."""
        return self._sha256.hexdigest() if self._sha256 is not None else None


class Ahead:
    """A stream whose beginning can be looked at before it is read; `consumed` counts the bytes handed out."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._head = b""
        self.consumed = 0
        self.trouble = ""

    def peek(self, count: int) -> bytes:
        """Return up to `count` bytes without consuming them; trouble is kept for when it is reached."""
        while len(self._head) < count:
            wanted = min(count - len(self._head), getattr(self._stream, "left", _ENDLESS))
            if wanted <= 0:
                break
            buffer = bytearray(wanted)
            try:
                got = self._stream.readinto(memoryview(buffer))
            except Broken as error:
                self.trouble = str(error)
                break
            if not got:
                break
            self._head += buffer if got == wanted else buffer[:got]
        return self._head[:count]

    def readinto(self, view: memoryview) -> int:
        """Fill `view`, first from what was looked at."""
        if self._head:
            part = self._head[: len(view)]
            view[: len(part)] = part
            self._head = self._head[len(part) :]
            self.consumed += len(part)
            return len(part)
        if self.trouble:
            trouble, self.trouble = self.trouble, ""
            raise Broken(trouble)
        count = self._stream.readinto(view)
        self.consumed += count
        return count

    def read(self, count: int = -1) -> bytes:
        """Return up to `count` bytes, fewer only at the end: the shape that tarfile wants."""
        if count < 0:
            raise ValueError(count)
        buffer = bytearray(count)
        view, filled = memoryview(buffer), 0
        while filled < count:
            got = self.readinto(view[filled:])
            if not got:
                break
            filled += got
        return bytes(buffer[:filled])

    @property
    def left(self) -> int:
        """Return how many bytes may still come, at most; more than any stream has where that is not known."""
        return len(self._head) + int(getattr(self._stream, "left", _ENDLESS))

    def skip(self, count: int) -> None:
        """Throw `count` bytes away."""
        while count > 0:
            got = len(self.read(min(count, COMPRESSED_BLOCK)))
            if not got:
                return
            count -= got


_DAMAGE: tuple[type[Exception], ...] = (isal_zlib.IsalError, OSError, lzma.LZMAError, EOFError, ValueError)  # type: ignore[assignment]


class Inflater(Protocol):
    """What the three decompressors have in common."""

    @property
    def eof(self) -> bool: ...  # noqa: D102 - the standard library's word

    @property
    def unused_data(self) -> bytes: ...  # noqa: D102 - the standard library's word

    def decompress(self, data: bytes, max_length: int) -> bytes: ...  # noqa: D102 - the standard library's word


def _gzip() -> Inflater:
    return isal_zlib.decompressobj(wbits=31)


def _bz2() -> Inflater:
    return bz2.BZ2Decompressor()


def _xz() -> Inflater:
    return lzma.LZMADecompressor(format=lzma.FORMAT_AUTO, memlimit=LZMA_MEMORY)


INFLATERS = {"gzip": (_gzip, b"\x1f\x8b\x08"), "bzip2": (_bz2, b"BZh"), "xz": (_xz, b"\xfd7zXZ\x00")}


class Inflated:
    """What a gzip, bzip2 or xz stream holds, its concatenated members joined.

    `stray` = bytes after the last member that are no member. Raises Broken where it is cut off or damaged, after
    everything that could be read has been handed out.
    """

    def __init__(self, stream: Ahead, method: str, budget: Budget) -> None:
        self._stream = stream
        self._make, self._magic = INFLATERS[method]
        self._inflater = self._make()
        self._input = b""
        self._budget = budget
        self._done = False
        self.method = method
        self.stray = 0
        self.produced = 0

    def readinto(self, view: memoryview) -> int:
        """Fill `view` with inflated bytes."""
        while not self._done:
            if not self._input and self._wants_input():
                self._input = self._stream.read(COMPRESSED_BLOCK)
                if not self._input:
                    raise Broken(f"the {self.method} data ends in the middle; what came before was searched")
            try:
                output = self._inflater.decompress(self._input, len(view))
            except _DAMAGE as error:
                raise Broken(f"the {self.method} data is damaged; what came before was searched") from error
            self._input = getattr(self._inflater, "unconsumed_tail", b"")
            if self._inflater.eof:
                self._next_member()
            if output:
                self._budget.spend(len(output))
                self.produced += len(output)
                view[: len(output)] = output
                return len(output)
        return 0

    def _wants_input(self) -> bool:
        return bool(getattr(self._inflater, "needs_input", True))

    def _next_member(self) -> None:
        rest = self._inflater.unused_data or self._stream.read(COMPRESSED_BLOCK)
        while rest and not rest.strip(b"\0"):
            rest = self._stream.read(COMPRESSED_BLOCK)
        rest = rest.lstrip(b"\0") if rest[:1] == b"\0" else rest
        if len(rest) < len(self._magic):
            rest += self._stream.read(len(self._magic))
        if rest.startswith(self._magic):
            self._inflater, self._input = self._make(), rest
            return
        self._done = True
        while rest:
            self.stray += len(rest)
            rest = self._stream.read(COMPRESSED_BLOCK)
