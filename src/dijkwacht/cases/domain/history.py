"""How an axis moved as knowledge grew: a step function over the moments at which something became known."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.cases.domain.axes import Axes, Axis
from dijkwacht.journal.domain import Entry


@dataclass(frozen=True, slots=True)
class Piece:
    """An axis had this value for what was known from `start` until `end` (None: to this day)."""

    axis: Axis
    value: str
    start: datetime | None
    end: datetime | None


def known_points(entries: Iterable[Entry], since: datetime) -> list[datetime]:
    """Return the distinct moments from `since` on at which one of the entries became known, in order, `since` first."""
    return sorted({since, *(entry.known_by for entry in entries if entry.known_by >= since)})


def pieces_from(
    since: datetime,
    entries: Sequence[Entry],
    axes_at: Callable[[Sequence[Entry]], Axes],
    moves: Callable[[Entry], bool],
) -> dict[Axis, list[Piece]]:
    """Return the pieces of every axis from `since` on, folding once for each moment at which one could move.

    `moves` says of an entry whether it can; the others are known in between without a fold of their own.
    """
    points = known_points([entry for entry in entries if moves(entry)], since)
    found: dict[Axis, list[Piece]] = {axis: [] for axis in Axis}
    for index, point in enumerate(points):
        end = points[index + 1] if index + 1 < len(points) else None
        axes = axes_at([entry for entry in entries if entry.known_by <= point])
        for axis in Axis:
            _add(found[axis], Piece(axis, axes.value(axis), point, end))
    return found


def joined(before: Sequence[Piece], since: datetime, after: Sequence[Piece]) -> list[Piece]:
    """Return the whole step function: what stood before `since`, then the new pieces, equal neighbours merged."""
    kept: list[Piece] = []
    for piece in before:
        if piece.start is None or piece.start < since:
            end = since if piece.end is None or piece.end > since else piece.end
            kept.append(Piece(piece.axis, piece.value, piece.start, end))
    for piece in after:
        _add(kept, piece)
    return kept


def _add(pieces: list[Piece], piece: Piece) -> None:
    if pieces and pieces[-1].value == piece.value and pieces[-1].end == piece.start:
        pieces[-1] = Piece(piece.axis, piece.value, pieces[-1].start, piece.end)
    else:
        pieces.append(piece)
