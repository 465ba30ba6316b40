"""Logs with named fields: W3C extended (IIS), JSON lines, CSV."""

import csv
import json
import re

from dijkwacht.hunting.engine.logs.format import Format, Read, text
from dijkwacht.hunting.engine.logs.stamps import apache, iso
from dijkwacht.hunting.engine.logs.syslog import Syslog
from dijkwacht.hunting.engine.logs.web import WebAccess, request_fields, target_fields
from dijkwacht.hunting.engine.model import Kind, Stamp

_DEEPEST = 8
_JOURNAL = "__realtime_timestamp"  # systemd's journal, as JSON
_TIMES = (
    *("@timestamp", "timestamp", "time_iso8601", "time_local", "time", "datetime", "eventtime", "event_time", "_time"),
    *("utctime", "created", "msec", "ts", "date", "edgestarttimestamp", "starttime", "start_time", "tijdstip"),
    *("datum", "datum/tijd", "datum en tijd", _JOURNAL),
)
# What proxies, clouds and collectors call the same things: nginx, ECS, Caddy, Traefik, Envoy, Cloudflare, clouds.
_TARGETS = (
    *("request_uri", "uri", "c-uri", "cs-uri", "url", "url.original", "url.full", "http.url", "http.target"),
    *("request.uri", "requesturi", "httprequest.requesturl", "clientrequesturi", "cs-uri-stem"),
)
_PATHS = ("url.path", "requestpath", "request_path", "uri_path", "path")  # of a request only beside a method
_QUERIES = ("cs-uri-query", "url.query", "query_string", "querystring", "args", "query")
_AGENTS = (
    *("http_user_agent", "user_agent", "useragent", "user_agent.original", "cs(user-agent)", "http.user_agent"),
    *("request.headers.user-agent", "request_user-agent", "httprequest.useragent", "clientrequestuseragent"),
)
_ALIASES = {
    "c-ip": (
        *("remote_addr", "client_ip", "clientip", "src_ip", "source.ip", "client.ip", "source.address"),
        *(
            "client.address",
            "request.remote_ip",
            "remote_ip",
            "httprequest.remoteip",
            "clienthost",
            "srcip",
            "c_ip",
            "bron-ip",
            "bron",
        ),
    ),
    "cs-method": (
        *("method", "request_method", "http_method", "http.request.method", "request.method", "requestmethod"),
        *(
            "httprequest.requestmethod",
            "clientrequestmethod",
            "httpmethod",
            "http.method",
            "verb",
            "cs_method",
            "methode",
        ),
    ),
    "sc-status": (
        *("status", "http.response.status_code", "status_code", "http_status", "httpstatus", "response_code"),
        *("responsecode", "statuscode", "downstreamstatus", "edgeresponsestatus", "httprequest.status"),
        *("http.status_code", "sc_status"),
    ),
    "cs-user-agent": _AGENTS,
    "c-useragent": ("cs-user-agent", *_AGENTS),
    "cs-referer": ("http_referer", "referer", "cs(referer)"),
    "cs-host": ("http_host", "host.name", "vhost", "url.domain", "request.host", "requesthost", "clientrequesthost"),
    "cs-username": ("remote_user", "username"),
}
# Where collectors keep the line as it was: Elastic, Splunk, Docker, Graylog.
_ORIGINALS = ("event.original", "_raw", "raw", "rawlog", "raw_message", "full_message", "log", "message")
_WEB = {"cs-method", "cs-uri", "cs-uri-stem", "c-uri", "sc-status"}


class W3c(Format):
    """W3C extended logs: `#Fields:` names the columns, times are UTC by that standard."""

    name = "w3c"
    kind = Kind.WEB_ACCESS
    begins = re.compile(rb"[^#\s]\S* ")
    escapes = b"?"  # a whole target is put together from two columns
    header = re.compile(rb"#(?:Fields|Date|Software|Version)[^\n]*")
    columns = re.compile(rb"(?m)^#Fields:[^\n]*")

    def __init__(self) -> None:
        self._names: list[str] = []

    def take_header(self, raw: bytes) -> None:
        """Learn the names of the columns that follow."""
        if raw.startswith(b"#Fields:"):
            self._names = [name.lower() for name in text(raw[8:]).split()]

    def read(self, raw: bytes) -> Read | None:
        """Return the columns of a line; None before a header or where their number differs from it."""
        values = text(raw).split()
        if not self._names or len(values) != len(self._names) or raw.startswith(b"#"):
            return None
        named = {name: "" if value == "-" else value for name, value in zip(self._names, values, strict=True)}
        stamp = iso(f"{named.get('date', '')} {named.get('time', '')}")
        at = Stamp(stamp.local, True, 0) if stamp else None
        stem, query = named.get("cs-uri-stem", ""), named.get("cs-uri-query", "")
        if stem:
            named = {**target_fields(f"{stem}?{query}" if query else stem), **named}
        return Read(with_aliases(named), at, Kind.WEB_ACCESS)


