"""The records of a CSV text one by one; one that is broken is told in words and never takes those after it along."""

import csv
import io
import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_TURNS_BACK = 4  # how often as many signs as the text has may be read anew, whatever its quotes do


class CsvRecords:
    """Iterates over a text: the cells of each record, or words that say why a record cannot be read.

    A quote that nothing closes, or that a later one closes by chance, swallows lines: reading goes on at the line after
    the one where it stands. A cell over Python's limit (131,072 signs) costs its own record only.
    """

    def __init__(self, text: str, delimiter: str, *, lines_above: int = 0) -> None:
        """Read this text; `lines_above`: how many lines of the file stand before it."""
        self._text = text
        self._stream = io.StringIO(text, newline="")
        self._reader = csv.reader(self._stream, delimiter=delimiter, strict=False)
        self._line = lines_above
        self._left = _TURNS_BACK * len(text)
        cell = rf"""(?:"[^"]*+(?:""[^"]*+)*+"|(?!")[^{delimiter}\r\n]*+)"""
        self._whole = re.compile(rf"{cell}(?:{delimiter}{cell})*+(?:\r\n|\r|\n|\Z)")

    def __iter__(self) -> Iterator[list[str] | str]:
        """Return itself: what was read is not read again."""
        return self

    def __next__(self) -> list[str] | str:
        """Return the cells of the next record, or what is wrong with it."""
        start, first, read_before = self._stream.tell(), self._line + 1, self._reader.line_num
        wrong, cells = "", []
        try:
            cells = next(self._reader)
        except csv.Error as error:
            wrong = f"line {first}: {error}"
        lines = self._reader.line_num - read_before
        self._line += lines
        at_end = self._stream.tell() >= len(self._text)
        if lines <= 1 and not (at_end and self._text.count('"', start) % 2):
            return wrong or cells
        whole = self._whole.match(self._text, start)
        if whole is None:
            return self._turned_back(start, first)
        if wrong:
            self._line = first - 1 + len(re.findall(r"\r\n|\r|\n", whole[0]))
            self._stream.seek(whole.end())
        return wrong or cells

    def _turned_back(self, start: int, first: int) -> str:
        """Go back to the line after the first one, as long as that costs no more than reading all a few times."""
        line = _LINE.match(self._text, start)
        behind = line.end() if line else self._stream.tell()
        again = self._stream.tell() - behind
        if again > self._left:
            return f"line {first}: a quote is opened and not closed; what follows up to line {self._line} was not read"
        self._left -= again
        self._line = first
        self._stream.seek(behind)
        return f"line {first}: a quote is opened and not closed"
