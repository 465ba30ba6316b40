"""Indicators: addresses, networks, domains, URLs, digests and file names, as literals with exact boundaries."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import IPv6Network

from dijkwacht.hunting.engine.model import LOG_KINDS, Kind, RuleFacts
from dijkwacht.hunting.engine.rules.addresses import address6_at, forms6, heads, holds, network, network_of, value6
from dijkwacht.hunting.engine.rules.variants import spellings, undone


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
_ENCODED = re.compile(rb"(?:%([0-9A-Fa-f]{2})|\\([0-7]{3}))\Z")
_IN_ADDRESS = frozenset(b"0123456789abcdefABCDEF:.")
_OCTETS = 4
_BESIDE = 24  # bytes beside another spelling in which its neighbours are looked for
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
    (a list of names below one provider) would all be looked at wherever that ending stands. Of an IPv6 address
    `valued` is the number; `text` is how it may begin. `plain` is the text of which this is the variant `how`.
    """

    text: bytes
    caseless: bool
    sort: Sort
    exact: bool = True
    full: bytes = b""
    valued: int | None = None
    plain: bytes = b""
    how: str = ""

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
        return (Sort.URL, text) if text.partition("://")[2].strip("/") else None
    lower = text.lower().rstrip(".").removeprefix("*").removeprefix(".")
    lower = lower if lower.isascii() else _in_ascii(lower)
    if _is_domain(lower):
        return Sort.DOMAIN, lower
    host, port = text.rpartition(":")[::2]
    if port.isdigit() and (_network_or_address(host) or _is_domain(host.lower())):
        return _network_or_address(host) or (Sort.DOMAIN, host.lower())
    host, below = text.partition("/")[::2]
    if below and "." in host and (_network_or_address(host) or _is_domain(host.lower())):
        return Sort.URL, f"http://{text}"
    return Sort.NAME, text


def _in_ascii(text: str) -> str:
    """Return an international domain as resolvers write it (xn--); a text that cannot be one unchanged."""
    try:
        return text.encode("idna").decode("ascii")
    except UnicodeError:
        return text


def _with_letters(domain: str) -> list[str]:
    """Return a domain, and with its own letters where it has others than ASCII."""
    try:
        return list(dict.fromkeys([domain, domain.encode("ascii").decode("idna")])) if "xn--" in domain else [domain]
    except UnicodeError:
        return [domain]


def _is_domain(text: str) -> bool:
    return _DOMAIN.fullmatch(text) is not None and text.rpartition(".")[2] not in _FILE_ENDINGS


def may_name_file(one: Indicator) -> bool:
    """Return whether files may be called so: a name, or a domain of two parts that ends as files do, such as ci.sh."""
    if one.sort is Sort.DOMAIN:
        return one.value.count(".") == 1 and one.value.rpartition(".")[2] in _BOTH
    return one.sort is Sort.NAME


def _network_or_address(text: str) -> tuple[Sort, str] | None:
    found = network_of(text)
    if found is None:
        return None
    return (Sort.ADDRESS, str(found.network_address)) if found.num_addresses == 1 else (Sort.NETWORK, str(found))


def kinds_of(sort: Sort) -> tuple[Kind, ...]:
    """Return the kinds of source that such an indicator needs; it is sought in all others too."""
    return (Kind.FILES,) if sort in {*DIGESTS, Sort.NAME} else LOG_KINDS


def spelled(indicator: Indicator) -> list[Spelled]:
    """Return the literals that find the indicator in text; empty for names too short to be sought in text."""
    sort, value = indicator.sort, indicator.value
    match sort:
        case Sort.ADDRESS:
            found = _addresses(value)
        case Sort.NETWORK:
            found = [Spelled(text.encode(), ":" in text, sort) for text in _network_heads(value)]
        case Sort.URL:
            below = value.partition("://")[2]
            found = [Spelled((below if "/" in below.rstrip("/") else value).encode(), True, sort)]
        case Sort.DOMAIN:
            found = [Spelled(text.encode(), True, sort) for text in _with_letters(value)]
        case Sort.NAME:
            found = [Spelled(value.encode(), False, sort)] if "/" in value or len(value) >= _SHORTEST_NAME else []
        case _:
            found = [Spelled(value.encode(), True, sort)]
    if sort in {Sort.DOMAIN, Sort.URL, Sort.NAME, Sort.ADDRESS} and found:
        own = found[0]
        # The reverse of an address is another address.
        wanted = [name for name in indicator.variants if sort is not Sort.ADDRESS or name != "reversed"]
        plain = value if own.valued is not None else own.text.decode()
        for name in wanted:
            for text in spellings(plain, [name]):
                found.append(Spelled(text.encode(), own.caseless, sort, exact=False, plain=plain.encode(), how=name))
    return [_shortened(one) for one in found if len(one.text) > 1]


def _shortened(one: Spelled) -> Spelled:
    kept = _SEARCHED.get(one.sort)
    if kept is None or not one.exact or len(one.text) <= kept:
        return one
    return replace(one, text=one.text[:kept], full=one.text)