class JsonLines(Format):
    """One JSON object a line; nested names are joined by dots."""

    name = "json-lines"
    begins = re.compile(rb"\s*\{")
    escapes = b"\"\\/<>&', "

    def __init__(self, kind: Kind = Kind.EVENTS) -> None:
        self.kind = kind

    def read(self, raw: bytes) -> Read | None:
        """Return the object's fields; None where the line is no JSON object."""
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        fields: dict[str, str] = {}
        flatten(value, "", fields, 0)
        return named_record(fields)


class CsvLog(Format):
    """Comma or semicolon separated, the names in the first line; a value with a line end in it is not understood."""

    name = "csv"
    begins = re.compile(rb".")
    escapes = b'"'

    def __init__(self, head: bytes, kind: Kind = Kind.EVENTS) -> None:
        self.kind = kind
        self._delimiter = ";" if head.count(b";") > head.count(b",") else ","
        self._names = next(csv.reader([text(head).lstrip("\ufeff")], delimiter=self._delimiter), [])
        self.header = re.compile(re.escape(head))

    def read(self, raw: bytes) -> Read | None:
        """Return the columns by name; None for another number of columns."""
        try:
            values = next(csv.reader([text(raw)], delimiter=self._delimiter), [])
        except csv.Error:
            return None
        if len(values) != len(self._names):
            return None
        return named_record(dict(zip(self._names, values, strict=True)))


def flatten(value: object, name: str, fields: dict[str, str], depth: int) -> None:
    """Put the leaves of a JSON value into `fields`, their names joined by dots; lists of plain values by blanks."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            flatten(inner, f"{name}.{key}" if name else str(key), fields, depth + 1)
    elif isinstance(value, list):
        fields[name] = " ".join(plain(inner) for inner in value)
    elif value is not None:
        fields[name] = plain(value)


def plain(value: object) -> str:
    """Return a JSON value as rules compare it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def named_record(fields: dict[str, str]) -> Read:
    """Return the record of named fields, with the taxonomy's names where it is a request."""
    lower = {name.lower(): value for name, value in fields.items()}
    original = _original(lower)
    stamp = next((found for name in _TIMES if (found := _stamp(lower.get(name, "")))), None)
    if stamp is None:
        day = next((name for name in ("date", "datum") if name in lower), "")
        stamp = iso(f"{lower.get(day, '')} {lower.get('time') or lower.get('tijd', '')}")
    if original is not None:
        own = original.stamp if original.stamp is not None and original.stamp.has_year else None
        return original._replace(fields={**fields, **original.fields}, stamp=own or stamp or original.stamp)
    target = _target(lower)
    if " HTTP/" in lower.get("request", ""):
        fields = {**request_fields(lower["request"]), **fields}
    elif target:
        fields = {**target_fields(target), **fields}
    fields = with_aliases(fields)
    is_web = len(_WEB & fields.keys()) > 1 or (_WEB & fields.keys() and "c-ip" in fields)
    other = Kind.SYSTEM_LOG if _JOURNAL in lower else Kind.EVENTS
    return Read(fields, stamp, Kind.WEB_ACCESS if is_web else other)


def _original(lower: dict[str, str]) -> Read | None:
    """Return what the line says that a collector kept whole in one of its fields, None where it kept none."""
    for name in _ORIGINALS:
        line = lower.get(name, "").strip()
        for reader in (WebAccess(), Syslog()) if line else ():
            if reader.begins.match(line.encode()):
                return reader.read(line.encode())
    return None


def _target(lower: dict[str, str]) -> str:
    """Return the target of a request by whatever name it goes, its query joined; empty where there is none."""
    names = (*_TARGETS, *_PATHS) if any(name in lower for name in ("cs-method", *_ALIASES["cs-method"])) else _TARGETS
    target = next((lower[name] for name in names if lower.get(name)), "")
    query = next((lower[name] for name in _QUERIES if lower.get(name)), "")
    return f"{target}?{query.removeprefix('?')}" if target and query and "?" not in target else target


def _stamp(value: str) -> Stamp | None:
    return iso(value) or (apache(value.strip("[]").encode()) if "/" in value else None)


def with_aliases(fields: dict[str, str]) -> dict[str, str]:
    """Return `fields` with the taxonomy's names added for those that other products use."""
    lower = {name.lower(): value for name, value in fields.items()}
    for name, others in _ALIASES.items():
        if name not in fields:
            found = next((lower[other] for other in others if other in lower), None)
            if found is not None:
                fields[name] = found
    return fields
