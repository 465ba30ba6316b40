"""All rules of a hunt together, in the shapes in which they are run."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dijkwacht.hunting.engine.keeping import all_is_kept
from dijkwacht.hunting.engine.model import Kind, RuleFacts
from dijkwacht.hunting.engine.rules.file_facts import FileRule
from dijkwacht.hunting.engine.rules.indicators import DIGESTS, Indicator, Sort, may_name_file
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.rules.packs import Pack
from dijkwacht.hunting.engine.rules.paths import PathPatterns
from dijkwacht.hunting.engine.rules.sigma import Broken, Correlation
from dijkwacht.hunting.engine.rules.stateful import StatefulRule, feeds
from dijkwacht.hunting.engine.rules.yara_rules import YaraRules, YaraScanner
from dijkwacht.hunting.engine.scanning.plan import Plan


@dataclass(slots=True)
class RuleSet:
    """The rules of all packs of a hunt; ids are unique, a rule that two packs hold alike is run once."""

    plan: Plan
    yara: YaraRules | None
    yara_facts: dict[str, RuleFacts]
    indicators: list[Indicator]
    files: list[FileRule]
    stateful: list[StatefulRule]
    correlations: list[Correlation]
    broken: list[Broken]
    manifest: dict[str, str]
    packs: list[Pack]
    names: dict[str, list[Indicator]] = field(default_factory=dict)
    digests: dict[Sort, dict[str, list[RuleFacts]]] = field(default_factory=dict)
    _places: dict[bool, tuple[list[FileRule], PathPatterns, list[FileRule]]] = field(default_factory=dict)
    _own: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        """Part the rules about files by whether they ask for a digest, and join the places in which they look."""
        for digests in (False, True):
            rules = [rule for rule in self.files if rule.digests is digests]
            places = PathPatterns.of(path for rule in rules for path in rule.paths.written)
            self._places[digests] = rules, places, [rule for rule in rules if not rule.paths.written]

    def about(self, path: str, *, digests: bool) -> list[FileRule]:
        """Return the rules about files that look at `path`, those that need its digest or those that do not."""
        rules, places, anywhere = self._places[digests]
        if not places.match(path):
            return anywhere
        return [rule for rule in rules if rule.paths.match(path)]

    def yara_scanner(self) -> YaraScanner | None:
        """Return this thread's scanner; to make one takes longer than to scan a small file."""
        if self.yara is None:
            return None
        found: YaraScanner | None = getattr(self._own, "scanner", None)
        if found is None:
            found = self._own.scanner = self.yara.scanner()
        return found

    @property
    def wanted_digests(self) -> frozenset[Sort]:
        """Return the digests that files need: those that indicators name, SHA-256 where a manifest is compared."""
        wanted = set(self.digests)
        if self.manifest and self._places[True][0]:
            wanted.add(Sort.SHA256)
        return frozenset(wanted)

    def named(self, path: str) -> Iterable[Indicator]:
        """Return the indicators that name the file at `path`: its last part, or the end of its path."""
        for one in self.names.get(path.rpartition("/")[2], ()):
            value = one.value
            if "/" not in value or path == value or path.endswith("/" + value.lstrip("/")):
                yield one

    def needs(self) -> tuple[Kind, ...]:
        """Return the kinds that must cover the window: what the packs declare, else what their rules can read."""
        wanted: dict[Kind, None] = {}
        for pack in self.packs:
            kinds = pack.needs if pack.needs is not None else _readable(pack, self)
            wanted.update(dict.fromkeys(kinds))
        return tuple(kind for kind in Kind if kind in wanted)

    def looks_at(self) -> tuple[str, ...]:
        """Return the folders that must be in the evidence for `files` to count as present."""
        return tuple(dict.fromkeys(folder for pack in self.packs for folder in pack.looks_at))


def rule_set(packs: Sequence[Pack], *, cache: Path | None = None, brute: bool = False) -> RuleSet:
    """Compile packs into one set; a later rule with the id of an earlier one gets a number behind it."""
    with all_is_kept():
        return _rule_set(packs, cache, brute=brute)


