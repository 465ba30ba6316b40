"""Remove a kept file by law: one person asks with a ground, another signs in himself and does it."""

from datetime import datetime
from uuid import UUID

from dijkwacht.hunting.domain.room import CustodyDeed
from dijkwacht.hunting.models import Custody, FileIndex, FoundSign, HuntUnit, KeptFile, RemovalAsk, Upload
from dijkwacht.hunting.services.expiring import erase_pieces
from dijkwacht.hunting.services.runs import UNDER_WAY
from dijkwacht.journal.services import one_transaction
from dijkwacht.journal.services.removing import TwoPeople, refuse_groundless, remove_pieces
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label

NAMELESS = "-"


class AlreadyAsked(Refused):
    """Somebody asked to remove this file already, or it is gone."""


class BeingSearched(Refused):
    """This file is being searched now."""


@one_transaction
def ask_removal(*, actor: Actor, file: UUID, ground: str, at: datetime) -> None:
    """Ask to remove a kept file for ever, on a ground of law; nothing goes yet. Raises AlreadyAsked, NoGround."""
    row = KeptFile.objects.select_for_update(of=("self",)).select_related("origin").filter(public_id=file).first()
    if row is None or actor.account is None:
        raise NotFound
    refuse_groundless(ground)
    if row.gone_at is not None or row.removals.filter(ended_at__isnull=True).exists():
        raise AlreadyAsked(remedy="let another person do it or decline")
    RemovalAsk.objects.create(
        file=row, ground=ground.strip()[:300], asked_by=actor.account, asked_role=actor.role, asked_at=at
    )
    _note(row, CustodyDeed.ASKED, actor, at, ground)


@one_transaction
def decline_removal(*, file: UUID, at: datetime) -> None:
    """End what was asked without removing anything; who asked may take it back so. Raises NotFound."""
    if not RemovalAsk.objects.filter(file__public_id=file, ended_at__isnull=True).update(ended_at=at):
        raise NotFound


@one_transaction
def approve_removal(*, actor: Actor, file: UUID, at: datetime) -> None:
    """Remove bytes, key, index, names and quoted lines of a kept file, as another than the one who asked.

    Digests and custody stay. The record names both people and the ground, and the sealed pieces, so that a restored
    older backup forgets them too. Raises TwoPeople, BeingSearched, NotFound.
    """
    row = KeptFile.objects.select_for_update(of=("self",)).select_related("origin").filter(public_id=file).first()
    ask = RemovalAsk.objects.filter(file=row, ended_at__isnull=True).first()
    if row is None or ask is None or row.gone_at is not None or actor.account is None:
        raise NotFound
    if actor.account == ask.asked_by:
        raise TwoPeople(remedy="let a colleague do it")
    if HuntUnit.objects.filter(files__contains=[file], state__in=UNDER_WAY, run__state__in=UNDER_WAY).exists():
        raise BeingSearched(remedy="wait for the search, or cancel it")
    uploads = list(row.uploads.all())
    entry = remove_pieces(
        pieces=_pieces(uploads),
        owner=row.owner,
        label=Label(row.origin.label),
        actor=actor,
        requested_by=ask.asked_by,
        approved_by=actor.account,
        ground=ask.ground,
    )
    for upload in uploads:
        erase_pieces(upload)
    FileIndex.objects.filter(file=row).delete()
    Upload.objects.filter(pk__in=[one.pk for one in uploads]).update(wrapped=b"", freed_at=at, name=NAMELESS)
    KeptFile.objects.filter(pk=row.pk).update(gone_at=at)
    RemovalAsk.objects.filter(pk=ask.pk).update(ended_at=at)
    _forget_lines(row)
    _note(row, CustodyDeed.BY_LAW, actor, at, ask.ground, entry)


def _pieces(uploads: list[Upload]) -> list[str]:
    parts = [part for upload in uploads for part in upload.parts.order_by("number").values_list("pieces", flat=True)]
    return [piece for pieces in parts for piece in pieces]


def _forget_lines(row: KeptFile) -> None:
    """Empty the lines of this file that findings quote; which rule hit where stays."""
    signs = FoundSign.objects.filter(run__owner=row.owner, line__evidence_blake3=row.blake3)
    for sign in signs.iterator(chunk_size=500):
        kept = {name: value for name, value in sign.line.items() if name not in {"before", "after"}}
        sign.line = {**kept, "text": "", "path": NAMELESS}
        sign.save(update_fields=["line"])


def _note(  # noqa: PLR0913, PLR0917 - a line of the custody log
    row: KeptFile, deed: CustodyDeed, actor: Actor, at: datetime, ground: str, entry: UUID | None = None
) -> None:
    Custody.objects.create(
        file=row,
        deed=deed,
        at=at,
        by_role=actor.role,
        by_account=actor.account,
        response=row.origin.response,
        entry=entry,
        told=ground[:300],
    )
