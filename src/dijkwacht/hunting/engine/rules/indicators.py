"""Indicators: addresses, networks, domains, URLs, digests and file names, as literals with exact boundaries."""

import ipaddress
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from dijkwacht.hunting.engine.model import LOG_KINDS, Kind, RuleFacts
from dijkwacht.hunting.engine.rules.variants import spellings


class Sort(StrEnum):
    """What an indicator is; it decides where it is sought and what may stand beside it."""

    ADDRESS = "address"
    NETWORK = "network"
    DOMAIN = "domain"
    URL = "url"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    NAME = "file-name"


DIGESTS = (Sort.MD5, Sort.SHA1, Sort.SHA256)
DIGEST_NAMES = {Sort.MD5: "md5", Sort.SHA1: "sha1", Sort.SHA256: "sha256"}  # as hashlib calls them
_DIGEST_LENGTHS = {32: Sort.MD5, 40: Sort.SHA1, 64: Sort.SHA256}
_DOMAIN = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])", re.IGNORECASE
)
# Endings of files that are no top-level domain: "tiny.php" is a name, "example.pl" a domain that may be a name too.
_FILE_ENDINGS = frozenset(
    {
        *("asp", "aspx", "bak", "bat", "bin", "cfg", "cgi", "conf", "core", "css", "csv", "dat", "deb", "dll", "doc"),
        *("docx", "elf", "exe", "gz", "htm", "html", "ico", "ini", "jar", "js", "json", "jsp", "jspx", "key", "log"),
        *("pdf", "pem", "php", "phtml", "pid", "png", "ps1", "rar", "sig", "sock", "svg", "tar", "tgz", "tmp", "txt"),
        *("vbs", "war", "xhtml", "xls", "xlsx", "xml", "yml"),
    }
)
_BOTH = frozenset({"py", "pl", "pm", "ps", "sh", "so", "mv", "md", "rs", "cc", "zip", "app", "com"})
_SHORTEST_NAME = 6
_SEARCHED = {Sort.DOMAIN: 12, Sort.MD5: 16, Sort.SHA1: 16, Sort.SHA256: 16}
_WORD = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_IPV4 = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}")
_IPV6 = re.compile(rb"[0-9a-fA-F:.]+")
_ENCODED = re.compile(rb"(?:%[0-9A-Fa-f]{2}|\\[0-7]{3})\Z")  # an encoded character ends there, as any other would
_OCTETS = 4
# Asked at every hit, and a member of an enumeration is slow to look up: 75 ns each time.
_SORT_ADDRESS, _SORT_NETWORK, _SORT_DOMAIN, _SORT_URL = Sort.ADDRESS, Sort.NETWORK, Sort.DOMAIN, Sort.URL


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: `value` is written as it is sought (lower case for domains, digests and IPv6)."""

    facts: RuleFacts
    sort: Sort
    value: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelled:
    """One way in which an indicator is written, whether letter case counts, and how its place is checked.

    `text` is the literal that is searched: the beginning of `full`, where that is long. Many literals with one ending
    (a list of names below one provider) would all be looked at wherever that ending stands.
    """

    text: bytes
    caseless: bool
    sort: Sort
    exact: bool = True
    full: bytes = b""

    @property
    def whole(self) -> bytes:
        """Return the text that must stand there in full."""
        return self.full or self.text


def normal(value: str) -> str:
    """Return `value` without the brackets and hxxp by which reports make addresses harmless."""
    text = value.strip().strip("\"'")
    text = re.sub(r"\[\.\]|\(\.\)|\{\.\}|[\[({]dot[\])}]", ".", text, flags=re.IGNORECASE)
    text = text.replace("[:]", ":").replace("[://]", "://").replace("[/]", "/")
    return re.sub(r"^h(?:xx|\*\*|tt)p", "http", text, flags=re.IGNORECASE)


def sort_of(value: str) -> tuple[Sort, str] | None:
    """Return what `value` is and how it is sought; None for what cannot be one (empty, with control characters)."""
    text = normal(value)
    if not text or any(ord(char) < 32 for char in text):  # noqa: PLR2004 - control characters
        return None
    found = _network_or_address(text)
    if found:
        return found
    if len(text) in _DIGEST_LENGTHS and re.fullmatch(r"[0-9a-fA-F]+", text):
        return _DIGEST_LENGTHS[len(text)], text.lower()
    if "://" in text:
        return Sort.URL, text
    lower = text.lower().rstrip(".").removeprefix("*").removeprefix(".")
    if _is_domain(lower):
        return Sort.DOMAIN, lower
    host, port = text.rpartition(":")[::2]
    if port.isdigit() and (_network_or_address(host) or _is_domain(host.lower())):
        return _network_or_address(host) or (Sort.DOMAIN, host.lower())
    host, below = text.partition("/")[::2]
    if below and "." in host and (_network_or_address(host) or _is_domain(host.lower())):
        return Sort.URL, f"http://{text}"
    return Sort.NAME, text


def _is_domain(text: str) -> bool:
    return _DOMAIN.fullmatch(text) is not None and text.rpartition(".")[2] not in _FILE_ENDINGS


def may_name_file(one: Indicator) -> bool:
    """Return whether files may be called so: a name, or a domain of two parts that ends as files do, such as ci.sh."""
    if one.sort is Sort.DOMAIN:
        return one.value.count(".") == 1 and one.value.rpartition(".")[2] in _BOTH
    return one.sort is Sort.NAME


def _network_or_address(text: str) -> tuple[Sort, str] | None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    if network.num_addresses == 1:
        return Sort.ADDRESS, str(network.network_address)
    return Sort.NETWORK, str(network)


def kinds_of(sort: Sort) -> tuple[Kind, ...]:
    """Return the kinds of source that such an indicator needs; it is sought in all others too."""
    return (Kind.FILES,) if sort in {*DIGESTS, Sort.NAME} else LOG_KINDS


def spelled(indicator: Indicator) -> list[Spelled]:
    """Return the literals that find the indicator in text; empty for names too short to be sought in text."""
    sort, value = indicator.sort, indicator.value
    match sort:
        case Sort.ADDRESS:
            found = [Spelled(text.encode(), ":" in text, sort) for text in _address_forms(value)]
        case Sort.NETWORK:
            found = [Spelled(text.encode(), ":" in text, sort) for text in _network_heads(value)]
        case Sort.URL:
            below = value.partition("://")[2]
            found = [Spelled((below if "/" in below.rstrip("/") else value).encode(), True, sort)]
        case Sort.NAME:
            found = [Spelled(value.encode(), False, sort)] if "/" in value or len(value) >= _SHORTEST_NAME else []
        case _:
            found = [Spelled(value.encode(), True, sort)]
    if sort in {Sort.DOMAIN, Sort.URL, Sort.NAME, Sort.ADDRESS} and found:
        own = found[0]
        # The reverse of an address is another address.
        wanted = [name for name in indicator.variants if sort is not Sort.ADDRESS or name != "reversed"]
        for text in spellings(own.text.decode(), wanted):
            found.append(Spelled(text.encode(), own.caseless, sort, exact=False))
    return [_shortened(one) for one in found if len(one.text) > 1]


def _shortened(one: Spelled) -> Spelled:
    kept = _SEARCHED.get(one.sort)
    if kept is None or not one.exact or len(one.text) <= kept:
        return one
    return replace(one, text=one.text[:kept], full=one.text)


def complete(buffer: bytes | bytearray, start: int, one: Spelled) -> bool:
    """Return whether the whole text stands at `start`, where the literal for it was found."""
    if not one.full:
        return True
    found = bytes(buffer[start : start + len(one.full)])
    return found == one.full or (one.caseless and found.lower() == one.full.lower())


def _address_forms(value: str) -> list[str]:
    """Return how programs write an address: IPv6 in short, in full, and as Java does, with every group but no zeros."""
    address = ipaddress.ip_address(value)
    if address.version == 4:  # noqa: PLR2004 - IPv4
        return [value]
    groups = ":".join(group.lstrip("0") or "0" for group in address.exploded.split(":"))
    return list(dict.fromkeys([address.compressed, address.exploded, groups]))


def _network_heads(value: str) -> list[str]:
    """Return how addresses of the network begin: whole octets, the last one counted out where the prefix cuts it."""
    network = ipaddress.ip_network(value)
    if network.version == 6:  # noqa: PLR2004 - IPv6
        groups = network.network_address.exploded.split(":")[: network.prefixlen // 16]
        return [":".join(group.lstrip("0") or "0" for group in groups) + ":", ":".join(groups) + ":"]
    whole, rest = divmod(network.prefixlen, 8)
    octets = str(network.network_address).split(".")
    head = ".".join(octets[:whole]) + ("." if whole else "")
    if not rest:
        return [head]
    first = int(octets[whole])
    return [
        f"{head}{octet}" + ("." if whole + 1 < _OCTETS else "") for octet in range(first, first + (1 << (8 - rest)))
    ]


def stands(buffer: bytes | bytearray, start: int, end: int, one: Spelled, value: str) -> tuple[int, int] | None:
    """Return where the indicator really stands when its literal was found at [start, end), None where it is a piece.

    1.2.3.4 is not in 11.2.3.45, example.org not in example.organic; subdomains belong to their domain.
    """
    if not one.exact:
        return start, end
    if one.sort is _SORT_NETWORK:
        return _in_network(buffer, start, value)
    before = buffer[start - 1] if start else 32
    if before in _WORD and not _ENCODED.search(buffer, max(0, start - 4), start):
        return None
    if one.sort is _SORT_URL:
        return _as_url(buffer, start, end, one)
    if before == 46 and one.sort is not _SORT_DOMAIN:  # noqa: PLR2004 - a dot
        return None
    if one.sort is _SORT_DOMAIN and before == 45:  # noqa: PLR2004 - a hyphen joins names
        return None
    if one.sort is _SORT_ADDRESS and one.caseless and before == 58:  # noqa: PLR2004 - a colon
        return None
    return (start, end) if _ends(buffer, end, one) else None


def _ends(buffer: bytes | bytearray, end: int, one: Spelled) -> bool:
    after = buffer[end] if end < len(buffer) else 32
    if after in _WORD:
        return False
    if after == 46:  # noqa: PLR2004 - a dot ends a sentence, or goes on
        return not (end + 1 < len(buffer) and buffer[end + 1] in _WORD)
    if after == 45:  # noqa: PLR2004 - a hyphen
        return one.sort not in {_SORT_DOMAIN, Sort.NAME}
    return not (after == 58 and one.sort is _SORT_ADDRESS and one.caseless)  # noqa: PLR2004 - a colon


def _as_url(buffer: bytes | bytearray, start: int, end: int, one: Spelled) -> tuple[int, int] | None:
    path = one.text.partition(b"://")[2] or one.text
    if b"/" in path.rstrip(b"/"):
        after = bytes(buffer[end : end + 2])
        joined = after[:1] in {b"/", b"%", b"-", b"~", b"="}
        if (after[:1] and after[0] in _WORD) or joined or (after[:1] == b"." and len(after) > 1 and after[1] in _WORD):
            return None
    for scheme in (b"https://", b"http://", b"ftp://"):
        if bytes(buffer[max(0, start - len(scheme)) : start]).lower() == scheme:
            return start - len(scheme), end
    return start, end


def _in_network(buffer: bytes | bytearray, start: int, value: str) -> tuple[int, int] | None:
    network = ipaddress.ip_network(value)
    pattern = _IPV4 if network.version == 4 else _IPV6  # noqa: PLR2004 - IPv4
    found = pattern.match(buffer, start)
    before = buffer[start - 1] if start else 32
    joined = before in _WORD and not _ENCODED.search(buffer, max(0, start - 4), start)
    if not found or joined or before in b".:"[: 1 if network.version == 4 else 2]:  # noqa: PLR2004 - IPv4
        return None
    after = buffer[found.end() : found.end() + 2]
    if after and (after[0] in _WORD or (after[:1] == b"." and len(after) > 1 and after[1] in _WORD)):
        return None
    try:
        inside = ipaddress.ip_address(found[0].decode()) in network
    except ValueError:
        return None
    return (start, found.end()) if inside else None
