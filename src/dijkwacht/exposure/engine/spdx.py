"""Reads SPDX 2.2 and 2.3, as JSON and as tag-value: packages with name, maker, version, CPE and PURL."""

import json
import re
from collections.abc import Mapping

from dijkwacht.exposure.engine.inventory import (
    LONGEST_CELL,
    MOST_ROWS,
    BadRow,
    Inventory,
    Row,
    UnreadableInventory,
    refuse_large,
)

VERSIONS = ("SPDX-2.2", "SPDX-2.3")
_HALF = re.compile("[\ud800-\udfff]")
_SILENT = frozenset({"", "NOASSERTION", "NONE"})
_TAG = re.compile(r"^([A-Za-z][\w-]*):\s*(.*)$")
_MAKER = re.compile(r"^(?:Organization|Person|Tool):\s*(.*?)\s*(?:\([^()]*\))?$")


def read_spdx(content: bytes, *, place: str = "", organisation: str = "", name: str = "") -> Inventory:
    """Return the packages as rows, numbered in the order of the document; the asset is what the document describes.

    `name` is the asset's name where it describes nothing. Raises UnreadableInventory with place.
    """
    refuse_large(len(content), place)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInventory(place=f"{place}, line {line}", expected="SPDX in UTF-8") from error
    document = _from_json(text, place) if text.lstrip().startswith("{") else _from_tags(text)
    version = _text(document, "spdxVersion")
    if version not in VERSIONS:
        raise UnreadableInventory(
            f"{version or 'SPDX without version'} is not read", place=place, expected=f"one of {', '.join(VERSIONS)}"
        )
    packages = document.get("packages", [])
    if not isinstance(packages, list) or len(packages) > MOST_ROWS:
        raise UnreadableInventory(place=f"{place} /packages", expected=f"a list of at most {MOST_ROWS} packages")
    asset = _described(document, packages) or name
    if not _storable(asset):
        raise UnreadableInventory(place=place, expected=f"a described package of at most {LONGEST_CELL} signs")
    made = [_row(number, item, organisation, asset) for number, item in enumerate(packages, start=1)]
    rows = tuple(item for item in made if isinstance(item, Row))
    return Inventory("spdx", rows, tuple(item for item in made if isinstance(item, BadRow)))


def _from_json(text: str, place: str) -> Mapping[str, object]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableInventory(
            f"the file is not JSON: {error.msg}", place=f"{place}, line {error.lineno}", expected="one JSON document"
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableInventory(place=place, expected="SPDX as JSON, not deeper than its schema") from error
    if not isinstance(value, Mapping):
        raise UnreadableInventory(place=place, expected="an SPDX document")
    return value


def _from_tags(text: str) -> dict[str, object]:
    """Return a tag-value document in the shape of the JSON one, as far as it is read here."""
    packages: list[dict[str, object]] = []
    described: list[str] = []
    document: dict[str, object] = {"packages": packages, "documentDescribes": described}
    keys = {"PackageVersion": "versionInfo", "PackageSupplier": "supplier", "PackageOriginator": "originator"}
    for tag, value in _tags(text):
        if tag == "SPDXVersion":
            document["spdxVersion"] = value
        elif tag == "PackageName":
            packages.append({"name": value, "externalRefs": []})
        elif tag == "Relationship":
            parts = value.split()
            if len(parts) > 2 and parts[:2] == ["SPDXRef-DOCUMENT", "DESCRIBES"]:  # noqa: PLR2004 - subject, verb, object
                described.append(parts[2])
        elif packages and tag == "SPDXID" and "SPDXID" not in packages[-1]:
            packages[-1]["SPDXID"] = value
        elif packages and tag in keys:
            packages[-1][keys[tag]] = value
        elif packages and tag == "ExternalRef":
            parts = value.split(maxsplit=2)
            references = packages[-1]["externalRefs"]
            if len(parts) == 3 and isinstance(references, list):  # noqa: PLR2004 - category, type, locator
                references.append({"referenceType": parts[1], "referenceLocator": parts[2]})
    return document


def _tags(text: str) -> list[tuple[str, str]]:
    """Return the tags in order; what stands between <text> and </text> may run over lines and is left out."""
    bare = re.sub(r"<text>.*?</text>", "", text, flags=re.DOTALL)
    return [(found[1], found[2].strip()) for line in bare.splitlines() if (found := _TAG.match(line.strip()))]


def _described(document: Mapping[str, object], packages: list[object]) -> str:
    ids = document.get("documentDescribes")
    wanted = [str(item) for item in ids] if isinstance(ids, list) else []
    relations = document.get("relationships")
    wanted += [
        str(item.get("relatedSpdxElement"))
        for item in (relations if isinstance(relations, list) else ())
        if isinstance(item, Mapping) and item.get("relationshipType") == "DESCRIBES"
    ]
    for package in packages:
        if isinstance(package, Mapping) and package.get("SPDXID") in wanted:
            return _text(package, "name")
    return ""


def _row(number: int, item: object, organisation: str, asset: str) -> Row | BadRow:
    if not isinstance(item, Mapping):
        return BadRow(number, "the package is no object")
    cpe, purl = _reference(item, "cpe23Type") or _reference(item, "cpe22Type"), _reference(item, "purl")
    name, version = _text(item, "name"), _text(item, "versionInfo")
    if not name and not cpe:
        return BadRow(number, "the package has neither name nor cpe")
    maker = _maker(_text(item, "supplier")) or _maker(_text(item, "originator"))
    if not all(_storable(text) for text in (name, version, maker, cpe, purl)):
        return BadRow(number, f"a text of the package holds a NUL, half a letter or over {LONGEST_CELL} signs")
    return Row(
        number=number,
        organisation=organisation,
        asset=asset,
        vendor=maker,
        product=name,
        version=version,
        cpe=cpe,
        purl=purl,
    )


def _reference(item: Mapping[str, object], kind: str) -> str:
    references = item.get("externalRefs")
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, Mapping) and _text(reference, "referenceType").rpartition("/")[2] == kind:
            return _text(reference, "referenceLocator")
    return ""


def _maker(text: str) -> str:
    found = _MAKER.match(text)
    return found[1] if found else text


def _storable(text: str) -> bool:
    return len(text) <= LONGEST_CELL and "\x00" not in text and not _HALF.search(text)


def _text(item: Mapping[str, object], key: str) -> str:
    value = item.get(key)
    bare = value.strip() if isinstance(value, str) else ""
    return "" if bare in _SILENT else bare
