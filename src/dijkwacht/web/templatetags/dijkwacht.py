"""Words and moments for pages: {% load dijkwacht %}."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_skeleton
from django import template
from django.utils.translation import get_language, gettext, ngettext

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import ZONE, Moment, Precision, Window
from dijkwacht.reporting.domain.drawing import SHAPES
from dijkwacht.reporting.domain.looks import look

register = template.Library()


@register.filter
def said(text: Text | str | None) -> str:
    """Return a kernel Text in the language of the page; plain text as it is, nothing for None."""
    if text is None:
        return ""
    return text.in_language(_language()) if isinstance(text, Text) else text


@register.filter
def moment(at: Moment | datetime | date | None) -> str:
    """Return a moment as exactly as it is known, in Amsterdam: "vrijdag 17 januari 2020", "januari 2020", with a time.

    A datetime must be aware and is shown to the minute, a date as a day; None is said to be not recorded.
    """
    match at:
        case None:
            return gettext("not recorded")
        case Moment(precision=Precision.MONTH):
            return _in_month(at.day)
        case Moment(precision=Precision.DAY):
            return _on_day(at.day)
        case Moment():
            return _to_minute(at.earliest)
        case datetime():
            return _to_minute(at)
        case _:
            return _on_day(at)


@register.filter
def short_moment(at: Moment | datetime | date | None) -> str:
    """Return a moment for a table's cell: "17 jan 2020 12:00", "17 jan 2020", "jan 2020"; empty for None."""
    match at:
        case None:
            return ""
        case Moment(precision=Precision.MONTH):
            return str(format_skeleton("yMMM", at.day, locale=_locale()))
        case Moment(precision=Precision.DAY):
            return format_date(at.day, "d MMM y", locale=_locale())
        case Moment():
            return format_datetime(at.earliest, "d MMM y HH:mm", tzinfo=ZONE, locale=_locale())
        case datetime():
            return format_datetime(at, "d MMM y HH:mm", tzinfo=ZONE, locale=_locale())
        case _:
            return format_date(at, "d MMM y", locale=_locale())


@register.filter
def iso_moment(at: Moment | datetime | None) -> str:
    """Return the machine's text of a moment, for <time datetime>."""
    match at:
        case Moment():
            return at.text()
        case datetime():
            return at.isoformat()
        case _:
            return ""


@register.filter
def days(count: int | Window | None) -> str:
    """Return "1 day" or "9 days" in the language of the page, for a count or for the days a window touches."""
    if count is None:
        return gettext("not recorded")
    number = count.days() if isinstance(count, Window) else count
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


@register.filter
def web_address(url: str) -> str:
    """Return an address that may be a link: http or https; empty for everything else, so that no script hides in it."""
    return url if url.lower().startswith(("https://", "http://")) else ""


@register.inclusion_tag("dijkwacht/parts/state.html")
def state(family: str, value: str, more: Text | str = "") -> dict[str, str]:
    """Show a state as shape, word and colour: {% state "weakness" row.weakness %}; `more` follows the word.

    Families: use, weakness, access, misuse, measure, condition, exposure, hunt, coverage, monitoring, answer, origin.
    """
    return {**look_of(family, value), "more": said(more)}


@register.simple_tag
def look_of(family: str, value: str) -> dict[str, str]:
    """Return word, tone and path of a state's shape, for a template that draws it in its own way."""
    found = look(family, value)
    return {"word": said(found.word), "tone": found.tone.value, "path": SHAPES[found.shape]}


def _language() -> str:
    return get_language() or "nl"


def _locale() -> str:
    return "nl" if _language().startswith("nl") else "en_GB"


def _in_month(day: date) -> str:
    return format_date(day, "MMMM y", locale=_locale())


def _on_day(day: date) -> str:
    return format_date(day, "EEEE d MMMM y", locale=_locale())


def _to_minute(at: datetime) -> str:
    return format_datetime(at, "d MMMM y HH:mm", tzinfo=ZONE, locale=_locale())
