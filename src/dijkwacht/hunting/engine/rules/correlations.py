"""Sigma correlations: several matches of other rules within a time span, grouped by fields."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import mean, median
from typing import TypeVar

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionItem,
    CorrelationConditionNOT,
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaCorrelationType,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)

from dijkwacht.hunting.engine.rules.comparing import field_value

T = TypeVar("T")
Match = tuple[datetime, Mapping[str, str], T]
_OPERATORS: dict[SigmaCorrelationConditionOperator, Callable[[float, float], bool]] = {
    SigmaCorrelationConditionOperator.LT: operator.lt,
    SigmaCorrelationConditionOperator.LTE: operator.le,
    SigmaCorrelationConditionOperator.GT: operator.gt,
    SigmaCorrelationConditionOperator.GTE: operator.ge,
    SigmaCorrelationConditionOperator.EQ: operator.eq,
    SigmaCorrelationConditionOperator.NEQ: operator.ne,
}


def fired(rule: SigmaCorrelationRule, matches: Mapping[str, Sequence[Match[T]]]) -> list[tuple[T, str]]:
    """Return, for each time the correlation holds, its last match and the reason in words.

    `matches` are those of the rules it refers to, by rule id, sorted by time. After it holds, it begins anew.
    """
    groups: dict[tuple[str, ...], list[tuple[datetime, str, Mapping[str, str], T]]] = {}
    names = {base: _names(rule, base) for base in matches}
    for base, found in matches.items():
        for at, fields, match in found:
            values = tuple(field_value(fields, _alias(rule, name, names[base])) or "" for name in rule.group_by or ())
            groups.setdefault(values, []).append((at, base, fields, match))
    span = timedelta(seconds=rule.timespan.seconds)
    result = []
    for values, events in sorted(groups.items()):
        window: list[tuple[datetime, str, Mapping[str, str], T]] = []
        for event in sorted(events, key=lambda one: one[0]):
            window = [one for one in window if event[0] - one[0] <= span]
            window.append(event)
            if _holds(rule, [(base, fields) for _, base, fields, _ in window], names):
                shown = ", ".join(f"{name} {value}" for name, value in zip(rule.group_by or (), values, strict=True))
                result.append(
                    (event[3], f"{len(window)} matches within {rule.timespan.spec}" + (f" of {shown}" * bool(shown)))
                )
                window = []
    return result


def _names(rule: SigmaCorrelationRule, base: str) -> set[str]:
    """Return by which references a rule with this id is meant."""
    return {base} | {
        reference.reference
        for reference in rule.referenced_rules or rule.rules or []
        if base in {str(reference.rule.id), reference.rule.name, reference.reference}
    }


def _alias(rule: SigmaCorrelationRule, name: str, references: set[str]) -> str:
    for alias in rule.aliases:
        if alias.alias == name:
            for reference, own in alias.mapping.items():
                if reference.reference in references:
                    return own
    return name


def _holds(
    rule: SigmaCorrelationRule, window: Sequence[tuple[str, Mapping[str, str]]], names: Mapping[str, set[str]]
) -> bool:
    condition = rule.condition
    if rule.type in {SigmaCorrelationType.TEMPORAL, SigmaCorrelationType.TEMPORAL_ORDERED}:
        return _temporal(rule, [names[base] for base, _ in window])
    if not isinstance(condition, SigmaCorrelationCondition):
        return False
    measured = _measure(rule, condition, window)
    return measured is not None and _OPERATORS[condition.op](measured, float(condition.count))


def _measure(
    rule: SigmaCorrelationRule, condition: SigmaCorrelationCondition, window: Sequence[tuple[str, Mapping[str, str]]]
) -> float | None:
    if rule.type is SigmaCorrelationType.EVENT_COUNT:
        return float(len(window))
    wanted = condition.fieldref if isinstance(condition.fieldref, list) else [condition.fieldref or ""]
    values = [tuple(field_value(fields, name) for name in wanted) for _, fields in window]
    if rule.type is SigmaCorrelationType.VALUE_COUNT:
        return float(len({value for value in values if None not in value}))
    numbers = sorted(number for value in values if (number := _number(value[0])) is not None)
    if not numbers:
        return None
    match rule.type:
        case SigmaCorrelationType.VALUE_SUM:
            return sum(numbers)
        case SigmaCorrelationType.VALUE_AVG:
            return mean(numbers)
        case SigmaCorrelationType.VALUE_PERCENTILE:
            rank = -(-len(numbers) * (condition.percentile or 50) // 100)
            return numbers[max(0, rank - 1)]
        case _:
            return median(numbers)


def _number(value: str | None) -> float | None:
    try:
        return float(value or "")
    except ValueError:
        return None


def _temporal(rule: SigmaCorrelationRule, seen: Sequence[set[str]]) -> bool:
    if isinstance(rule.condition, SigmaExtendedCorrelationCondition):
        return _extended(rule.condition.parsed, seen)
    wanted = [reference.reference for reference in rule.rules or ()]
    if rule.type is SigmaCorrelationType.TEMPORAL:
        found = sum(any(reference in own for own in seen) for reference in wanted)
        if rule.condition.count > 1:
            return _OPERATORS[rule.condition.op](found, float(rule.condition.count))
        return found == len(wanted)
    at = 0
    for own in seen:
        if at < len(wanted) and wanted[at] in own:
            at += 1
    return at == len(wanted)


def _extended(node: CorrelationConditionItem | SigmaRuleReference, seen: Sequence[set[str]]) -> bool:
    if isinstance(node, SigmaRuleReference):
        return any(node.reference in own for own in seen)
    if isinstance(node, CorrelationConditionNOT):
        return not _extended(node.args[0], seen)
    parts = [_extended(one, seen) for one in node.args]
    return all(parts) if isinstance(node, CorrelationConditionAND) else any(parts)
