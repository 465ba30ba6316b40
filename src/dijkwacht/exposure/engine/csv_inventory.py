"""Reads inventories as CSV: comma, semicolon or tab; UTF-8, UTF-16 with its mark or Windows-1252; broken rows too."""

import csv
import io
import re
from collections.abc import Mapping

from dijkwacht.exposure.engine.csv_records import CsvRecords
from dijkwacht.exposure.engine.headings import looks_like_headings, read_headings
from dijkwacht.exposure.engine.inventory import (
    MOST_ROWS,
    BadRow,
    Inventory,
    Row,
    UnreadableInventory,
    refuse_large,
)
from dijkwacht.exposure.engine.rows import WrongRow, row_of

# A NUL makes Python 3.11 refuse the rest of the file; this sign of the private use area stands for it while reading.
_NUL = "\ue000"
_SIGNS = ";,\t"
_HEADING_LINES = 20
_LONGEST_HEADINGS = 20_000


def read_csv(
    content: bytes,
    *,
    place: str = "",
    organisation: str = "",
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Inventory:
    """Return the rows of a CSV inventory.

    `organisation` is used where the file has no such column or an empty cell; `name` is the asset's name in a list that
    has no column for it. The headings may stand in one of the first 20 lines. A row that cannot be read is reported
    and does not stop the reading. Raises UnreadableInventory for a file without a usable header, or too large.
    """
    refuse_large(len(content), place)
    text = _decoded(content, place).replace("\x00", _NUL)
    if not text.strip():
        raise UnreadableInventory(place=place, expected="a header and rows; the file is empty")
    text, delimiter, above = _from_headings(text, mapping)
    records = CsvRecords(text, delimiter, lines_above=above)
    header = _header(records, place)
    at = f"{place}, line {above + 1}"
    if any(_NUL in heading for heading in header):
        raise UnreadableInventory("the header holds NUL bytes", place=at, remedy="save the sheet as CSV UTF-8")
    columns = read_headings(header, mapping, organisation_given=bool(organisation), place=at)
    rows: list[Row] = []
    bad: list[BadRow] = []
    for number, cells in enumerate(records, start=1):
        if number > MOST_ROWS:
            raise UnreadableInventory(place=place, expected=f"at most {MOST_ROWS} rows")
        if isinstance(cells, str):
            bad.append(BadRow(number, cells))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        try:
            _refuse_wide(cells, len(header))
            row = row_of(number, cells, columns, organisation=organisation, asset=name, nul=_NUL)
        except WrongRow as error:
            bad.append(BadRow(number, str(error)))
        else:
            rows += [row] if row else []
    return Inventory("csv", tuple(rows), tuple(bad))


def _refuse_wide(cells: list[str], width: int) -> None:
    if any(cell.strip() for cell in cells[width:]):
        raise WrongRow(f"the row has {len(cells)} cells, the header {width}; quote cells that hold the separator")


def _decoded(content: bytes, place: str) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    at = 0
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            at = error.start
    line = content.count(b"\n", 0, at) + 1
    raise UnreadableInventory(
        place=f"{place}, line {line}",
        expected="text in UTF-8 or Windows-1252",
        remedy="save the sheet as CSV UTF-8",
    )


def _from_headings(text: str, mapping: Mapping[str, str] | None) -> tuple[str, str, int]:
    """Return the text from its headings on, their separator, and how many lines stand above them.

    Titles, empty lines and a spreadsheet's "sep=;" may stand above; without a line of known headings all of it counts.
    """
    best = (0, 0, "", 0)
    start = 0
    for number, line in enumerate(io.StringIO(text, newline="")):
        if number >= _HEADING_LINES:
            break
        for sign in _SIGNS:
            cells = next(csv.reader([line[:_LONGEST_HEADINGS]], delimiter=sign), [])
            known = looks_like_headings(cells, mapping)
            if known > best[0]:
                best = (known, start, sign, number)
        start += len(line)
    known, start, sign, number = best
    return (text[start:], sign, number) if known else (text, _delimiter(text), 0)


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    unquoted = re.sub(r'"[^"]*"', "", first)
    return max(_SIGNS, key=unquoted.count)


def _header(records: CsvRecords, place: str) -> list[str]:
    for cells in records:
        if isinstance(cells, str):
            raise UnreadableInventory(f"the header cannot be read: {cells}", place=place, remedy="correct the header")
        if any(cell.strip() for cell in cells):
            return cells
    raise UnreadableInventory(place=place, expected="a header and rows; the file is empty")
