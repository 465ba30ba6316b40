"""Rules about several lines together: their single lines run as line rules, the rest when times are known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dijkwacht.hunting.engine.model import Kind, RuleFacts, UnreadableRules
from dijkwacht.hunting.engine.rules.comparing import Fields
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.rules.needs import any_of, literal
from dijkwacht.kernel.window import Window

KINDS = {
    "session-two-addresses": (Kind.SYSTEM_LOG,),
    "session-alive-after-kill": (Kind.SYSTEM_LOG,),
    "login-after-core": (Kind.SYSTEM_LOG, Kind.CORES),
    "logout-without-login": (Kind.SYSTEM_LOG,),
    "gap-around-hit": (Kind.SYSTEM_LOG,),
}
_DURATION = re.compile(r"(?:(\d+) days? *)?(\d+):(\d\d):(\d\d)")
_USUAL = {"logout-without-login": "24h"}
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class StatefulRule:
    """One rule: `type` is one of KINDS, `within` how near its parts must lie."""

    facts: RuleFacts
    type: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class Event:
    """One line that a stateful rule asked for, dated: `index` is its place in the list of hits."""

    at: datetime
    fields: Mapping[str, str]
    index: int


def read_stateful(value: Mapping[str, object], facts: RuleFacts) -> StatefulRule:
    """Read one entry of stateful.yml; raises UnreadableRules."""
    kind = str(value.get("type", ""))
    within = str(value.get("within", _USUAL.get(kind, "10m")))
    if kind not in KINDS:
        raise UnreadableRules(f"{kind!r} is no type", place=facts.id, expected="one of " + ", ".join(KINDS))
    if not within[:-1].isdigit() or within[-1] not in _UNITS:
        raise UnreadableRules(f"{within!r} is no time", place=facts.id, expected="a time such as 10m")
    return StatefulRule(facts, kind, timedelta(seconds=int(within[:-1]) * _UNITS[within[-1]]))


def feeds(rule: StatefulRule) -> list[LineRule]:
    """Return the line rules whose hits this rule puts together; they yield no findings of their own."""
    facts = RuleFacts(f"{rule.facts.id}/lines", rule.facts.title, (Kind.SYSTEM_LOG,))
    match rule.type:
        case "session-two-addresses":
            return [LineRule(facts, _session, literal("SessionId"), feeds=True, silent=True)]
        case "session-alive-after-kill":
            kill = RuleFacts(f"{rule.facts.id}/kill", rule.facts.title, (Kind.SYSTEM_LOG,))
            return [
                LineRule(facts, _session, literal("SessionId"), feeds=True, silent=True),
                LineRule(kill, _kill, literal("kill "), feeds=True, silent=True),
            ]
        case "login-after-core":
            return [LineRule(facts, _login, literal("LOGIN"), feeds=True, silent=True)]
        case "logout-without-login":
            return [
                LineRule(facts, _comes_or_goes, any_of([literal("LOGIN"), literal("LOGOUT")]), feeds=True, silent=True)
            ]
        case _:
            return []


def client(fields: Fields) -> str:
    """Return the client's address of a session line, without a port."""
    found = fields.get("Client_ip") or fields.get("Source") or ""
    return found.rpartition(":")[0] if found.count(":") == 1 else found


def _session(fields: Fields, line: str) -> bool:
    del line
    return bool(fields.get("SessionId")) and bool(client(fields))


def _kill(fields: Fields, line: str) -> bool:
    del line
    command = fields.get("Command", "").lower()
    return command.startswith("kill ") and "-all" in command and "fail" not in fields.get("Status", "").lower()


def _login(fields: Fields, line: str) -> bool:
    del line
    return fields.get("module") in {"SSLVPN", "AAA"} and fields.get("event") == "LOGIN"


def _comes_or_goes(fields: Fields, line: str) -> bool:
    del line
    return bool(fields.get("SessionId")) and fields.get("event") in {"LOGIN", "LOGOUT"}


def two_addresses(events: Sequence[Event]) -> list[tuple[Event, Event]]:
    """Return, per session, the first line and the first line from another address; a session ends with its LOGOUT."""
    first: dict[str, Event] = {}
    told: set[str] = set()
    found = []
    for event in events:
        session = event.fields.get("SessionId", "")
        before = first.setdefault(session, event)
        if client(before.fields) != client(event.fields) and session not in told:
            told.add(session)
            found.append((before, event))
        if event.fields.get("event") == "LOGOUT":
            first.pop(session, None)
            told.discard(session)
    return found


def alive_after(kills: Sequence[Event], events: Sequence[Event], within: timedelta) -> list[tuple[Event, Event]]:
    """Return (kill, line) for the first line of each session that began before a kill of all and goes on after it.

    It must go on more than `within` later. A session that logs in again is a new one.
    """
    found = []
    for kill in kills:
        began: set[str] = {event.fields["SessionId"] for event in events if event.at < kill.at and not _ended(event)}
        began -= {event.fields["SessionId"] for event in events if event.at < kill.at and _ended(event)}
        for event in events:
            session = event.fields["SessionId"]
            if event.at <= kill.at + within or session not in began:
                continue
            if event.fields.get("event") != "LOGIN" and not _ended(event):
                found.append((kill, event))
            began.discard(session)
    return found


def _ended(event: Event) -> bool:
    return event.fields.get("event") == "LOGOUT"


def soon_after(causes: Sequence[datetime], events: Sequence[Event], within: timedelta) -> list[tuple[datetime, Event]]:
    """Return (cause, event) for each event that lies at most `within` after a cause."""
    found = []
    for event in events:
        before = [cause for cause in causes if timedelta() <= event.at - cause <= within]
        if before:
            found.append((max(before), event))
    return found


def without_login(events: Sequence[Event], spoken: Sequence[Window], within: timedelta) -> list[tuple[Event, datetime]]:
    """Return (log-out, since when the log speaks without a gap) of each session that never logged in.

    Its log-in is sought back to when the session began by its own duration, else `within` back. Where the log does not
    speak for all of that time, nothing is told.
    """
    found, open_sessions = [], set()
    for event in events:
        session = event.fields["SessionId"]
        if event.fields.get("event") == "LOGIN":
            open_sessions.add(session)
        elif session in open_sessions:
            open_sessions.discard(session)
        else:
            began = event.at - (_duration(event.fields) or within)
            speaks = [part.start for part in spoken if part.start < began and event.at <= part.end]
            found += [(event, start) for start in speaks[:1]]
    return found


def _duration(fields: Fields) -> timedelta | None:
    told = _DURATION.search(fields.get("Duration", ""))
    if not told:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in told.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
