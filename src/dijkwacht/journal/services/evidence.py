"""Keep uploaded bytes: evidence, and what could not be read."""

from uuid import UUID

from django.conf import settings

from dijkwacht.journal.adapters import store
from dijkwacht.journal.models import EvidenceRow, QuarantineRow
from dijkwacht.journal.selectors.values import Evidence
from dijkwacht.journal.services.appending import one_transaction
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.labels import Label


@one_transaction
def store_evidence(
    *, content: bytes, name: str, owner: UUID, label: Label = Label.AMBER, constituency: UUID | None = None
) -> Evidence:
    """Store the bytes under their SHA-256 and return what they are; the same bytes twice are one file.

    The file is on disk before the row exists. `name` is kept beside it and removable. Raises TooLarge above 16 MiB.
    """
    digest = store.keep(settings.EVIDENCE_DIR, content, settings.EVIDENCE_MAX_BYTES)
    row, _ = EvidenceRow.objects.get_or_create(
        digest=digest,
        defaults={
            "size": len(content),
            "media_type": store.media_type(content),
            "name": name[:200].replace("\x00", ""),
            "owner": owner,
            "label": label.value,
            "constituency": constituency,
        },
    )
    return Evidence(row.digest, row.size, row.media_type, row.name)


@one_transaction
def quarantine(*, content: bytes, what: str, owner: UUID, error: DijkwachtError) -> str:
    """Keep bytes that could not be read, with the located error, and return their SHA-256.

    Call this after the failed attempt was rolled back: the store is as it was, only the bytes and the reason are new.
    """
    evidence = store_evidence(content=content, name=what, owner=owner)
    QuarantineRow.objects.create(
        digest=evidence.digest,
        what=what,
        owner=owner,
        place=error.place,
        message=error.message,
        expected=error.expected,
        remedy=error.remedy,
    )
    return evidence.digest
