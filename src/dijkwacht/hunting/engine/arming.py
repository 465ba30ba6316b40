"""A rule counts as run only if it fired on its positive samples and stayed silent on its negative ones, in this run."""

import io
import tarfile
from collections.abc import Iterable, Sequence

from dijkwacht.hunting.engine.arming_lists import armed_indicators
from dijkwacht.hunting.engine.intake.limits import Budget, Limits
from dijkwacht.hunting.engine.intake.unpacking import Leaf, LeafFacts, Unpacker
from dijkwacht.hunting.engine.intake.walking import FileFacts
from dijkwacht.hunting.engine.keeping import all_is_kept
from dijkwacht.hunting.engine.model import LOG_KINDS, Kind, PathTaken, Place, RuleFacts, RuleReport, SampleFile, Samples
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.solving import settle, solve
from dijkwacht.hunting.engine.together import put_together
from dijkwacht.hunting.engine.visiting import Gatherer

_TEXTUAL = (*LOG_KINDS, Kind.EVENTS, Kind.COMMAND_HISTORY)  # where an indicator that stands in text may be found
_FILES = (Kind.FILES,)
_NO_SAMPLES = "it has no positive and negative sample"
_TAR_TYPES = {"file": tarfile.REGTYPE, "folder": tarfile.DIRTYPE, "link": tarfile.SYMTYPE}


def fired_on(rules: RuleSet, tree: Sequence[SampleFile]) -> set[str]:
    """Return the rules that fire on a tree of sample files, packed as tar and gzip and read as evidence is."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1, format=tarfile.PAX_FORMAT) as tar:
        for file in tree:
            about = tarfile.TarInfo(file.path.lstrip("/"))
            about.size, about.mode, about.uid, about.gid, about.mtime = (
                len(file.content),
                file.mode,
                file.uid,
                file.gid,
                int(file.mtime),
            )
            about.type = _TAR_TYPES[file.type]
            if file.born is not None:
                about.pax_headers = {"LIBARCHIVE.creationtime": str(file.born)}
            tar.addfile(about, io.BytesIO(file.content))
    gatherer = Gatherer(rules)
    size = packed.tell()
    packed.seek(0)
    about_all = LeafFacts(Place("sample", "sample.tgz"), FileFacts("/sample.tgz", size=size))
    Unpacker(gatherer).stream(about_all, Leaf(packed), Budget(Limits(), size))
    times = settle(gatherer.found.logs, None, None)
    told = put_together(rules, gatherer.found, solve(gatherer.found.hits, times), times)
    return {one.hit.facts.id for one in told}


def why_unarmed(rules: RuleSet, facts: RuleFacts) -> str:
    """Return why a rule is not armed, the empty text where it is."""
    samples: Samples = facts.samples
    if not samples.complete:
        return _NO_SAMPLES
    for number, tree in enumerate(samples.positive, start=1):
        if facts.id not in fired_on(rules, tree):
            return f"it stayed silent on its positive sample {number}"
    for number, tree in enumerate(samples.negative, start=1):
        if facts.id in fired_on(rules, tree):
            return f"it fired on its negative sample {number}"
    return ""


def reports(rules: RuleSet, formats: Iterable[str], counts: dict[str, int]) -> list[RuleReport]:
    """Return every rule with whether it is armed, why not, and the way it ran."""
    with all_is_kept():
        return _reports(rules, formats, counts)


def _reports(rules: RuleSet, formats: Iterable[str], counts: dict[str, int]) -> list[RuleReport]:
    found: list[RuleReport] = []

    def report(facts: RuleFacts, path: PathTaken, why: str, kinds: tuple[Kind, ...] = ()) -> None:
        found.append(
            RuleReport(facts.id, facts.title, not why, why, path, counts.get(facts.id, 0), kinds or facts.kinds)
        )

    for rule in rules.plan.rules:
        if not rule.silent:
            report(rule.facts, rules.plan.path_taken(rule), why_unarmed(rules, rule.facts))
    for correlation in rules.correlations:
        report(correlation.facts, PathTaken.STATEFUL, why_unarmed(rules, correlation.facts))
    for stateful in rules.stateful:
        report(stateful.facts, PathTaken.STATEFUL, why_unarmed(rules, stateful.facts))
    for file_rule in rules.files:
        report(file_rule.facts, PathTaken.FILE_FACTS, why_unarmed(rules, file_rule.facts))
    for facts in rules.yara_facts.values():
        report(facts, PathTaken.YARA, why_unarmed(rules, facts))
    found += _of_lists(rules, formats, counts)
    for broken in rules.broken:
        report(broken.facts, PathTaken.COLUMNS, f"it cannot be run: {broken.why}")
    return sorted(found, key=lambda one: one.rule)


def _of_lists(rules: RuleSet, formats: Iterable[str], counts: dict[str, int]) -> list[RuleReport]:
    failed = armed_indicators(rules, formats) if rules.indicators else {}
    way = PathTaken.BRUTE_FORCE if rules.plan.brute else PathTaken.PREFILTER
    return [
        RuleReport(
            own.id,
            own.title,
            own.id not in failed,
            failed.get(own.id, ""),
            way,
            counts.get(own.id, 0),
            own.kinds if own.kinds == _FILES else _TEXTUAL,
        )
        for own in (one.facts for one in rules.indicators)
    ]
