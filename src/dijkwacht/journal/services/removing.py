"""Remove content by law: two named people, one of them acting, a ground; the proof stays whole.

What was removed is also written into a list beside the witness's heads, so that a restored older backup forgets it too.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.domain.removals import REPLAYED, Removal
from dijkwacht.journal.models import EntryRow, EvidenceRow, QuarantineRow, hold
from dijkwacht.journal.services.appending import NO_SOURCE, append, one_transaction
from dijkwacht.journal.services.listing import list_removals_soon
from dijkwacht.journal.services.sealing import let_go
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment, minute

AT_ONCE = 1000
RESTORE = Actor(ActorKind.MACHINE, "restore")


class TwoPeople(Refused):
    """A removal needs two different people."""


class NotOneOfTheTwo(Refused):
    """A removal is done by one of the two people it names, signed in with their own account."""


class NoGround(Refused):
    """A removal needs a ground."""


@one_transaction
def remove_content(*, entry: UUID, actor: Actor, requested_by: UUID, approved_by: UUID, ground: str) -> Entry:
    """Delete the removable content of an entry for ever and record that, by whom and why; `verify` stays green.

    `requested_by` and `approved_by` are accounts; the actor must be one of them. Raises TwoPeople, NotOneOfTheTwo,
    NoGround, or NotFound where no such entry exists. Content already gone is fine. What PostgreSQL's own files still
    hold of it until they are written over is said in SECURITY.md.
    """
    refuse_alone(actor, requested_by, approved_by, ground)
    row = EntryRow.objects.filter(public_id=entry).first()
    if row is None:
        raise NotFound
    people = {"ground": ground, "requested_by": requested_by, "approved_by": approved_by}
    written = _take_content(row, actor, people)
    transaction.on_commit(list_removals_soon)
    return written


@one_transaction
def remove_evidence(  # noqa: PLR0913 - a removal names what, whose, by whom and why
    *, digest: str, owner: UUID, actor: Actor, requested_by: UUID, approved_by: UUID, ground: str
) -> Entry:
    """Delete an owner's evidence file and its name for ever; its digest stays where entries speak of it.

    What a failed reading quoted from the file goes too. Where another owner handed in the same bytes, the file stays
    for them. Raises TwoPeople, NotOneOfTheTwo, NoGround, or NotFound. The file goes before the transaction ends: a
    failure leaves a row without a file, which the next removal mends, never a file without a trace.
    """
    refuse_alone(actor, requested_by, approved_by, ground)
    hold(digest)
    row = EvidenceRow.objects.filter(digest=digest, owner=owner).first()
    if row is None:
        raise NotFound
    people = {"ground": ground, "requested_by": requested_by, "approved_by": approved_by}
    written = _take_evidence(row, actor, people)
    transaction.on_commit(list_removals_soon)
    return written


@one_transaction
def remove_pieces(  # noqa: PLR0913 - a removal names what, whose, by whom and why
    *,
    pieces: Sequence[str],
    owner: UUID,
    label: Label,
    actor: Actor,
    requested_by: UUID,
    approved_by: UUID,
    ground: str,
) -> UUID:
    """Record that a later room removes sealed pieces by law, and return the first entry; the room erases the bytes.

    A restored older backup forgets them by these entries, of which each names a thousand. Raises as remove_content.
    """
    refuse_alone(actor, requested_by, approved_by, ground)
    people = {"ground": ground, "requested_by": requested_by, "approved_by": approved_by}
    written = [
        append(
            kind="content.removed",
            actor=actor,
            payload={"evidence": list(pieces[start : start + AT_ONCE]), **people},
            label=label,
            owner=owner,
            organisation=owner,
        )
        for start in range(0, max(1, len(pieces)), AT_ONCE)
    ]
    transaction.on_commit(list_removals_soon)
    return written[0].id


@one_transaction
def replay_removal(*, removal: Removal) -> bool:
    """Remove once more, from a restored record, what was removed after its backup was made; True where there was any.

    The entry it writes names the same two people, ground and time, and says that a restore did it from the list. What
    came into the record only after the backup is not there and needs nothing.
    """
    people = {"ground": removal.ground, "requested_by": removal.requested_by, "approved_by": removal.approved_by}
    source, at = Source(document=REPLAYED, locator=str(removal.id)), minute(removal.at)
    done = False
    if removal.entry is not None:
        entry = EntryRow.objects.filter(public_id=removal.entry, content__isnull=False).first()
        if entry is not None:
            _take_content(entry, RESTORE, people, source, at)
            done = True
    for digest in removal.evidence:
        hold(digest)
        held = EvidenceRow.objects.filter(digest=digest, owner=removal.owner, removed_at__isnull=True).first()
        if held is not None:
            _take_evidence(held, RESTORE, people, source, at)
            done = True
    return done


def _take_content(
    row: EntryRow, actor: Actor, people: dict[str, object], source: Source = NO_SOURCE, at: Moment | None = None
) -> Entry:
    written = append(
        kind="content.removed",
        actor=actor,
        payload={"entry": row.public_id, **people},
        label=Label(row.label),
        owner=row.owner,
        case=row.case,
        response=row.response,
        organisation=row.organisation,
        constituency=row.constituency,
        recipients=row.recipients,
        source=source,
        happened=at,
        known=at,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_remove_content(%s)", (row.public_id,))
    return written


def _take_evidence(
    row: EvidenceRow, actor: Actor, people: dict[str, object], source: Source = NO_SOURCE, at: Moment | None = None
) -> Entry:
    written = append(
        kind="content.removed",
        actor=actor,
        payload={"evidence": [row.digest], **people},
        label=Label(row.label),
        owner=row.owner,
        organisation=row.owner,
        constituency=row.constituency,
        recipients=row.recipients,
        source=source,
        happened=at,
        known=at,
    )
    EvidenceRow.objects.filter(pk=row.pk).update(name="", removed_at=Now())
    QuarantineRow.objects.filter(digest=row.digest, owner=row.owner).update(
        place="", message="", expected="", remedy=""
    )
    let_go(row)
    return written


def refuse_alone(actor: Actor, requested_by: UUID, approved_by: UUID, ground: str) -> None:
    """Raise TwoPeople, NotOneOfTheTwo or NoGround unless a removal may be done so."""
    if requested_by == approved_by:
        raise TwoPeople(remedy="ask a colleague to approve it")
    if actor.kind is not ActorKind.PERSON or actor.account not in {requested_by, approved_by}:
        raise NotOneOfTheTwo(remedy="let the one who requests or the one who approves do it")
    refuse_groundless(ground)


def refuse_groundless(ground: str) -> None:
    """Raise NoGround unless a ground is given."""
    if not ground.strip():
        raise NoGround(expected="the law or right on which it rests")
