"""From-until with a precision on each end, open where the end is not known."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.window import Moment, Precision, local_date, midnight, read_moment


class EmptyPeriod(Unreadable):
    """This period ends before it begins."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time from `since` until `until` (None: still running); a coarse bound rounds outwards.

    "until 2020-02" includes the whole of February; "until 12:00" does not include 12:00 itself.
    """

    since: Moment
    until: Moment | None = None

    def __post_init__(self) -> None:
        """Refuse a period without length."""
        if self.until is not None and self.until.latest <= self.since.earliest:
            raise EmptyPeriod(
                f"the period {self.since.text()} / {self.until.text()} is empty", expected="an end after its start"
            )

    @property
    def start(self) -> datetime:
        """Return the first moment inside, aware UTC."""
        return self.since.earliest

    @property
    def end(self) -> datetime | None:
        """Return the first moment after, aware UTC; None while it runs."""
        return None if self.until is None else self.until.latest

    @property
    def until_text(self) -> str | None:
        """Return the end as `read_moment` reads it, None while it runs."""
        return None if self.until is None else self.until.text()

    def contains(self, at: datetime) -> bool:
        """Return whether `at` lies inside, each bound rounded outwards by its own precision (S4.26)."""
        return self.start <= at and (self.end is None or at < self.end)


def read_period(since: str, until: str = "") -> Period:
    """Read two texts as `kernel.window.read_moment` does; an empty `until` leaves the period open.

    Raises NotAMoment for dates that do not exist, EmptyPeriod for an end before the start.
    """
    return Period(read_moment(since), read_moment(until) if until.strip() else None)


def period_from_bounds(
    start: datetime, end: datetime | None, since_precision: Precision, until_precision: Precision
) -> Period:
    """Return the period whose outward bounds are `start` and `end`: the way back from a stored range."""
    since = Moment(start.astimezone(UTC), since_precision)
    if end is None:
        return Period(since)
    match until_precision:
        case Precision.MINUTE:
            until = Moment(end.astimezone(UTC))
        case Precision.DAY:
            until = Moment(midnight(local_date(end - timedelta(microseconds=1))), Precision.DAY)
        case Precision.MONTH:
            first = local_date(end - timedelta(microseconds=1)).replace(day=1)
            until = Moment(midnight(first), Precision.MONTH)
    return Period(since, until)
