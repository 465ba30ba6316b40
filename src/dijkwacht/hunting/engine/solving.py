"""When everything is read: years and zones are settled, hits get their UTC time, rules about several lines are put."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dijkwacht.hunting.engine.gathering import Gathered, ReadLog
from dijkwacht.hunting.engine.model import RuleFacts, Solved, TimeBasis
from dijkwacht.hunting.engine.rules.correlations import fired as correlated
from dijkwacht.hunting.engine.rules.stateful import (
    Event,
    StatefulRule,
    alive_after,
    client,
    soon_after,
    two_addresses,
)
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.findings import RawHit
from dijkwacht.hunting.engine.scanning.pace import SILENCE
from dijkwacht.hunting.engine.timeline import Zones


@dataclass(frozen=True, slots=True)
class SolvedHit:
    """A hit with its time, None where it has none."""

    hit: RawHit
    solved: Solved | None


@dataclass(frozen=True, slots=True)
class Times:
    """What is known of time in this evidence: zones, and the moment up to which it speaks."""

    zones: Zones
    until: datetime | None


def settle(logs: Sequence[ReadLog], collected_at: datetime | None, zone: ZoneInfo | None) -> Times:
    """Give every log its years, newest archive first, and return the zones that the evidence shows."""
    zones = Zones.of(zone, [log.timeline for log in logs])
    written = [found.at for log in logs if (found := _written(log, zones))]
    newest = max(written, default=None)
    for family in families(logs):
        later = None
        for log in family:
            log.timeline.settle(collected_at, newest, later.timeline if later else None)
            later = log
    latest = [
        solved.at
        for log in logs
        if log.timeline.last is not None and (solved := log.timeline.solve(log.timeline.last, zones))
    ]
    return Times(zones, collected_at or max(latest, default=None))


def _written(log: ReadLog, zones: Zones) -> Solved | None:
    last = log.timeline.last
    return log.timeline.solve(last, zones) if last is not None and last.stamp.has_year else None


def families(logs: Sequence[ReadLog]) -> list[list[ReadLog]]:
    """Return the logs that are archives of one another, the newest first (the running one, then 0, 1, ...)."""
    grouped: dict[tuple[str, str], list[ReadLog]] = {}
    for log in logs:
        grouped.setdefault((log.place.evidence, log.name.source), []).append(log)
    return [sorted(family, key=_age) for family in grouped.values()]


def _age(log: ReadLog) -> tuple[int, tuple[int, ...]]:
    if log.name.number == -2:  # noqa: PLR2004 - archives with a date in their name: the later date is the newer one
        return 0, tuple(-ord(char) for char in log.place.shown)
    return log.name.number, ()


def solve(hits: Iterable[RawHit], times: Times) -> list[SolvedHit]:
    """Return the hits with their times."""
    found = []
    for hit in hits:
        solved = hit.timeline.solve(hit.dated, times.zones) if hit.timeline and hit.dated else None
        if solved is not None and hit.bounded:
            solved = Solved(solved.at, TimeBasis.BOUNDED, solved.year_basis)
        found.append(SolvedHit(hit, solved))
    return found


def put_together(rules: RuleSet, found: Gathered, solved: Sequence[SolvedHit], times: Times) -> list[SolvedHit]:
    """Return the hits of correlations and stateful rules, and all that are no mere feeds of others."""
    silent = {rule.facts.id for rule in rules.plan.rules if rule.silent}
    feeding: dict[str, list[SolvedHit]] = {}
    for one in solved:
        feeding.setdefault(one.hit.facts.id, []).append(one)
    for hits in feeding.values():
        hits.sort(key=lambda one: one.solved.at if one.solved else datetime.min.replace(tzinfo=UTC))
    result = [one for one in solved if one.hit.facts.id not in silent]
    for rule in rules.correlations:
        fed = {base: feeding.get(base, []) for base in rule.bases}
        dated = {
            base: [(one.solved.at, one.hit.fields, one) for one in hits if one.solved] for base, hits in fed.items()
        }
        result += [_of(rule.facts, one, text) for one, text in correlated(rule.rule, dated)]
        feeding[rule.facts.id] = [one for one in result if one.hit.facts.id == rule.facts.id]
    for stateful in rules.stateful:
        result += _stateful(stateful, feeding, found, result, times)
    return result


def _of(facts: RuleFacts, one: SolvedHit, text: str) -> SolvedHit:
    hit = one.hit
    own = RawHit(facts, hit.place, hit.kind, hit.line, hit.offset, hit.length, hit.text)
    own.notes["because"] = text
    return SolvedHit(own, one.solved)


def _stateful(
    rule: StatefulRule,
    feeding: dict[str, list[SolvedHit]],
    found: Gathered,
    result: Sequence[SolvedHit],
    times: Times,
) -> list[SolvedHit]:
    if rule.type == "gap-around-hit":
        return _around_gaps(rule, found.logs, result, times)
    kills = [one for one in feeding.get(f"{rule.facts.id}/kill", ()) if one.solved]
    boxes: dict[tuple[str, str], list[SolvedHit]] = {}
    for one in feeding.get(f"{rule.facts.id}/lines", ()):
        if one.solved:
            boxes.setdefault(_box(one), []).append(one)
    told: list[SolvedHit] = []
    for box, fed in boxes.items():
        told += _of_box(rule, fed, [one for one in kills if _box(one) == box], found)
    return told


def _box(one: SolvedHit) -> tuple[str, str]:
    """Return which appliance a line is of: the folder of its log. Two boxes number their sessions alike."""
    return one.hit.place.evidence, one.hit.place.shown.rpartition("/")[0]


def _of_box(
    rule: StatefulRule, fed: Sequence[SolvedHit], kills: Sequence[SolvedHit], found: Gathered
) -> list[SolvedHit]:
    events = [Event(one.solved.at, one.hit.fields, index) for index, one in enumerate(fed) if one.solved]
    match rule.type:
        case "session-two-addresses":
            return [
                _of(
                    rule.facts, fed[event.index], f"session first seen from {client(first.fields)} at {_when(first.at)}"
                )
                for first, event in two_addresses(events)
            ]
        case "session-alive-after-kill":
            ordered = [Event(one.solved.at, one.hit.fields, 0) for one in kills if one.solved]
            return [
                _of(rule.facts, fed[event.index], f"all sessions were ended at {_when(kill.at)}")
                for kill, event in alive_after(ordered, events, rule.within)
            ]
        case _:
            dumped = [datetime.fromtimestamp(facts.mtime, UTC) for _, facts in found.cores if facts.mtime]
            return [
                _of(rule.facts, fed[event.index], f"a core was written at {_when(core)}")
                for core, event in soon_after(dumped, events, rule.within)
            ]


def _around_gaps(
    rule: StatefulRule, logs: Sequence[ReadLog], result: Sequence[SolvedHit], times: Times
) -> list[SolvedHit]:
    gaps = [gap for log in logs for gap in silences(log, times.zones)]
    found = []
    for one in result:
        if one.solved is None or one.hit.facts.id == rule.facts.id:
            continue
        for start, end in gaps:
            if start - rule.within <= one.solved.at <= end + rule.within:
                found.append(_of(rule.facts, one, f"the log is silent from {_when(start)} to {_when(end)}"))
                break
    return found


def silences(log: ReadLog, zones: Zones) -> list[tuple[datetime, datetime]]:
    """Return the silences of more than 6 h within one log file, in UTC."""
    found = []
    for before, after in log.pace.silences:
        start, end = log.timeline.solve(before, zones), log.timeline.solve(after, zones)
        if start and end and end.at - start.at > SILENCE:
            found.append((start.at, end.at))
    return found


def _when(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
