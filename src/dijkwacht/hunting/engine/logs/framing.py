"""Syslog as it went over TCP (RFC 6587): messages behind their lengths, with no line ends between them."""

import re

from dijkwacht.hunting.engine.intake.streams import ByteStream

_LENGTH = re.compile(rb"([1-9]\d{1,4}) <\d{1,3}>")
_NEWLINE = 10
_BLANK = 32


def is_framed(head: bytes) -> bool:
    """Return whether messages stand behind their lengths, and the first of them ends without a line end."""
    first = _LENGTH.match(head)
    if not first:
        return False
    end = first.end(1) + 1 + int(first[1])
    return _LENGTH.match(head, end) is not None and head[end - 1] != _NEWLINE


def unframed(head: bytes) -> bytes:
    """Return the beginning of a log with every message on a line of its own, as `Unframed` gives it."""
    if not is_framed(head):
        return head
    buffer = bytearray(head)
    Frames().part(memoryview(buffer))
    return bytes(buffer)


class Frames:
    """Follows the lengths through the parts of a stream and puts a line end in place of each one's first digit.

    So every byte stays at its offset. Where no length stands at its place nothing more is changed.
    """

    def __init__(self) -> None:
        self._left = 0  # bytes of this message still to come
        self._length = -1  # of the next message, as far as it was read; -1 before its first digit
        self._any = self._lost = False

    def part(self, view: memoryview) -> None:
        """Put line ends into the next part."""
        at = 0
        while at < len(view) and not self._lost:
            if self._left:
                passed = min(self._left, len(view) - at)
                self._left, at = self._left - passed, at + passed
                continue
            byte = view[at]
            if byte == _BLANK and self._length > 0:
                self._left, self._length = self._length, -1
            elif not 48 <= byte <= 57:  # noqa: PLR2004 - digits
                self._lost = True
            elif self._length < 0:
                self._length = byte - 48
                if self._any:
                    view[at] = _NEWLINE
                self._any = True
            else:
                self._length = self._length * 10 + byte - 48
            at += 1


class Unframed:
    """A stream of framed messages with each on a line of its own, every byte at its offset."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._frames = Frames()

    def readinto(self, view: memoryview) -> int:
        """Fill `view`; raises what the stream does."""
        count = self._stream.readinto(view)
        self._frames.part(view[:count])
        return count
