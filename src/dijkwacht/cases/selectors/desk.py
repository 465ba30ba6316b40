"""The sector desk's matrix: members by steps, three queries whatever the number of members."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Func, OuterRef, Subquery

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
    rows = list(seen.annotate(weakness_since=_weakness_since(at)).order_by("pk"))
    measures: dict[int, dict[str, Cell]] = defaultdict(dict)
    listed = MeasureRow.objects.filter(response__in=[row.pk for row in rows]).order_by("response", "step", "-settled")
    for measure in listed:
        late = measure.deadline is not None and not measure.settled and measure.deadline <= at
        before = measures[measure.response_id].get(measure.step)
        measures[measure.response_id][measure.step] = Cell(
            measure.state,
            measure.since,
            late or (before is not None and before.overdue),
            measure.deadline,
            measure.check_result,
        )
    return tuple(
        DeskRow(
            row.public_id,
            row.organisation,
            Axes(Use(row.use), Weakness(row.weakness), Access(row.access), Misuse(row.misuse)),
            measures[row.pk],
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
