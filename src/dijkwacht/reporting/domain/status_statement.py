"""The public statement of how recovery stands: each sentence from recorded facts, with its sources (S3.16)."""

from dijkwacht.disclosure.domain import Audience
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.draft import Chapter, Draft, once, written
from dijkwacht.reporting.domain.letter import about_the_document
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.templates import STATUS

STATUS_TYPE = "status-statement"


def status_statement(material: Material, audience: Audience = Audience.PUBLIC) -> Draft:
    """Return the statement as the record supports it at the material's moment; what nobody recorded is not written.

    What happened, what is back, what is not: in that order, so that the good news never stands alone.
    """
    chapters = []
    for heading, templates in STATUS:
        lines = once(written(templates, material, audience))
        if lines:
            chapters.append(Chapter(heading, lines))
    chapters.append(Chapter(Text("Over dit bericht", "About this statement"), about_the_document(material, audience)))
    subject = material.facts.title
    title = Text(f"Stand van het herstel: {subject.nl}", f"State of recovery: {subject.en}")
    return Draft(STATUS_TYPE, title, material.organisation, material.name, audience, material.at, tuple(chapters))
