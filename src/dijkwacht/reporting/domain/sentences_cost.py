"""Sentences about money and effort: nil is a figure, and effort without cost is not "no cost"."""

from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_words


def costs(material: Material) -> Sentence | None:
    """Say what was spent; nil is a figure, and nothing recorded is said to be that (S2.19)."""
    entries = material.of_kind("cost.recorded")
    if not entries:
        return None
    cents = sum(value for entry in entries if isinstance(value := entry.payload.get("cents"), int))
    what = and_words(dict.fromkeys(entry.text("what") for entry in entries))
    estimated = any(entry.text("basis") == "estimate" for entry in entries)
    basis = Text(" (raming)", " (estimate)") if estimated else NO_WORDS
    return Sentence(
        Text(f"Kosten: {euros(cents).nl}{basis.nl} ({what}).", f"Costs: {euros(cents).en}{basis.en} ({what})."),
        tuple(entry.id for entry in entries),
    )


def euros(cents: int) -> Text:
    """Return "nihil (0 euro)", "1.250 euro" or "12,50 euro"."""
    if cents == 0:
        return Text("nihil (0 euro)", "nil (0 euros)")
    whole, rest = divmod(cents, 100)
    dutch = f"{whole:,}".replace(",", ".") + (f",{rest:02d}" if rest else "")
    english = f"{whole:,}" + (f".{rest:02d}" if rest else "")
    return Text(f"{dutch} euro", f"{english} euros")


def effort(material: Material) -> Sentence | None:
    """Say who worked on it, inside or outside office hours, and for how long where that is stated (S2.20)."""
    entries = material.of_kind("effort.recorded")
    if not entries:
        return None
    roles = dict.fromkeys(role for entry in entries for role in entry.texts("roles"))
    outside = any(entry.payload.get("outside_hours") is True for entry in entries)
    minutes = [value for entry in entries if isinstance(value := entry.payload.get("minutes"), int)]
    hours = Text("buiten kantooruren (overwerk)", "outside office hours (overtime)") if outside else NO_WORDS
    long = (
        Text(f"{round(sum(minutes) / 60)} uur", f"{round(sum(minutes) / 60)} hours")
        if len(minutes) == len(entries)
        else Text("aantal uren niet vastgelegd", "number of hours not recorded")
    )
    more = Text(
        ", ".join(part.nl for part in (hours, long) if part), ", ".join(part.en for part in (hours, long) if part)
    )
    return Sentence(
        Text(f"Inzet van {and_words(roles)}: {more.nl}.", f"Effort of {and_words(roles, 'and')}: {more.en}."),
        tuple(entry.id for entry in entries),
    )


def outside_hours(material: Material) -> Sentence | None:
    """Say which work was done outside office hours (S2.21)."""
    steps = [entry for entry in material.entries.values() if entry.kind.startswith("measure.")]
    outside = [entry for entry in steps if entry.payload.get("outside_hours") is True]
    efforts = [one for one in material.of_kind("effort.recorded") if one.payload.get("outside_hours") is True]
    if not outside and not efforts:
        return None
    return Sentence(
        Text("Het werk is buiten kantooruren gedaan.", "The work was done outside office hours."),
        tuple(entry.id for entry in (*outside, *efforts)),
    )
