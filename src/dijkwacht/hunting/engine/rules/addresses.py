"""IPv6 addresses by their value: 2001:db8::1 is found however a program wrote it, with zone, brackets or port.

A literal cannot say that, so the beginnings are searched that the address may have, and what stands there is read.
"""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_RUN = re.compile(rb"[0-9a-fA-F:.]{2,64}")
_PORT = re.compile(r"(.+)[:.]\d{1,5}")
_WRITTEN = re.compile(
    r"\[(?P<inside>[0-9A-Fa-f:.]+)(?:%[\w.-]+)?\](?::\d{1,5})?|(?P<bare>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)%[\w.-]+"
)
_GROUPS, _DIGITS, _MOST = 8, 4, 16
_MAPPED_BITS = 96

Network = IPv4Network | IPv6Network


def network_of(text: str) -> Network | None:
    """Return the address or network that `text` writes: IPv6 in brackets, with zone or port too.

    IPv4 that is written as IPv6 (::ffff:1.2.3.4) is IPv4, for so the other logs have it.
    """
    written = _WRITTEN.fullmatch(text)
    try:
        network = ip_network((written["inside"] or written["bare"]) if written else text, strict=False)
    except ValueError:
        return None
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return network
    return ip_network((mapped, network.prefixlen - _MAPPED_BITS))


@lru_cache(maxsize=4096)
def network(value: str) -> Network:
    """Return a network by its value as `network_of` gave it."""
    return ip_network(value)


@lru_cache(maxsize=4096)
def value6(text: str) -> int | None:
    """Return the number of an IPv6 address, None for what is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return int(address) if isinstance(address, IPv6Address) else None


def read6(run: bytes) -> tuple[int, int] | None:
    """Return the number of the IPv6 address with which `run` begins, and its length.

    A full stop, a colon or a port may follow it. A port of four digits or fewer behind a shortened address reads as
    one group more: without brackets nobody can tell.
    """
    text = run.decode("ascii").partition("..")[0]
    for one in (text, text.rstrip("."), text.removesuffix(":")):
        found = value6(one)
        if found is not None:
            return found, len(one)
    port = _PORT.fullmatch(text.rstrip(".:"))
    found = value6(port[1]) if port else None
    return (found, len(port[1])) if port and found is not None else None


def address6_at(buffer: bytes | bytearray, start: int) -> tuple[int, int] | None:
    """Return the number of the IPv6 address that begins at `start`, and where it ends; letters may not join it."""
    run = _RUN.match(buffer, start)
    told = read6(run[0]) if run else None
    if run is None or told is None:
        return None
    value, length = told
    after = bytes(buffer[run.end() : run.end() + 1])
    joined = start + length == run.end() and (after.isalnum() or after == b"_")
    return None if joined else (value, start + length)


def heads(of: IPv6Network) -> list[str]:
    """Return the beginnings of which every way to write an address of the network has one, in lower case.

    None where hardly anything of the network is fixed, or its addresses begin with zeros.
    """
    number = int(of.network_address)
    groups = [number >> 16 * (_GROUPS - 1 - at) & 0xFFFF for at in range(of.prefixlen // 16)]
    if not groups or not groups[0]:
        return []
    before, found = [""], list[str]()
    for at, group in enumerate(groups):
        if not group:
            following = next((f"{one:x}" for one in groups[at:] if one), "")
            shortened = [f":{following}", ":0"] if following else [":"]
            return [own + tail for own in before for tail in ("0", *shortened)]
        end = ":" if at < _GROUPS - 1 else ""
        digits = f"{group:x}"
        found = [f"{own}{'0' * more}{digits}{end}" for own in before for more in range(_DIGITS + 1 - len(digits))]
        if len(found) > _MOST:
            return before
        before = found
    return before


def forms6(value: str) -> list[str]:
    """Return how programs write an IPv6 address that begins with zeros: short, in full, and with every group."""
    address = IPv6Address(value)
    groups = ":".join(group.lstrip("0") or "0" for group in address.exploded.split(":"))
    return list(dict.fromkeys([address.compressed, address.exploded, groups]))


def holds(value: str, address: int | bytes) -> bool:
    """Return whether the network `value` holds an address: a number of IPv6, or IPv4 as it is written."""
    try:
        found = IPv6Address(address) if isinstance(address, int) else IPv4Address(address.decode("ascii"))
    except ValueError:
        return False
    return found in network(value)
