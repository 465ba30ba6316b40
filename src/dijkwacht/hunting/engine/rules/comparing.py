"""Sigma values as tests: each value becomes a function of a text and the need it brings to the line."""

import ipaddress
import re
from collections.abc import Callable, Mapping

from sigma.types import (
    CompareOperators,
    Placeholder,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
    SpecialChars,
    TimestampPart,
)

from dijkwacht.hunting.engine.logs.stamps import iso
from dijkwacht.hunting.engine.model import UnreadableRules
from dijkwacht.hunting.engine.rules import needs, patterns

Fields = Mapping[str, str]
Test = Callable[[Fields, str], bool]
_FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}
_OCTETS = 8
_EXTENSION = "c-uri-extension"


def fold(value: str) -> str:
    """Return `value` with ASCII letters in lower case: Sigma ignores their case, and so does the prefilter."""
    return value.lower() if value.isascii() else value.encode("utf-8", "replace").lower().decode()


def field_value(fields: Fields, name: str) -> str | None:
    """Return a field by its name as written, else in lower case."""
    found = fields.get(name)
    return found if found is not None else fields.get(name.lower())


def of_field(name: str, value: SigmaType) -> Test:
    """Return the test whether field `name` matches `value`; raises UnreadableRules for what cannot be evaluated."""
    if isinstance(value, SigmaExists):
        wanted = value.exists
        return lambda fields, _: (field_value(fields, name) is not None) is wanted
    if isinstance(value, SigmaNull):
        return lambda fields, _: not field_value(fields, name)
    if isinstance(value, SigmaFieldReference):
        return _reference(name, value)
    if isinstance(value, SigmaExpansion):
        tests = [of_field(name, one) for one in value.values]
        return lambda fields, line: any(test(fields, line) for test in tests)
    compare = _text_test(value)

    def test(fields: Fields, _: str) -> bool:
        found = field_value(fields, name)
        return found is not None and compare(found)

    return test


def of_keyword(value: SigmaType) -> Test:
    """Return the test whether `value` occurs anywhere in the line."""
    if isinstance(value, SigmaExpansion):
        tests = [of_keyword(one) for one in value.values]
        return lambda fields, line: any(test(fields, line) for test in tests)
    if isinstance(value, SigmaString):
        around = [SpecialChars.WILDCARD_MULTI]
        wide = type(value)()
        wide.s = [*around, *value.s, *around]
        found = _string(wide)
        return lambda _, line: found(line)
    if isinstance(value, SigmaNumber) and not isinstance(value, SigmaTimestampPart):
        number = str(value.number)
        return lambda _, line: number in line
    compare = _text_test(value)
    return lambda _, line: compare(line)


def _reference(name: str, value: SigmaFieldReference) -> Test:
    def test(fields: Fields, _: str) -> bool:
        own, other = field_value(fields, name), field_value(fields, value.field)
        if own is None or other is None:
            return False
        own, other = fold(own), fold(other)
        if value.starts_with or value.ends_with:
            return (value.starts_with and own.startswith(other)) or (value.ends_with and own.endswith(other))
        return own == other

    return test


def _text_test(value: SigmaType) -> Callable[[str], bool]:
    match value:
        case SigmaString():
            return _string(value)
        case SigmaTimestampPart():
            return _timestamp(value)
        case SigmaNumber():
            number = str(value.number)
            return lambda found: found.strip() == number
        case SigmaBool():
            wanted = "true" if value.boolean else "false"
            return lambda found: found.strip().lower() == wanted
        case SigmaRegularExpression():
            flags = "".join(sorted(_FLAGS[flag] for flag in value.flags))
            try:
                return patterns.searcher(value.regexp.to_plain_regex(), flags)
            except (patterns.Endless, re.error) as error:
                raise UnreadableRules(f"the expression {value.regexp} is refused: {error}") from error
        case SigmaCIDRExpression():
            return _network(value)
        case SigmaCompareExpression():
            return _comparison(value)
        case _:
            raise UnreadableRules(f"values of the kind {type(value).__name__} are not evaluated here")


def _network(value: SigmaCIDRExpression) -> Callable[[str], bool]:
    network = value.network

    def test(found: str) -> bool:
        try:
            return ipaddress.ip_address(found.strip().strip("[]")) in network
        except ValueError:
            return False

    return test


