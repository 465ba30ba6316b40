"""The sector desk's matrix: members by steps, one query whatever the number of members."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef, Subquery
from django.db.models.functions import JSONObject

from dijkwacht.cases.domain.axes import Access, Axes, Axis, Misuse, Use, Weakness
from dijkwacht.cases.models import AxisHistory, MeasureRow, Response
from dijkwacht.kernel.actor import Viewer


@dataclass(frozen=True, slots=True)
class Cell:
    """One member's step: the least settled state over its devices, since when, whether it is overdue."""

    state: str
    since: datetime
    overdue: bool
    deadline: datetime | None
    checked: str


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One member as the desk may see it: axes, steps, last word; "now only".

    `weakness_since`: since when, by what was known, the weakness stands as it does; None where it always did.
    """

    response: UUID
    organisation: UUID
    axes: Axes
    cells: dict[str, Cell]
    heightened: bool
    devices: int
    devices_open: int
    last_word_at: datetime | None
    closed_at: datetime | None
    weakness_since: datetime | None = None

    @property
    def overdue(self) -> int:
        """Return how many steps are overdue."""
        return sum(cell.overdue for cell in self.cells.values())


def desk_rows(viewer: Viewer, case: UUID, at: datetime) -> tuple[DeskRow, ...]:
    """Return the responses of a case that the viewer may see, with each step's state at `at` (now)."""
    seen = Response.objects.all().visible_to(viewer).filter(case__public_id=case)
    rows = list(seen.annotate(weakness_since=_weakness_since(at), listed=_measures()).order_by("pk"))
    return tuple(
        DeskRow(
            row.public_id,
            row.organisation,
            Axes(Use(row.use), Weakness(row.weakness), Access(row.access), Misuse(row.misuse)),
            _cells(getattr(row, "listed", ()), at),
            row.heightened,
            row.devices,
            row.devices_open,
            row.last_word_at,
            row.closed_at,
            getattr(row, "weakness_since", None),
        )
        for row in rows
    )


def _weakness_since(at: datetime) -> Subquery:
    standing = AxisHistory.objects.filter(
        response=OuterRef("pk"), axis=Axis.WEAKNESS.value, recorded__endswith__isnull=True, known__contains=at
    )
    return Subquery(standing.annotate(began=Func(F("known"), function="lower")).values("began")[:1])


def _measures() -> ArraySubquery:
    """Return the measures of a response as objects, per step the settled ones first."""
    listed = MeasureRow.objects.filter(response=OuterRef("pk")).order_by("step", "-settled")
    parts = {name: F(name) for name in ("step", "state", "since", "deadline", "settled", "check_result")}
    return ArraySubquery(listed.values(measure=JSONObject(**parts)))


def _cells(listed: Iterable[Mapping[str, Any]], at: datetime) -> dict[str, Cell]:
    """Return a cell for each step: the least settled of its measures, late where any of them is."""
    cells: dict[str, Cell] = {}
    for measure in listed:
        step, deadline = measure["step"], _moment(measure["deadline"])
        late = deadline is not None and not measure["settled"] and deadline <= at
        late = late or (step in cells and cells[step].overdue)
        since = datetime.fromisoformat(measure["since"])
        cells[step] = Cell(measure["state"], since, late, deadline, measure["check_result"])
    return cells


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
