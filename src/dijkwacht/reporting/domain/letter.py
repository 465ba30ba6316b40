"""The letter to the council: written from recorded facts, or not written (issue: a sentence without facts is not)."""

from dijkwacht.disclosure.domain import Audience
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.draft import Chapter, Draft, Line, judged, once, written
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.templates import LETTER
from dijkwacht.reporting.domain.words import as_of_words

LETTER_TYPE = "council-letter"


def council_letter(material: Material, audience: Audience = Audience.COUNCIL) -> Draft:
    """Return the letter to the council as the record supports it at the material's moment; empty chapters are left out.

    It always carries its as-of. Promises, restrictions and conditions read as they stood then; what a letter must say
    and nobody recorded reads "niet vastgelegd".
    """
    chapters = []
    said: list[Line] = []
    for heading, templates in LETTER:
        lines = [line for line in once(written(templates, material, audience)) if line not in said]
        said += lines
        if lines:
            chapters.append(Chapter(heading, tuple(lines)))
    chapters.append(Chapter(Text("Over deze brief", "About this letter"), about_the_document(material, audience)))
    subject = material.facts.title
    title = Text(f"Raadsinformatiebrief {subject.nl}", f"Letter to the council {subject.en}")
    return Draft(LETTER_TYPE, title, material.organisation, material.name, audience, material.at, tuple(chapters))


def about_the_document(material: Material, audience: Audience) -> tuple[Line, ...]:
    """Return the lines every document ends with: its as-of, and that what was entered later says so (S0.22, S1.22)."""
    found = [as_of(material)]
    if (later := entered_later(material)) is not None:
        found.append(later)
    return tuple(judged(sentence, material, audience) for sentence in found)


def as_of(material: Material) -> Sentence:
    """Say as of which moment the document holds, with its zone; midnight closes the day before."""
    said = as_of_words(material.at)
    return Sentence(
        Text(
            f"Dit stuk geeft de stand van {said.nl} (Nederlandse tijd).",
            f"This document gives the state of {said.en} (Dutch time).",
        ),
        template="as-of",
    )


def entered_later(material: Material) -> Sentence | None:
    """Say that facts were entered afterwards from documents, and in which years."""
    replayed = [entry for entry in material.entries.values() if entry.replayed]
    if not replayed:
        return None
    years = sorted({entry.recorded_at.year for entry in replayed})
    listed = ", ".join(str(year) for year in years)
    return Sentence(
        Text(
            f"De feiten zijn achteraf ({listed}) vastgelegd uit de genoemde bronnen.",
            f"The facts were recorded afterwards ({listed}) from the sources named.",
        ),
        template="entered-later",
    )
