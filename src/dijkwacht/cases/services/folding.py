"""Write the rows that the fold explains: axes, history, measures. Nobody sets a status by hand."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dijkwacht.cases.domain.axes import Axes, Axis, Weakness
from dijkwacht.cases.domain.history import Piece, joined, pieces_from
from dijkwacht.cases.domain.state import ResponseState, fold, moves_axes
from dijkwacht.cases.domain.weakness import standings
from dijkwacht.cases.models import AxisHistory, MeasureRow, Response
from dijkwacht.cases.selectors.eyes import own_eyes
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import seen_by, story_of

NO_WORD = frozenset(
    {"response.opened", "measure.planned", "window.computed", "window.grown", "notice.sent", "rung.climbed"}
)
"""What is asked of a member or computed about it: no word of its own."""


def refold(response: Response, new: Sequence[Entry], story: Iterable[Entry] | None = None) -> ResponseState:
    """Fold the locked response anew after the `new` entries were appended, save its rows, return the state.

    `story` hands in entries already read; otherwise they are read here.
    """
    listed = story if story is not None else story_of(response.case.public_id, response.public_id)
    entries = seen_by(own_eyes(response), listed)
    state, facts = fold(entries)
    _save_row(response, state, entries)
    response.devices = len(state.devices)
    found = standings(state.devices.values(), facts.flaws.values(), state.measures)
    response.devices_open = len({one.device for one in found if one.weakness is Weakness.OPEN and one.device})
    response.save()
    _save_measures(response, state)
    if new:
        _save_history(response, entries, new)
    return state


def row_values(state: ResponseState) -> dict[str, object]:
    """Return the columns that the fold decides, by name: the same for writing a row and for checking it."""
    return {
        "opened_at": state.opened.earliest if state.opened else None,
        "closed_at": state.closed.earliest if state.closed else None,
        "use": str(state.axes.use),
        "weakness": str(state.axes.weakness),
        "access": str(state.axes.access),
        "misuse": str(state.axes.misuse),
        "heightened": state.watch.heightened,
        "window_start": state.window.start if state.window else None,
        "window_end": state.window.end if state.window else None,
    }


def _save_row(response: Response, state: ResponseState, entries: Sequence[Entry]) -> None:
    for name, value in row_values(state).items():
        setattr(response, name, value)
    own = [entry for entry in entries if entry.response == response.public_id and entry.kind not in NO_WORD]
    response.last_word_at = max((min(entry.known_by, entry.recorded_at) for entry in own), default=None)
    response.version += 1


def _save_measures(response: Response, state: ResponseState) -> None:
    wanted = {
        (measure.step, measure.device): MeasureRow(
            response=response,
            step=measure.step,
            device=measure.device,
            state=measure.state.value,
            since=measure.since,
            deadline=measure.deadline.latest if measure.deadline else None,
            settled=measure.settled,
            check_result=measure.check,
        )
        for measure in state.measures.values()
    }
    MeasureRow.objects.bulk_create(
        wanted.values(),
        update_conflicts=True,
        unique_fields=["response", "step", "device"],
        update_fields=["state", "since", "deadline", "settled", "check_result"],
    )
    for row in MeasureRow.objects.filter(response=response):
        if (row.step, row.device) not in wanted:
            row.delete()


def _save_history(response: Response, entries: Sequence[Entry], new: Sequence[Entry]) -> None:
    since = min(entry.known_by for entry in new)
    recorded = max(entry.recorded_at for entry in (*new, *entries))
    fresh = pieces_from(since, entries, _axes, moves_axes)
    open_rows = list(AxisHistory.objects.filter(response=response, recorded__endswith__isnull=True))
    closing: list[AxisHistory] = []
    opening: list[AxisHistory] = []
    for axis in Axis:
        rows = sorted((row for row in open_rows if row.axis == axis.value), key=_start)
        before = [Piece(axis, row.value, row.known.lower, row.known.upper) for row in rows]
        wanted = joined(before, since, fresh[axis])
        stands = {(piece.value, piece.start, piece.end) for piece in wanted}
        kept = {(row.value, row.known.lower, row.known.upper) for row in rows} & stands
        closing += [row for row in rows if (row.value, row.known.lower, row.known.upper) not in kept]
        opening += [
            AxisHistory(
                response=response,
                case_id=response.case_id,
                axis=axis.value,
                value=piece.value,
                recorded=DateTimeTZRange(recorded, None),
                known=DateTimeTZRange(piece.start, piece.end),
            )
            for piece in wanted
            if (piece.value, piece.start, piece.end) not in kept
        ]
    _close(closing, recorded)
    AxisHistory.objects.bulk_create(opening)


def _close(rows: list[AxisHistory], recorded: datetime) -> None:
    for row in rows:
        if row.recorded.lower == recorded:
            row.delete()
        else:
            row.recorded = DateTimeTZRange(row.recorded.lower, recorded)
    AxisHistory.objects.bulk_update([row for row in rows if row.pk], ["recorded"])


def _axes(entries: Sequence[Entry]) -> Axes:
    return fold(entries)[0].axes


def _start(row: AxisHistory) -> float:
    return row.known.lower.timestamp() if row.known.lower else float("-inf")
