"""Open what lies sealed in the record's store, and count what does not yet."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.conf import settings
from django.db import connection

from dijkwacht.disclosure.selectors import shown
from dijkwacht.journal.engine import store
from dijkwacht.journal.engine.room_keys import NoNodeKey, node_key
from dijkwacht.journal.engine.sealing import PIECE, Damaged, unseal
from dijkwacht.journal.engine.wrapping import WrongKey, unwrap
from dijkwacht.journal.models import EntryRow, EvidenceRow, OwnerKeyRow, SealedRow
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound

SINCE = "0005_post_know_pieces"


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file that entries speak of: when it came in, since when it is sealed, whether it lay open until then."""

    digest: str
    name: str
    size: int
    stored_at: datetime
    sealed_at: datetime | None
    moved: bool
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StillOpen:
    """How many files of the record lie open: not sealed yet, and sealed while the open file is still there."""

    unsealed: int
    leftover: int


def sealing_begun() -> bool:
    """Return whether no older program works on these tables any more: it could not open what is sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations WHERE app = 'journal' AND name = %s", (SINCE,))
        return cursor.fetchone() is not None


def still_open() -> StillOpen:
    """Return what a worker has still to seal, or to take away once no backup needs it."""
    leftover = SealedRow.objects.filter(moved=True, open_gone_at__isnull=True)
    return StillOpen(EvidenceRow.objects.filter(**UNSEALED).count(), leftover.count())


UNSEALED = {"removed_at__isnull": True, "sealed__isnull": True, "piece": False}
"""What EvidenceRow says of a file that lies open."""


def opened_owner_key(organisation: UUID) -> bytes:
    """Return the key of an organisation; raises WrongKey where the node's is another, NoNodeKey where it is absent."""
    row = OwnerKeyRow.objects.filter(organisation=organisation).first()
    if row is None:
        raise WrongKey(place=str(organisation))
    return opened_key(row)


def opened_key(row: OwnerKeyRow) -> bytes:
    """Return the key that a row locks; raises as opened_owner_key."""
    return unwrap(node_key(settings.KEYS_DIR, make=False), bytes(row.wrapped), row.organisation.bytes)


def keys_open() -> bool | None:
    """Return whether the node's key opens the key of an organisation; None where there is none to open."""
    row = OwnerKeyRow.objects.order_by("pk").first()
    if row is None:
        return None
    try:
        opened_owner_key(row.organisation)
    except (WrongKey, NoNodeKey):
        return False
    return True


def evidence_bytes(owner: UUID, digest: str) -> bytes:
    """Return the bytes of a file that an organisation holds, for no viewer. Raises NotFound, Unreadable, WrongKey."""
    row = EvidenceRow.objects.filter(owner=owner, digest=digest, removed_at__isnull=True).first()
    content = content_of(row) if row else None
    if content is None:
        raise NotFound
    return content


def content_of(row: EvidenceRow) -> bytes | None:
    """Return the bytes of a file, sealed or not, checked against its digest; None where they are not there.

    Raises Damaged or Unreadable for other bytes than were kept, WrongKey where its key does not open.
    """
    sealed = SealedRow.objects.filter(evidence=row).first()
    if sealed is None:
        return store.fetch(settings.EVIDENCE_DIR, row.digest)
    return opened(row, sealed, opened_owner_key(row.owner))


def opened(row: EvidenceRow, sealed: SealedRow, owner_key: bytes) -> bytes:
    """Return what a sealed file holds; raises Damaged, WrongKey."""
    key = unwrap(owner_key, bytes(sealed.wrapped), sealed.public_id.bytes)
    found = bytearray()
    for name in sealed.pieces:
        at = len(found)
        length = min(PIECE, row.size - at)
        piece = store.fetch(settings.EVIDENCE_DIR, name)
        if piece is None:
            place = f"{row.digest}, bytes {at} to {at + length - 1}"
            raise Damaged("these bytes are gone", place=place, remedy="restore them from the backup")
        found += b"".join(unseal(key, sealed.public_id, row.size, at, piece, length))
    if store.digest_of(bytes(found), len(found)) != row.digest:
        raise Damaged(place=row.digest, remedy="restore it from the backup")
    return bytes(found)


def record_files(viewer: Viewer, response: UUID) -> tuple[RecordFile, ...]:
    """Return the files that entries of a response speak of, as far as the viewer may open them, oldest first."""
    told = EntryRow.objects.filter(response=response).exclude(evidence=[]).values_list("evidence", flat=True)
    rows = EvidenceRow.objects.filter(shown(viewer), digest__in=set(chain.from_iterable(told)), piece=False)
    found = []
    for row in rows.select_related("sealed").order_by("pk"):
        sealed: SealedRow | None = getattr(row, "sealed", None)
        since, moved = (sealed.sealed_at, sealed.moved) if sealed else (None, False)
        found.append(RecordFile(row.digest, row.name, row.size, row.stored_at, since, moved, row.removed_at))
    return tuple(found)
