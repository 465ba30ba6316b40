"""Evidence that has outlived its term, and bytes that nobody can open any more: freed, and said in the custody log."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from dijkwacht.cases.selectors import closed_before
from dijkwacht.hunting.domain.room import CustodyDeed, UploadState
from dijkwacht.hunting.models import Custody, FileIndex, HuntUnit, KeptFile, Upload
from dijkwacht.hunting.selectors.stores import store_named
from dijkwacht.hunting.selectors.usage import unfreed
from dijkwacht.hunting.services.runs import UNDER_WAY
from dijkwacht.journal.services import one_transaction


def idle_uploads(before: datetime) -> int:
    """Return how many uploads stopped or ended before this moment and still take room."""
    return _idle(before).count()


def free_uploads(*, before: datetime, at: datetime) -> int:
    """Free the bytes of uploads that stopped or ended before this moment, and return how many uploads that were.

    One that waits for parts since before is given up first. Each is freed in a transaction of its own.
    """
    wanted = list(_idle(before).order_by("pk").values_list("public_id", flat=True))
    return sum(_free_upload(upload, before, at) for upload in wanted)


def outlived_files(before: datetime) -> int:
    """Return how many kept files were handed in only for responses that were closed before this moment."""
    return len(_outlived(before))


def forget_files(*, before: datetime, at: datetime) -> int:
    """Remove bytes, key and index of kept files whose responses were all closed before this moment; return how many.

    Digests, names and custody log stay. What is being searched waits for the next day.
    """
    return sum(_forget_file(file, before, at) for file in _outlived(before))


def _idle(before: datetime) -> QuerySet[Upload]:
    stopped = Q(state=UploadState.OPEN) & Q(begun_at__lt=before)
    stopped &= Q(last_part_at__isnull=True) | Q(last_part_at__lt=before)
    return Upload.objects.filter(stopped | (unfreed() & Q(ended_at__lt=before)))


@one_transaction
def _free_upload(upload: UUID, before: datetime, at: datetime) -> bool:
    row = Upload.objects.select_for_update().get(public_id=upload)
    if not _idle(before).filter(pk=row.pk).exists():
        return False  # a part came meanwhile
    if row.state == UploadState.OPEN:
        row.state, row.ended_at = UploadState.ENDED, at
    row.wrapped, row.freed_at = b"", at
    row.save(update_fields=["state", "ended_at", "wrapped", "freed_at"])
    erase_pieces(row)
    return True


def _outlived(before: datetime) -> list[UUID]:
    rows = KeptFile.objects.filter(gone_at__isnull=True).order_by("pk")
    handed_in: dict[UUID, set[UUID]] = {}
    for file, response in rows.values_list("public_id", "uploads__response"):
        handed_in.setdefault(file, set()).add(response)
    closed = closed_before(before, set().union(*handed_in.values()) if handed_in else ())
    return [file for file, responses in handed_in.items() if responses <= closed]


@one_transaction
def _forget_file(file: UUID, before: datetime, at: datetime) -> bool:
    row = KeptFile.objects.select_for_update().select_related("origin").get(public_id=file)
    searched = HuntUnit.objects.filter(files__contains=[file], state__in=UNDER_WAY, run__state__in=UNDER_WAY)
    responses = set(row.uploads.values_list("response", flat=True))
    if row.gone_at is not None or searched.exists() or not responses <= closed_before(before, responses):
        return False
    FileIndex.objects.filter(file=row).delete()
    row.gone_at = at
    row.save(update_fields=["gone_at"])
    Upload.objects.filter(pk=row.origin_id).update(wrapped=b"", freed_at=at)
    Custody.objects.create(file=row, deed=CustodyDeed.REMOVED, at=at, by_role="retention", response=row.origin.response)
    erase_pieces(row.origin)
    return True


def erase_pieces(row: Upload) -> None:
    """Remove the sealed pieces of an upload from its store."""
    store = store_named(row.store)
    for piece in _pieces(row.parts.order_by("number").values_list("pieces", flat=True)):
        store.erase(piece, row.owner)


def _pieces(parts: Iterable[list[str]]) -> list[str]:
    return [piece for pieces in parts for piece in pieces]
