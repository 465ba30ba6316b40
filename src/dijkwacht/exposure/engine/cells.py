"""Within a cell of a product's versions no answer changes: what is told of one build there is told of all."""

from bisect import bisect_right
from collections.abc import Sequence

from dijkwacht.exposure.engine.installed import Asked
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Judge
from dijkwacht.exposure.engine.telling import Card

_MOST_KEPT = 10_000
_Cell = tuple[object, ...]


class Cells:
    """The cells into which the bounds of all sources cut the order of one product's versions, with what is told there.

    Where sources speak in several orders, or more than a place may decide, there are none.
    """

    def __init__(self, judges: Sequence[Judge]) -> None:
        """Cut at each bound of these judges."""
        scheme = judges[0].scheme if judges else None
        alike = scheme is not None and all(judge.by_place and judge.scheme is scheme for judge in judges)
        self._scheme = scheme if alike else None
        self._cuts = sorted({cut for judge in judges for cut in judge.cuts}) if alike else []
        self._told: dict[_Cell, Card] = {}

    def of(self, row: Row) -> _Cell | None:
        """Return the cell in which the row's build lies, with its facts; None where its place does not decide alone."""
        place = Asked(row).spelt(self._scheme).place if self._scheme is not None else None
        if place is None:
            return None
        facts = tuple(sorted(row.facts.items())) if row.facts else ()
        return (bisect_right(self._cuts, place.key), place.train, place.edition, facts)

    def told(self, cell: _Cell) -> Card | None:
        """Return what is told in this cell, None where that was not worked out yet."""
        return self._told.get(cell)

    def keep(self, cell: _Cell, card: Card) -> Card:
        """Remember what is told in this cell and return it."""
        if len(self._told) >= _MOST_KEPT:
            self._told.clear()
        self._told[cell] = card
        return card
