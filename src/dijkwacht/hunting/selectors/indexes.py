"""What was noted of kept files, opened with their own keys; only who searches an organisation's evidence looks here."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from dijkwacht.hunting.engine.room.tokens import Index, made_by, read_index
from dijkwacht.hunting.models import FileIndex, KeptFile
from dijkwacht.hunting.selectors.opening import file_key
from dijkwacht.journal.engine.wrapping import unwrap


def about_index(file: KeptFile) -> bytes:
    """Return what the lock of a file's index names."""
    return b"index of " + file.public_id.bytes


def indexes_of(files: Iterable[KeptFile]) -> Mapping[int, Index]:
    """Return the indexes of those files that have one by the code that reads evidence now."""
    by_pk = {file.pk: file for file in files}
    found = {}
    for row in FileIndex.objects.filter(file__in=by_pk, made_by=made_by()):
        file = by_pk[row.file_id]
        text = unwrap(file_key(file.origin), bytes(row.sealed), about_index(file))
        found[row.file_id] = read_index(text, full=row.full)
    return found


def to_index(file: UUID) -> KeptFile | None:
    """Return a kept file that an index must still be made of; None where there is nothing to do."""
    rows = KeptFile.objects.filter(public_id=file, gone_at__isnull=True).exclude(index__made_by=made_by())
    return rows.select_related("origin").first()


def unindexed() -> list[UUID]:
    """Return the kept files that no index, or one by other code, speaks for; the oldest first."""
    rows = KeptFile.objects.filter(gone_at__isnull=True).exclude(index__made_by=made_by())
    return list(rows.order_by("pk").values_list("public_id", flat=True))
