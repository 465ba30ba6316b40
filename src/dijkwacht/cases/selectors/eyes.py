"""With whose eyes a response is folded."""

from uuid import UUID

from dijkwacht.cases.models import Response
from dijkwacht.kernel.actor import Office, Role, Viewer


def own_eyes(response: Response) -> Viewer:
    """Return a viewer with the eyes of the response's own organisation: what it may not know moves nothing for it."""
    memberships = frozenset({response.constituency}) if response.constituency else frozenset[UUID]()
    return Viewer(None, (Office(response.organisation, Role.CISO),), memberships)
