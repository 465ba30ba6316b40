"""Days, ages and time left in words, for the sentences of the homes; both languages at once."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency

from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.window import ZONE, Moment, Precision, local_date

FAR = timedelta(days=60)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOON = timedelta(hours=48)


def day_said(at: Moment, now: datetime) -> Text:
    """Return "zaterdag 18 januari", with its year where that is far from `now`; "mei 2025" for a month."""
    if at.precision is Precision.MONTH:
        return _dates(at.day, "MMMM y")
    return _dates(at.day, "EEEE d MMMM" if abs(now - at.earliest) < FAR else "d MMMM y")


def moment_said(at: Moment, now: datetime) -> Text:
    """Return the day, and the time where it is known to the minute."""
    day = day_said(at, now)
    if at.precision is not Precision.MINUTE:
        return day
    clock = f"{at.earliest.astimezone(ZONE):%H:%M}"
    return Text(f"{day.nl} {clock}", f"{day.en} {clock}")


def age_said(since: datetime, now: datetime) -> Text:
    """Return how long ago in the unit that says enough: "40 min", "8 u", "3 d"; nothing for what is to come."""
    passed = now - since
    if passed < timedelta():
        return NOTHING
    if passed < HOUR:
        minutes = passed // timedelta(minutes=1)
        return Text(f"{minutes} min", f"{minutes} min") if minutes else Text("net", "just now")
    if passed < SOON:
        return Text(f"{passed // HOUR} u", f"{passed // HOUR} h")
    return Text(f"{passed // DAY} d", f"{passed // DAY} d")


def time_left(deadline: Moment, now: datetime) -> Text:
    """Return "nog 6 uur · vóór 15:00" or "2 dagen te laat · was vrijdag 17 januari"; a day's term ends with the day."""
    left = deadline.latest - now
    when = moment_said(deadline, now)
    if left <= timedelta():
        late = length_said(-left)
        return Text(f"{late.nl} te laat · was {when.nl}", f"{late.en} late · was {when.en}")
    until = length_said(left)
    same_day = local_date(deadline.earliest) == local_date(now)
    if deadline.precision is Precision.MINUTE and same_day:
        clock = f"{deadline.earliest.astimezone(ZONE):%H:%M}"
        return Text(f"nog {until.nl} · vóór {clock}", f"{until.en} left · before {clock}")
    return Text(f"nog {until.nl} · uiterlijk {when.nl}", f"{until.en} left · by {when.en}")


def length_said(length: timedelta) -> Text:
    """Return a length of time in minutes, hours below two days, else days; rounded down, never below a minute."""
    if length < HOUR:
        minutes = max(length // timedelta(minutes=1), 1)
        return Text(f"{minutes} {'minuut' if minutes == 1 else 'minuten'}", _plural(minutes, "minute"))
    if length < SOON:
        return Text(f"{length // HOUR} uur", _plural(length // HOUR, "hour"))
    days = length // DAY
    return Text(f"{days} {'dag' if days == 1 else 'dagen'}", _plural(days, "day"))


def money_said(cents: int) -> Text:
    """Return an amount of euros: "€ 1.250,00" and "€1,250.00"."""
    amount = Decimal(cents) / 100
    return Text(format_currency(amount, "EUR", locale="nl"), format_currency(amount, "EUR", locale="en_GB"))


def said_list(texts: list[Text]) -> Text:
    """Return the texts joined by commas and, before the last, "en"/"and"."""
    if len(texts) < 2:  # noqa: PLR2004 - nothing to join
        return texts[0] if texts else NOTHING
    nl, en = [text.nl for text in texts], [text.en for text in texts]
    return Text(f"{', '.join(nl[:-1])} en {nl[-1]}", f"{', '.join(en[:-1])} and {en[-1]}")


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _dates(day: date, shape: str) -> Text:
    return Text(format_date(day, shape, locale="nl"), format_date(day, shape, locale="en_GB"))
