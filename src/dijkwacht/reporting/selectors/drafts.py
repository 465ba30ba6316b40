"""Drafts written from the record, as it stands or stood; nothing is stored here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.selectors import ResponseView, own_story, response_for
from dijkwacht.containment.domain.gate import Surroundings
from dijkwacht.containment.engine import build_order
from dijkwacht.disclosure.domain import Audience
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.organisations.selectors import OrganisationSeen, organisation_for
from dijkwacht.reporting.domain.answers import ANSWERS_TYPE, numbered_answers, standard_answers
from dijkwacht.reporting.domain.draft import Draft
from dijkwacht.reporting.domain.letter import LETTER_TYPE, council_letter
from dijkwacht.reporting.domain.material import Material, gather
from dijkwacht.reporting.domain.questions import STANDARD_SET
from dijkwacht.reporting.domain.status_statement import STATUS_TYPE, status_statement

WORDED = ("question.received", "question.answered")
TYPES = (LETTER_TYPE, ANSWERS_TYPE, STATUS_TYPE)


def material_for(viewer: Viewer, response: UUID, at: datetime, asof: AsOf = NOW) -> Material:
    """Return what a document about a response is made from, of what the viewer may see; raises NotFound.

    `at`: now, aware UTC. The document tells of `asof.known` where that is given.
    """
    return material_of(viewer, response_for(viewer, response, asof), asof.known or at)


def material_of(viewer: Viewer, view: ResponseView, at: datetime, seen: OrganisationSeen | None = None) -> Material:
    """Return the same for a response that was read already, as known at `at`; `seen`: its organisation, if read too."""
    organisation = seen or organisation_for(viewer, view.organisation, at)
    story = _Story(view.id, view.constituency, view.state, view.facts, view.entries)
    return _material(viewer, story, organisation, at)


def own_material(response: UUID, at: datetime, asof: AsOf = NOW, seen: OrganisationSeen | None = None) -> Material:
    """Return the same with the organisation's own eyes, for services; no viewer. Raises NotFound."""
    story = own_story(response, asof)
    eyes = Viewer(None, (Office(story.organisation, Role.CISO),))
    organisation = seen or organisation_for(eyes, story.organisation, at)
    told = _Story(response, story.constituency, story.state, story.facts, story.entries)
    return _material(eyes, told, organisation, asof.known or at)


@dataclass(frozen=True, slots=True)
class _Story:
    """What there is to tell of a response, seen by a viewer or with its own eyes."""

    response: UUID
    constituency: UUID | None
    state: ResponseState
    facts: CaseFacts
    entries: tuple[Entry, ...]


def _material(viewer: Viewer, story: _Story, organisation: OrganisationSeen, at: datetime) -> Material:
    products = [*(device.product for device in story.state.devices.values()), story.facts.product]
    grown = [entry.known_by for entry in story.entries if entry.kind == "window.grown"]
    around = Surroundings(
        frozenset({story.constituency}) if story.constituency else frozenset(),
        next((order for product in products if (order := build_order(product))), None),
        None,
        max(grown, default=None),
    )
    return gather(
        organisation=organisation.id,
        name=organisation.name,
        state=story.state,
        facts=story.facts,
        entries=story.entries,
        at=at,
        around=around,
        wording=_wording(viewer, story.response, story.entries),
        recorded=organisation.read_only,
    )


def _wording(viewer: Viewer, response: UUID, listed: Iterable[Entry]) -> Mapping[UUID, str]:
    if not any(entry.kind in WORDED for entry in listed):
        return {}
    found = entries(viewer, response=response, kinds=WORDED)
    return {entry.id: entry.content["wording"] for entry in found if entry.content and "wording" in entry.content}


def letter_draft(
    viewer: Viewer, response: UUID, at: datetime, audience: Audience = Audience.COUNCIL, asof: AsOf = NOW
) -> Draft:
    """Return the letter to the council as the record supports it; raises NotFound."""
    return council_letter(material_for(viewer, response, at, asof), audience)


def status_draft(
    viewer: Viewer, response: UUID, at: datetime, audience: Audience = Audience.PUBLIC, asof: AsOf = NOW
) -> Draft:
    """Return the statement of how recovery stands as the record supports it (S3.16); raises NotFound."""
    return status_statement(material_for(viewer, response, at, asof), audience)


def answers_draft(  # noqa: PLR0913, PLR0917 - whose questions, of which set, for whom, when
    viewer: Viewer,
    response: UUID,
    question_set: str,
    at: datetime,
    audience: Audience = Audience.COUNCIL,
    asof: AsOf = NOW,
) -> Draft:
    """Return the numbered answers to a question set as the record supports them; raises NotFound."""
    return numbered_answers(material_for(viewer, response, at, asof), question_set, audience)


def standard_draft(
    viewer: Viewer, response: UUID, at: datetime, audience: Audience = Audience.PUBLIC, asof: AsOf = NOW
) -> Draft:
    """Return the answers to the standard question set (S0.24); raises NotFound."""
    return standard_answers(material_for(viewer, response, at, asof), audience)


def written_anew(material: Material, kind: str, audience: Audience, question_set: str) -> Draft:
    """Return a document of this type as it would read now."""
    if kind == ANSWERS_TYPE:
        if question_set == STANDARD_SET:
            return standard_answers(material, audience)
        return numbered_answers(material, question_set, audience)
    if kind == STATUS_TYPE:
        return status_statement(material, audience)
    return council_letter(material, audience)