def complete(buffer: bytes | bytearray, start: int, one: Spelled) -> bool:
    """Return whether the whole text stands at `start`, where the literal for it was found."""
    full = one.full
    if not full or buffer.startswith(full, start):
        return True
    return one.caseless and bytes(buffer[start : start + len(full)]).lower() == full.lower()


def _addresses(value: str) -> list[Spelled]:
    """Return an address as it is written: IPv6 by how it may begin, for there are many ways to write it."""
    if ":" not in value:
        return [Spelled(value.encode(), False, Sort.ADDRESS)]
    number = value6(value)
    begins = [Spelled(text.encode(), True, Sort.ADDRESS, valued=number) for text in heads(IPv6Network(value))]
    return begins or [Spelled(text.encode(), True, Sort.ADDRESS) for text in forms6(value)]


def _network_heads(value: str) -> list[str]:
    """Return how addresses of the network begin: whole octets, the last one counted out where the prefix cuts it."""
    own = network(value)
    if isinstance(own, IPv6Network):
        return heads(own)
    whole, rest = divmod(own.prefixlen, 8)
    octets = str(own.network_address).split(".")
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
        return _spelled_otherwise(buffer, start, end, one, value)
    if one.sort is _SORT_NETWORK:
        return _in_network(buffer, start, value)
    before = buffer[start - 1] if start else 32
    if before in _WORD:
        before = _stood_for(buffer, start)
        if before in _WORD:
            return None
    if one.sort is _SORT_URL:
        return _as_url(buffer, start, end, one)
    if before == 46 and one.sort is not _SORT_DOMAIN:  # noqa: PLR2004 - a dot
        return None
    if one.sort is _SORT_DOMAIN and before == 45:  # noqa: PLR2004 - a hyphen joins names
        return None
    if one.sort is _SORT_ADDRESS and one.caseless:
        return None if before == 58 and _goes_on(buffer, start) else _as_address6(buffer, start, end, one)  # noqa: PLR2004 - a colon
    return (start, end) if _ends(buffer, end, one) else None


def _as_address6(buffer: bytes | bytearray, start: int, end: int, one: Spelled) -> tuple[int, int] | None:
    if one.valued is None:
        return (start, end) if _ends(buffer, end, one) else None
    found = address6_at(buffer, start)
    return (start, found[1]) if found is not None and found[0] == one.valued else None


def _stood_for(buffer: bytes | bytearray, start: int) -> int:
    """Return the character before `start`: the one that is meant where it is written as %2F, or so in octal."""
    encoded = _ENCODED.search(buffer, max(0, start - 4), start)
    if not encoded:
        return buffer[start - 1]
    return int(encoded[1], 16) if encoded[1] else int(encoded[2], 8)


def _goes_on(buffer: bytes | bytearray, start: int) -> bool:
    """Return whether the colon before `start` may be one within an address, as it is not in "from:2001:db8::1"."""
    return start < 2 or buffer[start - 2] in _IN_ADDRESS  # noqa: PLR2004 - what stands before the colon


def _ends(buffer: bytes | bytearray, end: int, one: Spelled) -> bool:
    after = buffer[end] if end < len(buffer) else 32
    if after in _WORD:
        return one.sort is Sort.NAME and one.whole.endswith(b"/")
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


def _spelled_otherwise(
    buffer: bytes | bytearray, start: int, end: int, one: Spelled, value: str
) -> tuple[int, int] | None:
    """Return the span of another spelling, unless its neighbours in that spelling make it a piece of something else."""
    if one.how == "utf-16":
        before, after = _every_second(buffer, start - 2, -2), _every_second(buffer, end + 1, 2)
    elif one.how == "percent":
        before, after = (
            undone(undone(bytes(part)))
            for part in (buffer[max(0, start - _BESIDE) : start], buffer[end : end + _BESIDE])
        )
    else:
        return start, end
    plain = replace(one, text=one.plain, exact=True)
    stood = stands(before + one.plain + after, len(before), len(before) + len(one.plain), plain, value)
    return None if stood is None else (start, end)


def _every_second(buffer: bytes | bytearray, at: int, step: int) -> bytes:
    """Return the characters of UTF-16 from `at` on, or before it, as far as they are ASCII."""
    found = bytearray()
    while len(found) < _BESIDE and 0 <= at < len(buffer) and buffer[at] and not buffer[at + (1 if step < 0 else -1)]:
        found.append(buffer[at])
        at += step
    return bytes(found if step > 0 else reversed(found))


def _in_network(buffer: bytes | bytearray, start: int, value: str) -> tuple[int, int] | None:
    before, wide = buffer[start - 1] if start else 32, ":" in value
    before = _stood_for(buffer, start) if before in _WORD else before
    if before in _WORD or before == 46 or (before == 58 and wide and _goes_on(buffer, start)):  # noqa: PLR2004 - . and :
        return None
    if wide:
        found = address6_at(buffer, start)
        return (start, found[1]) if found is not None and holds(value, found[0]) else None
    octets = _IPV4.match(buffer, start)
    if not octets:
        return None
    after = buffer[octets.end() : octets.end() + 2]
    if after and (after[0] in _WORD or (after[:1] == b"." and len(after) > 1 and after[1] in _WORD)):
        return None
    return octets.span() if holds(value, octets[0]) else None
