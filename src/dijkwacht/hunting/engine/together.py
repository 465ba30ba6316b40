"""Rules about several lines together: correlations of Sigma and our stateful rules, put to each appliance apart."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from dijkwacht.hunting.engine.appliances import Appliances, Line
from dijkwacht.hunting.engine.coverage import gaps_of, spoken
from dijkwacht.hunting.engine.gathered import Gathered
from dijkwacht.hunting.engine.intake.walking import below_root
from dijkwacht.hunting.engine.model import Kind, RuleFacts
from dijkwacht.hunting.engine.rules.correlations import fired as correlated
from dijkwacht.hunting.engine.rules.own_traces import OWN, command_is_own, file_is_own
from dijkwacht.hunting.engine.rules.sigma import Correlation
from dijkwacht.hunting.engine.rules.stateful import (
    Event,
    StatefulRule,
    alive_after,
    client,
    soon_after,
    two_addresses,
    without_login,
)
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.findings import RawHit
from dijkwacht.hunting.engine.solving import SolvedHit, Times, families
from dijkwacht.kernel.window import Window, union

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SUPERUSERS = frozenset({"root", "nsroot"})


def put_together(rules: RuleSet, found: Gathered, solved: Sequence[SolvedHit], times: Times) -> list[SolvedHit]:
    """Return the hits of correlations and stateful rules, and all that are no mere feeds of others.

    Traces of the scan itself feed nothing; their `notes` name the reason under OWN.
    """
    boxes = Appliances(found.told, (log.place for log in found.logs))
    silent = {rule.facts.id for rule in rules.plan.rules if rule.silent}
    feeding: dict[str, list[SolvedHit]] = {}
    for one in solved:
        reason = one.hit.notes.get(OWN) or _own_trace(one, boxes)
        if reason:
            one.hit.notes[OWN] = reason
        else:
            feeding.setdefault(one.hit.facts.id, []).append(one)
    for hits in feeding.values():
        hits.sort(key=lambda one: one.solved.at if one.solved else _LONG_AGO)
    result = [one for one in solved if one.hit.facts.id not in silent]
    for rule in rules.correlations:
        feeding[rule.facts.id] = _correlation(rule, feeding, boxes)
        result += feeding[rule.facts.id]
    for stateful in rules.stateful:
        result += _stateful(stateful, feeding, found, boxes, result, times)
    return result


def _own_trace(one: SolvedHit, boxes: Appliances) -> str:
    """Return why a hit is a trace of the scan itself, the empty text where it is none."""
    hit = one.hit
    if hit.kind in {Kind.FILES, Kind.CORES}:
        return file_is_own(below_root((hit.place.member or hit.place.path).rpartition("!")[2])) if hit.yara else ""
    if hit.kind not in {Kind.SHELL_LOG, Kind.CRON_LOG}:
        return ""
    fields = hit.fields
    command = fields.get("shell_command") or fields.get("command") or ""
    at = one.solved.at if one.solved else None
    return command_is_own(command, at, boxes.began(hit.place), superuser=fields.get("user") in _SUPERUSERS)


def _correlation(rule: Correlation, feeding: dict[str, list[SolvedHit]], boxes: Appliances) -> list[SolvedHit]:
    fed = [(_line(one), (base, one)) for base in rule.bases for one in feeding.get(base, ()) if one.solved]
    found = []
    for group in boxes.parted(fed):
        dated: dict[str, list[tuple[datetime, dict[str, str], SolvedHit]]] = {base: [] for base in rule.bases}
        for base, one in group:
            if one.solved:
                dated[base].append((one.solved.at, one.hit.fields, one))
        found += [_of(rule.facts, one, text) for one, text in correlated(rule.rule, dated)]
    return _once(found)


def _once(found: Iterable[SolvedHit]) -> list[SolvedHit]:
    """Return each hit once: one without a host's name stands with every appliance of its folder."""
    return list({(one.hit.place, one.hit.line, one.hit.offset, one.hit.begin): one for one in found}.values())


