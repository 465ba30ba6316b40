"""From a file of unknown kind to inventory rows: tables (CSV, XLSX, JSON lines), CycloneDX, SPDX, nmap."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dijkwacht.exposure.adapters.nmap import inventory_of_nmap
from dijkwacht.exposure.engine.cyclonedx import DEEPEST, inventory_of_bom
from dijkwacht.exposure.engine.inventory import LARGEST, Inventory, UnreadableInventory, refuse_large
from dijkwacht.exposure.engine.text_inventories import read_text_inventory

_CYCLONEDX = re.compile(r"^\{http://cyclonedx\.org/schema/bom/(\d+\.\d+)\}bom$")


def read_inventory(  # noqa: PLR0913 - how a file came in has this many parts, all by keyword
    content: bytes,
    *,
    place: str,
    organisation: str = "",
    name: str = "",
    mapping: Mapping[str, str] | None = None,
    largest: int = LARGEST,
) -> Inventory:
    """Return the rows of an inventory file, whatever of the known formats it is in.

    `place`: the file as shown in errors; `name`: the asset's name where a bill of materials describes none; `mapping`:
    heading to field, for tables. Raises UnreadableInventory with place, expectation and remedy.
    """
    refuse_large(len(content), place, largest=largest)
    if content.startswith(b"PK\x03\x04"):
        from dijkwacht.exposure.adapters.spreadsheets import read_spreadsheet  # noqa: PLC0415 - slow to load, seldom used

        return read_spreadsheet(content, place=place, organisation=organisation, name=name, mapping=mapping)
    if content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _read_xml(content, place, organisation, name)
    return read_text_inventory(content, place=place, organisation=organisation, name=name, mapping=mapping)


def _read_xml(content: bytes, place: str, organisation: str, name: str) -> Inventory:
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, ValueError, DefusedXmlException, RecursionError) as error:
        raise UnreadableInventory(
            f"the XML cannot be read: {error}", place=place, expected="CycloneDX or nmap without entities"
        ) from error
    if root.tag == "nmaprun":
        return inventory_of_nmap(root, place=place, organisation=organisation)
    found = _CYCLONEDX.match(root.tag)
    if found is None:
        raise UnreadableInventory(place=place, expected="XML whose root is a CycloneDX bom or an nmaprun")
    space = root.tag[: root.tag.index("}") + 1]
    value: dict[str, object] = {"bomFormat": "CycloneDX", "specVersion": found[1]}
    described = root.find(f"{space}metadata/{space}component")
    if described is not None:
        value["metadata"] = {"component": _component(described, space)}
    value["components"] = _components(root, space, place, 0)
    return inventory_of_bom(value, place=place, organisation=organisation, name=name)


def _components(parent: Element, space: str, place: str, depth: int) -> list[object]:
    if depth > DEEPEST:
        raise UnreadableInventory(place=place, expected=f"components at most {DEEPEST} levels deep")
    return [
        {**_component(item, space), "components": _components(item, space, place, depth + 1)}
        for item in parent.findall(f"{space}components/{space}component")
    ]


def _component(item: Element, space: str) -> dict[str, object]:
    value: dict[str, object] = {
        key: (item.findtext(f"{space}{key}") or "").strip()
        for key in ("name", "version", "cpe", "purl", "publisher", "group")
    }
    for key in ("manufacturer", "supplier"):
        value[key] = {"name": (item.findtext(f"{space}{key}/{space}name") or "").strip()}
    value["properties"] = [
        {"name": part.get("name", ""), "value": (part.text or "").strip()}
        for part in item.findall(f"{space}properties/{space}property")
    ]
    return value
