"""Take evidence into the evidence room: promised, sent in parts, verified whole, sealed with a key of its own.

Every part is verified by its digest and sealed before it touches the disk; the record's store keeps the sealed pieces,
so that backup and restore know them. Nothing but the parts' numbers tells an order: they may come in any.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from blake3 import blake3
from django.conf import settings
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from dijkwacht.cases.selectors import own_story
from dijkwacht.cases.services import record
from dijkwacht.hunting.domain.intake import bare_name, length_of, may_take, missing_parts, number_words
from dijkwacht.hunting.domain.room import CustodyDeed, UploadState
from dijkwacht.hunting.engine.intake.sniffing import LOOK, sniff
from dijkwacht.hunting.models import Custody, KeptFile, Upload, UploadPart
from dijkwacht.hunting.selectors.opening import content_of, file_key
from dijkwacht.hunting.selectors.stores import store_named
from dijkwacht.hunting.selectors.usage import used
from dijkwacht.hunting.services.indexing import ask_for_index
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.engine.room_keys import address, fresh_key
from dijkwacht.journal.engine.sealing import PIECE, Damaged, seal
from dijkwacht.journal.engine.wrapping import wrap
from dijkwacht.journal.services import one_transaction
from dijkwacht.journal.services.sealing import owner_key
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound, Refused, Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import Verdict

JOIN = "hunting.join"
_SORTS = {"leaf": "file", "closed": "not readable here", "image": "disk image"}
GOES_ON = (UploadState.OPEN, UploadState.JOINING, UploadState.KEPT)


class NoRoom(Refused):
    """This file may not come in."""

    def __init__(self, verdict: Verdict) -> None:
        """Keep the answer with its reasons."""
        self.verdict = verdict
        super().__init__(place="size", remedy="; ".join(reason.text.en for reason in verdict.reasons))


class WrongPart(Unreadable):
    """This is not the part that was promised."""


class PartsMissing(Refused):
    """Parts of this file have not come in."""


class NotOpen(Refused):
    """This upload takes no parts any more."""


@one_transaction
def begin_upload(  # noqa: PLR0913 - whose, what, how much, and how it may be shared
    *,
    actor: Actor,
    response: UUID,
    name: str,
    size: int,
    at: datetime,
    device: str = "",
    label: Label = Label.AMBER,
    modified: datetime | None = None,
) -> UUID:
    """Promise a file of `size` bytes for a response and return the upload's id; quota and free disk are asked now.

    `device`: from which appliance it comes; evidence of one appliance is searched together. `modified`: the time stamp
    that the file has with its sender. Raises NoRoom, NotFound.
    """
    story = own_story(response)
    owner_key(story.organisation, lock=True)  # two promises at once count each other
    free = store_named(settings.EVIDENCE_STORE).free()
    verdict = may_take(size, used(story.organisation), settings.EVIDENCE_QUOTA_BYTES, free)
    if verdict.answer != "yes":
        raise NoRoom(verdict)
    row = Upload(
        response=response,
        owner=story.organisation,
        name=bare_name(name),
        device=device.strip()[:200],
        label=label.value,
        size=size,
        state=UploadState.OPEN,
        by_role=actor.role,
        by_account=actor.account,
        begun_at=at,
        modified_at=modified,
        store=settings.EVIDENCE_STORE,
    )
    row.wrapped = wrap(owner_key(row.owner), fresh_key(), row.public_id.bytes)
    row.save()
    return row.public_id


@one_transaction
def put_part(*, upload: UUID, number: int, sha256: str, content: bytes) -> None:
    """Take part `number` (from 1) of an upload; the same part again is fine, so a sender may simply try again.

    Raises NotOpen, and WrongPart for another length than the promise leaves, another digest, or other bytes than this
    part had before. NotFound for an upload that is not there.
    """
    row = Upload.objects.select_for_update().filter(public_id=upload).first()
    if row is None:
        raise NotFound
    if row.state != UploadState.OPEN:
        raise NotOpen(place=row.name, remedy="begin a new upload")
    wanted = length_of(row.size, number)
    if len(content) != wanted or (wanted == 0 and number != 1):
        raise WrongPart(
            f"part {number} has {len(content)} bytes", place="content", expected=f"{wanted} bytes of the {row.size}"
        )
    found = hashlib.sha256(content).hexdigest()
    if found != sha256.lower():
        raise WrongPart(f"part {number} has digest {found}", place="sha256", expected=sha256[:64])
    before = row.parts.filter(number=number).first()
    if before is not None:
        if before.sha256 != found:
            raise WrongPart(f"part {number} came in with other bytes before", place="number", expected=before.sha256)
        return
    key, start, store = file_key(row), (number - 1) * 2 * PIECE, store_named(row.store)
    pieces = [
        store.keep(
            seal(key, row.public_id, row.size, start + offset, content[offset : offset + PIECE]),
            row.owner,
            Label(row.label),
        )
        for offset in range(0, len(content), PIECE)
    ]
    UploadPart.objects.create(upload=row, number=number, sha256=found, pieces=pieces)
    Upload.objects.filter(pk=row.pk).update(last_part_at=Now())


@one_transaction
def finish_upload(*, upload: UUID) -> None:
    """Say that all parts are in; a job then reads, hashes and sniffs the whole. Raises PartsMissing, NotOpen."""
    row = Upload.objects.select_for_update().filter(public_id=upload).first()
    if row is None:
        raise NotFound
    if row.state in {UploadState.JOINING, UploadState.KEPT}:
        return
    if row.state != UploadState.OPEN:
        raise NotOpen(place=row.name, remedy="begin a new upload")
    missing = missing_parts(row.size, set(row.parts.values_list("number", flat=True)))
    if missing:
        raise PartsMissing(place=row.name, remedy=f"send part {number_words(missing)}, then finish again")
    row.state = UploadState.JOINING
    row.save(update_fields=["state"])
    app.configure_task(JOIN, queue="hunting").defer(upload=str(upload))


@one_transaction
def end_upload(*, upload: UUID, at: datetime) -> None:
    """Give an upload up: its key is thrown away, so that what came in of it says nothing any more. Raises NotOpen."""
    row = Upload.objects.select_for_update().filter(public_id=upload).first()
    if row is None:
        raise NotFound
    if row.state != UploadState.OPEN:
        raise NotOpen(place=row.name, remedy="what is kept goes by the law's way only")
    row.state, row.ended_at, row.wrapped = UploadState.ENDED, at, b""
    row.save(update_fields=["state", "ended_at", "wrapped"])


@one_transaction
def join_upload(*, upload: UUID, at: datetime) -> UUID | None:
    """Verify a finished upload whole and keep it; return the kept file, None where it was done before or is refused.

    Doing it again after a crash gives the same file. Bytes that do not open are named in the upload's refusal.
    """
    row = Upload.objects.select_for_update().filter(public_id=upload).first()
    if row is None or row.state != UploadState.JOINING:
        return None
    try:
        sha256, digest, sort = _read_whole(content_of(row, file_key(row)), row.name)
    except Damaged as error:
        row.state, row.ended_at, row.why = UploadState.REFUSED, at, str(error)[:500]
        row.save(update_fields=["state", "ended_at", "why"])
        return None
    file, fresh = KeptFile.objects.get_or_create(
        owner=row.owner,
        address=address(owner_key(row.owner, lock=True), sha256),
        defaults={
            "sha256": sha256,
            "blake3": digest,
            "size": row.size,
            "sort": sort,
            "origin": row,
            "kept_at": at,
        },
    )
    if file.gone_at is not None:  # its term had ended: these bytes are what is kept from now on
        file.origin, file.kept_at, file.gone_at, fresh = row, at, None, True
        file.save(update_fields=["origin", "kept_at", "gone_at"])
    row.state, row.ended_at, row.file = UploadState.KEPT, at, file
    if not fresh:
        row.wrapped = b""  # the bytes are there already; this copy says nothing any more
    row.save(update_fields=["state", "ended_at", "file", "wrapped"])
    entry = _kept_entry(row, file)
    Custody.objects.create(
        file=file,
        deed=CustodyDeed.TAKEN_IN,
        at=at,
        by_role=row.by_role,
        by_account=row.by_account,
        response=row.response,
        entry=entry.id,
        told="" if fresh else "the same bytes again",
    )
    if fresh:
        ask_for_index(file=file.public_id)
    return file.public_id


def _kept_entry(row: Upload, file: KeptFile) -> Entry:
    return record(
        actor=Actor(ActorKind.PERSON, row.by_role, row.by_account, row.owner),
        response=row.response,
        kind="evidence.kept",
        payload={
            "file": file.public_id,
            "size": file.size,
            "sha256": file.sha256,
            "blake3": file.blake3,
            "sort": file.sort,
            "device": row.device,
            "name": row.name,
        },
        label=Label(row.label),
    )


def _read_whole(chunks: Iterator[bytes], name: str) -> tuple[str, str, str]:
    sha256, digest, head = hashlib.sha256(), blake3(), b""
    for chunk in chunks:
        sha256.update(chunk)
        digest.update(chunk)
        if len(head) < LOOK:
            head += chunk[: LOOK - len(head)]
    found = sniff(head, name)
    sort = found.name or _SORTS.get(found.what, found.what)
    return sha256.hexdigest(), digest.hexdigest(), f"{sort}, {found.stray} bytes before it" if found.stray else sort
