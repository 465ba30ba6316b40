"""Calendar words for pictures and their tables, in Amsterdam days; pages and letters use Babel instead."""

from datetime import date, datetime, timedelta

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import ZONE, Window, local_date

MONTHS_NL = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_day(day: date) -> Text:
    """Return "17 jan" / "17 Jan"."""
    return Text(f"{day.day} {MONTHS_NL[day.month - 1]}", f"{day.day} {MONTHS_EN[day.month - 1]}")


def full_day(day: date) -> Text:
    """Return "17 jan 2020" / "17 Jan 2020"."""
    short = short_day(day)
    return Text(f"{short.nl} {day.year}", f"{short.en} {day.year}")


def short_month(day: date, *, with_year: bool = True) -> Text:
    """Return "jan 2020" / "Jan 2020", or the month alone."""
    year = f" {day.year}" if with_year else ""
    return Text(f"{MONTHS_NL[day.month - 1]}{year}", f"{MONTHS_EN[day.month - 1]}{year}")


def at_text(at: datetime) -> Text:
    """Return a moment as day, with the time where it is not midnight: "17 jan 2020 12:00"."""
    local = at.astimezone(ZONE)
    day = full_day(local.date())
    if (local.hour, local.minute) == (0, 0):
        return day
    return Text(f"{day.nl} {local:%H:%M}", f"{day.en} {local:%H:%M}")


def period_text(window: Window, *, still: bool = False) -> Text:
    """Return "24 dec 2019 – 16 jan 2020 (24 dagen)": the days a window touches, both ends inside.

    With `still` the end is not known yet: "since 9 jan 2020".
    """
    start = at_text(window.start)
    if still:
        return Text(f"sinds {start.nl}", f"since {start.en}")
    end = window.end.astimezone(ZONE)
    whole_days = (end.hour, end.minute) == (0, 0)
    last = full_day(local_date(window.end - timedelta(microseconds=1))) if whole_days else at_text(window.end)
    count = window.days()
    nl, en = ("dag", "day") if count == 1 else ("dagen", "days")
    if start == last:
        return Text(f"{start.nl} (1 dag)", f"{start.en} (1 day)")
    return Text(f"{start.nl} – {last.nl} ({count} {nl})", f"{start.en} – {last.en} ({count} {en})")
