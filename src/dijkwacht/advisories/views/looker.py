"""Who looks, at which moment, and whom they may name: what every view of this room asks of a request."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from dijkwacht.advisories.domain.rights import writes_for
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.selectors import AdvisoryPage, advisory_page
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import organisations_seen


def recipients_for(viewer: Viewer) -> list[tuple[UUID, str]]:
    """Return whom this viewer may name as recipients."""
    return [(seen.id, seen.name) for seen in organisations_seen(viewer, timezone.now())]


def any_fictional(viewer: Viewer, owners: Iterable[UUID]) -> bool:
    """Return whether one of these organisations is invented, which the page then says."""
    return any(seen.fictional for seen in organisations_seen(viewer, timezone.now(), ids=owners))


def own_page(request: HttpRequest, advisory: UUID) -> AdvisoryPage:
    """Return the page of advice that the viewer's desk writes; raises NotFound for anybody else's."""
    viewer = viewer_of(request)
    page = advisory_page(viewer, advisory)
    if not writes_for(viewer, page.line.owner):
        raise NotFound
    return page


def handling_of(page: AdvisoryPage) -> Handling:
    """Return who may know of what is said about this advice: whom the advice itself reaches."""
    return Handling(page.line.owner, page.line.label, page.line.owner, page.line.recipients, page.line.case)
