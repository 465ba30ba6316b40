"""Reads CycloneDX 1.2 to 1.7: components with name, maker, version, CPE and PURL; the JSON form and its object."""

import json
import re
from collections.abc import Iterator, Mapping

from dijkwacht.exposure.engine.inventory import (
    LONGEST_CELL,
    MOST_ROWS,
    BadRow,
    Inventory,
    Row,
    UnreadableInventory,
    refuse_large,
)

DEEPEST = 64
_HALF = re.compile("[\ud800-\udfff]")
VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")


def read_cyclonedx(content: bytes, *, place: str = "", organisation: str = "", name: str = "") -> Inventory:
    """Return the components of a CycloneDX JSON document as rows.

    `name` is the asset's name where the document describes none (the file's name). Rows are numbered in the order of
    the document, nested components after their parent. Raises UnreadableInventory with place.
    """
    refuse_large(len(content), place)
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInventory(place=f"{place}, line {line}", expected="JSON in UTF-8") from error
    except json.JSONDecodeError as error:
        raise UnreadableInventory(
            f"the file is not JSON: {error.msg}", place=f"{place}, line {error.lineno}", expected="one JSON document"
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableInventory(place=place, expected=f"JSON at most {DEEPEST} levels deep") from error
    return inventory_of_bom(value, place=place, organisation=organisation, name=name)


def inventory_of_bom(value: object, *, place: str, organisation: str, name: str) -> Inventory:
    """Return the rows of a bill of materials given as an object; raises UnreadableInventory."""
    if not isinstance(value, Mapping) or value.get("bomFormat") != "CycloneDX":
        raise UnreadableInventory(place=place, expected='an object with "bomFormat": "CycloneDX"')
    if str(value.get("specVersion")) not in VERSIONS:
        raise UnreadableInventory(
            f"CycloneDX {value.get('specVersion')} is not read", place=place, expected=f"one of {', '.join(VERSIONS)}"
        )
    metadata = value.get("metadata")
    described = metadata.get("component") if isinstance(metadata, Mapping) else None
    asset = _text(described, "name") if isinstance(described, Mapping) else ""
    if not (_storable(asset) and _storable(name)):
        raise UnreadableInventory(place=f"{place} /metadata/component/name", expected=f"at most {LONGEST_CELL} signs")
    rows: list[Row] = []
    bad: list[BadRow] = []
    for number, item in enumerate(_components(value.get("components"), place, 0), start=1):
        if number > MOST_ROWS:
            raise UnreadableInventory(place=place, expected=f"at most {MOST_ROWS} components")
        made = _row(number, item, organisation, asset or name)
        if isinstance(made, Row):
            rows.append(made)
        else:
            bad.append(made)
    return Inventory("cyclonedx", tuple(rows), tuple(bad))


def _components(value: object, place: str, depth: int) -> Iterator[object]:
    if value is None:
        return
    if not isinstance(value, list) or depth > DEEPEST:
        raise UnreadableInventory(place=f"{place} /components", expected=f"a list, at most {DEEPEST} levels deep")
    for item in value:
        yield item
        if isinstance(item, Mapping):
            yield from _components(item.get("components"), place, depth + 1)


def _row(number: int, item: object, organisation: str, asset: str) -> Row | BadRow:
    if not isinstance(item, Mapping):
        return BadRow(number, "the component is no object")
    name, cpe, purl = _text(item, "name"), _text(item, "cpe"), _text(item, "purl")
    if not name and not cpe:
        return BadRow(number, "the component has neither name nor cpe")
    texts = (name, _text(item, "version"), _maker(item), _property(item, "edition"), cpe, purl)
    if not all(_storable(text) for text in texts):
        return BadRow(number, f"a text of the component holds a NUL, half a letter or over {LONGEST_CELL} signs")
    return Row(
        number=number,
        organisation=organisation,
        asset=asset,
        vendor=texts[2],
        product=name,
        version=texts[1] or _purl_version(purl),
        edition=texts[3],
        cpe=cpe,
        purl=purl,
    )


def _maker(item: Mapping[str, object]) -> str:
    for key in ("manufacturer", "supplier"):
        part = item.get(key)
        if isinstance(part, Mapping) and _text(part, "name"):
            return _text(part, "name")
    return _text(item, "publisher") or _text(item, "group")


def _property(item: Mapping[str, object], name: str) -> str:
    properties = item.get("properties")
    for part in properties if isinstance(properties, list) else ():
        if isinstance(part, Mapping) and _text(part, "name").lower() == name:
            return _text(part, "value")
    return ""


def _purl_version(purl: str) -> str:
    found = re.match(r"^pkg:[^@?#]+@([^?#]+)", purl)
    return found[1] if found else ""


def _storable(text: str) -> bool:
    """Say whether a database can hold the text: JSON may write NUL and half a letter, which it cannot."""
    return len(text) <= LONGEST_CELL and "\x00" not in text and not _HALF.search(text)


def _text(item: Mapping[str, object], key: str) -> str:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""
