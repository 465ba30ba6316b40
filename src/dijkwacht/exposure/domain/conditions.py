"""Preconditions over configuration facts: three-valued, since "not recorded" is not "no"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dijkwacht.kernel.errors import Unreadable

DEEPEST = 16


class Answer(StrEnum):
    """How a fact or a condition stands."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class UnreadableCondition(Unreadable):
    """This precondition cannot be read."""


@dataclass(frozen=True, slots=True)
class FactIs:
    """The configuration fact has this value."""

    fact: str
    value: Answer


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; with no part it does not."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; with no part it does."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = FactIs | AnyOf | AllOf | Not


def holds(condition: Condition, facts: Mapping[str, Answer]) -> Answer:
    """Return whether the condition holds for these facts; a fact that is absent is unknown (Kleene's logic)."""
    match condition:
        case FactIs(fact, wanted):
            actual = facts.get(fact, Answer.UNKNOWN)
            if Answer.UNKNOWN in (actual, wanted):
                return Answer.UNKNOWN
            return Answer.YES if actual is wanted else Answer.NO
        case Not(part):
            return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(holds(part, facts), Answer.UNKNOWN)
        case AnyOf(parts):
            return _first_of((Answer.YES, Answer.UNKNOWN), [holds(part, facts) for part in parts], Answer.NO)
        case AllOf(parts):
            return _first_of((Answer.NO, Answer.UNKNOWN), [holds(part, facts) for part in parts], Answer.YES)


def facts_of(condition: Condition) -> tuple[str, ...]:
    """Return the names of the facts that the condition asks for, in the order of writing, without repeats."""
    match condition:
        case FactIs(fact, _):
            return (fact,)
        case Not(part):
            return facts_of(part)
        case AnyOf(parts) | AllOf(parts):
            return tuple(dict.fromkeys(name for part in parts for name in facts_of(part)))


def in_words(condition: Condition) -> str:
    """Return the condition as one line that reads the same in both languages: "gateway=yes or aaa=yes"."""
    match condition:
        case FactIs(fact, value):
            return f"{fact}={value}"
        case Not(part):
            return f"not ({in_words(part)})"
        case AnyOf(parts):
            return " or ".join(_bracketed(part) for part in parts) or "never"
        case AllOf(parts):
            return " and ".join(_bracketed(part) for part in parts) or "always"


def read_condition(value: object, place: str = "/precondition", depth: int = 0) -> Condition:
    """Read EXPR of CONTRACTS ({"any": [...]}, {"all": [...]}, {"not": ...}, {"fact": ..., "is": ...}).

    Raises UnreadableCondition with the JSON pointer of what is wrong; at most 16 levels.
    """
    if depth > DEEPEST or not isinstance(value, Mapping):
        raise UnreadableCondition(
            place=place, expected=f"an object with any, all, not or fact, at most {DEEPEST} levels"
        )
    keys = set(value)
    if keys in ({"any"}, {"all"}):
        key = "any" if "any" in keys else "all"
        parts = value[key]
        if not isinstance(parts, list | tuple) or not parts:
            raise UnreadableCondition(place=f"{place}/{key}", expected="a list with at least one condition")
        read = tuple(read_condition(part, f"{place}/{key}/{n}", depth + 1) for n, part in enumerate(parts))
        return AnyOf(read) if key == "any" else AllOf(read)
    if keys == {"not"}:
        return Not(read_condition(value["not"], f"{place}/not", depth + 1))
    if keys == {"fact", "is"} and isinstance(value["fact"], str):
        return FactIs(value["fact"].strip().lower(), read_answer(value["is"], f"{place}/is"))
    raise UnreadableCondition(place=place, expected="any, all, not, or fact with is")


def read_answer(value: object, place: str = "") -> Answer:
    """Read yes/no/unknown, ja/nee/onbekend, true/false, in any case; raises UnreadableCondition for other words."""
    word = str(value).strip().lower()
    for answer, words in _ANSWERS.items():
        if word in words:
            return answer
    raise UnreadableCondition(place=place, expected="yes, no or unknown")


_ANSWERS = {
    Answer.YES: ("yes", "ja", "true", "y", "j", "1"),
    Answer.NO: ("no", "nee", "false", "n", "0"),
    Answer.UNKNOWN: ("unknown", "onbekend", "", "?"),
}


def _first_of(order: tuple[Answer, ...], answers: list[Answer], otherwise: Answer) -> Answer:
    return next((answer for answer in order if answer in answers), otherwise)


def _bracketed(condition: Condition) -> str:
    return f"({in_words(condition)})" if isinstance(condition, AnyOf | AllOf) else in_words(condition)
