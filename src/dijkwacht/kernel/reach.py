"""Where this program may send a packet of its own accord: public addresses, and the networks its operator names.

Nobody outside may make us look into our own network: loopback, link-local, private and multicast addresses are refused.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from dijkwacht.kernel.errors import Unreadable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class WrongNetwork(Unreadable):
    """A network cannot be read."""


def read_networks(text: str, place: str = "") -> tuple[Network, ...]:
    """Return the networks of a list such as "10.1.0.0/16, fd00::/8"; raises WrongNetwork with `place`."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise WrongNetwork(str(error), place=place, expected="networks, separated by commas") from error


def plain_address(address: str) -> Address:
    """Return the IP address, an IPv4 one written as IPv6 as what it is, without its zone. Raises ValueError."""
    written = ip_address(address.partition("%")[0])
    mapped = written.ipv4_mapped if isinstance(written, IPv6Address) else None
    return mapped or written


def lies_in(address: str, networks: Sequence[Network]) -> bool:
    """Return whether this IP address lies in one of the networks. Raises ValueError for a name."""
    found = plain_address(address)
    return any(found.version == network.version and found in network for network in networks)


def may_reach(address: str, allowed: Sequence[Network]) -> bool:
    """Return whether packets may go to this IP address: in an allowed network, or public. Raises ValueError."""
    found = plain_address(address)
    return lies_in(address, allowed) or (found.is_global and not found.is_multicast)
