"""Log that somebody looked at another organisation's record."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from dijkwacht.kernel.actor import Viewer

_COUNT = """
INSERT INTO journal_look (account, looking_organisation, organisation, what, hour, times)
VALUES (%s, %s, %s, %s, date_trunc('hour', %s::timestamptz), 1)
ON CONFLICT ON CONSTRAINT journal_look_once_an_hour DO UPDATE SET times = journal_look.times + 1
"""


def log_look(*, viewer: Viewer, organisation: UUID, what: str, at: datetime) -> None:
    """Count one look, per account, organisation and hour; one's own organisation and the public are not logged."""
    if viewer.account is None or organisation in viewer.organisations():
        return
    looking = next(iter(sorted(viewer.organisations())), None)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, (viewer.account, looking, organisation, what[:60], at))
