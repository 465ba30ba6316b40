"""Looks and unreadable input that have outlived their term; the database refuses to let go of what is younger."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from dijkwacht.journal.models import EntryRow, EvidenceRow, LookRow, QuarantineRow, hold
from dijkwacht.journal.services.appending import one_transaction
from dijkwacht.journal.services.sealing import erase_open, let_go


def old_looks(before: datetime) -> int:
    """Return how many looks are older than `before`."""
    return LookRow.objects.filter(hour__lt=before).count()


@one_transaction
def forget_looks(*, before: datetime) -> int:
    """Remove the looks older than `before` and return how many; the database refuses a moment within the last year."""
    return _call("SELECT journal_forget_looks(%s)", before)


def old_quarantine(before: datetime) -> int:
    """Return how many unreadable inputs are older than `before`."""
    return QuarantineRow.objects.filter(at__lt=before).count()


@one_transaction
def forget_quarantine(*, before: datetime) -> int:
    """Remove the unreadable inputs older than `before`, with their bytes, and return how many.

    Bytes stay where an entry speaks of them, where they failed again since, or where another owner holds them. The
    database refuses a moment within the last 30 days.
    """
    old = QuarantineRow.objects.filter(at__lt=before)
    for digest, owner in sorted(set(old.values_list("digest", "owner"))):
        hold(digest)
        again = QuarantineRow.objects.filter(digest=digest, owner=owner, at__gte=before)
        told = EntryRow.objects.filter(Q(evidence__contains=[digest]) | Q(payload_text__contains=digest))
        if again.exists() or told.exists():
            continue
        rows = EvidenceRow.objects.filter(digest=digest, owner=owner)
        rows.update(name="", removed_at=Now())
        for row in rows:
            let_go(row)
    return _call("SELECT journal_forget_quarantine(%s)", before)


@one_transaction
def forget_bytes(*, digest: str, owner: UUID) -> None:
    """Remove bytes that a later room sealed and let go; they stay where an entry or another owner has them.

    The file goes before the transaction ends: a failure leaves a row without a file, which the next call mends.
    """
    hold(digest)
    if EntryRow.objects.filter(evidence__contains=[digest]).exists():
        return
    EvidenceRow.objects.filter(digest=digest, owner=owner, removed_at__isnull=True).update(name="", removed_at=Now())
    erase_open(digest)


def _call(statement: str, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, (before,))
        (gone,) = cursor.fetchone() or (0,)
    return int(gone)
