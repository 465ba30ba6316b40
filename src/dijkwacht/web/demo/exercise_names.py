"""Names that nobody bears: built from word parts, the same ones for the same seed."""

from collections.abc import Collection, Sequence
from random import Random

from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.organisations.domain.names import search_key


class TooFewNames(DijkwachtError):  # noqa: N818 - says what is missing
    """The word parts do not make that many names."""


def invented(
    heads: Sequence[str], tails: Sequence[str], count: int, seed: int, taken: Collection[str]
) -> tuple[str, ...]:
    """Return `count` names of a head and a tail, none of which anybody in `taken` bears, in the order of the seed.

    Two names that a search could not tell apart are never both among them. A head that ends in a blank stands apart
    from its tail: "Ziekenhuis " and "De Lis". Raises TooFewNames.
    """
    used = {search_key(name) for name in taken}
    pairs = [(head, tail) for head in heads for tail in tails if not head.lower().endswith(tail[:2].lower())]
    Random(seed).shuffle(pairs)  # noqa: S311 - the same names each time, no secret
    names: list[str] = []
    for head, tail in pairs:
        name = head + (tail if head.endswith(" ") else tail.lower())
        if search_key(name) not in used:
            used.add(search_key(name))
            names.append(name)
        if len(names) == count:
            return tuple(names)
    raise TooFewNames(expected=f"{count} names", remedy="add word parts")
