"""Sentences of a status statement: what is back, after how long, for which process, and what stays (S3.1-S3.15)."""

from dijkwacht.cases.domain.leftover import link_key
from dijkwacht.hunting.domain.day_words import count_words, moment_words
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import days_between
from dijkwacht.recovery.domain.burn_down import forecast
from dijkwacht.recovery.domain.functions import what_stops
from dijkwacht.recovery.domain.linking import agreement, link_state
from dijkwacht.recovery.domain.progress import tier_progress
from dijkwacht.recovery.domain.staging import waves_in_order
from dijkwacht.recovery.domain.words import BACKLOG_KINDS, TIERS
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_texts, and_words, capital, when


def all_back(material: Material) -> tuple[Sentence, ...]:
    """Say of each tier that is back entirely since when, and how long after the closing (S3.1)."""
    found = []
    closing = next(iter(material.state.door.closings), None)
    for one in tier_progress(material.state.leftover):
        if one.complete is None:
            continue
        systems = [system for system in material.state.leftover.systems.values() if system.tier == one.tier]
        last = material.entry(max(systems, key=lambda system: system.at).entry)
        if last is None:
            continue
        at, after = when(last), NO_WORDS
        entries = [system.entry for system in systems]
        if closing is not None:
            days = count_words(days_between(closing.closed.day, one.complete.day))
            most = NO_WORDS if last.happened else Text("hoogstens ", "at most ")
            after = Text(f", {most.nl}{days.nl} na het afsluiten", f", {most.en}{days.en} after the closing")
            entries.append(closing.entry)
        name = capital(TIERS[one.tier])
        found.append(
            Sentence(
                Text(
                    f"{name.nl}: alles is hersteld, {at.nl}{after.nl}.",
                    f"{name.en}: all restored, {at.en}{after.en}.",
                ),
                tuple(entries),
            )
        )
    return tuple(found)


def by_process(material: Material) -> tuple[Sentence, ...]:
    """Say for which work process every system works again (S3.7)."""
    systems = material.state.leftover.systems.values()
    found = []
    for process in sorted({one.process for one in systems if one.process}):
        serving = [one for one in systems if one.process == process]
        if any(one.state != "restored" for one in serving):
            continue
        names = and_texts(Text(one.name, one.name) for one in serving)
        found.append(
            Sentence(
                Text(
                    f"Wat het werkproces {process} ondersteunt, werkt weer: {names.nl}.",
                    f"What serves the work process {process} works again: {names.en}.",
                ),
                tuple(one.entry for one in serving),
            )
        )
    return tuple(found)


def links_back(material: Material) -> Sentence | None:
    """Say that every chain link on record is restored, where that is so (S3.8)."""
    links = tuple(material.state.leftover.links.values())
    if not links or any(link.state != "restored" for link in links):
        return None
    last = material.entry(max(links, key=lambda link: link.at).entry)
    at = when(last) if last else NO_WORDS
    names = and_texts(Text(one, one) for one in dict.fromkeys(link.partner for link in links))
    return Sentence(
        Text(
            f"Alle vastgelegde koppelingen zijn hersteld ({names.nl}), {at.nl}.",
            f"All links on record are restored ({names.en}), {at.en}.",
        ),
        tuple(link.entry for link in links),
    )


def exchange(material: Material) -> tuple[Sentence, ...]:
    """Say with whom data is exchanged again, since that was tried (S3.9)."""
    found = []
    for link in material.state.leftover.links.values():
        verdict = link_state(link)
        if verdict.answer != "restored-tested":
            continue
        entries = tuple(entry for reason in verdict.reasons for entry in reason.entries)
        found.append(
            Sentence(
                Text(
                    f"Uitwisselen met {link.partner} kan weer: de uitwisseling is beproefd.",
                    f"Data is exchanged again with {link.partner}: the exchange was tried.",
                ),
                entries,
            )
        )
    return tuple(found)


