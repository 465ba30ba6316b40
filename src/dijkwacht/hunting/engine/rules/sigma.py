"""Sigma rules through pySigma's parser: conditions, filters and correlations become tests of ours.

Nothing of pySigma is called that fetches: no validators, no look-ups of attack catalogues.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from sigma.collection import SigmaCollection
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.filters import SigmaFilter
from sigma.policy.profiles import TrustedPolicy
from sigma.rule import SigmaLogSource, SigmaRule
from sigma.rule.base import SigmaRuleBase
from sigma.types import SigmaString, SigmaType

from dijkwacht.hunting.engine.model import LOG_KINDS, Confidence, Kind, Origin, RuleFacts, UnreadableRules
from dijkwacht.hunting.engine.rules import comparing, needs
from dijkwacht.hunting.engine.rules.comparing import Fields, Test
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.rules.variants import spellings
from dijkwacht.hunting.engine.rules.yaml_text import yaml_documents

# Fields whose value does not stand in the line as it is, so that no literal may be taken from it.
_COMPUTED = frozenset({"kind", "format", "odd-bytes"})
_DECODED = "uri-path-decoded"
_WEB = frozenset({"apache", "nginx", "iis", "webserver", "proxy", "squid", "httpd"})
_SYSTEM = frozenset({"syslog", "auth", "sshd", "sudo", "auditd", "vsftpd", "guacamole", "modsecurity", "clamav"})
_SHELLS = frozenset({"bash", "sh", "csh", "tcsh", "zsh", "shell", "notice"})
_UNIX = frozenset({"linux", "unix", "netscaler", "citrix", "freebsd", "bsd", "cisco", "fortinet", "fortios"})
# What these write reaches us as JSON lines or CSV only.
_ELSEWHERE = frozenset(
    {
        *(
            "windows",
            "macos",
            "aws",
            "azure",
            "gcp",
            "m365",
            "okta",
            "onelogin",
            "github",
            "gitlab",
            "google_workspace",
        ),
        *("kubernetes", "opencanary", "bitbucket", "zeek", "rpc_firewall", "qualys", "antivirus"),
    }
)
CONFIDENCES = {
    "critical": Confidence.HIGH,
    "high": Confidence.HIGH,
    "medium": Confidence.MEDIUM,
    "low": Confidence.LOW,
    "informational": Confidence.LOW,
}
STRONG_LEVELS = frozenset({"high", "critical"})


AnyRule = SigmaRule | SigmaCorrelationRule | SigmaFilter


@dataclass(frozen=True, slots=True)
class Correlation:
    """A rule about several matches of other rules: which, grouped by what, within how many seconds, and how many."""

    facts: RuleFacts
    rule: SigmaCorrelationRule
    bases: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that could not be read: it is listed, never armed, and never dropped silently."""

    facts: RuleFacts
    why: str


SigmaRead = LineRule | Correlation | Broken


def read_sigma(documents: Sequence[tuple[str, str]]) -> list[SigmaRead]:
    """Return the rules of Sigma YAML texts given with their names; filters apply to all of them.

    What cannot be read or evaluated comes back as Broken with the reason, so that the others still run; a lone file
    that is no YAML raises UnreadableRules.
    """
    parsed, broken = _documents(documents)
    parsed, alone = _whole(parsed)
    broken += alone
    names = {id(rule): name for name, rule in parsed}
    try:
        collection = SigmaCollection([rule for _, rule in parsed])
    except SigmaError as error:
        raise UnreadableRules(f"the rules do not fit together: {error}", place=documents[0][0]) from error
    base = {id(rule): rule_id(rule, name) for name, rule in parsed}
    by_identity = {(str(rule.id), rule.name): base[id(rule)] for _, rule in parsed}
    result: list[SigmaRead] = list(broken)
    taken: set[str] = set()
    for rule in collection.rules:
        own = _unique(by_identity.get((str(rule.id), rule.name)) or rule_id(rule, names.get(id(rule), "")), taken)
        result.append(_correlation(rule, own) if isinstance(rule, SigmaCorrelationRule) else _line_rule(rule, own))
    return result


def _whole(parsed: list[tuple[str, AnyRule]]) -> tuple[list[tuple[str, AnyRule]], list[Broken]]:
    """Return the rules without correlations that refer to what is not there, and those as broken."""
    broken: list[Broken] = []
    while True:
        known = {key for _, rule in parsed for key in (str(rule.id), rule.name) if not isinstance(rule, SigmaFilter)}
        absent = {
            id(rule): reference.reference
            for _, rule in parsed
            if isinstance(rule, SigmaCorrelationRule)
            for reference in rule.rules or ()
            if reference.reference not in known
        }
        if not absent:
            return _with_filters(parsed, known, broken)
        for name, rule in parsed:
            if id(rule) in absent:
                why = f"it refers to {absent[id(rule)]!r}, a rule that is not here"
                broken.append(Broken(RuleFacts(rule_id(rule, name), rule.title or name, ()), why))
        parsed = [(name, rule) for name, rule in parsed if id(rule) not in absent]


