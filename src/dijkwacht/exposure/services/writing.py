"""What every service of this room does: one writer per organisation, columns from an entry, an end on both axes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from dijkwacht.exposure.models import Lasting
from dijkwacht.journal.domain import Entry


def one_at_a_time(organisations: Iterable[UUID]) -> None:
    """Wait until nobody else writes exposure rows of these organisations, and hold them until the transaction ends.

    They are taken in order, so that two writers never wait for each other.
    """
    with connection.cursor() as cursor:
        for organisation in sorted(organisations):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exposure {organisation}"])


def lasting_columns(entry: Entry, organisation: UUID) -> dict[str, object]:
    """Return the shared columns of a row about `organisation` that this entry explains."""
    return {
        "organisation": organisation,
        "entry": entry.id,
        "label": entry.label.value,
        "owner": entry.owner,
        "constituency": entry.constituency,
        "known_by": known_by(entry),
        "recorded_at": entry.recorded_at,
    }


def known_by(entry: Entry) -> datetime:
    """Return the end of the period in which it became known, or the recording time where nothing is stated."""
    return entry.known.latest if entry.known else entry.recorded_at


def end(rows: QuerySet[Lasting], entry: Entry) -> int:
    """End these rows on both axes by what the entry says, and return how many there were."""
    return rows.filter(ended_at__isnull=True).update(ended_at=entry.recorded_at, known_until=known_by(entry))
