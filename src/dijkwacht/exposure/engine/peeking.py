"""The headings of a table and its first rows, for a person to say what each column is."""

import csv
import io
from dataclasses import dataclass

from dijkwacht.exposure.engine.inventory import LARGEST, UnreadableInventory, refuse_large

SHOWN = 3
LEAST_COLUMNS, MOST_COLUMNS = 2, 60
LONGEST_LINE = 30_000  # four of them are no cell that Python refuses


@dataclass(frozen=True, slots=True)
class Peek:
    """The headings, and the first cells under each."""

    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def peek(content: bytes, *, place: str = "") -> Peek:
    """Return headings and samples of a CSV file (comma, semicolon or tab; UTF-8, UTF-16 with its mark, Windows-1252).

    Raises UnreadableInventory for what is no table of at most 60 columns.
    """
    refuse_large(len(content), place, largest=LARGEST)
    text = _decoded(content)
    lines = [line for line in text.splitlines() if line.strip()][: SHOWN + 1]
    if not lines or "\x00" in text[:4096]:
        raise UnreadableInventory(place=place, expected="a table with a header")
    sign = max(";,\t", key=lines[0].count)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(line[:LONGEST_LINE] for line in lines)), delimiter=sign))
    except csv.Error as error:
        raise UnreadableInventory(f"the file is not CSV: {error}", place=place) from error
    headings = tuple(cell.strip() for cell in rows[0])
    if not LEAST_COLUMNS <= len(headings) <= MOST_COLUMNS:
        raise UnreadableInventory(place=place, expected=f"a table of {LEAST_COLUMNS} to {MOST_COLUMNS} columns")
    samples = tuple(tuple(row[at].strip() for row in rows[1:] if at < len(row)) for at in range(len(headings)))
    return Peek(headings, samples)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
