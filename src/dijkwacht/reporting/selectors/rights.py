"""Who may write documents and record questions about a response: people of the organisation itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.selectors import ResponseRow, ResponseView, response_for, responses_of
from dijkwacht.kernel.actor import Actor, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.selectors import OrganisationSeen, actor_for, organisation_for
from dijkwacht.reporting.models import Document

WRITERS = (Role.CISO, Role.ICT, Role.DIRECTOR, Role.CLERK, Role.SPOKESPERSON)


@dataclass(frozen=True, slots=True)
class Writing:
    """A response about which the viewer may write, as whom, for which organisation."""

    view: ResponseView
    actor: Actor
    organisation: OrganisationSeen


def writing(viewer: Viewer, response: UUID, at: datetime) -> Writing:
    """Return the response and the actor as whom the viewer writes about it; raises NotFound for all others.

    Nobody writes for an organisation that is only recorded from public documents.
    """
    view = response_for(viewer, response)
    if view.organisation not in viewer.organisations(*WRITERS):
        raise NotFound
    organisation = organisation_for(viewer, view.organisation, at)
    if organisation.read_only:
        raise NotFound
    return Writing(view, actor_for(viewer, view.organisation), organisation)


def writing_document(viewer: Viewer, document: UUID, at: datetime) -> Actor:
    """Return the actor as whom the viewer works on a document; raises NotFound for all others."""
    row = Document.objects.all().visible_to(viewer).filter(public_id=document).first()
    if row is None:
        raise NotFound
    return writing(viewer, row.response, at).actor


def may_write_about(viewer: Viewer) -> tuple[ResponseRow, ...]:
    """Return the responses about which the viewer may write, newest case first."""
    own = viewer.organisations(*WRITERS)
    return tuple(row for row in responses_of(viewer) if row.organisation in own) if own else ()
