"""Sentences about watching: the level raised and lowered, the signal, the statutory reports."""

from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_texts, capital, on, the, when


def raised(material: Material) -> tuple[Sentence, ...]:
    """Say when the monitoring level went up, why, with what, until which criterion (S1.8, S0.10)."""
    found = []
    for entry in material.of_kind("monitoring.raised"):
        at, reason, added = when(entry), entry.text("reason"), entry.text("added")
        more = Text(f"; {added}", f"; {added}") if added else NO_WORDS
        criterion = entry.text("criterion")
        down = Text(f" Terug naar normaal: {criterion}.", f" Back to normal: {criterion}.") if criterion else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"De bewaking is verhoogd {at.nl}: {reason}{more.nl}.{down.nl}",
                    f"Monitoring was raised {at.en}: {reason}{more.en}.{down.en}",
                ),
                (entry.id,),
            )
        )
    return tuple(found)


def lowered(material: Material) -> tuple[Sentence, ...]:
    """Say when the level went back to normal, by which criterion, decided by whom (S0.10)."""
    return tuple(
        Sentence(
            Text(
                f"De bewaking is terug naar normaal {when(entry).nl}: {entry.text('criterion_met')} "
                f"(besluit: {entry.text('decided_by')}).",
                f"Monitoring went back to normal {when(entry).en}: {entry.text('criterion_met')} "
                f"(decision: {entry.text('decided_by')}).",
            ),
            (entry.id,),
        )
        for entry in material.of_kind("monitoring.lowered")
    )


def signals(material: Material) -> tuple[Sentence, ...]:
    """Say who warned this organisation by name, about what and when (S3.3)."""
    found = []
    for entry in material.of_kind("signal.received"):
        sender, us, at, about = capital(the(entry.text("sender"))), the(material.name), when(entry), entry.text("about")
        found.append(
            Sentence(
                Text(
                    f"{sender.nl} waarschuwde {us.nl} {at.nl}: {about}.",
                    f"{sender.en} warned {us.en} {at.en}: {about}.",
                ),
                (entry.id,),
            )
        )
    return tuple(found)


def reports(material: Material) -> Sentence | None:
    """Say with which authorities a report was filed, and on which ground (S4.10)."""
    filed = material.of_kind("report.filed")
    if not filed:
        return None
    named = and_texts(
        Text(f"{one.text('authority')} ({one.text('ground')})", f"{one.text('authority')} ({one.text('ground')})")
        for one in filed
    )
    return Sentence(
        Text(f"Gemeld bij {named.nl}.", f"Reported to {named.en}."),
        tuple(one.id for one in filed),
    )


def suspected(material: Material) -> Sentence | None:
    """Say since when misuse was suspected, and by whom (S3.5)."""
    at = material.state.traces.suspected
    entry = next(iter(material.of_kind("misuse.suspected")), None)
    if at is None or entry is None:
        return None
    by, day, why = the(entry.text("named_by")), on(at), entry.text("because")
    because = Text(f" ({why})", f" ({why})") if why else NO_WORDS
    return Sentence(
        Text(
            f"Misbruik werd vermoed {day.nl}, door {by.nl}{because.nl}.",
            f"Misuse was suspected {day.en}, by {by.en}{because.en}.",
        ),
        (entry.id,),
    )
