"""Logs that Windows saved as UTF-16: each character of two bytes is read as one, every offset known."""

import codecs

from dijkwacht.hunting.engine.intake.streams import ByteStream

_MARK = 2
_UNKNOWN = 63  # "?" stands for what is none of the first 256 characters


def is_wide(head: bytes) -> bool:
    """Return whether a log begins with the mark of UTF-16 and a line of it."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and 10 in narrowed(head)  # noqa: PLR2004 - a line end


def narrowed(head: bytes) -> bytes:
    """Return the beginning of such a log with one byte for each character, its mark left out."""
    low, high = (0, 1) if head.startswith(codecs.BOM_UTF16_LE) else (1, 0)
    pairs = head[_MARK : len(head) - len(head) % 2]
    return _bytes(pairs[low::2], pairs[high::2])


def as_written(offset: int) -> int:
    """Return where a byte of the narrowed log stands in the log as it is."""
    return _MARK + 2 * offset


class Narrowed:
    """Such a log as a stream with one byte for each character."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._rest = b""
        self._order: tuple[int, int] | None = None

    def readinto(self, view: memoryview) -> int:
        """Fill `view`; raises what the stream does."""
        while True:
            fresh = bytearray(2 * len(view))
            count = self._stream.readinto(memoryview(fresh))
            read = self._rest + bytes(fresh[:count])
            if self._order is None:
                self._order = (0, 1) if read.startswith(codecs.BOM_UTF16_LE) else (1, 0)
                read = read[_MARK:]
            whole = min(len(read) - len(read) % 2, 2 * len(view))
            self._rest = read[whole:]
            made = _bytes(read[self._order[0] : whole : 2], read[self._order[1] : whole : 2])
            view[: len(made)] = made
            if made or not count:
                return len(made)


def _bytes(low: bytes, high: bytes) -> bytes:
    if not high.strip(b"\0"):
        return low
    return bytes(_UNKNOWN if beyond else own for own, beyond in zip(low, high, strict=True))
