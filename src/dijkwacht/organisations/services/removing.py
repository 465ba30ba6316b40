"""Remove by law what one entry holds: its free text, its files, and the contact point it speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction, remove_content, remove_evidence
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.services.contacts import remove_contact, stands


@dataclass(frozen=True, slots=True)
class TwoNamed:
    """The two accounts that a removal names; one of them does it."""

    requested_by: UUID
    approved_by: UUID


@one_transaction
def remove_from_entry(  # noqa: PLR0913 - a removal names what, by whom and why
    *,
    entry: Entry,
    contact: UUID | None,
    content: bool,
    evidence: Iterable[str],
    people: TwoNamed,
    ground: str,
    at: datetime,
    actor: Actor,
) -> None:
    """Remove an entry's free text, files, or both, for ever; each removal is an entry of its own.

    Where the text is the address or name of a contact point that still stands, the contact point is emptied with every
    entry about it, or the register would go on showing what was removed. Only files that `entry` names are taken.
    Raises TwoPeople, NotOneOfTheTwo or NoGround as the journal does, NotFound for a file that is not the owner's.
    """
    wanted = tuple(evidence)
    if not set(wanted) <= set(entry.evidence):
        raise NotFound
    by, approved = people.requested_by, people.approved_by
    if content and contact is not None and stands(contact):
        remove_contact(contact=contact, requested_by=by, approved_by=approved, ground=ground, at=at, actor=actor)
    elif content:
        remove_content(entry=entry.id, requested_by=by, approved_by=approved, ground=ground, actor=actor)
    for digest in wanted:
        remove_evidence(
            digest=digest, owner=entry.owner, requested_by=by, approved_by=approved, ground=ground, actor=actor
        )
