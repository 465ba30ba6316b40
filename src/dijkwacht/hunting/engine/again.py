"""Judge an earlier answer again with indicators that came later and stand nowhere in its evidence.

The new rules are proven as in any hunt, in the formats of the logs that were read then; coverage, skipped bytes and
findings are those of the earlier answer. A hunt over the same bytes would say the same, which a test compares.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dijkwacht.hunting.engine import arming
from dijkwacht.hunting.engine.hunt import Basis, HuntResult, Seen, answer
from dijkwacht.hunting.engine.model import Confidence, Finding, FindingClass, Kind, Place, Skipped
from dijkwacht.hunting.engine.report import Line, skipped_line
from dijkwacht.hunting.engine.rules.own_traces import OWN
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.kernel.window import Window

_TOLD = 4  # relevant skips that a verdict's reasons can tell apart from more of them


def kept_line(result: HuntResult) -> Line:
    """Return what `judged_again` needs of an answer besides its lines."""
    relevant = [one for one in result.skipped if one.relevant][:_TOLD]
    return {
        "formats": sorted(result.basis.formats),
        "known": sorted(result.basis.known),
        "absent": list(result.basis.absent_folders),
        "relevant": [skipped_line(one) for one in relevant],
    }


def only_indicators(rules: RuleSet, packs: int) -> bool:
    """Return whether the packs behind the first `packs` hold nothing but indicators, and rename no earlier rule."""
    for pack in rules.packs[packs:]:
        if pack.sigma or pack.yara or pack.files or pack.stateful or pack.manifest or pack.looks_at:
            return False
    named = [one.facts.id for one in rules.plan.rules] + [one.facts.id for one in rules.indicators]
    named += [one.facts.id for one in rules.files] + [one.facts.id for one in rules.stateful]
    named += [one.id for one in rules.yara_facts.values()]
    return not any("#" in one for one in named)


def judged_again(
    told: Mapping[str, object], kept: Mapping[str, object], findings: Sequence[Line], rules: RuleSet, window: Window
) -> HuntResult:
    """Return the answer that `rules` give where `told` (a verdict's line), `kept` and `findings` were the one before.

    `rules` are those of before and indicators of which none stands in the evidence. Coverage is left to the lines.
    """
    found = [_finding(line) for line in findings]
    counts: dict[str, int] = {}
    for one in found:
        counts[one.rule] = counts.get(one.rule, 0) + 1
    formats = frozenset(map(str, _listed(kept["formats"])))
    basis = Basis(formats, frozenset(Kind(str(one)) for one in _listed(kept["known"])), _texts(kept["absent"]))
    covered = told["covered_by_kind"]
    by_kind = {Kind(kind): _windows(parts) for kind, parts in covered.items()} if isinstance(covered, dict) else {}
    reports = arming.reports(rules, formats, counts)
    skipped = [_skipped(line) for line in _listed(kept["relevant"])]
    return answer(rules, Seen(found, [], skipped, by_kind, basis), reports, window)


def _finding(line: Line) -> Finding:
    place = Place("", str(line["path"]), str(line["member"]) if line["member"] else None)
    return Finding(
        str(line["rule"]),
        str(line["title"]),
        FindingClass(str(line["class"])),
        Confidence(str(line["confidence"])),
        place,
        Kind(str(line["kind"])),
        None,
        None,
        None,
        str(line["text"]),
        str(line["source"]),
        notes={OWN: str(line["because"])} if line.get("label") == OWN else {},
    )


def _skipped(line: object) -> Skipped:
    if not isinstance(line, dict):
        raise TypeError(line)
    return Skipped(Place("", line["path"], line["member"]), line["bytes"], line["reason"], relevant=True)


def _windows(pairs: object) -> tuple[Window, ...]:
    moments = [[datetime.fromisoformat(str(bound)) for bound in _listed(pair)] for pair in _listed(pairs)]
    return tuple(Window(start, end) for start, end in moments)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, _listed(value)))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