def _with_filters(
    parsed: list[tuple[str, AnyRule]], known: set[str | None], broken: list[Broken]
) -> tuple[list[tuple[str, AnyRule]], list[Broken]]:
    """Return the rules without filters that name no rule which is here; each name that is not there is listed."""
    kept = []
    for name, rule in parsed:
        if isinstance(rule, SigmaFilter) and not isinstance(rule.filter.rules, str):
            named = [reference.reference for reference in rule.filter.rules]
            absent = [one for one in named if one not in known]
            if absent:
                rest = "; for the others it holds" if len(absent) < len(named) else ""
                why = f"it filters {', '.join(map(repr, absent))}, a rule that is not here{rest}"
                broken.append(Broken(RuleFacts(rule_id(rule, name), rule.title or name, ()), why))
            if len(absent) == len(named):
                continue
        kept.append((name, rule))
    return kept, broken


def _documents(documents: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, AnyRule]], list[Broken]]:
    parsed: list[tuple[str, AnyRule]] = []
    broken: list[Broken] = []
    for name, text in documents:
        try:
            values: list[Any] = [value for value in yaml_documents(text) if value is not None]
            # Expressions are only compiled there, by Python's engine; ours runs them, or refuses those without end.
            found = SigmaCollection.from_dicts(
                values, collect_errors=True, collect_filters=True, resolve_references=False, policy=TrustedPolicy
            )
        except (yaml.YAMLError, AttributeError, TypeError, RecursionError) as error:
            why = "this is no Sigma rule: " + " ".join(str(error).replace('in "<unicode string>", ', "").split())
            if len(documents) == 1:
                raise UnreadableRules(why, place=name, expected="YAML of Sigma") from error
            broken.append(Broken(RuleFacts(name, name, ()), why))
            continue
        except SigmaError as error:
            broken.append(Broken(RuleFacts(name, name, ()), str(error)))
            continue
        if not found.rules and not found.filters:
            why = "; ".join(map(str, found.errors)) or "there is no rule in it"
            broken.append(Broken(RuleFacts(name, name, ()), why))
        for rule in (*found.rules, *found.filters):
            if rule.errors:
                why = "; ".join(str(error) for error in rule.errors) + f" (in {name})"
                broken.append(Broken(RuleFacts(rule_id(rule, name), rule.title or name, ()), why))
            else:
                parsed.append((name, rule))
    return parsed, broken


def rule_id(rule: SigmaRuleBase, name: str) -> str:
    """Return the rule's own name or id, else the name of its file."""
    return str(rule.id) if rule.id else rule.name or name


def _unique(own: str, taken: set[str]) -> str:
    number, found = 1, own
    while found in taken:
        number += 1
        found = f"{own}#{number}"
    taken.add(found)
    return found


def _facts(rule: SigmaRuleBase, own: str, kinds: tuple[Kind, ...]) -> RuleFacts:
    level = rule.level.name.lower() if rule.level else ""
    origin = Origin(
        source=", ".join(rule.references or ()) or (rule.author or ""),
        version=str(rule.modified or rule.date or ""),
        licence=rule.license or "",
    )
    return RuleFacts(own, rule.title or own, kinds, None, CONFIDENCES.get(level, Confidence.MEDIUM), origin)


def _line_rule(rule: SigmaRule, own: str) -> SigmaRead:
    facts = _facts(rule, own, kinds_of(rule.logsource))
    wanted = rule.custom_attributes.get("dijkwacht", {}) if rule.custom_attributes else {}
    try:
        variants = tuple(wanted.get("variants", ())) if isinstance(wanted, dict) else ()
        compiled = [_node(condition.parsed, variants) for condition in rule.detection.parsed_condition]
    except (UnreadableRules, SigmaError, RecursionError) as error:
        return Broken(facts, str(error))
    test = _any([test for test, _ in compiled]) if len(compiled) > 1 else compiled[0][0]
    level = rule.level.name.lower() if rule.level else ""
    feeds = bool(rule._backreferences)  # noqa: SLF001 - pySigma offers no other door to it
    silent = feeds and not rule._output  # noqa: SLF001 - as above
    written = repr((kinds_of(rule.logsource), _nameless(rule.detection.to_dict())))
    return LineRule(facts, test, needs.any_of([need for _, need in compiled]), level, feeds, silent, written)


