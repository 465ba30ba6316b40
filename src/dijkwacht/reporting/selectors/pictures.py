"""The national picture of a case at any moment of both axes, with its course over time and what surveys counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dijkwacht.cases.domain.axes import Axis
from dijkwacht.cases.selectors import case_for
from dijkwacht.cases.selectors.counting import axis_spans, axis_table, names_withheld
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import local_date, midnight
from dijkwacht.organisations.domain.sectors import SECTORS
from dijkwacht.reporting.domain.chart import Series
from dijkwacht.reporting.domain.picture import Picture, picture, series_of, smoothed
from dijkwacht.reporting.domain.survey import Survey, surveys_in

LOOKERS = (Role.NATIONAL, Role.DESK, Role.SHIFT_LEAD)
MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class PicturePage:
    """The picture of one case for one viewer; `sector_names`: words for the keys in its rows."""

    case: UUID
    title: Text
    fictional: bool
    at: datetime
    picture: Picture
    series: Mapping[Axis, Series]
    surveys: tuple[Survey, ...]
    sector_names: Mapping[str, Text]


def picture_for(viewer: Viewer, case: UUID, at: datetime, asof: AsOf = NOW) -> PicturePage:
    """Return the picture of a case; for desks and the national desk. Raises NotFound for all others.

    Small numbers are hidden where some of the names behind them are not the viewer's.
    """
    if not any(viewer.holds(role) for role in LOOKERS):
        raise NotFound
    seen = case_for(viewer, case, asof)
    moment = asof.known or at
    steps = moments_until(moment, seen.entries[0].happened_from if seen.entries else moment)
    withheld = names_withheld(viewer, case)
    whole, by_sector = axis_table(viewer, case, asof)
    counts = picture(whole, by_sector, names_withheld=withheld)
    spans = axis_spans(viewer, case, steps, recorded=asof.recorded)
    course = {axis: series_of(axis, steps, smoothed(spans[axis]) if withheld else spans[axis]) for axis in Axis}
    return PicturePage(
        seen.id,
        seen.title,
        seen.fictional,
        moment,
        counts,
        course,
        surveys_in(seen.entries),
        {one.key: one.name for one in SECTORS},
    )


def moments_until(last: datetime, first: datetime) -> tuple[datetime, ...]:
    """Return at most sixty moments from `first` to `last`, days where they fit, else evenly apart; in order."""
    first = min(first, last - timedelta(days=1))
    days = (local_date(last) - local_date(first)).days
    stride = max(1, -(-days // (MOST_STEPS - 2)))
    found = [midnight(local_date(first) + timedelta(days=n)) for n in range(0, days + 1, stride)]
    return tuple(dict.fromkeys((*(at for at in found if at < last), last)))
