"""Moments of known precision and half-open windows; stored in UTC, counted in calendar days of Europe/Amsterdam."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dijkwacht.kernel.errors import Unreadable

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST_YEAR, LAST_YEAR = 1900, 2999


class NotAMoment(Unreadable):
    """This is no date or time."""


class Precision(StrEnum):
    """How exactly a moment is known; a bound of day or month precision rounds outwards."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


def midnight(day: date) -> datetime:
    """Return the start of `day` in Amsterdam, as UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def local_date(at: datetime) -> date:
    """Return the calendar day in Amsterdam on which the aware moment `at` falls."""
    return at.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A moment as exactly as it is known: it lies somewhere in [earliest, latest).

    `earliest` is an aware UTC time; for day and month precision it is the midnight in Amsterdam that begins the period.
    """

    earliest: datetime
    precision: Precision = Precision.MINUTE

    @property
    def latest(self) -> datetime:
        """Return the end of the period, outside it; for minute precision the moment itself."""
        match self.precision:
            case Precision.MINUTE:
                return self.earliest
            case Precision.DAY:
                return midnight(local_date(self.earliest) + timedelta(days=1))
            case Precision.MONTH:
                first = local_date(self.earliest).replace(day=1)
                return midnight((first + timedelta(days=32)).replace(day=1))

    @property
    def day(self) -> date:
        """Return the (first) calendar day in Amsterdam."""
        return local_date(self.earliest)

    def text(self) -> str:
        """Return the ISO 8601 text that `read_moment` reads back: 2020-01, 2020-01-17 or a UTC time."""
        match self.precision:
            case Precision.MINUTE:
                return self.earliest.astimezone(UTC).isoformat().replace("+00:00", "Z")
            case Precision.DAY:
                return self.day.isoformat()
            case Precision.MONTH:
                return self.day.strftime("%Y-%m")


def read_moment(text: str) -> Moment:
    """Read "2020-01" (month), "2020-01-17" (day) or an ISO time; a time without offset is Amsterdam time.

    Raises NotAMoment for dates that do not exist, years outside 1900-2999 and anything else.
    """
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return Moment(midnight(_day(text + "-01")), Precision.MONTH)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return Moment(midnight(_day(text)), Precision.DAY)
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or len(text) < len("2020-01-17T12") or not _plausible(at.year):
        raise NotAMoment(
            f"{text!r} is no date or time",
            expected="2020-01, 2020-01-17 or 2020-01-17T12:00+01:00",
            remedy="correct it",
        )
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZONE)
    return Moment(at.astimezone(UTC))


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not _plausible(day.year):
        raise ValueError(text)
    return day


def _plausible(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def minute(at: datetime) -> Moment:
    """Return the moment for an aware time."""
    return Moment(at.astimezone(UTC))


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A half-open stretch of time [start, end), aware UTC; start lies before end."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse an empty or inverted window."""
        if self.start >= self.end:
            raise NotAMoment(
                f"the window {self.start.isoformat()} / {self.end.isoformat()} is empty",
                expected="a start before its end",
            )

    def days(self) -> int:
        """Return how many calendar days of Amsterdam the window touches."""
        last = local_date(self.end - timedelta(microseconds=1))
        return (last - local_date(self.start)).days + 1

    def dates(self) -> tuple[date, date]:
        """Return the first and the last calendar day of Amsterdam that the window touches."""
        return local_date(self.start), local_date(self.end - timedelta(microseconds=1))

    def contains(self, at: datetime) -> bool:
        """Return whether `at` lies inside."""
        return self.start <= at < self.end

    def intersect(self, other: "Window") -> "Window | None":
        """Return the common part, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Window(start, end) if start < end else None


def window_between(start: Moment, end: Moment) -> Window:
    """Return the window from `start` to `end`, each bound rounded outwards by its own precision (VOCABULARY).

    The same minute twice is that minute. Raises NotAMoment, its place "end", where the end lies before the start.
    """
    if end.earliest < start.earliest and end.latest <= start.earliest:
        raise NotAMoment(
            f"{end.text()} lies before {start.text()}",
            place="end",
            expected="an end that does not lie before its start",
            remedy="exchange or correct them",
        )
    return Window(start.earliest, max(end.latest, start.earliest + timedelta(minutes=1)))


def union(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return the windows merged, sorted, without touching neighbours."""
    merged: list[Window] = []
    for window in sorted(windows):
        if merged and window.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, window.end))
        else:
            merged.append(window)
    return tuple(merged)


def covered_part(whole: Window, parts: Iterable[Window]) -> tuple[Window, ...]:
    """Return what `parts` cover of `whole`, merged and sorted."""
    return union(common for part in parts if (common := whole.intersect(part)))


def uncovered_part(whole: Window, parts: Iterable[Window]) -> tuple[Window, ...]:
    """Return what `parts` leave open of `whole`, sorted."""
    gaps: list[Window] = []
    at = whole.start
    for part in covered_part(whole, parts):
        if at < part.start:
            gaps.append(Window(at, part.start))
        at = part.end
    if at < whole.end:
        gaps.append(Window(at, whole.end))
    return tuple(gaps)


def full_days(whole: Window, parts: Iterable[Window]) -> int:
    """Return how many calendar days of `whole` are covered entirely (as far as the day lies in `whole`)."""
    open_dates: set[date] = set()
    for gap in uncovered_part(whole, parts):
        first, last = gap.dates()
        open_dates.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return whole.days() - len(open_dates)


def days_between(first: date, last: date) -> int:
    """Return the calendar days from `first` to `last`: 18 to 27 January is 9."""
    return (last - first).days
