"""Regular expressions of rules: run in linear time where RE2 can, refused where they could run for ever."""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import re2  # type: ignore[import-untyped]

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from re import _parser as sre  # type: ignore[attr-defined]

LONGEST_SUBJECT = 16 * 1024  # what Python's own engine is given of a value, for expressions that RE2 does not know
_QUIET = re2.Options()
_QUIET.log_errors = False


class Endless(ValueError):  # noqa: N818 - the word says it
    """The expression may run for ever: it repeats a repetition and needs what only a backtracking engine offers."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A run of characters that must stand there as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that must all stand there."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """Parts of which one must stand there."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Anything may stand there."""


Tree = Fixed | Sequence | Branch | Open
OPEN = Open()


def searcher(expression: str, flags: str) -> Callable[[str], bool]:
    """Return a test whether `expression` occurs in a text; `flags` are letters of i, m, s.

    RE2 runs it where it can. What only Python's engine knows (look-around, back-references) runs there on the first
    16 Ki characters; raises Endless where that could take for ever, re.error where it is no expression.
    """
    prefix = f"(?{flags})" if flags else ""
    try:
        fast = re2.compile(prefix + expression.replace(r"\Z", r"\z"), _QUIET)
    except re2.error:
        fast = None
    if fast is not None:
        search = fast.search
        return lambda value: search(_plain(value)) is not None
    compiled = re.compile(prefix + expression)
    if _repeats_a_repetition(sre.parse(expression)):
        raise Endless(expression)
    return lambda value: compiled.search(value[:LONGEST_SUBJECT]) is not None


def _plain(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def parsed(expression: str) -> Tree:
    """Return what must stand in a text that `expression` matches; nothing certain where it cannot be told."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _sequence(sre.parse(expression))
    except (re.error, OverflowError, RecursionError):
        return OPEN


def _sequence(parts: object) -> Tree:
    found: list[Tree] = []
    run = ""
    for operator, argument in parts:  # type: ignore[attr-defined]
        if operator is sre.LITERAL and 0 < argument < 128:  # noqa: PLR2004 - ASCII
            run += chr(argument)
            continue
        if run:
            found.append(Fixed(run))
            run = ""
        found.append(_part(operator, argument))
    if run:
        found.append(Fixed(run))
    useful = tuple(part for part in found if not isinstance(part, Open))
    return useful[0] if len(useful) == 1 else Sequence(useful) if useful else OPEN


def _part(operator: object, argument: object) -> Tree:
    if operator is sre.SUBPATTERN:
        return _sequence(argument[-1])  # type: ignore[index]
    if operator is sre.ATOMIC_GROUP:
        return _sequence(argument)
    if operator is sre.BRANCH:
        return Branch(tuple(_sequence(branch) for branch in argument[1]))  # type: ignore[index]
    if operator in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        return _sequence(argument[2]) if argument[0] else OPEN  # type: ignore[index]
    if operator is sre.IN and len(argument) == 1 and argument[0][0] is sre.LITERAL:  # type: ignore[arg-type,index]
        return _sequence(argument)
    return OPEN


def _repeats_a_repetition(parts: object, *, inside: bool = False) -> bool:
    for operator, argument in parts:  # type: ignore[attr-defined]
        inner: list[object] = []
        repeats = inside
        if operator in {sre.MAX_REPEAT, sre.MIN_REPEAT}:
            if inside and argument[1] > 1:
                return True
            repeats, inner = inside or argument[1] > 1, [argument[2]]
        elif operator is sre.SUBPATTERN:
            inner = [argument[-1]]
        elif operator is sre.BRANCH:
            inner = list(argument[1])
            if inside:
                return True
        elif operator in {sre.ASSERT, sre.ASSERT_NOT}:
            inner = [argument[1]]
        if any(_repeats_a_repetition(one, inside=repeats) for one in inner):
            return True
    return False
