"""Take over the public lists about flaws, so that advice can be put in the order of what is misused now."""

from django.db import connection

from dijkwacht.advisories.engine.marks import read_epss, read_kev
from dijkwacht.advisories.models import FlawMark
from dijkwacht.journal.services import one_transaction

BATCH = 5000
_MARK_REVISIONS = """
    UPDATE advisories_revision r SET epss = found.epss, kev_due = found.kev_due
    FROM (
        SELECT v.revision_id AS id, max(m.epss) AS epss, min(m.kev_due) AS kev_due
        FROM advisories_advisoryvulnerability v JOIN advisories_flawmark m ON m.name = v.name
        WHERE %s::bigint IS NULL OR v.revision_id = %s
        GROUP BY v.revision_id
    ) found
    WHERE r.id = found.id AND (r.epss, r.kev_due) IS DISTINCT FROM (found.epss, found.kev_due)
"""


@one_transaction
def import_kev(*, content: bytes) -> int:
    """Take over the catalogue of known exploited flaws and return how many it lists. Raises UnreadableList."""
    listed = read_kev(content)
    rows = [
        FlawMark(name=name, kev_added=one.added, kev_due=one.due, ransomware=one.ransomware)
        for name, one in listed.items()
    ]
    FlawMark.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["kev_added", "kev_due", "ransomware"],
    )
    mark_revisions()
    return len(rows)


@one_transaction
def import_epss(*, content: bytes) -> int:
    """Take over the chances of misuse and return of how many flaws. Raises UnreadableList."""
    chances = read_epss(content)
    rows = [FlawMark(name=name, epss=chance, epss_on=chances.on) for name, chance in chances.of.items()]
    FlawMark.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["name"], update_fields=["epss", "epss_on"]
    )
    mark_revisions()
    return len(rows)


def mark_revisions(revision: int | None = None) -> None:
    """Bring what the lists say to every version, or to the one with this key; inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_REVISIONS, [revision, revision])
