"""The national picture: counts per axis with their denominators; small numbers are kept from being inferred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.cases.domain.axes import AXIS_WORDS, VALUES, Axis
from dijkwacht.disclosure.domain import small_cells_hidden
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.chart import Layer, Series
from dijkwacht.reporting.domain.looks import look

SMALLEST = 5
"""Sectors and cells below this many members are not shown where the names are not the viewer's."""
TOTAL = ""

Cells = Mapping[str, int | None]
Counts = Mapping[Axis, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Row:
    """One scope (a sector, or "" for all) on one axis; a hidden count is None, and so is a total that gives it away."""

    scope: str
    counts: Cells
    total: int | None


@dataclass(frozen=True, slots=True)
class AxisTable:
    """One axis: its words, its values in order, the total first and then each sector."""

    axis: Axis
    word: Text
    values: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def total(self) -> Row:
        """Return the row over all."""
        return self.rows[0]

    @property
    def hidden(self) -> bool:
        """Return whether any number was hidden."""
        return any(count is None for row in self.rows for count in (*row.counts.values(), row.total))


@dataclass(frozen=True, slots=True)
class Picture:
    """The counts at a moment; `left_out`: sectors too small to be shown where names are not the viewer's."""

    tables: tuple[AxisTable, ...]
    left_out: tuple[str, ...]
    protected: bool


def picture(whole: Counts, by_sector: Mapping[str, Counts], *, names_withheld: bool) -> Picture:
    """Return the picture of `whole` and its sectors (they add up to it); each axis keeps its own total (S0.17).

    With `names_withheld` sectors under SMALLEST members are left out and small cells hidden, with as many others as are
    needed so that no sum or difference gives them back.
    """
    sizes = {key: sum(counts[Axis.USE].values()) for key, counts in by_sector.items()}
    small = tuple(sorted(key for key, size in sizes.items() if 0 < size < SMALLEST)) if names_withheld else ()
    shown = [key for key in sorted(by_sector) if sizes[key] and key not in small]
    tables = []
    for axis in Axis:
        values = tuple(str(value) for value in VALUES[axis])
        sectors = {key: by_sector[key][axis] for key in shown}
        unshown = {key: by_sector[key][axis] for key in small}
        cells = _protected(whole[axis], sectors, unshown) if names_withheld else _plain(whole[axis], sectors)
        totals = {TOTAL: sum(whole[axis].values()), **{key: sizes[key] for key in shown}}
        rows = tuple(Row(key, cells[key], _row_total(cells[key], totals[key])) for key in (TOTAL, *shown))
        tables.append(AxisTable(axis, AXIS_WORDS[axis], values, rows))
    return Picture(tuple(tables), small, names_withheld)


def _plain(whole: Mapping[str, int], sectors: Mapping[str, Mapping[str, int]]) -> dict[str, Cells]:
    return {TOTAL: dict(whole), **{key: dict(counts) for key, counts in sectors.items()}}


def _row_total(cells: Cells, total: int) -> int | None:
    """Return the total unless one hidden cell could be had back by subtracting the others from it."""
    return None if sum(count is None for count in cells.values()) == 1 else total


def _protected(
    whole: Mapping[str, int], sectors: Mapping[str, Mapping[str, int]], unshown: Mapping[str, Mapping[str, int]]
) -> dict[str, Cells]:
    rows: dict[str, dict[str, int | None]] = {
        key: small_cells_hidden(dict(counts), SMALLEST) for key, counts in {TOTAL: whole, **sectors}.items()
    }
    true = {TOTAL: whole, **sectors}
    changed = True
    while changed:
        changed = False
        for key, cells in rows.items():
            changed |= _hide_one_more([(key, value) for value in cells], rows, true, extra=0)
        for value in whole:
            hidden_below = sum(1 for counts in unshown.values() if counts[value])
            changed |= _hide_one_more([(key, value) for key in rows], rows, true, extra=1 if hidden_below else 0)
    return dict(rows)


def _hide_one_more(
    line: Sequence[tuple[str, str]],
    rows: dict[str, dict[str, int | None]],
    true: Mapping[str, Mapping[str, int]],
    *,
    extra: int,
) -> bool:
    """Hide the smallest positive cell of a line in which one hidden number could be had back; say whether one was.

    `extra`: how many further numbers of the line are not printed at all, such as those of sectors left out.
    """
    hidden = [(key, value) for key, value in line if rows[key][value] is None]
    if len(hidden) + extra != 1:
        return False
    others = sorted((true[key][value], key, value) for key, value in line if rows[key][value])
    if not others:
        return False
    _, key, value = others[0]
    rows[key][value] = None
    return True


def series_of(axis: Axis, moments: Sequence[datetime], counts: Sequence[Mapping[str, int]]) -> Series:
    """Return the counts over time as layers, each value under its look, in the order of the axis."""
    layers = (
        Layer(look(axis.value, str(value)), tuple(step.get(str(value), 0) for step in counts)) for value in VALUES[axis]
    )
    return Series(tuple(moments), tuple(layers))


def smoothed(counts: Sequence[Mapping[str, int]]) -> tuple[Mapping[str, int], ...]:
    """Return a series for viewers without names: a value from 1 to SMALLEST - 1 counts with the largest of its moment.

    The sum of a moment stays, unless there are only few: which value the few had is gone from picture and table alike.
    """
    return tuple(_smoothed(step) for step in counts)


def _smoothed(step: Mapping[str, int]) -> Mapping[str, int]:
    few = {value for value, count in step.items() if 0 < count < SMALLEST}
    largest = max(step, key=lambda value: step[value], default="")
    if not few or largest in few:
        return {value: 0 if value in few else count for value, count in step.items()}
    moved = sum(step[value] for value in few)
    return {value: 0 if value in few else count + (moved if value == largest else 0) for value, count in step.items()}


NOT_SAID: tuple[Text, ...] = (
    Text(
        "Geteld zijn organisaties met een opvolging in deze casus; van andere organisaties is niets bekend.",
        "Counted are organisations with a response in this case; of others nothing is known.",
    ),
    Text(
        "Hersteld zegt niets over misbruik: een herstelde organisatie kan eerder zijn binnengedrongen.",
        "Fixed says nothing about misuse: an organisation that is fixed may have been entered before.",
    ),
    Text(
        "Geen sporen geldt alleen voor de dagen die zijn bekeken.",
        "No signs holds only for the days that were looked at.",
    ),
    Text(
        "Wie een vraag niet beantwoordt, is daarmee niet kwetsbaar en niet veilig.",
        "Who does not answer a question is thereby neither vulnerable nor safe.",
    ),
)
"""What these numbers do not say (SCREENS, public page and national desk)."""