def _line(one: SolvedHit) -> Line:
    return Line(one.hit.place, one.hit.kind, one.hit.fields)


def _of(facts: RuleFacts, one: SolvedHit, text: str) -> SolvedHit:
    hit = one.hit
    own = RawHit(facts, hit.place, hit.kind, hit.line, hit.offset, hit.length, hit.text)
    own.fields, own.begin = hit.fields, hit.begin
    own.notes["because"] = text
    return SolvedHit(own, one.solved)


def _stateful(  # noqa: PLR0913, PLR0917 - everything that may lie together on one appliance
    rule: StatefulRule,
    feeding: dict[str, list[SolvedHit]],
    found: Gathered,
    boxes: Appliances,
    result: Sequence[SolvedHit],
    times: Times,
) -> list[SolvedHit]:
    lines = [one for one in feeding.get(f"{rule.facts.id}/lines", ()) if one.solved]
    beside: Sequence[tuple[Line, object]] = ()
    match rule.type:
        case "gap-around-hit":
            lines = [one for one in result if one.solved and one.hit.facts.id != rule.facts.id]
            beside = [
                (Line(family[0].place, Kind.FILES, {}), gap)
                for family in families(found.logs)
                for gap in gaps_of(family, times.zones)
            ]
        case "session-alive-after-kill":
            kills = [one for one in feeding.get(f"{rule.facts.id}/kill", ()) if one.solved]
            beside = [(_line(one), Event(one.solved.at, one.hit.fields, 0)) for one in kills if one.solved]
        case "login-after-core":
            beside = [
                (Line(place, Kind.CORES, {}), datetime.fromtimestamp(facts.mtime, UTC))
                for place, facts in found.cores
                if facts.mtime
            ]
        case "logout-without-login":
            beside = [
                (Line(family[0].place, Kind.FILES, {}), part)
                for family in families(found.logs)
                if family[0].reader.kind is Kind.SYSTEM_LOG
                for part in spoken(family, times.zones)
            ]
        case _:
            pass
    told: list[SolvedHit] = []
    for group in boxes.parted([*((_line(one), one) for one in lines), *beside]):
        told += _of_box(rule, [one for one in group if isinstance(one, SolvedHit)], group)
    return _once(told)


def _of_box(rule: StatefulRule, lines: Sequence[SolvedHit], group: Sequence[object]) -> list[SolvedHit]:
    """Return the hits of a rule on one appliance; `group` holds beside the lines what they are held against."""
    events = [Event(one.solved.at, one.hit.fields, index) for index, one in enumerate(lines) if one.solved]
    windows = [one for one in group if isinstance(one, Window)]
    match rule.type:
        case "session-two-addresses":
            told = [
                (event, f"session first seen from {client(first.fields)} at {_when(first.at)}")
                for first, event in two_addresses(events)
            ]
        case "session-alive-after-kill":
            kills = [one for one in group if isinstance(one, Event)]
            told = [
                (event, f"all sessions were ended at {_when(kill.at)}")
                for kill, event in alive_after(kills, events, rule.within)
            ]
        case "login-after-core":
            cores = [one for one in group if isinstance(one, datetime)]
            told = [
                (event, f"a core was written at {_when(core)}")
                for core, event in soon_after(cores, events, rule.within)
            ]
        case "logout-without-login":
            told = [
                (event, f"the log speaks since {_when(since)}, and shows no log-in of this session")
                for event, since in without_login(events, union(windows), rule.within)
            ]
        case _:
            told = [
                (event, f"the log is silent from {_when(gap.start)} to {_when(gap.end)}")
                for event in events
                if (gap := _near(windows, event, rule))
            ]
    return [_of(rule.facts, lines[event.index], text) for event, text in told]


def _near(gaps: Sequence[Window], event: Event, rule: StatefulRule) -> Window | None:
    return next((gap for gap in gaps if gap.start - rule.within <= event.at <= gap.end + rule.within), None)


def _when(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
