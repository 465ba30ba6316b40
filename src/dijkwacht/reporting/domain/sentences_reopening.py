"""Sentences about reopening: the CERT's advice, why it waits, and what the gate still asks."""

from dijkwacht.containment.domain.gate import CONDITION_WORDS, open_conditions
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import ConditionState
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.sentences_fix import was_shut
from dijkwacht.reporting.domain.words import NO_WORDS, and_texts, and_words, capital, on, the


def reopening_advice(material: Material) -> tuple[Sentence, ...]:
    """Say which issuer advised that opening is safe again, when, with which builds, whether it was revoked (S1.13)."""
    found = []
    for one in material.facts.reopening:
        if not material.for_us(one.entry, one.constituency):
            continue
        said = capital(the(one.issuer))
        at = on(one.at)
        builds = Text(f" met {and_words(one.builds)}", f" with {and_words(one.builds, 'and')}")
        with_builds = (
            builds if one.builds else Text(" met deze herstelversies (patches)", " with these fixed builds (patches)")
        )
        gone = on(one.revoked) if one.revoked else None
        revoked = (
            Text(f" Dat advies is ingetrokken {gone.nl}.", f" That advice was revoked {gone.en}.") if gone else NO_WORDS
        )
        found.append(
            Sentence(
                Text(
                    f"{said.nl} adviseerde {at.nl} dat openstellen{with_builds.nl} weer veilig is.{revoked.nl}",
                    f"{said.en} advised {at.en} that opening up{with_builds.en} is safe again.{revoked.en}",
                ),
                tuple(entry for entry in (one.entry, one.revoked_entry) if entry),
            )
        )
    return tuple(found)


def why_it_waits(material: Material) -> Sentence | None:
    """Say why reopening waits although the advice is there: the investigation, as a condition of its own (S1.14)."""
    investigation = material.condition("investigation")
    if was_shut(material) is None or investigation is None or investigation.state is ConditionState.MET:
        return None
    return Sentence(
        Text(
            f"Heropenen wacht op het onderzoek: {investigation.text.nl}.",
            f"Reopening waits for the investigation: {investigation.text.en}.",
        ),
        investigation.entries,
    )


def not_recorded(material: Material) -> Sentence | None:
    """Say which conditions for reopening cannot be judged because nothing is recorded (S1.14)."""
    if was_shut(material) is None:
        return None
    silent = [one for one in open_conditions(material.conditions) if one.state is ConditionState.NOT_RECORDED]
    if not silent:
        return None
    named = and_texts(CONDITION_WORDS[one.key] for one in silent)
    return Sentence(
        Text(
            f"Van de voorwaarden voor heropenen is niet vastgelegd: {named.nl.lower()}.",
            f"Of the conditions for reopening these are not recorded: {named.en.lower()}.",
        ),
        tuple(entry for one in silent for entry in one.entries),
    )
