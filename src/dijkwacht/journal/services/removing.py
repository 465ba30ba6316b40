"""Remove content by law: two named people, a ground, and the proof stays whole."""

from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.engine import store
from dijkwacht.journal.models import EntryRow, EvidenceRow, QuarantineRow, hold
from dijkwacht.journal.services.appending import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label


class TwoPeople(Refused):
    """A removal needs two different people."""


class NoGround(Refused):
    """A removal needs a ground."""


@one_transaction
def remove_content(*, entry: UUID, actor: Actor, requested_by: UUID, approved_by: UUID, ground: str) -> Entry:
    """Delete the removable content of an entry for ever and record that, by whom and why; `verify` stays green.

    Raises TwoPeople, NoGround, or NotFound where no such entry exists. Content already gone is fine. What PostgreSQL's
    own files still hold of it until they are written over is said in SECURITY.md.
    """
    _check(requested_by, approved_by, ground)
    row = EntryRow.objects.filter(public_id=entry).first()
    if row is None:
        raise NotFound
    written = append(
        kind="content.removed",
        actor=actor,
        payload={"entry": entry, "ground": ground, "requested_by": requested_by, "approved_by": approved_by},
        label=Label(row.label),
        owner=row.owner,
        case=row.case,
        response=row.response,
        organisation=row.organisation,
        constituency=row.constituency,
        recipients=row.recipients,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_remove_content(%s)", (entry,))
    return written


@one_transaction
def remove_evidence(  # noqa: PLR0913 - a removal names what, whose, by whom and why
    *, digest: str, owner: UUID, actor: Actor, requested_by: UUID, approved_by: UUID, ground: str
) -> Entry:
    """Delete an owner's evidence file and its name for ever; its digest stays where entries speak of it.

    What a failed reading quoted from the file goes too. Where another owner handed in the same bytes, the file stays
    for them. Raises TwoPeople, NoGround, or NotFound. The file goes before the transaction ends: a failure leaves a row
    without a file, which the next removal mends, never a file without a trace.
    """
    _check(requested_by, approved_by, ground)
    hold(digest)
    row = EvidenceRow.objects.filter(digest=digest, owner=owner).first()
    if row is None:
        raise NotFound
    written = append(
        kind="content.removed",
        actor=actor,
        payload={"evidence": [digest], "ground": ground, "requested_by": requested_by, "approved_by": approved_by},
        label=Label(row.label),
        owner=row.owner,
        organisation=row.owner,
        constituency=row.constituency,
        recipients=row.recipients,
    )
    EvidenceRow.objects.filter(pk=row.pk).update(name="", removed_at=Now())
    QuarantineRow.objects.filter(digest=digest, owner=owner).update(place="", message="", expected="", remedy="")
    if not EvidenceRow.objects.filter(digest=digest, removed_at__isnull=True).exists():
        store.erase(settings.EVIDENCE_DIR, digest)
    return written


def _check(requested_by: UUID, approved_by: UUID, ground: str) -> None:
    if requested_by == approved_by:
        raise TwoPeople(remedy="ask a colleague to approve it")
    if not ground.strip():
        raise NoGround(expected="the law or right on which it rests")
