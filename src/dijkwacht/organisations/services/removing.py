"""Remove by law what one entry holds: its free text, its files, and the contact point it speaks of.

One person asks with a ground; another, who answers for the organisation too, does it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction, remove_content, remove_evidence
from dijkwacht.journal.services.removing import TwoPeople, refuse_groundless
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.organisations.models import EntryRemovalAsk
from dijkwacht.organisations.services.contacts import remove_contact, stands

CONTENT = "content"


class RemovalAskedAlready(Refused):
    """Somebody asked to remove from this entry already."""


class OtherRemoval(Refused):
    """What was asked is not what the page showed: it was declined, done, or asked anew."""


@one_transaction
def ask_entry_removal(*, entry: Entry, parts: Sequence[str], ground: str, at: datetime, actor: Actor) -> None:
    """Ask that parts of an entry (CONTENT, or digests of files that it names) go for ever; nothing goes yet.

    Raises RemovalAskedAlready, NoGround, or NotFound for who is no person and for a part that is not the entry's.
    """
    refuse_groundless(ground)
    if actor.account is None or not parts or not set(parts) - {CONTENT} <= set(entry.evidence):
        raise NotFound
    if EntryRemovalAsk.objects.select_for_update().filter(entry=entry.id, ended_at__isnull=True).exists():
        raise RemovalAskedAlready(remedy="let another person do it or decline")
    EntryRemovalAsk.objects.create(
        entry=entry.id,
        owner=entry.owner,
        parts=list(parts),
        ground=ground.strip()[:300],
        asked_by=actor.account,
        asked_role=actor.role,
        asked_at=at,
    )


@one_transaction
def decline_entry_removal(*, entry: UUID, ask: int, at: datetime) -> None:
    """End what was asked without removing anything; who asked may take it back so. Raises OtherRemoval."""
    if not EntryRemovalAsk.objects.filter(pk=ask, entry=entry, ended_at__isnull=True).update(ended_at=at):
        raise OtherRemoval


@one_transaction
def approve_entry_removal(*, entry: Entry, contact: UUID | None, ask: int, at: datetime, actor: Actor) -> None:
    """Remove what was asked for by `ask`, as another than who asked. Raises OtherRemoval, TwoPeople, NotFound."""
    asked = EntryRemovalAsk.objects.select_for_update().filter(pk=ask, entry=entry.id, ended_at__isnull=True).first()
    if asked is None:
        raise OtherRemoval
    if actor.account is None or actor.account == asked.asked_by:
        raise TwoPeople(remedy="let a colleague do it")
    _remove(entry, contact, asked, at, actor)
    EntryRemovalAsk.objects.filter(pk=ask).update(ended_at=at)


def _remove(entry: Entry, contact: UUID | None, asked: EntryRemovalAsk, at: datetime, actor: Actor) -> None:
    """Remove an entry's free text, files, or both, for ever; each removal is an entry of its own.

    Where the text is the address or name of a contact point that still stands, the contact point is emptied with every
    entry about it, or the register would go on showing what was removed.
    """
    by, approved, ground = asked.asked_by, actor.account or asked.asked_by, asked.ground
    if CONTENT in asked.parts and contact is not None and stands(contact):
        remove_contact(contact=contact, requested_by=by, approved_by=approved, ground=ground, at=at, actor=actor)
    elif CONTENT in asked.parts:
        remove_content(entry=entry.id, requested_by=by, approved_by=approved, ground=ground, actor=actor)
    for digest in asked.parts:
        if digest != CONTENT:
            remove_evidence(
                digest=digest, owner=entry.owner, requested_by=by, approved_by=approved, ground=ground, actor=actor
            )