def agreed(material: Material) -> tuple[Sentence, ...]:
    """Say of each link what both sides say of using it again, where anybody said it (S3.8)."""
    found = []
    for link in material.state.leftover.links.values():
        verdict = agreement(link)
        if verdict.answer == "not-stated":
            continue
        said = and_texts(reason.text for reason in verdict.reasons)
        entries = tuple(entry for reason in verdict.reasons for entry in reason.entries)
        partner = link_key(link.partner, link.data)
        text = Text(
            f"Koppeling met {partner}, beide kanten: {said.nl}.", f"Link with {partner}, both sides: {said.en}."
        )
        found.append(Sentence(text, entries))
    return tuple(found)


def functions(material: Material) -> tuple[Sentence, ...]:
    """Say what a system is for, and what its closing therefore stops for whom (S3.4)."""
    return tuple(
        Sentence(
            Text(f"{capital(verdict.reasons[0].text).nl}.", f"{capital(verdict.reasons[0].text).en}."),
            tuple(entry for reason in verdict.reasons for entry in reason.entries),
        )
        for verdict in what_stops(material.state.leftover, material.state.door)
    )


def staged(material: Material) -> Sentence | None:
    """Say that things came back in stages, in which waves and on which criteria as far as recorded (S3.6)."""
    waves = [wave for wave in waves_in_order(material.state.leftover.waves.values()) if wave.entered is not None]
    if not waves:
        return None
    criteria = [criterion for wave in waves for criterion in wave.criteria]
    names = and_texts(Text(wave.name, wave.name) for wave in waves)
    tail = Text("op welke voorwaarden is niet vermeld", "on which criteria is not stated")
    if criteria:
        nl, en = and_words(criteria), and_words(criteria, "and")
        tail = Text(f"voorwaarden: {nl}", f"criteria: {en}")
    entries = [entry for wave in waves for entry in (wave.entry, wave.entered_entry) if entry is not None]
    return Sentence(
        Text(
            f"Het herstel gaat stapsgewijs ({names.nl}); {tail.nl}.",
            f"Recovery goes in stages ({names.en}); {tail.en}.",
        ),
        tuple(entries),
    )


def counted_end(material: Material) -> tuple[Sentence, ...]:
    """Say what the counts of a backlog say of its end, with their uncertainty, or that they say too little (S3.15)."""
    found = []
    for one in material.state.leftover.backlogs.values():
        if not one.open or not one.counts:
            continue
        verdict = forecast(one.counts, material.day).verdict
        kind = BACKLOG_KINDS.get(one.kind, Text(one.kind, one.kind))
        said = and_texts(reason.text for reason in verdict.reasons)
        not_yet = Text("nog niet te overzien: ", "not yet foreseeable: ")
        head = not_yet if verdict.answer == "not-foreseeable" else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Volgens de tellingen van de achterstand {one.unit}, {kind.nl}: {head.nl}{said.nl}.",
                    f"By the counts of the backlog {one.unit}, {kind.en}: {head.en}{said.en}.",
                ),
                tuple(count.entry for count in one.counts),
            )
        )
    return tuple(found)


def accepted(material: Material) -> tuple[Sentence, ...]:
    """Say what stays as it is by whose decision (S3.11, S4.4)."""
    found = []
    for (_, key), one in material.state.leftover.accepted.items():
        at = moment_words(one.at)
        found.append(
            Sentence(
                Text(
                    f"Blijft zoals het is: {key}, besloten door {one.decided_by} op {at.nl}.",
                    f"Stays as it is: {key}, decided by {one.decided_by} on {at.en}.",
                ),
                (one.entry,),
            )
        )
    return tuple(found)


def said_in_public(material: Material) -> tuple[Sentence, ...]:
    """Quote what was stated in public about the recovery besides, with its date (S3.15, S3.16)."""
    return tuple(_said(entry) for entry in material.of_kind("statement.made") if _about_recovery(entry))


def _about_recovery(entry: Entry) -> bool:
    public = entry.text("audience") == "public" and bool(entry.text("about"))
    return public and entry.text("grade") in {"restored", "degraded", "other"}


def _said(entry: Entry) -> Sentence:
    at, about = when(entry), entry.text("about")
    who = entry.source.stated_by
    by = Text(f" door {who}", f" by {who}") if who else NO_WORDS
    text = Text(f"In het openbaar verklaard{by.nl}, {at.nl}: {about}.", f"Stated in public{by.en}, {at.en}: {about}.")
    return Sentence(text, (entry.id,))