def _comparison(value: SigmaCompareExpression) -> Callable[[str], bool]:
    bound = float(value.number.number)
    operators: dict[CompareOperators, Callable[[float], bool]] = {
        CompareOperators.LT: lambda found: found < bound,
        CompareOperators.LTE: lambda found: found <= bound,
        CompareOperators.GT: lambda found: found > bound,
        CompareOperators.GTE: lambda found: found >= bound,
        CompareOperators.NEQ: lambda found: found != bound,
    }
    holds = operators[value.op]

    def test(found: str) -> bool:
        try:
            return holds(float(found))
        except ValueError:
            return False

    return test


def _timestamp(value: SigmaTimestampPart) -> Callable[[str], bool]:
    wanted, part = int(value.number), value.timestamp_part

    def test(found: str) -> bool:
        stamp = iso(found)
        if stamp is None:
            return False
        at = stamp.local
        own = {
            TimestampPart.MINUTE: at.minute,
            TimestampPart.HOUR: at.hour,
            TimestampPart.DAY: at.day,
            TimestampPart.WEEK: at.isocalendar().week,
            TimestampPart.MONTH: at.month,
            TimestampPart.YEAR: at.year,
        }
        return own[part] == wanted

    return test


def _string(value: SigmaString) -> Callable[[str], bool]:
    """Return the test of a value with wildcards, linear in the length of what it is put to."""
    if any(isinstance(part, Placeholder) for part in value.s):
        raise UnreadableRules(f"the placeholder in {value} has no value", remedy="replace it before hunting")
    cased = isinstance(value, SigmaCasedString)
    own = (lambda text: text) if cased else fold
    parts = [own(part) if isinstance(part, str) else part for part in value.s]
    if SpecialChars.WILDCARD_SINGLE in parts:
        return _with_single(parts, own)
    texts = [part for part in parts if isinstance(part, str)]
    if not any(isinstance(part, SpecialChars) for part in parts):
        whole = "".join(texts)
        return lambda found: own(found) == whole
    head = texts.pop(0) if parts and isinstance(parts[0], str) else ""
    tail = texts.pop() if texts and isinstance(parts[-1], str) else ""
    middle = tuple(texts)

    def test(found: str) -> bool:
        found = own(found)
        end = len(found) - len(tail)
        if not found.startswith(head) or not found.endswith(tail) or end < len(head):
            return False
        at = len(head)
        for text in middle:
            at = found.find(text, at, end)
            if at < 0:
                return False
            at += len(text)
        return True

    return test


def _with_single(parts: list[object], own: Callable[[str], str]) -> Callable[[str], bool]:
    spelled = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}
    expression = "".join(re.escape(part) if isinstance(part, str) else spelled[part] for part in parts)  # type: ignore[index]
    found = patterns.searcher(rf"\A(?:{expression})\z", "s")
    return lambda value: found(own(value))


def need_of(name: str | None, value: SigmaType, *, decoded: bool = False) -> needs.Need:
    """Return what must stand in the line for field `name` (None: the line itself) to match `value`."""
    match value:
        case SigmaString() if name is not None:
            if name == _EXTENSION and len(value.s) == 1 and isinstance(value.s[0], str):
                return needs.literal("." + value.s[0])
            return needs.of_value(name, [part if isinstance(part, str) else None for part in value.s], decoded=decoded)
        case SigmaString():
            return needs.all_of([needs.literal(part) for part in value.s if isinstance(part, str)])
        case SigmaExpansion():
            return needs.any_of([need_of(name, one, decoded=decoded) for one in value.values])
        case SigmaTimestampPart() | SigmaBool():
            return needs.NOTHING
        case SigmaNumber() if name is not None:
            return needs.of_value(name, [str(value.number)])
        case SigmaNumber():
            return needs.literal(str(value.number))
        case SigmaRegularExpression() if not decoded:
            return needs.of_pattern(value.regexp.to_plain_regex())
        case SigmaCIDRExpression() if value.network.version == 4 and value.network.prefixlen >= _OCTETS:  # noqa: PLR2004 - IPv4
            kept = value.network.prefixlen // _OCTETS
            head = ".".join(str(value.network.network_address).split(".")[:kept])
            return needs.literal(head + "." if kept < 4 else head)  # noqa: PLR2004 - four octets
        case _:
            return needs.NOTHING
