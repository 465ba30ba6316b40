"""Answers that carry their reasons (DESIGN, idea 3): never a bare yes or no."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from dijkwacht.kernel.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason behind an answer: a stable code, the sentence, and the entries it rests on."""

    code: str
    text: Text
    entries: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with the reasons that decided it; `answer` is a word of the glossary."""

    answer: str
    reasons: tuple[Reason, ...] = ()


class ConditionState(StrEnum):
    """How a condition stands; "not recorded" and "nobody can give it" are answers of their own, never a no."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_RECORDED = "not-recorded"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a gate: its state, why, and what would meet it."""

    key: str
    state: ConditionState
    text: Text
    remedy: Text = NOTHING
    entries: tuple[UUID, ...] = field(default=())


def all_met(conditions: Iterable[Condition]) -> bool:
    """Return whether every condition is met; an empty set is not."""
    states = [condition.state for condition in conditions]
    return bool(states) and all(state is ConditionState.MET for state in states)
