"""Files of the record lie sealed: what comes in at once, what lay open one by one, each verified before it goes.

A file has a random key, locked by its owner's, that by the node's key, which is in no database and no backup. The
sealed pieces are files of the store with rows of their own, so backup and restore know them.
"""

import secrets
from collections.abc import Iterator
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models.functions import Now

from dijkwacht.journal.engine import store
from dijkwacht.journal.engine.room_keys import address, fresh_key, node_key
from dijkwacht.journal.engine.sealing import PIECE, seal
from dijkwacht.journal.engine.wrapping import wrap
from dijkwacht.journal.models import EvidenceRow, OwnerKeyRow, SealedRow, hold, no_backup_under_way
from dijkwacht.journal.selectors.sealed import UNSEALED, content_of, opened, opened_key, sealing_begun
from dijkwacht.journal.services.appending import one_transaction
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.labels import Label

SEALED_NAME = "sealed evidence"
log = structlog.get_logger()


def owner_key(organisation: UUID, *, lock: bool = False) -> bytes:
    """Return the key of an organisation, made on first use; `lock` holds its row until the transaction ends.

    Raises NoNodeKey where the node's key is gone: a new one would part what is sealed from what will be.
    """
    rows = OwnerKeyRow.objects.select_for_update() if lock else OwnerKeyRow.objects
    row = rows.filter(organisation=organisation).first()
    if row is None:
        node = node_key(settings.KEYS_DIR, make=not OwnerKeyRow.objects.exists())
        wrapped = wrap(node, fresh_key(), organisation.bytes)
        OwnerKeyRow.objects.get_or_create(organisation=organisation, defaults={"wrapped": wrapped})
        row = rows.get(organisation=organisation)
    return opened_key(row)


@one_transaction
def keep_piece(*, content: bytes, owner: UUID, label: Label) -> str:
    """Store bytes that are sealed already, on disk when this returns, and return the digest that names them."""
    digest = store.digest_of(content, len(content))
    hold(digest)
    store.keep(settings.EVIDENCE_DIR, content, digest)
    row = EvidenceRow(
        digest=digest,
        owner=owner,
        size=len(content),
        media_type="application/octet-stream",
        label=label.value,
        name=SEALED_NAME,
        piece=True,
    )
    EvidenceRow.objects.bulk_create([row], ignore_conflicts=True)
    return digest


def seal_content(row: EvidenceRow, content: bytes, *, moved: bool, fresh: bool = False) -> None:
    """Seal the bytes of a file and read them back, in the caller's transaction; raises Damaged where they differ.

    `fresh`: its row was made in this transaction, so nothing of it can be sealed yet.
    """
    owner, label = owner_key(row.owner), Label(row.label)
    before = None if fresh else SealedRow.objects.filter(evidence=row).first()
    sealed = before or SealedRow(evidence=row, moved=moved)
    key = secrets.token_bytes(len(owner))
    sealed.address = address(owner, row.digest)
    sealed.wrapped = wrap(owner, key, sealed.public_id.bytes)
    sealed.pieces = [
        keep_piece(
            content=seal(key, sealed.public_id, row.size, at, content[at : at + PIECE]), owner=row.owner, label=label
        )
        for at in range(0, len(content), PIECE)
    ]
    opened(row, sealed, owner)
    sealed.save()


def whole(row: EvidenceRow) -> bool:
    """Return whether a sealed file has all its pieces in the store; one that lies open is not whole."""
    sealed = SealedRow.objects.filter(evidence=row).first()
    if sealed is None or not sealed.wrapped:
        return False
    return all(store.place(settings.EVIDENCE_DIR, name).is_file() for name in sealed.pieces)


def seal_open_files() -> Iterator[str]:
    """Move what lies open under seal, each file in transactions of its own, and yield its digest when it is done.

    Run again after a kill it goes on where it stopped: a file is taken away only after its sealed copy was written,
    read back and committed, and while no backup copies files. One that is absent or damaged stays as it is.
    """
    if not sealing_begun():
        return
    last = 0
    while row := EvidenceRow.objects.filter(**UNSEALED, pk__gt=last).order_by("pk").first():
        last = row.pk
        try:
            done = _seal_one(row.pk)
        except (DijkwachtError, OSError) as wrong:
            log.warning("evidence.not-sealed", digest=row.digest, error=type(wrong).__name__)
            continue
        if done:
            yield row.digest
    for pk in SealedRow.objects.filter(moved=True, open_gone_at__isnull=True).values_list("pk", flat=True):
        _take_open_file(pk)


@one_transaction
def _seal_one(pk: int) -> bool:
    hold(EvidenceRow.objects.get(pk=pk).digest)
    row = EvidenceRow.objects.select_for_update(of=("self",)).filter(**UNSEALED, pk=pk).first()
    if row is None:
        return False  # removed, or sealed by another, meanwhile
    content = content_of(row)
    if content is None:
        log.warning("evidence.not-sealed", digest=row.digest, error="absent")
        return False
    seal_content(row, content, moved=True)
    return True


@one_transaction
def _take_open_file(pk: int) -> None:
    row = SealedRow.objects.select_related("evidence").get(pk=pk)
    if not no_backup_under_way():
        return
    hold(row.evidence.digest)
    if erase_open(row.evidence.digest):
        SealedRow.objects.filter(pk=pk).update(open_gone_at=Now())


def erase_open(digest: str) -> bool:
    """Remove the file of this name unless somebody still needs it there; the caller holds the digest."""
    if EvidenceRow.objects.filter(digest=digest, removed_at__isnull=True, sealed__isnull=True).exists():
        return False
    store.erase(settings.EVIDENCE_DIR, digest)
    return True


def let_go(row: EvidenceRow) -> None:
    """Remove the bytes of a file whose row says that they went: key, sealed pieces, and what lay open."""
    sealed = SealedRow.objects.filter(evidence=row).first()
    if sealed is not None:
        EvidenceRow.objects.filter(digest__in=sealed.pieces, owner=row.owner).update(name="", removed_at=Now())
        for name in sealed.pieces:
            store.erase(settings.EVIDENCE_DIR, name)
        sealed.wrapped, sealed.pieces = b"", []
        sealed.save(update_fields=["wrapped", "pieces"])
    erase_open(row.digest)
