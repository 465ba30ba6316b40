"""Sealed pieces as files in the record's store: backed up and restored with it."""

import shutil
from uuid import UUID

from django.conf import settings

from dijkwacht.journal.engine import store
from dijkwacht.journal.services.forgetting import forget_bytes
from dijkwacht.journal.services.sealing import keep_piece
from dijkwacht.kernel.labels import Label


class Files:
    """A PieceStore on this machine's disk."""

    def keep(self, content: bytes, owner: UUID, label: Label) -> str:
        """Store a piece; it is on disk when this returns."""
        return keep_piece(content=content, owner=owner, label=label)

    def fetch(self, name: str) -> bytes | None:
        """Return the bytes as they lie there."""
        try:
            return store.place(settings.EVIDENCE_DIR, name).read_bytes()
        except FileNotFoundError:
            return None

    def erase(self, name: str, owner: UUID) -> None:
        """Remove the piece, and say so in its row, so that no backup looks for it."""
        forget_bytes(digest=name, owner=owner)

    def free(self) -> int | None:
        """Return what the disk holds beyond the reserve."""
        settings.EVIDENCE_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        return int(shutil.disk_usage(settings.EVIDENCE_DIR).free - settings.EVIDENCE_RESERVE_BYTES)
