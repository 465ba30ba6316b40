"""For which time the evidence speaks: per log, per kind, and for all kinds that the packs need (CONTRACTS)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dijkwacht.hunting.engine.gathered import Gathered, ReadLog
from dijkwacht.hunting.engine.model import Kind, SourceCoverage
from dijkwacht.hunting.engine.scanning.pace import SILENCE
from dijkwacht.hunting.engine.solving import Times, families, silences
from dijkwacht.hunting.engine.timeline import Zones
from dijkwacht.kernel.window import Window, covered_part, union

CORE_FOLDERS = frozenset({"/var/core", "/var/crash"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """One log file's time: from first to last event, with the silences in it."""

    start: datetime
    end: datetime
    number: int
    silences: tuple[tuple[datetime, datetime], ...]


def coverage(found: Gathered, times: Times, window: Window, looks_at: Sequence[str] = ()) -> list[SourceCoverage]:
    """Return what each log with its archives covers of `window`, and files and cores as present.

    `looks_at` are the folders that the packs look at: without any of them the files cover nothing, with one of them
    they do though it is empty. Cores are present with the folder where the appliance puts them.
    """
    result = [_source(family, found.retention, times, window) for family in families(found.logs)]
    folders = {folder for _, folder in found.folders}
    there = any(folder.rstrip("/") in folders for folder in looks_at)
    if there or found.files.get(Kind.FILES):
        named = ", ".join(sorted({evidence for evidence, _ in found.folders})) or Kind.FILES.value
        covered = (window,) if there or not looks_at else ()
        result.append(SourceCoverage(Kind.FILES, named, None, None, (), 0, 0, (), covered))
    if found.cores or found.files.get(Kind.CORES) or folders & CORE_FOLDERS:
        result.append(SourceCoverage(Kind.CORES, Kind.CORES.value, None, None, (), 0, 0, (), (window,)))
    return sorted(result, key=lambda one: (one.kind, one.source))


def gaps_of(family: Sequence[ReadLog], zones: Zones) -> list[Window]:
    """Return the gaps of one log with its archives."""
    return _gaps(family, _stretches(family, zones))


def spoken(family: Sequence[ReadLog], zones: Zones) -> list[Window]:
    """Return the time from the first to the last event of one log with its archives, its gaps cut out."""
    stretches = _stretches(family, zones)
    return covered_by(stretches, _gaps(family, stretches))


def _stretches(family: Sequence[ReadLog], zones: Zones) -> list[Stretch]:
    stretches = []
    for log in family:
        spanned = _span(log, zones)
        if spanned is not None:
            stretches.append(Stretch(*spanned, log.name.number, tuple(silences(log, zones))))
    return sorted(stretches, key=lambda one: one.start)


def _gaps(family: Sequence[ReadLog], stretches: Sequence[Stretch]) -> list[Window]:
    intervals = [interval for log in family[1:] for interval in log.pace.intervals]
    missing = missing_numbers([log.name.number for log in family])
    return gaps_between(stretches, missing, dense=family[0].pace.is_dense(intervals))


def _source(family: Sequence[ReadLog], kept: Mapping[str, str], times: Times, window: Window) -> SourceCoverage:
    stretches = _stretches(family, times.zones)
    missing = missing_numbers([log.name.number for log in family])
    gaps = _gaps(family, stretches)
    parts = covered_by(stretches, gaps)
    name = family[0].name.source
    expected = next((said for path, said in kept.items() if ("/" + name).endswith(path)), "")
    return SourceCoverage(
        family[0].reader.kind,
        name,
        stretches[0].start if stretches else None,
        max(one.end for one in stretches) if stretches else None,
        tuple(gaps),
        sum(log.lines for log in family),
        sum(log.unparsed for log in family),
        missing,
        covered_part(window, reaching(parts, window, times.until)),
        expected,
        any(log.sampled for log in family),
    )


def _span(log: ReadLog, zones: Zones) -> tuple[datetime, datetime] | None:
    """Return the first and the last event of one log file, in UTC, to the second as most logs tell it."""
    first, last = log.timeline.first, log.timeline.last
    if first is None or last is None:
        return None
    start, end = log.timeline.solve(first, zones), log.timeline.solve(last, zones)
    if start is None or end is None:
        return None
    return min(start.at, end.at).replace(microsecond=0), max(start.at, end.at).replace(microsecond=0)


def missing_numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    """Return the archive numbers missing between those that are there, from 0 where the running log is there."""
    present = {number for number in numbers if number >= -1}
    archives = {number for number in present if number >= 0}
    if not archives:
        return ()
    first = 0 if -1 in present else min(archives)
    return tuple(number for number in range(first, max(archives)) if number not in archives)


def gaps_between(stretches: Sequence[Stretch], missing: Sequence[int], *, dense: bool) -> list[Window]:
    """Return the silences that count as gaps.

    In a dense log every silence of more than 6 h; in any log the hole that a missing archive leaves.
    """
    gaps = []
    for one in stretches:
        if dense:
            gaps += [Window(start, end) for start, end in one.silences]
    for before, after in pairwise(stretches):
        between = set(range(max(after.number, -1) + 1, before.number))
        hole = bool(between & set(missing))
        if after.start > before.end and (hole or (dense and after.start - before.end > SILENCE)):
            gaps.append(Window(before.end, after.start))
    return sorted(gaps)


def covered_by(stretches: Sequence[Stretch], gaps: Sequence[Window]) -> list[Window]:
    """Return the time from the first to the last event with the gaps cut out; a lone event covers its second."""
    if not stretches:
        return []
    at, end = stretches[0].start, max(one.end for one in stretches)
    if at == end:
        return [Window(at, at + timedelta(seconds=1))]
    parts = []
    for gap in sorted(gaps):
        if at < gap.start:
            parts.append(Window(at, gap.start))
        at = max(at, gap.end)
    if at < end:
        parts.append(Window(at, end))
    return parts


def reaching(parts: Sequence[Window], window: Window, until: datetime | None) -> list[Window]:
    """Return `parts` with the pieces of at most 6 h added that lie between them and a bound of the window.

    `until`, when the evidence was secured, is such a bound too.
    """
    if not parts:
        return []
    parts = list(parts)
    first, last = parts[0], parts[-1]
    if timedelta() < first.start - window.start <= SILENCE:
        parts[0] = Window(window.start, first.end)
    last = parts[-1]
    for bound in (window.end, until):
        if bound is not None and timedelta() < bound - last.end <= SILENCE:
            parts[-1] = Window(last.start, bound)
            break
    return parts


def by_kind(sources: Iterable[SourceCoverage]) -> dict[Kind, tuple[Window, ...]]:
    """Return the union over the sources of each kind."""
    parts: dict[Kind, list[Window]] = {}
    for source in sources:
        parts.setdefault(source.kind, []).extend(source.covered)
    return {kind: union(windows) for kind, windows in parts.items()}


def in_common(window: Window, parts: Iterable[Sequence[Window]]) -> tuple[Window, ...]:
    """Return what all of `parts` cover of the window."""
    common: tuple[Window, ...] = (window,)
    for own in parts:
        common = union(both for one in common for other in own if (both := one.intersect(other)))
    return common
