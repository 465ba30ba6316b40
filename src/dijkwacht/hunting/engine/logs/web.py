"""Web access logs: Apache common and combined, NetScaler's three variants mixed, nginx."""

import re
from types import MappingProxyType

from dijkwacht.hunting.engine.logs.format import Format, Read, present, text
from dijkwacht.hunting.engine.logs.stamps import apache
from dijkwacht.hunting.engine.model import Kind

_LINE = re.compile(
    rb"""
    (?:(?P<vhost>[\w.-]+):\d{1,5}\ (?=[\da-fA-F.:]+\ ))?  # Apache's vhost_combined
    (?P<client>\S+)
    (?:\ ->\ (?P<server>\S+))?                       # NetScaler: SRC -> DST
    \ (?P<ident>\S+)\ (?P<user>.{0,512}?)
    \ \[(?P<time>\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d(?:\ [+-]\d{4})?)\]
    (?:\ \[(?P<pid>\d+)\])?                          # NetScaler, newer builds
    \ "(?P<request>(?:[^"\\]|\\.|"(?!\ (?:\d{3}|-)\ (?:\d+|-)(?:\ |\r?$)))*)"
    \ (?P<status>\d{3}|-)\ (?P<bytes>\d+|-)
    (?:\ "(?P<referer>(?:[^"\\]|\\.)*)")?
    (?:\ "(?P<agent>(?:[^"\\]|\\.)*)")?
    (?P<rest>.*)
    """,
    re.VERBOSE | re.DOTALL,
)
REQUEST = re.compile(rb"\S+ (?:-> \S+ )?\S+ .{0,512}?\[\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d[^\]]{0,6}\] ")
_TIMED = re.compile(rb"Time: (\d+) microsecs")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")


class WebAccess(Format):
    """One request a line; every field stands as the line writes it, "-" is the empty value."""

    name = "web-access"
    kind = Kind.WEB_ACCESS
    begins = REQUEST
    header = re.compile(rb"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:\S+ )?newsyslog\[\d+\]: ")  # it was turned over
    delimiters = MappingProxyType(
        {
            **dict.fromkeys(("cs-user-agent", "c-useragent"), (b'" "', b'"')),
            **dict.fromkeys(("cs-referer", "cs-referrer"), (b' "', b'"')),
            "sc-status": (b'" ', b" "),
        }
    )

    def read(self, raw: bytes) -> Read | None:
        """Return what the line says, None for a line of another shape."""
        found = _LINE.fullmatch(raw)
        if not found:
            return None
        fields = request_fields(text(found["request"]))
        client, status = present(found["client"]), present(found["status"])
        fields.update({"c-ip": client, "src_ip": client, "cs-username": present(found["user"])})
        fields.update({"sc-status": status, "sc-bytes": present(found["bytes"])})
        if found["referer"] is not None:
            fields["cs-referer"] = fields["cs-referrer"] = present(found["referer"])
        if found["agent"] is not None:
            fields["cs-user-agent"] = fields["c-useragent"] = present(found["agent"])
        if found["vhost"]:
            fields["cs-host"] = fields["r-dns"] = text(found["vhost"])
        if found["server"]:
            fields["s-ip"] = text(found["server"])
        timed = _TIMED.search(found["rest"])
        if timed:
            fields["time-taken"] = text(timed[1])
        stamp = apache(found["time"])
        return Read(fields, stamp, Kind.WEB_ACCESS, stamp.offset if stamp else None)


def request_fields(request: str) -> dict[str, str]:
    """Return method, target, its parts and version of a request line; an empty or odd one gives what there is."""
    method, _, rest = request.partition(" ")
    target, blank, version = rest.rpartition(" ")
    if not blank or not version.startswith("HTTP"):
        target, version = rest, ""
    fields = {"request": request, "cs-method": method, "cs-version": version}
    fields.update(target_fields(target))
    return fields


def target_fields(target: str) -> dict[str, str]:
    """Return the names that the two Sigma taxonomies give to the parts of a request's target."""
    stem, _, query = target.partition("?")
    host = ""
    if "://" in stem[:12]:
        host, _, below = stem.partition("://")[2].partition("/")
        stem = "/" + below
    last = stem.rpartition("/")[2]
    extension = last.rpartition(".")[2] if "." in last else ""
    return {
        "cs-uri": target,
        "c-uri": target,
        "cs-uri-stem": stem,
        "c-uri-stem": stem,
        "c-uri-path": stem,
        "cs-uri-query": query,
        "c-uri-query": query,
        "c-uri-extension": extension,
        "cs-host": host,
        "r-dns": host,
        "uri-path-decoded": decoded(decoded(stem)),
    }


def decoded(value: str) -> str:
    """Return `value` with its percent-encoding undone once; bytes above 127 stay encoded."""
    if "%" not in value:
        return value
    return _ENCODED.sub(lambda hit: chr(code) if (code := int(hit[1], 16)) < 128 else hit[0], value)  # noqa: PLR2004 - ASCII
