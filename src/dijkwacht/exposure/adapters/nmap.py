"""Reads nmap's XML report: one row per open port whose service names a product; the asset is the host's address."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from dijkwacht.exposure.engine.inventory import LONGEST_CELL, MOST_ROWS, BadRow, Inventory, Row, UnreadableInventory


def inventory_of_nmap(root: Element, *, place: str, organisation: str) -> Inventory:
    """Return the rows of a report, numbered in its order; raises UnreadableInventory for more than are read."""
    rows: list[Row] = []
    bad: list[BadRow] = []
    for number, (host, port) in enumerate(_services(root), start=1):
        if number > MOST_ROWS:
            raise UnreadableInventory(place=place, expected=f"at most {MOST_ROWS} services")
        made = _row(number, host, port, organisation)
        if isinstance(made, Row):
            rows.append(made)
        else:
            bad.append(made)
    return Inventory("nmap", tuple(rows), tuple(bad))


def _services(root: Element) -> Iterator[tuple[Element, Element]]:
    for host in root.iter("host"):
        for port in host.iterfind("ports/port"):
            state, service = port.find("state"), port.find("service")
            is_open = state is None or state.get("state", "open") == "open"
            if is_open and service is not None and (service.get("product") or service.find("cpe") is not None):
                yield host, port


def _row(number: int, host: Element, port: Element, organisation: str) -> Row | BadRow:
    service = port.find("service")
    addresses = [item.get("addr", "") for item in host.iterfind("address") if item.get("addrtype") != "mac"]
    if service is None or not any(addresses):
        return BadRow(number, "the host has no address")
    cpes = [(item.text or "").strip() for item in service.iterfind("cpe")]
    cpe = next((text for text in cpes if text.startswith("cpe:/a")), cpes[0] if cpes else "")
    names = [item.get("name", "") for item in host.iterfind("hostnames/hostname")]
    row = Row(
        number=number,
        organisation=organisation,
        asset=next(address for address in addresses if address),
        vendor="",
        product=service.get("product", "").strip(),
        version=service.get("version", "").strip(),
        os=service.get("ostype", "").strip(),
        host=next((name for name in names if name), ""),
        cpe=cpe,
    )
    texts = (row.asset, row.product, row.version, row.os, row.host, row.cpe)
    if any(len(text) > LONGEST_CELL for text in texts):
        return BadRow(number, f"a text of the service is longer than {LONGEST_CELL} signs")
    return row