def _correlation(rule: SigmaCorrelationRule, own: str) -> SigmaRead:
    references = rule.referenced_rules or rule.rules or []
    bases = [reference.rule for reference in references]
    kinds = tuple(
        dict.fromkeys(kind for base in bases if isinstance(base, SigmaRule) for kind in kinds_of(base.logsource))
    )
    level = rule.level.name.lower() if rule.level else ""
    return Correlation(_facts(rule, own, kinds), rule, tuple(rule_id(base, "") for base in bases), level)


def _nameless(detection: Mapping[str, object]) -> object:
    """Return a detection with its parts numbered, whatever they are called; unchanged where a pattern names them.

    So two rules that differ in such names alone are known as the same.
    """
    listed = detection.get("condition", "")
    conditions = [str(one) for one in (listed if isinstance(listed, list) else [listed])]
    names = [name for name in detection if name != "condition"]
    if any(re.search(r"[*|]|\b(?:of|them)\b", one) for one in conditions):
        return detection
    names.sort(key=lambda name: [found.start() if (found := _word(name).search(one)) else -1 for one in conditions])
    for number, name in enumerate(names):
        conditions = [_word(name).sub(f"#{number}", one) for one in conditions]
    return conditions, [detection[name] for name in names]


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w#]){re.escape(name)}(?!\w)")


def _node(node: object, variants: tuple[str, ...]) -> tuple[Test, needs.Need]:
    match node:
        case ConditionAND():
            parts = [_node(arg, variants) for arg in node.args]
            return _all([test for test, _ in parts]), needs.all_of([need for _, need in parts])
        case ConditionOR():
            parts = [_node(arg, variants) for arg in node.args]
            return _any([test for test, _ in parts]), needs.any_of([need for _, need in parts])
        case ConditionNOT():
            inner, _ = _node(node.args[0], variants)
            return (lambda fields, line: not inner(fields, line)), needs.NOTHING
        case ConditionFieldEqualsValueExpression():
            return _leaf(node.field, node.value, variants)
        case ConditionValueExpression():
            return _leaf(None, node.value, variants)
        case _:
            raise UnreadableRules(f"a condition of the kind {type(node).__name__} is not evaluated here")


def _leaf(name: str | None, value: SigmaType, variants: tuple[str, ...]) -> tuple[Test, needs.Need]:
    if variants and isinstance(value, SigmaString):
        parts = [_plain_leaf(name, one) for one in _spelled(value, variants)]
        return _any([test for test, _ in parts]), needs.any_of([need for _, need in parts])
    return _plain_leaf(name, value)


def _spelled(value: SigmaString, variants: tuple[str, ...]) -> list[SigmaString]:
    texts = [part for part in value.s if isinstance(part, str)]
    others: list[SigmaString] = []
    if len(texts) == 1:
        for spelling in spellings(texts[0], variants):
            other = type(value)()
            other.s = [spelling if isinstance(part, str) else part for part in value.s]
            others.append(other)
    return [value, *others]


def _plain_leaf(name: str | None, value: SigmaType) -> tuple[Test, needs.Need]:
    if name is None:
        return comparing.of_keyword(value), comparing.need_of(None, value)
    test = comparing.of_field(name, value)
    if name in _COMPUTED:
        return test, needs.NOTHING
    return test, comparing.need_of(name, value, decoded=name == _DECODED)


def _all(tests: list[Test]) -> Test:
    def test(fields: Fields, line: str) -> bool:
        return all(one(fields, line) for one in tests)

    return test


def _any(tests: list[Test]) -> Test:
    def test(fields: Fields, line: str) -> bool:
        return any(one(fields, line) for one in tests)

    return test


def kinds_of(source: SigmaLogSource) -> tuple[Kind, ...]:
    """Return the kinds of source that a rule with this `logsource` can read (reference: hunting packs)."""
    category, product, service = ((word or "").lower() for word in (source.category, source.product, source.service))
    if service in set(Kind):
        return (Kind(service),)
    if category in _WEB or product in _WEB or service in _WEB:
        errors = service in {"apache", "nginx", "httpd"}
        return (Kind.WEB_ACCESS, Kind.WEB_ERROR) if errors else (Kind.WEB_ACCESS,)
    if service == "cron":
        return (Kind.CRON_LOG,)
    if service in _SHELLS or (category == "process_creation" and product in _UNIX):
        return (Kind.SHELL_LOG, Kind.EVENTS)
    if service in _SYSTEM:
        return (Kind.SYSTEM_LOG, Kind.EVENTS)
    if product in _UNIX:
        return (Kind.SYSTEM_LOG, Kind.SHELL_LOG, Kind.CRON_LOG, Kind.EVENTS)
    return (Kind.EVENTS,) if product in _ELSEWHERE else (*LOG_KINDS, Kind.EVENTS)