def _rule_set(packs: Sequence[Pack], cache: Path | None, *, brute: bool) -> RuleSet:
    ids: set[str] = set()
    lines, correlations, broken = _sigma(packs, ids)
    indicators = _indicators(packs, ids)
    files = [replace(rule, facts=_unique(pack.facts(rule.facts), ids)) for pack in packs for rule in pack.files]
    stateful = [replace(rule, facts=_unique(pack.facts(rule.facts), ids)) for pack in packs for rule in pack.stateful]
    broken += [Broken(_unique(one.facts, ids), one.why) for pack in packs for one in pack.refused]
    yara, facts_of, refused = _yara(packs, ids)
    fed = [line for rule in stateful for line in feeds(rule)]
    rules = RuleSet(
        Plan([*lines, *fed], indicators, cache=cache, brute=brute),
        yara,
        facts_of,
        indicators,
        files,
        stateful,
        correlations,
        [*broken, *refused],
        {path: digest for pack in packs for path, digest in pack.manifest.items()},
        list(packs),
    )
    for one in indicators:
        if may_name_file(one):
            rules.names.setdefault(one.value.rpartition("/")[2], []).append(one)
        elif one.sort in DIGESTS:
            rules.digests.setdefault(one.sort, {}).setdefault(one.value, []).append(one.facts)
    return rules


def _sigma(packs: Sequence[Pack], ids: set[str]) -> tuple[list[LineRule], list[Correlation], list[Broken]]:
    lines: list[LineRule] = []
    correlations: list[Correlation] = []
    broken: list[Broken] = []
    for pack in packs:
        for rule in pack.sigma:
            facts = _unique(pack.facts(rule.facts), ids)
            match rule:
                case LineRule():
                    lines.append(replace(rule, facts=facts))
                case Correlation():
                    correlations.append(replace(rule, facts=facts))
                case Broken():
                    broken.append(replace(rule, facts=facts))
    return lines, correlations, broken


def _indicators(packs: Sequence[Pack], ids: set[str]) -> list[Indicator]:
    """Return each indicator once, whichever lists name it: the first list decides what is said of it."""
    found: dict[tuple[Sort, str], Indicator] = {}
    for pack in packs:
        for one in pack.indicators:
            if (one.sort, one.value) not in found:
                facts = _unique(pack.facts(one.facts), ids)
                found[one.sort, one.value] = one if facts is one.facts else replace(one, facts=facts)
    return list(found.values())


def _yara(packs: Sequence[Pack], ids: set[str]) -> tuple[YaraRules | None, dict[str, RuleFacts], list[Broken]]:
    sources = [(f"{pack.name}/{name}", text) for pack in packs for name, text in pack.yara]
    if not sources:
        return None, {}, []
    rules = YaraRules(sources)
    by_name = {pack.name: pack for pack in packs}
    facts_of = {}
    for rule in rules.rules:
        pack = by_name[rule.namespace.rpartition("/")[0].split("/", maxsplit=1)[0]]
        facts_of[f"{rule.namespace}:{rule.name}"] = _unique(pack.facts(rule.facts), ids)
    return rules, facts_of, [Broken(_unique(RuleFacts(name, name, ()), ids), why) for name, why in rules.refused]


def _unique(facts: RuleFacts, ids: set[str]) -> RuleFacts:
    number, own = 1, facts.id
    while own in ids:
        number += 1
        own = f"{facts.id}#{number}"
    ids.add(own)
    return replace(facts, id=own) if own != facts.id else facts


def _readable(pack: Pack, rules: RuleSet) -> list[Kind]:
    kinds = [kind for rule in pack.sigma if not isinstance(rule, Broken) for kind in rule.facts.kinds]
    kinds += [kind for one in pack.indicators for kind in one.facts.kinds]
    kinds += [kind for rule in pack.files for kind in rule.facts.kinds]
    kinds += [kind for told in pack.stateful for kind in told.facts.kinds]
    if pack.yara and rules.yara is not None:
        prefix = f"{pack.name}/"
        kinds += [kind for rule in rules.yara.rules if rule.namespace.startswith(prefix) for kind in rule.facts.kinds]
    return kinds
