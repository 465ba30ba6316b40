"""Reads JSON lines, and lists of objects, as a table: each key is a heading, inner ones with a dot (`host.name`)."""

import json
from collections.abc import Iterator, Mapping

from dijkwacht.exposure.engine.headings import read_headings
from dijkwacht.exposure.engine.inventory import MOST_ROWS, BadRow, Inventory, Row, UnreadableInventory, refuse_large
from dijkwacht.exposure.engine.rows import WrongRow, row_of

MOST_KEYS = 500
DEEPEST = 8
Found = dict[str, str] | str


def read_json_rows(
    content: bytes,
    *,
    place: str = "",
    organisation: str = "",
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Inventory:
    """Return one row per object; a line that is no object is a bad row. Raises UnreadableInventory with place."""
    refuse_large(len(content), place)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInventory(place=f"{place}, line {line}", expected="JSON in UTF-8") from error
    found = list(_objects(text, place))
    keys = list(dict.fromkeys(key for item in found if isinstance(item, dict) for key in item))
    if len(keys) > MOST_KEYS:
        raise UnreadableInventory(place=place, expected=f"at most {MOST_KEYS} different keys")
    columns = read_headings(keys, mapping, organisation_given=bool(organisation), place=place)
    rows: list[Row] = []
    bad: list[BadRow] = []
    for number, item in enumerate(found, start=1):
        if isinstance(item, str):
            bad.append(BadRow(number, item))
            continue
        try:
            cells = [item.get(key, "") for key in keys]
            row = row_of(number, cells, columns, organisation=organisation, asset=name)
        except WrongRow as error:
            bad.append(BadRow(number, str(error)))
        else:
            rows += [row] if row else []
    return Inventory("json", tuple(rows), tuple(bad))


def _objects(text: str, place: str) -> Iterator[Found]:
    if text.lstrip().startswith("["):
        yield from (_flat(item) for item in _list(text, place))
        return
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        if number > MOST_ROWS:
            raise UnreadableInventory(place=place, expected=f"at most {MOST_ROWS} rows")
        try:
            yield _flat(json.loads(line))
        except (ValueError, RecursionError):
            yield "the line is not JSON"


def _list(text: str, place: str) -> list[object]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableInventory(
            f"the file is not JSON: {error.msg}", place=f"{place}, line {error.lineno}", expected="a list of objects"
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableInventory(place=place, expected=f"JSON at most {DEEPEST} levels deep") from error
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise UnreadableInventory(place=place, expected=f"a list of at most {MOST_ROWS} objects")
    return value


def _flat(value: object) -> Found:
    if not isinstance(value, Mapping):
        return "the line is no object"
    found: dict[str, str] = {}
    stack: list[tuple[str, object, int]] = [("", value, 0)]
    while stack:
        key, item, depth = stack.pop()
        if isinstance(item, Mapping):
            if depth >= DEEPEST:
                return f"the object is more than {DEEPEST} levels deep"
            stack += [
                (f"{key}.{name}" if key else str(name), part, depth + 1) for name, part in reversed(list(item.items()))
            ]
        else:
            found[key] = _text(item)
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(_text(part) for part in value if not isinstance(part, list | Mapping))
    return str(value)
