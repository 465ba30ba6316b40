"""When everything is read: years and zones are settled, and hits get their UTC time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dijkwacht.hunting.engine.gathered import ReadLog
from dijkwacht.hunting.engine.model import Solved, TimeBasis
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
    for family in families(logs):
        shown = {log.reader.day_first for log in family} - {None}
        for log in family:
            day_first = log.reader.day_first if len(shown) > 1 else next(iter(shown), None)
            log.timeline.order(day_first=day_first, collected_at=collected_at)
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


def silences(log: ReadLog, zones: Zones) -> list[tuple[datetime, datetime]]:
    """Return the silences of more than 6 h within one log file, in UTC, to the second as most logs tell it."""
    found = []
    for before, after in log.pace.silences:
        start, end = log.timeline.solve(before, zones), log.timeline.solve(after, zones)
        if start and end and end.at - start.at > SILENCE:
            found.append((start.at.replace(microsecond=0), end.at.replace(microsecond=0)))
    return found
