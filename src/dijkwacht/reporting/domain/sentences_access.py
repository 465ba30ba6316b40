"""Sentences about the door to the outside: closing, restrictions, reopening, how long it was shut."""

from uuid import UUID

from dijkwacht.cases.domain.access import Closing, Restriction, closed_days, closed_days_after
from dijkwacht.cases.domain.axes import Access
from dijkwacht.containment.domain.order import GROUNDS
from dijkwacht.hunting.domain.day_words import count_words, day_words, moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Precision
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, on, when


def closing(material: Material) -> tuple[Sentence, ...]:
    """Say what was closed, when and on which ground (S1.5, S2.9, S3.2)."""
    found = []
    for one in material.state.door.closings:
        entry = material.entry(one.entry)
        if entry is None:
            continue
        at, ground = when(entry), GROUNDS.get(one.ground, Text("grond niet vermeld", "ground not stated"))
        found.append(
            Sentence(
                Text(
                    f"De toegang van buiten is gesloten ({one.what}), {at.nl}, {ground.nl}.",
                    f"Outside access was closed ({one.what}), {at.en}, {ground.en}.",
                ),
                (one.entry,),
            )
        )
    return tuple(found)


def restrictions(material: Material) -> tuple[Sentence, ...]:
    """Say who could not or cannot do what from where, since when and until when, and what does work (S1.7, S2.15)."""
    ordered = sorted(material.state.door.restrictions.values(), key=lambda one: (one.since, one.key))
    return tuple(_restriction(one, material) for one in ordered)


def _restriction(one: Restriction, material: Material) -> Sentence:
    entry = material.entry(one.entry)
    since = when(entry) if entry and entry.happened is None else Text("", "")
    where = f", {one.where}" if one.where else ""
    entries = [one.entry]
    if one.until is None:
        begun = (
            Text(f"Sinds {moment_words(one.since).nl}", f"Since {moment_words(one.since).en}")
            if not since
            else Text("Nu", "Now")
        )
        tail = Text(f" (ingegaan {since.nl})", f" (begun {since.en})") if since else NO_WORDS
        nl = f"{begun.nl} niet mogelijk: {one.what}, voor {one.who}{where}{tail.nl}"
        en = f"{begun.en} not possible: {one.what}, for {one.who}{where}{tail.en}"
    else:
        lifted = _lifted(one, material)
        entries += [lifted] if lifted else []
        first, last = moment_words(one.since), moment_words(one.until)
        nl = f"Van {first.nl} tot {last.nl} niet mogelijk: {one.what}, voor {one.who}{where}"
        en = f"From {first.en} to {last.en} not possible: {one.what}, for {one.who}{where}"
    works = (
        Text(f". Wel: {one.still_works}.", f". What did work: {one.still_works}.")
        if one.still_works
        else Text(".", ".")
    )
    return Sentence(Text(nl + works.nl, en + works.en), tuple(entries))


def _lifted(one: Restriction, material: Material) -> UUID | None:
    lifts = (entry.id for entry in material.of_kind("restriction.lifted") if entry.text("key") == one.key)
    return next(lifts, None)


def in_the_office(material: Material) -> tuple[Sentence, ...]:
    """Say what kept working where, while the door was shut (S1.17)."""
    return tuple(
        Sentence(
            Text(f"Wat bleef werken: {one.still_works}.", f"What kept working: {one.still_works}."),
            (one.entry,),
        )
        for one in material.state.door.restrictions.values()
        if one.still_works
    )


def reopened(material: Material) -> tuple[Sentence, ...]:
    """Say when the door was reopened and by whose decision (S2.12)."""
    found = []
    for one in material.state.door.closings:
        entry = material.entry(one.reopened_entry)
        if entry is None:
            continue
        by, at = entry.text("decided_by"), when(entry)
        found.append(
            Sentence(
                Text(
                    f"De toegang is heropend {at.nl} (besluit: {by}).", f"Access was reopened {at.en} (decision: {by})."
                ),
                (entry.id,),
            )
        )
    return tuple(found)


def days_closed(material: Material) -> tuple[Sentence, ...]:
    """Say for how many calendar days the door was shut, by the days that are recorded (S2.12)."""
    return tuple(_days_closed(one, material) for one in material.state.door.closings)


def _days_closed(one: Closing, material: Material) -> Sentence:
    entries = tuple(entry for entry in (one.entry, one.reopened_entry) if entry)
    entry = material.entry(one.entry)
    if entry is None or entry.happened is None or one.closed.precision is Precision.MONTH:
        return Sentence(
            Text(
                "Hoeveel dagen de toegang dicht is, is niet te zeggen: de dag van sluiten is niet vastgelegd.",
                "For how many days access is shut cannot be said: the day of closing is not recorded.",
            ),
            entries,
        )
    until = material.day
    count, first = count_words(closed_days(one, until)), day_words(one.closed.day)
    last = day_words(one.reopened.day if one.reopened else until)
    if one.reopened is None:
        return Sentence(
            Text(
                f"De toegang is nu {count.nl} dicht ({first.nl} tot {last.nl}).",
                f"Access has been shut for {count.en} ({first.en} to {last.en}).",
            ),
            entries,
        )
    return Sentence(
        Text(
            f"De toegang was {count.nl} dicht ({first.nl} tot {last.nl}).",
            f"Access was shut for {count.en} ({first.en} to {last.en}).",
        ),
        entries,
    )


def days_closed_after_fix(material: Material) -> Sentence | None:
    """Say how many of the days that the door was shut came after the fix was installed (S2.12)."""
    closings = material.state.door.closings
    fixed = max((fix.done_at for fix in material.fixes() if fix.done_at), default=None)
    if not closings or fixed is None or Precision.MONTH in {fixed.precision, closings[-1].closed.precision}:
        return None
    last, until = closings[-1], material.day
    end = last.reopened.day if last.reopened else until
    if not last.closed.day <= fixed.day <= end:
        return None
    count, at = count_words(closed_days_after(last, fixed, until)), on(fixed)
    fixes = tuple(fix.done_entry or fix.entry for fix in material.fixes() if fix.done_at == fixed)
    return Sentence(
        Text(
            f"Daarvan kwamen {count.nl} na de herstelversie (patch), die {at.nl} is geïnstalleerd.",
            f"Of these, {count.en} came after the fixed build (patch), installed {at.en}.",
        ),
        (*fixes, last.entry, *((last.reopened_entry,) if last.reopened_entry else ())),
    )


def against_the_gate(material: Material) -> Sentence | None:
    """Say that the organisation reopened while conditions were open, and which (S4.4)."""
    door = material.state.door
    last = door.closings[-1].reopened_entry if door.closings else None
    if door.value is not Access.REOPENED_AGAINST_GATE or last is None:
        return None
    named = ", ".join(door.unmet_when_reopened)
    return Sentence(
        Text(
            f"Bij het heropenen was nog niet aan alle voorwaarden voldaan ({named}); de organisatie beslist.",
            f"On reopening not all conditions were met ({named}); the organisation decides.",
        ),
        (last,),
    )
