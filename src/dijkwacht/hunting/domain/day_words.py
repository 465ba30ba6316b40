"""Days and periods in words, as the sentences of windows, hunts and gates say them."""

from datetime import date, time

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import ZONE, Moment, Precision, Window

_NL = "januari,februari,maart,april,mei,juni,juli,augustus,september,oktober,november,december"
_EN = "January,February,March,April,May,June,July,August,September,October,November,December"
_MONTHS = tuple(Text(nl, en) for nl, en in zip(_NL.split(","), _EN.split(","), strict=True))


def day_words(day: date) -> Text:
    """Return "24 december" for a day, without its year."""
    month = _MONTHS[day.month - 1]
    return Text(f"{day.day} {month.nl}", f"{day.day} {month.en}")


def period_words(window: Window) -> Text:
    """Return "24 december - 7 januari" for the days a window touches; one day alone as that day."""
    first, last = (day_words(day) for day in window.dates())
    return first if first == last else Text(f"{first.nl} - {last.nl}", f"{first.en} - {last.en}")


def gap_words(gap: Window) -> Text:
    """Return "24 december - 7 januari" for a gap of whole days; with the hours, in Amsterdam, where it is of parts."""
    start, end = (at.astimezone(ZONE) for at in (gap.start, gap.end))
    if start.time() == end.time() == time():
        return period_words(gap)
    one, other = day_words(start.date()), day_words(end.date())
    last = Text("", "") if start.date() == end.date() else Text(f"{other.nl} ", f"{other.en} ")
    return Text(f"{one.nl} {start:%H:%M} - {last.nl}{end:%H:%M}", f"{one.en} {start:%H:%M} - {last.en}{end:%H:%M}")


def moment_words(at: Moment) -> Text:
    """Return a moment as exactly as it is known: "mei 2025", "24 december 2019", "17 januari 2020 12:00"."""
    day, year = at.day, at.day.year
    if at.precision is Precision.MONTH:
        month = _MONTHS[day.month - 1]
        return Text(f"{month.nl} {year}", f"{month.en} {year}")
    words = day_words(day)
    clock = f" {at.earliest.astimezone(ZONE):%H:%M}" if at.precision is Precision.MINUTE else ""
    return Text(f"{words.nl} {year}{clock}", f"{words.en} {year}{clock}")


def count_words(count: int) -> Text:
    """Return "1 dag" or "9 dagen"."""
    return Text(f"{count} {'dag' if count == 1 else 'dagen'}", f"{count} {'day' if count == 1 else 'days'}")


def joined(texts: list[Text]) -> Text:
    """Return the texts with commas between them."""
    return Text(", ".join(text.nl for text in texts), ", ".join(text.en for text in texts))
