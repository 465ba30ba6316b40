"""Sentences about getting back: tiers, processes, links, limits, backlogs, and why it is not over."""

from dijkwacht.cases.domain.leftover import link_key
from dijkwacht.kernel.text import Text
from dijkwacht.recovery.domain.closing import closable
from dijkwacht.recovery.domain.linking import last_trials, link_state
from dijkwacht.recovery.domain.progress import (
    TierProgress,
    backlog_forecast,
    process_vs_system,
    tier_progress,
)
from dijkwacht.recovery.domain.staging import waves_in_order
from dijkwacht.recovery.domain.words import BACKLOG_KINDS, TIERS
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_texts, and_words, capital, when


def tiers(material: Material) -> tuple[Sentence, ...]:
    """Say of each tier how many systems are back, limited or off (S3.1, S3.7)."""
    return tuple(_tier(one, material) for one in tier_progress(material.state.leftover))


def _tier(one: TierProgress, material: Material) -> Sentence:
    systems = [system for system in material.state.leftover.systems.values() if system.tier == one.tier]
    entries = tuple(system.entry for system in systems)
    name = capital(TIERS[one.tier])
    if one.complete is not None:
        last = max(systems, key=lambda system: system.at)
        entry = material.entry(last.entry)
        at = when(entry) if entry else NO_WORDS
        names = and_texts(Text(system.name, system.name) for system in systems)
        return Sentence(
            Text(
                f"{name.nl}: alles is hersteld, {at.nl} ({names.nl}).",
                f"{name.en}: all restored, {at.en} ({names.en}).",
            ),
            entries,
        )
    return Sentence(
        Text(
            f"{name.nl}: {one.restored} van {one.total} hersteld, {one.limited} met beperkingen, {one.off} uit.",
            f"{name.en}: {one.restored} of {one.total} restored, {one.limited} with limits, {one.off} off.",
        ),
        entries,
    )


def limits(material: Material) -> tuple[Sentence, ...]:
    """Say which systems work with limits, and which (S3.14)."""
    return tuple(
        Sentence(
            Text(
                f"Met beperkingen hersteld: {one.name} ({one.limits}).",
                f"Restored with limits: {one.name} ({one.limits}).",
            ),
            (one.entry,),
        )
        for one in material.state.leftover.systems.values()
        if one.state == "restored-with-limits" and one.limits
    )


def processes(material: Material) -> tuple[Sentence, ...]:
    """Say how each work process runs, apart from the systems that serve it (S3.10)."""
    found = []
    for name in material.state.leftover.processes:
        verdict = process_vs_system(name, material.state.leftover)
        stated = verdict.reasons[0]
        behind = and_texts(reason.text for reason in verdict.reasons[1:])
        rest = (
            Text(f" Nog niet terug: {behind.nl}.", f" Not back yet: {behind.en}.") if verdict.reasons[1:] else NO_WORDS
        )
        found.append(
            Sentence(
                capital(Text(f"{name}: {stated.text.nl}.{rest.nl}", f"{name}: {stated.text.en}.{rest.en}")),
                tuple(entry for reason in verdict.reasons for entry in reason.entries),
            )
        )
    return tuple(found)


def links(material: Material) -> tuple[Sentence, ...]:
    """Say of each link with a partner whether it works, and whether the exchange itself was tried (S3.8, S3.9)."""
    found = []
    for link in material.state.leftover.links.values():
        first, *rest = link_state(link).reasons
        entry, head = material.entry(link.entry), first.text
        if link.state == "restored" and entry is not None:
            at = when(entry)
            head = Text(f"hersteld, {at.nl}", f"restored, {at.en}")
        said = and_texts([head, *(reason.text for reason in rest)])
        name = link_key(link.partner, link.data)
        found.append(
            Sentence(
                Text(f"Koppeling met {name}: {said.nl}.", f"Link with {name}: {said.en}."),
                (link.entry, *(trial.entry for trial in last_trials(link))),
            )
        )
    return tuple(found)


def backlogs(material: Material) -> tuple[Sentence, ...]:
    """Say which backlogs are open, of which unit and kind, and how large where that is stated (S3.12)."""
    found = []
    for one in material.state.leftover.backlogs.values():
        if not one.open:
            continue
        kind, entry = BACKLOG_KINDS.get(one.kind, Text(one.kind, one.kind)), material.entry(one.entry)
        size = Text("omvang niet vermeld", "size not stated")
        if one.amount is not None:
            size = Text(f"omvang {one.amount}", f"size {one.amount}")
        at = when(entry) if entry else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Achterstand {one.unit}, {kind.nl}: {size.nl} (opgave {at.nl}).",
                    f"Backlog {one.unit}, {kind.en}: {size.en} (stated {at.en}).",
                ),
                (one.entry,),
            )
        )
    return tuple(found)


def backlog_end(material: Material) -> tuple[Sentence, ...]:
    """Say when a backlog will be gone, or that this is not yet foreseeable or not stated (S3.15)."""
    found = []
    for one in material.state.leftover.backlogs.values():
        kind = BACKLOG_KINDS.get(one.kind, Text(one.kind, one.kind))
        said = backlog_forecast(one).reasons[0].text
        found.append(
            Sentence(
                Text(
                    f"Einde van de achterstand {one.unit}, {kind.nl}: {said.nl}.",
                    f"End of the backlog {one.unit}, {kind.en}: {said.en}.",
                ),
                (one.entry,),
            )
        )
    return tuple(found)


def not_over(material: Material) -> Sentence | None:
    """Say that the response cannot be closed and name what keeps it open (S3.11)."""
    verdict = closable(material.state)
    if verdict.answer == "closable":
        return None
    named = Text("; ".join(one.text.nl for one in verdict.reasons), "; ".join(one.text.en for one in verdict.reasons))
    return Sentence(
        Text(
            f"De gevolgen zijn nog niet voorbij. Nog open: {named.nl}.",
            f"The consequences are not over. Still open: {named.en}.",
        ),
        tuple(entry for reason in verdict.reasons for entry in reason.entries),
    )


def waves(material: Material) -> tuple[Sentence, ...]:
    """Say which wave of the staged recovery began when, on which criteria, and which of them were open then (S3.6)."""
    found = []
    for wave in waves_in_order(material.state.leftover.waves.values()):
        entry = material.entry(wave.entered_entry)
        if entry is None:
            continue
        at, criteria = when(entry), "; ".join(wave.criteria) or wave.entered_by
        tail = Text(f"; voorwaarde: {criteria}", f"; criterion: {criteria}") if criteria else NO_WORDS
        open_ones = and_words(wave.unmet)
        without = Text(f"; nog niet voldaan: {open_ones}", f"; not met then: {open_ones}") if open_ones else NO_WORDS
        ticks = [tick.entry for criterion in wave.criteria if (tick := wave.tick(criterion))]
        found.append(
            Sentence(
                Text(
                    f"Golf {wave.name} is begonnen, {at.nl}{tail.nl}{without.nl}.",
                    f"Wave {wave.name} began, {at.en}{tail.en}{without.en}.",
                ),
                (entry.id, *ticks),
            )
        )
    return tuple(found)
