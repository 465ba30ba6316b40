"""What must stand in a line before a rule can match it: the literals that the prefilter searches, rarest first."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dijkwacht.hunting.engine.rules import patterns

SHORTEST = 2
_FULL = 64  # longer literals say no more than their beginning
Rarity = Callable[[bytes], float]
Delimiters = Mapping[str, tuple[bytes, bytes]]
_WORD = re.compile(rb"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Literal:
    """This text (ASCII, lower case) stands in the line, whatever its letter case.

    `decoded`: it stands in a value whose percent-encoding was undone, so the line may hold it encoded. `field` whose
    value it begins (`starts`) or ends (`ends`), so that what parts the fields in a format may be added to it.
    """

    text: bytes
    decoded: bool = False
    field: str = ""
    starts: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of these is necessary, so any one of them will do as a filter."""

    parts: tuple["Need", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these is necessary, so a filter must watch for all."""

    parts: tuple["Need", ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No literal is necessary."""


Need = Literal | AllOf | AnyOf | Nothing
NOTHING = Nothing()


def literal(value: str, *, decoded: bool = False) -> Need:
    """Return the need for `value` standing in the line: its runs of printable ASCII, blanks within included."""
    runs = re.findall(r"[ -\[\]-~]{2,}", value)
    return all_of([Literal(run.lower().encode()[:_FULL], decoded) for run in runs])


def of_value(field: str, parts: list[str | None], *, decoded: bool = False) -> Need:
    """Return the need of a field's whole value: texts, None where anything may stand; no part is the empty value."""
    if not parts:
        return AnyOf((Literal(b"", False, field, True, True), Literal(b"-", False, field, True, True)))
    found: list[Need] = []
    for index, part in enumerate(parts):
        runs = list(re.finditer(r"[ -\[\]-~]+", part or ""))
        for run in runs:
            starts = index == 0 and run.start() == 0
            ends = index == len(parts) - 1 and run.end() == len(part or "") and len(run[0]) <= _FULL
            found.append(Literal(run[0].lower().encode()[:_FULL], decoded, field, starts, ends))
    return all_of(found)


def all_of(parts: list["Need"]) -> "Need":
    """Join needs that must all hold."""
    useful = tuple(part for part in parts if not isinstance(part, Nothing))
    if not useful:
        return NOTHING
    return useful[0] if len(useful) == 1 else AllOf(useful)


def any_of(parts: list["Need"]) -> "Need":
    """Join needs of which one must hold; one without any makes the whole without."""
    if not parts or any(isinstance(part, Nothing) for part in parts):
        return NOTHING
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def of_pattern(expression: str) -> "Need":
    """Return the need of a regular expression that is searched for in a value."""
    return _of_parsed(patterns.parsed(expression))


def _of_parsed(tree: patterns.Tree) -> "Need":
    match tree:
        case patterns.Fixed(text):
            return literal(text)
        case patterns.Sequence(parts):
            return all_of([_of_parsed(part) for part in parts])
        case patterns.Branch(parts):
            return any_of([_of_parsed(part) for part in parts])
        case _:
            return NOTHING


def choose(
    need: "Need", rarity: Rarity, escapes: bytes, delimiters: Delimiters
) -> tuple[frozenset[bytes], float] | None:
    """Return the cheapest set of literals of which one must stand in a matching line, with its cost; None if none.

    `escapes` are bytes that the log's format may write otherwise: literals are cut there. `rarity` gives the cost of
    one literal: how often it occurs in a sample.
    """
    match need:
        case Literal(_, decoded):
            pieces = _pieces(need, escapes, delimiters)
            options = [_decoded(piece) for piece in pieces] if decoded else [frozenset({piece}) for piece in pieces]
            priced = [(option, sum(map(rarity, option))) for option in options if option]
            return min(priced, key=lambda one: (one[1], sorted(one[0])), default=None)
        case AllOf(parts):
            found = [one for part in parts if (one := choose(part, rarity, escapes, delimiters))]
            return min(found, key=lambda one: (one[1], sorted(one[0])), default=None)
        case AnyOf(parts):
            chosen = [choose(part, rarity, escapes, delimiters) for part in parts]
            if any(one is None for one in chosen):
                return None
            sets = [one for one in chosen if one]
            return frozenset().union(*(one[0] for one in sets)), sum(one[1] for one in sets)
        case _:
            return None


def _pieces(own: Literal, escapes: bytes, delimiters: Delimiters) -> list[bytes]:
    text = own.text
    for char in set(escapes):
        text = text.replace(bytes([char]), b"\0")
    before, after = delimiters.get(own.field, (b"", b""))
    if not own.decoded:
        text = (before if own.starts else b"") + text + (after if own.ends else b"")
    return [piece for piece in text.split(b"\0") if len(piece) >= SHORTEST]


def _decoded(text: bytes) -> frozenset[bytes]:
    """Return what must stand in the line where `text` stands in its decoded form: a word of it, or an encoding."""
    words = [word for word in _WORD.findall(text) if len(word) >= SHORTEST]
    if not words:
        return frozenset()
    word = max(words, key=len)
    spelled = {f"%{code:02x}".encode() for char in set(word) for code in (char, bytes([char]).upper()[0])}
    return frozenset({word, b"%25", *spelled})
