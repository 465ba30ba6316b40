"""Reads inventories as spreadsheets (XLSX): cells as text, formulas never computed, bombs refused.

The "ICT-foto" of municipalities is such a sheet: products with a column that says whether they are there, no versions.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from dijkwacht.exposure.engine.headings import read_headings
from dijkwacht.exposure.engine.inventory import MOST_ROWS, BadRow, Inventory, Row, UnreadableInventory, refuse_large
from dijkwacht.exposure.engine.rows import WrongRow, row_of

MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2000
MOST_COLUMNS = 200
_HEADING_ROWS = 20
_CHUNK = 1024 * 1024


def read_spreadsheet(
    content: bytes,
    *,
    place: str,
    organisation: str = "",
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Inventory:
    """Return the rows of the first sheet whose headings are understood; row 1 is the first below the headings.

    The headings may stand in one of the first 20 rows. Raises UnreadableInventory with place, expectation and remedy.
    """
    refuse_large(len(content), place)
    _refuse_bomb(content, place)
    book = _opened(content, place)
    complaint: UnreadableInventory | None = None
    for title in book.sheetnames:
        lines = _lines(book, title, place)
        for _, cells in zip(range(_HEADING_ROWS), lines, strict=False):
            if sum(bool(cell) for cell in cells) < 2:  # noqa: PLR2004 - one filled cell is a title, not headings
                continue
            at = f"{place}, sheet {title}"
            try:
                columns = read_headings(cells, mapping, organisation_given=bool(organisation), place=at)
            except UnreadableInventory as error:
                complaint = complaint or error
                continue
            return _rows(lines, columns, organisation, name)
    raise complaint or UnreadableInventory(place=place, expected="a sheet with headings and rows; all are empty")


def _refuse_bomb(content: bytes, place: str) -> None:
    """Raise UnreadableInventory for what unpacks beyond bounds, or declares entities in its XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnreadableInventory(
                    "the spreadsheet unpacks to more than is read",
                    place=place,
                    expected=f"at most {MOST_UNPACKED // 1024 // 1024} MiB unpacked",
                    remedy="save the sheet as CSV UTF-8",
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(packed, part, place)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableInventory(
            f"the spreadsheet cannot be unpacked: {error}", place=place, expected="XLSX"
        ) from error


def _refuse_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo, place: str) -> None:
    tail = b""
    with packed.open(part) as file:
        while chunk := file.read(_CHUNK):
            if b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk:
                raise UnreadableInventory(
                    f"{part.filename} declares a document type", place=place, expected="XLSX without entities"
                )
            tail = chunk[-16:]


def _opened(content: bytes, place: str) -> Workbook:
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError) as error:
        raise UnreadableInventory(f"the spreadsheet cannot be read: {error}", place=place, expected="XLSX") from error


def _lines(book: Workbook, title: str, place: str) -> Iterator[list[str]]:
    sheet = book[title]
    if hasattr(sheet, "reset_dimensions"):
        # What a sheet says of its own size is the sender's word.
        sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            if number > MOST_ROWS:
                raise UnreadableInventory(place=place, expected=f"at most {MOST_ROWS} rows")
            yield ["" if cell is None else _shown(cell) for cell in cells]
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, IndexError) as error:
        raise UnreadableInventory(f"sheet {title} cannot be read: {error}", place=place, expected="XLSX") from error


def _shown(cell: object) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _rows(lines: Iterator[list[str]], columns: Mapping[str, int], organisation: str, name: str) -> Inventory:
    rows: list[Row] = []
    bad: list[BadRow] = []
    for number, cells in enumerate(lines, start=1):
        if not any(cells):
            continue
        try:
            row = row_of(number, cells, columns, organisation=organisation, asset=name)
        except WrongRow as error:
            bad.append(BadRow(number, str(error)))
        else:
            rows += [row] if row else []
    return Inventory("xlsx", tuple(rows), tuple(bad))
