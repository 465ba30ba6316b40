"""The proof: leaves and heads read back and checked; what falls due for removal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.domain.heads import Checked, Leaf, SignatureCheck, TreeHead, verify
from dijkwacht.journal.domain.kind import RETENTION_YEARS
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.engine.keys import holds
from dijkwacht.journal.models import EntryRow, HeadRow, LeafRow
from dijkwacht.journal.selectors.rows import columns_agree, entry_value
from dijkwacht.journal.selectors.values import Placed
from dijkwacht.kernel.window import NotAMoment

CHUNK = 2000
YEAR = timedelta(days=365.25)


def leaves_in_order() -> Iterator[Leaf]:
    """Yield every leaf by position with its row and content, a chunk at a time: memory stays flat."""
    rows = LeafRow.objects.select_related("entry", "entry__content").order_by("position")
    for row in rows.iterator(chunk_size=CHUNK):
        stored = getattr(row.entry, "content", None)
        content = (bytes(stored.salt), stored.body) if stored else None
        try:
            entry = entry_value(row.entry, None, row.position)
        except (ValueError, TypeError, NotAMoment):
            yield Leaf(row.position, bytes(row.leaf_hash), row.entry.public_id, None, content)
            continue
        agrees = columns_agree(row.entry, entry)
        yield Leaf(row.position, bytes(row.leaf_hash), entry.id, entry, content, agrees)


def heads_in_order() -> Iterator[TreeHead]:
    """Yield every signed head, smallest first."""
    for row in HeadRow.objects.order_by("size").iterator(chunk_size=CHUNK):
        yield TreeHead(row.size, bytes(row.root), row.signed_at, row.key, bytes(row.signature))


def removals() -> frozenset[UUID]:
    """Return the entries whose content was removed by a `content.removed` entry."""
    rows = EntryRow.objects.filter(kind="content.removed", payload__has_key="entry")
    return frozenset(UUID(str(value)) for value in rows.values_list("payload__entry", flat=True))


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the record as of one moment, while others go on writing; inside a transaction nothing changes."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def verify_record(witnessed: Iterable[TreeHead] = (), signed: SignatureCheck = holds) -> Checked:
    """Check the whole record of this database; see `journal.domain.heads.verify`."""
    with snapshot():
        return verify(leaves_in_order(), heads_in_order(), removals(), signed, witnessed)


def pending_count() -> int:
    """Return how many committed entries have no place in the tree yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM journal_entry e "
            "WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry_id = e.id)"
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def placed(entry: Entry) -> Placed | None:
    """Return where an entry that was read stands in the tree, or None while it waits for the sequencer."""
    leaf = LeafRow.objects.filter(entry__public_id=entry.id).first()
    if leaf is None:
        return None
    head = HeadRow.objects.filter(size__gt=leaf.position).order_by("size").first()
    if head is None:
        return None
    return Placed(leaf.position, bytes(leaf.leaf_hash).hex(), head.size, bytes(head.root).hex(), head.signed_at)


def latest_head() -> TreeHead | None:
    """Return the newest signed head, or None for an empty record."""
    row = HeadRow.objects.order_by("-size").first()
    return TreeHead(row.size, bytes(row.root), row.signed_at, row.key, bytes(row.signature)) if row else None


def falls_due(at: datetime) -> tuple[tuple[UUID, str, datetime], ...]:
    """Return (entry, kind, since when) whose removable content has outlived its term at `at`, oldest first."""
    found: list[tuple[UUID, str, datetime]] = []
    for term, years in RETENTION_YEARS.items():
        kinds = [kind.name for kind in KINDS.values() if kind.retention is term]
        rows = EntryRow.objects.filter(kind__in=kinds, recorded_at__lt=at - YEAR * years, content__isnull=False)
        found.extend(
            (row.public_id, row.kind, row.recorded_at + YEAR * years) for row in rows.order_by("recorded_at")[:1000]
        )
    return tuple(sorted(found, key=lambda due: due[2]))
