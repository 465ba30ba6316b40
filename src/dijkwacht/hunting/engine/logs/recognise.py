"""Which log a file is: by its name where that says it, by its first lines in any case; and which rotation of it."""

import re
from functools import lru_cache
from typing import NamedTuple

from dijkwacht.hunting.engine.logs.format import Format
from dijkwacht.hunting.engine.logs.framing import unframed
from dijkwacht.hunting.engine.logs.structured import CsvLog, JsonLines, W3c
from dijkwacht.hunting.engine.logs.syslog import CommandHistory, Syslog
from dijkwacht.hunting.engine.logs.web import WebAccess
from dijkwacht.hunting.engine.logs.weberror import WebError
from dijkwacht.hunting.engine.model import Kind

_COMPRESSED = r"(?:\.(?:gz|bz2|xz|zip))?"
_ROTATED = re.compile(rf"(?P<stem>.+?)(?:\.(?P<number>\d{{1,4}}))?{_COMPRESSED}", re.DOTALL)
_DATED = re.compile(rf"(?P<stem>.+?)[-.](?P<date>\d{{8}}(?:\d{{2}}){{0,3}}|\d{{4}}-\d\d-\d\d){_COMPRESSED}", re.DOTALL)
_NAMES: tuple[tuple[str, Kind], ...] = (
    (r"httpaccess.*|.*access[_.-]?log.*|.*access\.log|u_ex\d+\.log|ex\d+\.log", Kind.WEB_ACCESS),
    (r"httperror.*|.*error[_.-]?log.*|.*error\.log", Kind.WEB_ERROR),
    (r"(?:bash|sh|notice)\.log", Kind.SHELL_LOG),
    (r"cron(?:\.log)?", Kind.CRON_LOG),
    (r"\.nscli_history", Kind.COMMAND_HISTORY),
    (r"ns\.log|messages|syslog|auth\.log|secure|daemon\.log|nsvpn\.log|nitro\.log|.*\.log", Kind.SYSTEM_LOG),
)
_KINDS = tuple((re.compile(pattern), kind) for pattern, kind in _NAMES)
# What the name of a log holds in any case: most files are told from logs by this alone.
_LIKE_LOG = re.compile(r"log|httpaccess|httperror|cron|nscli_history|messages|secure")
_LINES = 40
_CLOCK = re.compile(rb":[0-5]\d")
_ENOUGH = 0.5
_SOME = 0.15


class LogName(NamedTuple):
    """What a file's name says: which log, its number (0 or more; -1 the running one, -2 dated), and its kind."""

    source: str
    number: int
    kind: Kind | None


@lru_cache(maxsize=256)
def log_name(path: str) -> LogName:
    """Return the log that `path` belongs to; `kind` is None where the name is not one of a log."""
    folder, slash, name = path.rpartition("/")
    found = _DATED.fullmatch(name) or _ROTATED.fullmatch(name)
    stem = found["stem"] if found else name
    groups = found.groupdict() if found else {}
    number = int(groups["number"]) if groups.get("number") else -1
    lower = stem.lower()
    kind = next((kind for pattern, kind in _KINDS if pattern.fullmatch(lower)), None)
    return LogName(f"{folder}{slash}{stem}" if kind else path, number if not groups.get("date") else -2, kind)


def named_as_log(path: str) -> bool:
    """Return whether `path` is called as a log is."""
    name = path.rpartition("/")[2].lower()
    return _LIKE_LOG.search(name) is not None and log_name(path).kind is not None


def recognise(head: bytes, path: str) -> Format | None:
    """Return a reader for the log that begins with `head`, None where it is no log that is known here."""
    named = log_name(path).kind
    head = unframed(head)
    lines = [line.rstrip(b"\r") for line in head.split(b"\n", _LINES + 1)[: _LINES + 1]]
    whole = (lines[:-1] if len(lines) > 1 else lines)[:_LINES]
    filled = [line for line in whole if line.strip()]
    if not filled:
        return None
    if named is Kind.COMMAND_HISTORY or filled[0].startswith(b"_HiStOrY_V2_"):
        return CommandHistory()
    if any(line.startswith((b"#Fields:", b"#Software: Microsoft")) for line in filled[:6]):
        return _with_headers(W3c(), filled)
    table = _csv(filled, path)
    if table is not None:
        return table
    if not _CLOCK.search(b"\n".join(filled)) and not any(line.lstrip().startswith(b"{") for line in filled):
        # No clock and no object of JSON: most files that are no logs, and error logs that hold words of stderr alone.
        return WebError() if named is Kind.WEB_ERROR and b"\0" not in head else None
    candidates: list[Format] = [Syslog(_syslog_kind(named, filled), head=head), WebAccess(), JsonLines()]
    scored = [(_share(reader, filled), reader) for reader in candidates]
    share, best = max(scored, key=lambda one: one[0])
    if share >= _ENOUGH or (share > 0 and named is not None and share >= _SOME and named is not Kind.WEB_ERROR):
        return _settled(best, filled)
    timed = sum(WebError.begins.match(line) is not None for line in filled)
    if timed / len(filled) >= _SOME or (named is Kind.WEB_ERROR and b"\0" not in head):
        return WebError()
    return None


def _share(reader: Format, lines: list[bytes]) -> float:
    """Return which part of the lines begins a record that can be read, those that continue one left out."""
    starts = [line for line in lines if reader.begins is None or reader.begins.match(line)]
    read = sum(reader.read(line) is not None for line in starts)
    return read / max(len(starts), len(lines) / 4 if reader.joins else len(lines))


def _settled(reader: Format, lines: list[bytes]) -> Format:
    if isinstance(reader, JsonLines):
        kinds = [found.kind for line in lines if (found := reader.read(line))]
        return JsonLines(max(kinds, key=kinds.count))
    return reader


def _syslog_kind(named: Kind | None, lines: list[bytes]) -> Kind:
    if named in {Kind.SHELL_LOG, Kind.CRON_LOG}:
        return named
    shell = sum(b"shell_command=" in line for line in lines)
    cron = sum(b") CMD (" in line for line in lines)
    if shell * 2 > len(lines):
        return Kind.SHELL_LOG
    if cron * 2 > len(lines):
        return Kind.CRON_LOG
    reader = Syslog()
    requests = sum(found.kind is Kind.WEB_ACCESS for line in lines if (found := reader.read(line)))
    return Kind.WEB_ACCESS if requests * 2 > len(lines) else Kind.SYSTEM_LOG


def _with_headers(reader: Format, lines: list[bytes]) -> Format:
    for line in lines:
        if reader.header and reader.header.match(line):
            reader.take_header(line)
    return reader


def _csv(lines: list[bytes], path: str) -> Format | None:
    head = lines[0]
    if not path.lower().removesuffix(".gz").endswith(".csv") or max(head.count(b","), head.count(b";")) < 1:
        return None
    reader = CsvLog(head)
    kinds = [found.kind for line in lines[1:] if (found := reader.read(line))]
    return CsvLog(head, max(kinds, key=kinds.count)) if kinds else None
