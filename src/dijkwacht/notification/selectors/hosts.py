"""The shared system that an organisation runs, with the cases in which something was done on it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from dijkwacht.cases.selectors import cases_listed
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.selectors import HostSeen, shared_hosts


def host_operated(
    viewer: Viewer, organisation: UUID, host: UUID, at: datetime
) -> tuple[HostSeen, tuple[tuple[str, str], ...]]:
    """Return the system with its users, and the cases that the viewer may see by id and title, newest first.

    Raises NotFound for a system that the organisation does not run.
    """
    seen = next((one for one in shared_hosts(viewer, at) if one.id == host and one.operator == organisation), None)
    if seen is None:
        raise NotFound
    language = get_language() or "nl"
    return seen, tuple((str(row.id), row.title.in_language(language)) for row in cases_listed(viewer))
