"""Sentences about getting back: tiers, processes, links, limits, backlogs, and why it is not over."""

from dijkwacht.kernel.text import Text
from dijkwacht.recovery.domain.closing import BACKLOG_KINDS, closable
from dijkwacht.recovery.domain.progress import (
    TIERS,
    TierProgress,
    backlog_forecast,
    link_state,
    process_vs_system,
    tier_progress,
)
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_texts, capital, when


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
                Text(f"{name}: {stated.text.nl}.{rest.nl}", f"{name}: {stated.text.en}.{rest.en}"),
                tuple(entry for reason in verdict.reasons for entry in reason.entries),
            )
        )
    return tuple(found)


def links(material: Material) -> tuple[Sentence, ...]:
    """Say of each link with a partner whether it works, and whether the exchange itself was tried (S3.8, S3.9)."""
    found = []
    for link in material.state.leftover.links.values():
        reasons = link_state(link).reasons
        said = and_texts(reason.text for reason in reasons)
        found.append(
            Sentence(
                Text(f"Koppeling met {link.partner}: {said.nl}.", f"Link with {link.partner}: {said.en}."),
                (link.entry,),
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
    named = and_texts(reason.text for reason in verdict.reasons)
    return Sentence(
        Text(
            f"De gevolgen zijn nog niet voorbij. Nog open: {named.nl}.",
            f"The consequences are not over. Still open: {named.en}.",
        ),
        tuple(entry for reason in verdict.reasons for entry in reason.entries),
    )


def waves(material: Material) -> tuple[Sentence, ...]:
    """Say which wave of the staged recovery began when, and by which criteria (S3.6)."""
    found = []
    for entry in material.of_kind("wave.entered"):
        at, criteria = when(entry), entry.text("criteria")
        tail = Text(f"; voorwaarde: {criteria}", f"; criterion: {criteria}") if criteria else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Golf {entry.text('wave')} is begonnen, {at.nl}{tail.nl}.",
                    f"Wave {entry.text('wave')} began, {at.en}{tail.en}.",
                ),
                (entry.id,),
            )
        )
    return tuple(found)
