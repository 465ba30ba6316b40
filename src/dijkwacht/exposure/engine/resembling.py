"""When a name resembles another: the same by another maker, less or more in words, or one letter off.

Marks narrow down which names are compared at all: two that resemble share one, within a maker or without any.
"""

from collections.abc import Iterator

from dijkwacht.exposure.engine.naming import COMMON_WORDS, Name

_LEAST_FOR_TYPO = 6
_NONE, _ANY = "", "*"  # beside a maker: of a name without one, and of every name


def resembles(row: Name, source: Name) -> bool:
    """Return whether a row may mean a source's product, though the names differ.

    By another maker the name must be the same and more than common words. By the same maker, or none, the row may say
    less than the source, more in common words only ("Enterprise"), or be one letter off; numbers must agree.
    """
    # Nearly all pairs differ in maker and name: that is asked first, and of them nothing else.
    if row.vendors and source.vendors and row.vendors.isdisjoint(source.vendors):
        # Where a product bears its maker's name alone ("curl" by curl), no word is left beside that.
        return not row.names.isdisjoint(source.names) and not (source.words or source.names) <= COMMON_WORDS
    distinct = source.words - COMMON_WORDS
    if bool(row.vendors) != bool(source.vendors) and row.names & source.names and distinct:
        return True
    if _numbers(row.words) - _numbers(source.words):
        return False
    if row.words < source.words and {word for word in row.words if word not in COMMON_WORDS}:
        return True
    more = row.words - source.words
    if source.words and source.words < row.words and more <= COMMON_WORDS and (distinct or bool(row.vendors)):
        return True
    return any(_one_off(one, other) for one in row.names for other in source.names)


def marks_of(source: Name) -> Iterator[str]:
    """Yield the marks under which a source's name is found by rows of its makers, and by rows that name none.

    The ends of the whole name stand with its length, since a slip changes that by one; of no maker's with any length.
    """
    ends = [f"{end}{length}" for end, length in _ends(source)]
    words = _telling(source)
    for maker in sorted(source.vendors):
        yield from (f"{maker} {mark}" for mark in (*sorted(source.words), *ends))
    if not source.vendors:
        ends += [end for end, _ in _ends(source)]
        yield from (f"{_NONE} {mark}" for mark in (*words, *ends))
    yield from (f"{_ANY} {mark}" for mark in (*words, *ends))


def marks_asked(row: Name) -> Iterator[str]:
    """Yield the marks of those names that a row may resemble: of its makers' and of none's; of all where it has none.

    A name that is just the row's, by whatever maker, is not among them.
    """
    near = [f"{end}{of}" for end, length in _ends(row) for of in (length - 1, length, length + 1)]
    for maker in sorted(row.vendors):
        yield from (f"{maker} {mark}" for mark in (*sorted(row.words), *near))
    group = _NONE if row.vendors else _ANY
    yield from (f"{group} {mark}" for mark in (*_telling(row), *(end for end, _ in _ends(row)), *near))


def _telling(name: Name) -> list[str]:
    return [word for word in sorted(name.words) if word not in COMMON_WORDS]


def _ends(name: Name) -> list[tuple[str, int]]:
    return [(end, len(form)) for form in sorted(name.names) for end in (f"{form[:3]}...", f"...{form[-3:]}")]


def _numbers(words: frozenset[str]) -> set[str]:
    return {word for word in words if any(sign.isdigit() for sign in word)}


def _one_off(one: str, other: str) -> bool:
    """Return whether one letter was added, left out or changed in a name long enough for that to be a slip."""
    if one == other or min(len(one), len(other)) < _LEAST_FOR_TYPO or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest = (one[start:], other[start:])
    changed = {sign for text in rest for sign in text[:1]}
    if any(sign.isdigit() for sign in changed):
        return False
    return rest[0][1:] == rest[1][1:] or rest[0][1:] == rest[1] or rest[0] == rest[1][1:]
