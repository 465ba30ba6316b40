"""Read and write the register as CSV or JSON; every fault is located, formulas stay text.

CSV knows two headers, JSON one object with "organisations" and "contacts"; the field names are the same. English and
Dutch headings are understood, UTF-8 and Windows-1252, comma and semicolon. What a spreadsheet would run as a formula is
written with an apostrophe in front, which is taken off again when read.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dijkwacht.kernel.cells import FORMULA_STARTS
from dijkwacht.kernel.errors import DijkwachtError, Unreadable
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.organisations.domain.register import ContactLine, OrganisationLine, RegisterFile
from dijkwacht.organisations.engine.register_lines import (
    CONTACT_FIELDS,
    ORGANISATION_FIELDS,
    contact_line,
    organisation_line,
)

LARGEST = 8 * 1024 * 1024
MOST_FAULTS = 50
DUTCH = {
    "naam": "name",
    "soorten": "kinds",
    "aard": "nature",
    "domein": "own_domain",
    "bron": "source",
    "locaties": "locations",
    "deelnemer_van": "member_of",
    "deelnemer_sinds": "member_since",
    "deelnemer_tot": "member_until",
    "bezoekadres": "visiting_address",
    "postadres": "postal_address",
    "telefoon": "phone",
    "e-mail": "email",
    "btw_nummer": "vat_number",
    "rekeningnummer": "bank_account",
    "organisatie": "organisation",
    "rol": "role",
    "kanaal": "channel",
    "waarde": "value",
    "persoon": "person",
    "loopt_via": "carried_by",
    "volgorde": "rank",
    "bevestigd": "confirmed",
}


class UnreadableRegister(Unreadable):
    """This register file cannot be read."""


class RegisterFaults(UnreadableRegister):
    """This register file has faults; nothing of it was taken over."""

    def __init__(self, faults: Sequence[DijkwachtError]) -> None:
        """Keep each fault apart; the message says them all, one a line."""
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))

    def __str__(self) -> str:
        """Return every fault on a line of its own."""
        return self.message


def read_register(content: bytes) -> RegisterFile:
    """Return what the file says, JSON or CSV by its first sign.

    Raises UnreadableRegister for what is no such file, RegisterFaults with place and remedy for each wrong line:
    unknown and missing columns, words and dates that do not exist, the same organisation or contact twice.
    """
    if len(content) > LARGEST:
        raise UnreadableRegister("the file is too large", expected=f"at most {LARGEST // 1024 // 1024} MiB")
    text = _decoded(content)
    if not text.strip():
        raise UnreadableRegister("the file is empty", expected="a header line or a JSON object")
    rows = _json_rows(text) if text.lstrip()[:1] in "{[" else _csv_rows(text)
    return _lines(rows)


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    contact: bool
    values: Mapping[str, str]


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _windows(content)
    if "\x00" in text:
        raise UnreadableRegister("the file holds NUL", expected="text in UTF-8 or Windows-1252")
    return text


def _windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableRegister(
            "the file is in an unknown encoding", place=f"line {line}", expected="text in UTF-8 or Windows-1252"
        ) from error


def _csv_rows(text: str) -> list[_Row]:
    head = text.lstrip("\n\r").splitlines()[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        records = [(reader.line_num, record) for record in reader if any(cell.strip() for cell in record)]
    except csv.Error as error:
        raise UnreadableRegister(f"the file is no CSV: {error}", place=f"line {reader.line_num}") from error
    if not records:
        raise UnreadableRegister("the file is empty", expected="a header line")
    (line, header), *body = records
    columns = [_column(cell) for cell in header]
    contact = "channel" in columns or "role" in columns
    _check_columns(columns, contact=contact, place=f"line {line}")
    faults: list[DijkwachtError] = []
    rows = []
    for number, record in body:
        if len(record) > len(columns):
            faults.append(
                UnreadableRegister("too many cells", place=f"line {number}", expected=f"{len(columns)} cells")
            )
            continue
        values = {column: _plain(cell) for column, cell in zip(columns, record, strict=False)}
        rows.append(_Row(f"line {number}", contact, values))
    _refuse(faults)
    return rows


def _column(cell: str) -> str:
    name = cell.strip().lower().replace(" ", "_")
    return DUTCH.get(name, name)


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def _check_columns(columns: Sequence[str], *, contact: bool, place: str) -> None:
    known = CONTACT_FIELDS if contact else ORGANISATION_FIELDS
    faults: list[DijkwachtError] = [
        UnreadableRegister(f"unknown column {column!r}", place=place, expected=f"one of {', '.join(known)}")
        for column in columns
        if column not in known
    ]
    faults += [
        UnreadableRegister(f"column {column!r} stands there twice", place=place)
        for column in sorted({column for column in columns if columns.count(column) > 1})
    ]
    faults += [
        UnreadableRegister(f"column {column!r} is missing", place=place)
        for column, wanted in known.items()
        if wanted and column not in columns
    ]
    _refuse(faults)


def _json_rows(text: str) -> list[_Row]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableRegister("the file is no JSON", place=place) from error
    if not isinstance(document, dict):
        raise UnreadableRegister("the file is no object", expected='an object with "organisations" and "contacts"')
    faults: list[DijkwachtError] = [
        UnreadableRegister(f"unknown part {part!r}", place=f"/{part}", expected="organisations or contacts")
        for part in document
        if part not in {"organisations", "contacts"}
    ]
    rows: list[_Row] = []
    for part in ("organisations", "contacts"):
        listed = document.get(part, [])
        if not isinstance(listed, list):
            raise UnreadableRegister(place=f"/{part}", expected="a list")
        for number, item in enumerate(listed):
            try:
                rows.append(_json_row(f"/{part}/{number}", item, contact=part == "contacts"))
            except UnreadableRegister as fault:
                faults.append(fault)
    _refuse(faults)
    return rows


def _json_row(place: str, item: object, *, contact: bool) -> _Row:
    known = CONTACT_FIELDS if contact else ORGANISATION_FIELDS
    if not isinstance(item, dict):
        raise UnreadableRegister(place=place, expected="an object")
    values: dict[str, str] = {}
    for key, value in item.items():
        if key not in known:
            raise UnreadableRegister(f"unknown field {key!r}", place=place, expected=f"one of {', '.join(known)}")
        values[key] = _json_text(f"{place}/{key}", value)
    return _Row(place, contact, values)


def _json_text(place: str, value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            raise UnreadableRegister(place=place, expected="text")
        case int():
            return str(value)
        case list() if all(isinstance(part, str) and ";" not in part for part in value):
            return ";".join(value)
        case _:
            raise UnreadableRegister(place=place, expected="text, or a list of texts without a semicolon")


def _lines(rows: Iterable[_Row]) -> RegisterFile:
    faults: list[DijkwachtError] = []
    organisations: list[OrganisationLine] = []
    contacts: list[ContactLine] = []
    places: dict[tuple[str, ...], str] = {}
    for row in rows:
        try:
            if row.contact:
                contact = contact_line(row.place, row.values)
                details = contact.details
                who = search_key(contact.organisation)
                key: tuple[str, ...] = (who, details.role, details.channel, details.value.lower())
                contacts.append(contact)
            else:
                organisation = organisation_line(row.place, row.values)
                key = (search_key(organisation.details.name),)
                organisations.append(organisation)
        except DijkwachtError as fault:
            faults.append(fault)
            continue
        if key in places:
            faults.append(UnreadableRegister(f"the same as {places[key]}", place=row.place, remedy="keep one of them"))
        places.setdefault(key, row.place)
    _refuse(faults)
    return RegisterFile(tuple(organisations), tuple(contacts))


def _refuse(faults: Sequence[DijkwachtError]) -> None:
    if faults:
        raise RegisterFaults(faults[:MOST_FAULTS])


def csv_text(fields: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return the rows as CSV with a header, safe to open in a spreadsheet; `read_register` reads it back unchanged."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([_safe(row.get(name, "")) for name in fields] for row in rows)
    return out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def json_text(organisations: Iterable[Mapping[str, str]], contacts: Iterable[Mapping[str, str]]) -> str:
    """Return both parts as one JSON object, empty fields left out; `read_register` reads it back unchanged."""
    document = {
        "organisations": [{key: value for key, value in row.items() if value} for row in organisations],
        "contacts": [{key: value for key, value in row.items() if value} for row in contacts],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
