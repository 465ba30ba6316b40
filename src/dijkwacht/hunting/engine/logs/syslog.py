"""Syslog in its three dresses, NetScaler's ns.log, shell logs, cron and log turning among them."""

import re
from datetime import datetime, timedelta

from dijkwacht.hunting.engine.logs.format import Format, Read, text
from dijkwacht.hunting.engine.logs.stamps import box_offset, bsd, clock_of, iso, moment
from dijkwacht.hunting.engine.logs.web import REQUEST, WebAccess
from dijkwacht.hunting.engine.model import Kind, Stamp

_HEAD = rb"(?:(?:\d{1,5} )?<\d{1,3}>)?"  # the priority, and before it the length where a stream was kept (RFC 6587)
_DAY = rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
_BSD = re.compile(
    _HEAD + _DAY + rb"([A-Z][a-z]{2}) ([ \d]?\d) (\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?: (\d{4}))? (?:<([\w.]+)> )?(.*)",
    re.DOTALL,
)
_RFC5424 = re.compile(
    rb"(?:\d{1,5} )?<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: (.*))?", re.DOTALL
)
_ISO_LINE = re.compile(_HEAD + rb"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*) (.*)", re.DOTALL)
_INNER = re.compile(
    rb"""
    \ *(?:(?P<relay>\S+)\ +)??
    (?:(?P<nsip>\S+)\ +)?
    (?P<date>\d{1,4}/\d\d/\d{2,4}):(?P<clock>\d\d:\d\d:\d\d)\ +
    (?:(?P<zone>GMT|UTC|[A-Z]{3,5})\ +)?
    (?:(?P<host>\S*)\ +)??
    (?P<engine>(?:\d+-)?(?:PPE|CORE)-\d+)\ :\ +
    (?P<rest>.*)
    """,
    re.DOTALL | re.VERBOSE,
)
_EVENT = re.compile(
    rb"(?:(?P<partition>\w+) +)?(?P<module>[A-Z][\w/]*) +(?P<event>[A-Z]\w*) +(?P<seq>\d+) +\d+ : +(?P<message>.*)",
    re.DOTALL,
)
_PROGRAM = re.compile(
    rb"(?:(?P<host>\S+) )?(?P<program>[\w./() -]{1,64}?)(?:\[(?P<pid>\d+)\])?: (?P<message>.*)", re.DOTALL
)
_SHELL = re.compile(
    rb"(?:(?P<user>\S+|\(null\)) on (?P<tty>\S+|\(null\)) )?"
    rb'(?:shell_command="(?P<command>.*?)"?|return_code="?(?P<code>-?\d+)"?)\s*',
    re.DOTALL,
)
_CRON = re.compile(rb"\((?P<user>[^)]*)\) (?P<what>[A-Z ]+?) \((?P<command>.*)\)\s*", re.DOTALL)
_KEY = re.compile(r"([A-Za-z][\w()/ .]{0,40}?)(?::\s+|\s+|:)(.*)", re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_BARE = re.compile(_HEAD + rb" ?(\d{1,4}/.*)", re.DOTALL)
_NEAR = timedelta(hours=38)
_WEB = WebAccess()
_KEPT_REQUEST = re.compile(rb"[-:\]] " + REQUEST.pattern)


class Syslog(Format):
    """BSD, RFC 5424 and ISO-stamped syslog; a record's kind follows from what it says."""

    name = "syslog"
    begins = re.compile(
        _HEAD + rb"(?:[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d[ .,]|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|1 \d{4}-|"
        rb" ?\d{1,4}/\d\d/\d{2,4}:\d\d:\d\d:\d\d |" + _DAY + rb"[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d[ .,])"
    )
    joins = True

    def __init__(self, kind: Kind = Kind.SYSTEM_LOG, *, head: bytes = b"") -> None:
        self.kind = kind
        self.also = frozenset({Kind.WEB_ACCESS}) if _KEPT_REQUEST.search(head) else frozenset()

    def read(self, raw: bytes) -> Read | None:
        """Return what the record says, continuation lines included; None where it has no stamp of syslog."""
        found = _BSD.fullmatch(raw)
        if found:
            return self._bsd(found)
        found = _RFC5424.fullmatch(raw)
        if found:
            stamp, inner = iso(text(found[2])), _INNER.fullmatch(found[8] or b"")
            if inner:
                return self._netscaler({}, inner, stamp)
            fields = {
                "host": text(found[3]),
                "program": text(found[4]),
                "pid": text(found[5]),
                "message": text(found[8]),
            }
            return _lending(self._told(fields, found[8] or b"", stamp))
        found = _ISO_LINE.fullmatch(raw)
        if found:
            stamp, inner = iso(text(found[1])), _INNER.fullmatch(found[2])
            if inner:
                return self._netscaler({}, inner, stamp)
            return _lending(self._program({}, found[2], stamp))
        found = _BARE.fullmatch(raw)
        inner = _INNER.fullmatch(found[1]) if found else None
        return self._netscaler({}, inner, None) if inner else None

    def rest(self, raw: bytes) -> Read | None:
        """Return what stands before the first record: the end of a command of several lines, or of a message."""
        if self.begins.match(raw) or not raw.strip():
            return None
        fields = {"message": text(raw)}
        if self.kind is Kind.SHELL_LOG:
            fields |= dict.fromkeys(("shell_command", "CommandLine"), text(raw).rstrip().removesuffix('"'))
        return Read(fields, None, self.kind)

    def _bsd(self, found: re.Match[bytes]) -> Read | None:
        outer = bsd(found[1], found[2], found[3])
        if outer is None:
            return None
        fields = {"level": text(found[5])}
        inner = _INNER.fullmatch(found[6])
        if inner:
            return self._netscaler(fields, inner, Stamp(outer, False))
        if found[4]:
            written = moment(int(found[4]), outer.month, outer.day, (outer.hour, outer.minute, outer.second))
            return self._program(fields, found[6], Stamp(written, True) if written else None)
        return self._program(fields, found[6], Stamp(outer, False))

    def _netscaler(self, fields: dict[str, str], inner: re.Match[bytes], outer: Stamp | None) -> Read:
        """Return what a line of ns.log says; `outer` is None where a syslog server kept the inner stamp alone.

        An outer stamp with year or zone is one of a syslog server: it says nothing of the box's own clock.
        """
        at, swapped = self._inner_times(inner["date"], inner["clock"], outer.local if outer else None)
        stamp, ahead = outer, None
        if at is not None and inner["zone"] in {b"GMT", b"UTC"}:
            stamp = Stamp(at, True, 0, True, swapped)
            ahead = box_offset(outer.local, at) if outer is not None and not outer.has_year else None
        elif at is not None and (outer is None or outer.offset is None):
            stamp = Stamp(at, True, None, True, swapped)
        fields["nsip"], fields["host"] = text(inner["nsip"]), text(inner["host"])
        event = _EVENT.fullmatch(inner["rest"])
        message = event["message"] if event else inner["rest"]
        if event:
            fields.update({name: text(event[name]) for name in ("partition", "module", "event", "seq")})
        fields["message"] = text(message)
        fields["odd-bytes"] = odd_bytes(message)
        for key, value in pairs(fields["message"]):
            fields.setdefault(key, value)
        if "Source" in fields:
            fields["source-address"] = _without_port(fields["Source"], fields.get("Client_ip", ""))
        return Read(fields, stamp, Kind.SYSTEM_LOG, ahead)

    def _inner_times(
        self, date: bytes, clock: bytes, outer: datetime | None
    ) -> tuple[datetime | None, datetime | None]:
        """Return the inner moment and its other reading; of the two readings of 01/08 the one near the outer stamp."""
        one, two, three = (int(part) for part in date.split(b"/"))
        if one > 31:  # noqa: PLR2004 - no day and no month: the year stands first
            return moment(one, two, three, clock_of(clock)), None
        year = three + 2000 if three < 100 else three  # noqa: PLR2004 - two digits
        by_month = moment(year, one, two, clock_of(clock))
        if one == two or (by_month and outer is not None and _distance(by_month, outer) <= _NEAR):
            self.day_first = self.day_first if one == two else False
            return by_month, None
        by_day = moment(year, two, one, clock_of(clock))
        if by_day and (by_month is None or (outer is not None and _distance(by_day, outer) <= _NEAR)):
            self.day_first = True
            return by_day, None
        if by_day is None and by_month is not None:
            self.day_first = False
        return by_month, by_day

    def _program(self, fields: dict[str, str], rest: bytes, stamp: Stamp | None) -> Read:
        told = _PROGRAM.fullmatch(rest)
        if told:
            fields.update({name: text(value) for name, value in told.groupdict().items()})
            return self._told(fields, told["message"], stamp)
        fields["message"] = text(rest)
        return self._told(fields, rest, stamp)

    def _told(self, fields: dict[str, str], message: bytes, stamp: Stamp | None) -> Read:
        shell = _SHELL.fullmatch(message) if b"shell_command=" in message or b"return_code=" in message else None
        if shell:
            fields.update(
                {
                    "user": text(shell["user"]),
                    "tty": text(shell["tty"]),
                    "shell_command": text(shell["command"]),
                    "return_code": text(shell["code"]),
                    "CommandLine": text(shell["command"]),
                    "User": text(shell["user"]),
                }
            )
            return Read(fields, stamp, Kind.SHELL_LOG)
        cron = _CRON.fullmatch(message) if message.startswith(b"(") else None
        if cron:
            fields.update({"user": text(cron["user"]), "what": text(cron["what"]), "command": text(cron["command"])})
            return Read(fields, stamp, Kind.CRON_LOG)
        request = _WEB.read(message) if b" [" in message and REQUEST.match(message) else None
        if request is not None:
            return request._replace(fields={**fields, **request.fields}, stamp=request.stamp or stamp)
        return Read(fields, stamp, self.kind)


def _without_port(source: str, client: str) -> str:
    """Return the address in a `Source`; of IPv6 its port is known only where the rest is the client that is named."""
    head, _, port = source.rpartition(":")
    stripped = port.isdigit() and (head == client or source.count(":") == 1)
    return head if stripped else source


def _lending(told: Read) -> Read:
    """Return `told` with the box's own clock where the stamp shows it; Z says nothing of that clock."""
    return told._replace(box_offset=told.stamp.offset) if told.stamp and told.stamp.offset else told


def odd_bytes(message: bytes) -> str:
    """Return "not-utf-8" or "control" where a message holds such bytes, as leaked memory does; else the empty text."""
    try:
        message.decode()
    except UnicodeDecodeError:
        return "not-utf-8"
    return "control" if _CONTROL.search(message) else ""


def _distance(at: datetime, outer: datetime) -> timedelta:
    distances = []
    for year in (at.year - 1, at.year, at.year + 1):
        try:
            distances.append(abs(outer.replace(year=year) - at))
        except ValueError:
            continue
    return min(distances, default=timedelta(days=999))


def pairs(message: str) -> list[tuple[str, str]]:
    """Return the "key value" parts of a NetScaler message, parted by " - " outside quotes, quotes taken off."""
    found = []
    for part in split_outside_quotes(message):
        matched = _KEY.fullmatch(part.strip())
        if matched:
            found.append((matched[1].rstrip(":"), matched[2].strip().strip('"')))
    return found


def split_outside_quotes(message: str) -> list[str]:
    """Return the parts between " - ", those inside quotes left whole."""
    if '"' not in message:
        return message.split(" - ")
    parts, current, quoted = [], "", False
    for piece in message.split(" - "):
        current = f"{current} - {piece}" if quoted else piece
        quoted = bool(current.count('"') % 2)
        if not quoted:
            parts.append(current)
    return [*parts, current] if quoted else parts


class CommandHistory(Format):
    """The command line's own history: one command a line, without time."""

    name = "command-history"
    kind = Kind.COMMAND_HISTORY
    untimed = True
    escapes = b" \\\t"

    def read(self, raw: bytes) -> Read | None:
        """Return the command, its octal escapes undone."""
        if raw.startswith(b"_HiStOrY_V2_"):
            return Read({}, None, Kind.COMMAND_HISTORY)
        command = re.sub(rb"\\([0-7]{3})", lambda hit: bytes([int(hit[1], 8) & 255]), raw)
        return Read({"command": text(command)}, None, Kind.COMMAND_HISTORY)
