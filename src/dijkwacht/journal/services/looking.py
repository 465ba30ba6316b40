"""Log that somebody looked at another organisation's record."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from dijkwacht.kernel.actor import Viewer

_COUNT = """
INSERT INTO journal_look (account, looking_organisation, organisation, what, hour, times)
SELECT %s, %s, seen, %s, date_trunc('hour', %s::timestamptz), 1 FROM unnest(%s::uuid[]) seen ORDER BY seen
ON CONFLICT ON CONSTRAINT journal_look_once_an_hour DO UPDATE SET times = journal_look.times + 1
"""


def log_look(*, viewer: Viewer, organisation: UUID, what: str, at: datetime) -> None:
    """Count one look, per account, organisation and hour; one's own organisation and the public are not logged."""
    log_looks(viewer=viewer, organisations=[organisation], what=what, at=at)


def log_looks(*, viewer: Viewer, organisations: Iterable[UUID], what: str, at: datetime) -> None:
    """Count one look at each of these organisations, like `log_look`, in one statement."""
    own = viewer.organisations()
    others = sorted(set(organisations) - own)
    if viewer.account is None or not others:
        return
    looking = next(iter(sorted(own)), None)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, (viewer.account, looking, what[:60], at, others))
