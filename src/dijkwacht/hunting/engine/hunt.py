"""One hunt from beginning to end: evidence, rules and a window in; findings, coverage, skipped bytes, verdict out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dijkwacht.hunting.engine import arming, coverage
from dijkwacht.hunting.engine.gathered import Gathered
from dijkwacht.hunting.engine.gathering import gather
from dijkwacht.hunting.engine.intake.limits import Limits
from dijkwacht.hunting.engine.logs.recognise import log_name
from dijkwacht.hunting.engine.model import (
    Confidence,
    Finding,
    FindingClass,
    Kind,
    RuleReport,
    Skipped,
    SourceCoverage,
)
from dijkwacht.hunting.engine.rules.indicators import DIGESTS, Sort, may_name_file
from dijkwacht.hunting.engine.rules.own_traces import OWN
from dijkwacht.hunting.engine.rules.sigma import STRONG_LEVELS
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.databases import engine_name
from dijkwacht.hunting.engine.scanning.findings import CAP
from dijkwacht.hunting.engine.scanning.plan import KINDS_IN
from dijkwacht.hunting.engine.seams import take_across
from dijkwacht.hunting.engine.solving import SolvedHit, settle, solve
from dijkwacht.hunting.engine.together import put_together
from dijkwacht.hunting.engine.verdict import HuntVerdict, verdict
from dijkwacht.kernel.window import Window

_REFUSED = frozenset({"401", "403", "404"})


@dataclass(frozen=True, slots=True)
class Request:
    """What a hunt is asked: the window, when the evidence was secured, the zone of its clocks, and how to work.

    `collected_at` None: the newest event stands in for it. `sha256` adds that digest of every file given.
    """

    window: Window
    collected_at: datetime | None = None
    zone: ZoneInfo | None = None
    workers: int = 1
    sha256: bool = False
    limits: Limits | None = None
    progress: Callable[[str, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What else the verdict rests on: the formats of the logs, the kinds of source there, the folders that are not."""

    formats: frozenset[str]
    known: frozenset[Kind]
    absent_folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What evidence showed, before it is judged: read just now, or by an earlier hunt."""

    findings: list[Finding]
    coverage: list[SourceCoverage]
    skipped: list[Skipped]
    by_kind: dict[Kind, tuple[Window, ...]]
    basis: Basis
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class HuntResult:
    """The answer of a hunt. Findings are sorted by (path, member, offset, rule) whatever the number of workers."""

    findings: list[Finding]
    coverage: list[SourceCoverage]
    skipped: list[Skipped]
    rules: list[RuleReport]
    by_kind: dict[Kind, tuple[Window, ...]]
    verdict: HuntVerdict
    window: Window
    bytes: int
    engine: str
    basis: Basis


def hunt(evidence: Sequence[str], rules: RuleSet, request: Request) -> HuntResult:
    """Search `evidence` (paths as typed) and judge what was found; raises UnreadableEvidence."""
    found = gather(
        evidence,
        rules,
        workers=request.workers,
        sha256=request.sha256,
        limits=request.limits,
        progress=request.progress,
    )
    take_across(rules, found)
    times = settle(found.logs, request.collected_at, request.zone)
    told = put_together(rules, found, solve(found.hits, times), times)
    findings = _findings(rules, told, found, request.window)
    skipped = [_relevant(one, rules) for one in found.skipped]
    skipped.sort(key=lambda one: (one.place.path, one.place.member or "", one.reason))
    sources = coverage.coverage(found, times, request.window, rules.looks_at())
    by_kind = coverage.by_kind(sources)
    formats = frozenset(log.reader.name for log in found.logs)
    basis = Basis(formats, frozenset(_known(found, by_kind)), tuple(_absent(rules, found)))
    reports = arming.reports(rules, formats, _counts(found, told))
    return answer(rules, Seen(findings, sources, skipped, by_kind, basis, found.bytes), reports, request.window)


def answer(rules: RuleSet, seen: Seen, reports: list[RuleReport], window: Window) -> HuntResult:
    """Judge what was seen with these rules, however it came to be known, and return the whole answer."""
    judged = verdict(
        window=window,
        needs=rules.needs(),
        by_kind=seen.by_kind,
        known=seen.basis.known,
        absent_folders=seen.basis.absent_folders,
        findings=seen.findings,
        rules=reports,
        skipped=seen.skipped,
    )
    return HuntResult(
        seen.findings,
        seen.coverage,
        seen.skipped,
        reports,
        seen.by_kind,
        judged,
        window,
        seen.bytes,
        engine_name(),
        seen.basis,
    )


def _known(found: Gathered, by_kind: Mapping[Kind, Sequence[Window]]) -> set[Kind]:
    """Return the kinds of source that are there: of logs also those whose records stand among others."""
    among = {kind for log in found.logs for kind in (*log.reader.also, *KINDS_IN.get(log.reader.name, ()))}
    return {log.reader.kind for log in found.logs} | among | {kind for kind, parts in by_kind.items() if parts}


def _counts(found: Gathered, told: Sequence[SolvedHit]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in told:
        counts[one.hit.facts.id] = counts.get(one.hit.facts.id, 0) + 1
    return {rule: max(count, found.counts.get(rule, 0)) for rule, count in counts.items()}


def _absent(rules: RuleSet, found: Gathered) -> list[str]:
    """Return the folders that the packs look at where none of them is in the evidence; one is enough to speak."""
    present = {folder for _, folder in found.folders}
    wanted = rules.looks_at()
    return [] if any(folder.rstrip("/") in present for folder in wanted) else list(wanted)


def _relevant(one: Skipped, rules: RuleSet) -> Skipped:
    """Return a skip as relevant where it is of a log or of a path that a rule of the packs looks at."""
    path = "/" + (one.place.member or one.place.path).rpartition("!")[2].lstrip("/")
    looked_at = any(rule.paths.written and rule.paths.match(path) for rule in rules.files)
    if one.relevant or one.reason.startswith((OWN, "stray bytes")) or not (looked_at or log_name(path).kind):
        return one
    return Skipped(one.place, one.bytes, one.reason, relevant=True)


def _findings(rules: RuleSet, told: Sequence[SolvedHit], found: Gathered, window: Window) -> list[Finding]:
    hit = {one.hit.facts.id for one in told}
    found_ones = [one for one in rules.indicators if one.facts.id in hit]
    strong = {one.facts.id for one in found_ones if one.sort in {*DIGESTS, Sort.NAME}}
    names = {one.facts.id for one in found_ones if may_name_file(one)}
    levels = {rule.facts.id: rule.level for rule in rules.plan.rules}
    levels |= {correlation.facts.id: correlation.level for correlation in rules.correlations}
    strong |= {facts.id for facts in rules.yara_facts.values()}
    made = [
        _finding(
            one,
            found,
            window,
            levels.get(one.hit.facts.id, ""),
            one.hit.facts.id in strong or (one.hit.facts.id in names and one.hit.offset is None),
        )
        for one in told
    ]
    made.sort(key=lambda one: (one.place.path, one.place.member or "", one.offset or 0, one.rule, one.place.evidence))
    kept, counts = [], dict.fromkeys((one.rule for one in made), 0)
    for one in made:
        counts[one.rule] += 1
        if counts[one.rule] <= CAP:
            kept.append(one)
    return kept


def _finding(one: SolvedHit, found: Gathered, window: Window, level: str, strong: bool) -> Finding:  # noqa: FBT001 - one caller
    hit, solved = one.hit, one.solved
    blake3, sha256 = found.digests.get((hit.place.evidence, hit.place.path), (None, None))
    own = hit.facts.finding_class or default_class(hit.kind, hit.status, level, strong=strong)
    return Finding(
        hit.facts.id,
        hit.facts.title,
        FindingClass.LEAD if OWN in hit.notes else own,
        hit.facts.confidence or Confidence.MEDIUM,
        hit.place,
        hit.kind,
        hit.line,
        hit.offset,
        hit.length,
        hit.text,
        hit.facts.origin.source,
        solved,
        window.contains(solved.at) if solved else None,
        blake3,
        sha256,
        {**hit.notes, "class": own.value},
    )


def default_class(kind: Kind, status: str, level: str, *, strong: bool) -> FindingClass:
    """Return the class of a finding whose rule gives none (CONTRACTS): `strong` = YARA, digest, file name."""
    if kind is Kind.WEB_ACCESS and status in _REFUSED:
        return FindingClass.ATTEMPT
    if strong or (level in STRONG_LEVELS and kind is not Kind.WEB_ACCESS):
        return FindingClass.COMPROMISE
    return FindingClass.LEAD
