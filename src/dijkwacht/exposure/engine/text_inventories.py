"""From a text of unknown kind to inventory rows: CSV, CycloneDX, SPDX, JSON lines."""

import json
from collections.abc import Mapping

from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.engine.cyclonedx import read_cyclonedx
from dijkwacht.exposure.engine.inventory import Inventory
from dijkwacht.exposure.engine.json_rows import read_json_rows
from dijkwacht.exposure.engine.spdx import read_spdx

_HEAD = 65536
_LEAST_COLUMNS = 2  # a row tells of more than that: whose it is, what it is, and its version
_BLANK = b"\xef\xbb\xbf \t\r\n"


def read_text_inventory(
    content: bytes,
    *,
    place: str,
    organisation: str = "",
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Inventory:
    """Return the rows; `mapping` (heading to field) counts for CSV and JSON lines. Raises UnreadableInventory."""
    head = content[:_HEAD].lstrip(_BLANK)
    if head.startswith(b"{") and b'"bomFormat"' not in head:
        if b'"spdxVersion"' in head or b'"spdxVersion"' in content:
            return read_spdx(content, place=place, organisation=organisation, name=name)
        if mapping is not None or _is_json_lines(content):
            return read_json_rows(content, place=place, organisation=organisation, name=name, mapping=mapping)
    if head.startswith(b"{"):
        return read_cyclonedx(content, place=place, organisation=organisation, name=name)
    if head.startswith(b"["):
        return read_json_rows(content, place=place, organisation=organisation, name=name, mapping=mapping)
    if head.startswith(b"SPDXVersion:") or b"\nSPDXVersion:" in head:
        return read_spdx(content, place=place, organisation=organisation, name=name)
    return read_csv(content, place=place, organisation=organisation, name=name, mapping=mapping)


def _is_json_lines(content: bytes) -> bool:
    """Return whether the first line is an object of its own: with another line after it, or flat as a row is."""
    first, _, rest = content.lstrip(_BLANK).partition(b"\n")
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, Mapping):
        return False
    flat = len(value) > _LEAST_COLUMNS and not any(isinstance(held, (list, dict)) for held in value.values())
    return bool(rest.strip()) or flat
