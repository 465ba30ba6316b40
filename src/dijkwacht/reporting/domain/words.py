"""Moments, periods and lists in the words of letters: long Dutch and English, as exactly as they are known."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dijkwacht.hunting.domain.day_words import count_words, day_words, moment_words
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import ZONE, Moment, Precision, Window, local_date, midnight

DERIVED = Text(" (datum afgeleid)", " (date derived)")
NO_WORDS = Text("", "")
PATCH = Text("herstelversie (patch)", "fixed build (patch)")
PATCHES = Text("herstelversies (patches)", "fixed builds (patches)")
BUILD = Text("versie (build)", "build")


def on(at: Moment) -> Text:
    """Return "op 18 januari 2020", "in januari 2020" or "op 17 januari 2020 om 12:00"."""
    if at.precision is Precision.MONTH:
        words = moment_words(at)
        return Text(f"in {words.nl}", f"in {words.en}")
    day = moment_words(Moment(at.earliest, Precision.DAY))
    if at.precision is Precision.DAY:
        return Text(f"op {day.nl}", f"on {day.en}")
    clock = f"{at.earliest.astimezone(ZONE):%H:%M}"
    return Text(f"op {day.nl} om {clock}", f"on {day.en} at {clock}")


def when(entry: Entry) -> Text:
    """Return when it happened; where only its being known is stated, that it was no later; derived dates say so."""
    derived = DERIVED if is_derived(entry) else NO_WORDS
    if entry.happened:
        said = on(entry.happened)
        return Text(said.nl + derived.nl, said.en + derived.en)
    known = moment_words(entry.known or Moment(entry.recorded_at))
    return Text(f"niet later dan {known.nl}{derived.nl}", f"no later than {known.en}{derived.en}")


def is_derived(entry: Entry) -> bool:
    """Return whether the date was derived: its source's locator says so."""
    return "afgeleid" in entry.source.locator.lower()


def day_stated(entry: Entry) -> bool:
    """Return whether the day on which it happened is recorded, so that days may be counted from it."""
    return entry.happened is not None and entry.happened.precision is not Precision.MONTH


def until_words(window: Window) -> Text:
    """Return "24 december tot en met 16 januari (24 dagen)": both days inside, counted in calendar days."""
    first, last = window.dates()
    start, end, count = day_words(first), day_words(last), count_words(window.days())
    if first == last:
        return Text(f"{start.nl} ({count.nl})", f"{start.en} ({count.en})")
    return Text(f"{start.nl} tot en met {end.nl} ({count.nl})", f"{start.en} up to and including {end.en} ({count.en})")


def and_words(parts: Iterable[str], word: str = "en") -> str:
    """Return "a, b en c"."""
    listed = [part for part in parts if part]
    return f"{', '.join(listed[:-1])} {word} {listed[-1]}" if len(listed) > 1 else "".join(listed)


def and_texts(parts: Iterable[Text]) -> Text:
    """Return the texts as one list, "a, b en c" / "a, b and c"."""
    listed = list(parts)
    return Text(and_words(part.nl for part in listed), and_words((part.en for part in listed), "and"))


def capital(text: Text) -> Text:
    """Return the text with a capital first letter, as a sentence begins."""
    return Text(text.nl[:1].upper() + text.nl[1:], text.en[:1].upper() + text.en[1:])


_ARTICLES = {"IBD": "de", "NCSC": "het", "OM": "het"}


def the(issuer: str) -> Text:
    """Return an issuer as a Dutch sentence names it: "het NCSC", "de IBD", "Citrix"."""
    article = _ARTICLES.get(issuer)
    return Text(f"{article} {issuer}", f"the {issuer}") if article else Text(issuer, issuer)


def stated_by(entry: Entry) -> Text:
    """Return ", volgens de CISO" where somebody else states it; nothing for what people record of their own doing."""
    who = entry.source.stated_by
    return Text(f", volgens {who}", f", according to {who}") if who else NO_WORDS


def as_of_words(at: datetime) -> Text:
    """Return "17 januari 2020 12:00", or "tot en met 17 januari 2020" for the midnight that ends that day."""
    if midnight(local_date(at)) != at:
        return moment_words(Moment(at))
    day = moment_words(Moment(midnight(local_date(at - timedelta(microseconds=1))), Precision.DAY))
    return Text(f"tot en met {day.nl}", f"up to and including {day.en}")
