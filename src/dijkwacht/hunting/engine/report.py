"""The lines that `dijkwacht hunt --json` promises (CONTRACTS), and the same for people."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from dijkwacht.hunting.engine.hunt import HuntResult
from dijkwacht.hunting.engine.model import Finding, RuleReport, Skipped, SourceCoverage
from dijkwacht.hunting.engine.rules.own_traces import OWN
from dijkwacht.kernel.window import Window

EXITS = {"no-signs-covered": 0, "signs-found": 1, "no-signs-partial": 3, "not-evaluated": 3}
Line = dict[str, object]


def lines(result: HuntResult, seconds: float) -> Iterator[Line]:
    """Yield the objects of a hunt in their order: findings, coverage, skipped, rules, the verdict last."""
    yield from map(finding_line, result.findings)
    yield from map(coverage_line, result.coverage)
    yield from map(skipped_line, result.skipped)
    yield from map(rule_line, result.rules)
    yield verdict_line(result, seconds)


def when(at: datetime | None) -> str | None:
    """Return a moment in UTC as ISO 8601 with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def printable(text: str) -> str:
    """Return `text` as one line that a terminal shows and does not obey: what cannot be printed is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def windows(parts: Sequence[Window]) -> list[list[str | None]]:
    """Return windows as pairs of moments."""
    return [[when(part.start), when(part.end)] for part in parts]


def finding_line(one: Finding) -> Line:
    """Return one finding; `before` and `after` are the lines beside it, masked and cut, as far as they were read."""
    return {
        "type": "finding",
        "rule": one.rule,
        "title": one.title,
        "class": one.finding_class.value,
        "confidence": one.confidence.value,
        "path": one.place.path,
        "member": one.place.member,
        "line": one.line,
        "offset": one.offset,
        "length": one.length,
        "time": when(one.solved.at) if one.solved else None,
        "time_basis": one.solved.time_basis.value if one.solved else None,
        "year_basis": one.solved.year_basis.value if one.solved else None,
        "in_window": one.in_window,
        "text": one.text,
        "evidence_blake3": one.blake3,
        "evidence_sha256": one.sha256,
        "source": one.source,
        "evidence": one.place.evidence,
        "kind": one.kind.value,
        **_why(one),
        **{side: one.notes[side].split("\n") for side in ("before", "after") if one.notes.get(side)},
    }


def _why(one: Finding) -> Line:
    """Return what else a finding says: why it holds, and that it is a trace of the scan itself."""
    if OWN in one.notes:
        return {"because": one.notes[OWN], "label": OWN, "class_of_rule": one.notes["class"]}
    return {"because": one.notes["because"]} if one.notes.get("because") else {}


def coverage_line(one: SourceCoverage) -> Line:
    """Return what one source speaks for."""
    return {
        "type": "coverage",
        "kind": one.kind.value,
        "source": one.source,
        "from": when(one.first),
        "to": when(one.last),
        "gaps": windows(one.gaps),
        "lines": one.lines,
        "unparsed": one.unparsed,
        "missing_rotations": list(one.missing_rotations),
        "covered": windows(one.covered),
        **({"kept": one.expected} if one.expected else {}),
        **({"unparsed_of": "the first 4 MiB"} if one.sampled else {}),
    }


def skipped_line(one: Skipped) -> Line:
    """Return bytes that were not looked at."""
    return {
        "type": "skipped",
        "path": one.place.path,
        "member": one.place.member,
        "bytes": one.bytes,
        "reason": one.reason,
        "relevant": one.relevant,
        "evidence": one.place.evidence,
    }


def rule_line(one: RuleReport) -> Line:
    """Return whether a rule is armed and how it ran."""
    return {
        "type": "rule",
        "rule": one.rule,
        "title": one.title,
        "armed": one.armed,
        "why_not": one.why_not or None,
        "path_taken": one.path_taken.value,
        "hits": one.hits,
    }


def verdict_line(result: HuntResult, seconds: float) -> Line:
    """Return the verdict, the last line."""
    judged = result.verdict
    armed = sum(rule.armed for rule in result.rules)
    return {
        "type": "verdict",
        "verdict": judged.answer,
        "window": [when(result.window.start), when(result.window.end)],
        "covered": windows(judged.covered),
        "covered_by_kind": {kind.value: windows(parts) for kind, parts in sorted(result.by_kind.items())},
        "reasons": [reason.en for reason in judged.reasons],
        "reasons_nl": [reason.nl for reason in judged.reasons],
        "counts": {one.value: count for one, count in judged.counts.items()},
        "rules": {"armed": armed, "unarmed": len(result.rules) - armed},
        "bytes": result.bytes,
        "seconds": round(seconds, 3),
        "engine": result.engine,
    }
