"""Open what the evidence room keeps: keys by keys, pieces in their order, every chunk verified as it is read."""

from collections.abc import Iterator

from dijkwacht.hunting.models import KeptFile, Upload
from dijkwacht.hunting.ports import PieceStore
from dijkwacht.hunting.selectors.stores import store_named
from dijkwacht.journal.engine.sealing import PIECE, Damaged, unseal
from dijkwacht.journal.engine.wrapping import unwrap
from dijkwacht.journal.selectors.sealed import opened_owner_key
from dijkwacht.kernel.errors import Unreadable


class Gone(Unreadable):
    """The bytes of this file were removed at the end of their term."""


def file_key(row: Upload) -> bytes:
    """Return the key of a file; raises WrongKey where it was thrown away or is not that organisation's."""
    return unwrap(opened_owner_key(row.owner), bytes(row.wrapped), row.public_id.bytes)


def content_of(row: Upload, key: bytes) -> Iterator[bytes]:
    """Yield the bytes of an upload in order, a MiB at most at a time; raises Damaged with the first wrong bytes."""
    at, store = 0, store_named(row.store)
    for digests in row.parts.order_by("number").values_list("pieces", flat=True):
        for digest in digests:
            length = min(PIECE, row.size - at)
            yield from unseal(key, row.public_id, row.size, at, _sealed(store, digest, at, length), length)
            at += length
    if at != row.size:
        raise Damaged(place=f"after byte {at}", remedy="restore them from the backup")


def _sealed(store: PieceStore, digest: str, at: int, length: int) -> bytes:
    try:
        found = store.fetch(digest)  # each chunk is verified as it is opened
    except OSError as wrong:
        raise _gone(at, length) from wrong
    if found is None:
        raise _gone(at, length)
    return found


def _gone(at: int, length: int) -> Damaged:
    place = f"bytes {at} to {at + length - 1}"
    return Damaged("these bytes are gone", place=place, remedy="restore them from the backup")


def kept_content(file: KeptFile) -> Iterator[bytes]:
    """Yield the bytes of a kept file; raises Damaged, WrongKey."""
    if file.gone_at is not None:
        raise Gone(place=file.sha256, remedy="its term has ended; only its digests and custody are left")
    return content_of(file.origin, file_key(file.origin))
