"""Keep uploaded bytes: evidence, and what could not be read."""

from uuid import UUID

from django.conf import settings

from dijkwacht.journal.engine import store
from dijkwacht.journal.models import EvidenceRow, QuarantineRow, hold
from dijkwacht.journal.selectors.sealed import sealing_begun
from dijkwacht.journal.selectors.values import Evidence
from dijkwacht.journal.services.appending import one_transaction
from dijkwacht.journal.services.sealing import seal_content, whole
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.labels import Label

LONGEST_NAME = 200


@one_transaction
def store_evidence(  # noqa: PLR0913 - what is kept has this many parts, all by keyword
    *,
    content: bytes,
    name: str,
    owner: UUID,
    label: Label = Label.AMBER,
    constituency: UUID | None = None,
    most: int | None = None,
) -> Evidence:
    """Seal and store the bytes for `owner` and return what they are; the same bytes twice are one file.

    They are known by their SHA-256, and on disk when the transaction ends. `name` is kept beside them, without its
    folders, and removable; nobody else's name for the same bytes is shown. Raises TooLarge above `most` bytes, 16 MiB
    where it is not given.
    """
    digest = store.digest_of(content, settings.EVIDENCE_MAX_BYTES if most is None else most)
    hold(digest)
    seals = sealing_begun()
    if not seals:
        store.keep(settings.EVIDENCE_DIR, content, digest)
    row = EvidenceRow.objects.filter(digest=digest, owner=owner).first()  # held above: nobody adds it meanwhile
    fresh = row is None
    if row is None:
        row = EvidenceRow.objects.create(
            digest=digest,
            owner=owner,
            size=len(content),
            media_type=store.media_type(content),
            name=_bare(name),
            label=label.value,
            constituency=constituency,
        )
    lay_open = not fresh and row.removed_at is None
    if not fresh and row.removed_at is not None:
        row.name, row.removed_at = _bare(name), None
        row.save(update_fields=["name", "removed_at"])
    if seals and (fresh or not whole(row)):
        seal_content(row, content, moved=lay_open, fresh=fresh)
    return Evidence(row.digest, row.size, row.media_type, row.name)


def _bare(name: str) -> str:
    """Return the last part of a name that a browser or an archive gave, without what no file name holds."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME]


@one_transaction
def quarantine(*, content: bytes, what: str, owner: UUID, error: DijkwachtError, most: int | None = None) -> str:
    """Keep bytes that could not be read, with the located error, and return their SHA-256; `most` as in store_evidence.

    Call this after the failed attempt was rolled back: the store is as it was, only the bytes and the reason are new.
    """
    evidence = store_evidence(content=content, name=what, owner=owner, most=most)
    QuarantineRow.objects.create(
        digest=evidence.digest,
        what=what,
        owner=owner,
        place=_storable(error.place),
        message=_storable(error.message),
        expected=_storable(error.expected),
        remedy=_storable(error.remedy),
    )
    return evidence.digest


def _storable(text: str) -> str:
    """Return the text without NUL and half characters: an error may quote the bytes that caused it."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
