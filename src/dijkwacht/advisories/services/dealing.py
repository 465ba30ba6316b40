"""How an organisation deals with advice among itself: comments, who has it, what is off its list, what one has read.

What is written here is for the own organisation only, whoever else may see the advice. A mark that one has read a
version is a person's own, and no entry of the record.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from dijkwacht.advisories.models import Advisory, Desk, ReadMark, Revision
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.labels import Label, strictest


class DealtWith(Conflict):
    """A colleague decided about this advice since you looked."""


class NoReason(Refused):
    """Taking advice off the list wants a reason."""


@one_transaction
def comment_advisory(  # noqa: PLR0913 - who says what of which advice, all by keyword
    *, advisory: UUID, title: str, label: Label, organisation: UUID, actor: Actor, comment: str
) -> UUID:
    """Write `advisory.commented` for one's own organisation and return the entry; `label` is the advice's.

    Raises NotFound for an unknown advisory.
    """
    row = _series(advisory)
    return _append("advisory.commented", row, title, label, organisation, actor, {"comment": comment}).id


@one_transaction
def assign_advisory(  # noqa: PLR0913 - who gives what to whom, all by keyword
    *,
    advisory: UUID,
    title: str,
    label: Label,
    organisation: UUID,
    actor: Actor,
    assignee: UUID | None,
    expected: int,
) -> None:
    """Give advice to somebody of one's own organisation, None takes that back; writes `advisory.assigned`.

    Whether the account is a colleague is the caller's to check. The same again writes nothing. `expected` is the
    version looked at, 0 where nothing was decided: raises DealtWith where a colleague was faster. Raises NotFound.
    """
    desk = _locked(_series(advisory), organisation, expected)
    if desk.assignee == assignee:
        return
    desk.assignee = assignee
    _save(desk)
    told = {"given": assignee is not None, "assignee": assignee}
    _append("advisory.assigned", desk.advisory, title, label, organisation, actor, told)


@one_transaction
def set_aside(  # noqa: PLR0913 - what is decided about which advice, all by keyword
    *,
    advisory: UUID,
    title: str,
    label: Label,
    organisation: UUID,
    actor: Actor,
    aside: bool,
    because: str,
    expected: int,
) -> None:
    """Take advice off the own organisation's list with the reason, or put it back; writes `advisory.set_aside`.

    Raises NoReason, NotFound, and DealtWith as `assign_advisory` does.
    """
    if aside and not because.strip():
        raise NoReason(place="because", remedy="say why, for a colleague will ask")
    desk = _locked(_series(advisory), organisation, expected)
    if desk.set_aside == aside:
        return
    desk.set_aside, desk.because = aside, because.strip()[:500]
    _save(desk)
    told = {"aside": aside, "because": because.strip() or None}
    _append("advisory.set_aside", desk.advisory, title, label, organisation, actor, told)


@one_transaction
def mark_read(*, account: UUID, revision: UUID, read: bool) -> None:
    """Mark a version as read by one person, or as not; twice is once. Raises NotFound for an unknown version."""
    row = Revision.objects.filter(public_id=revision).first()
    if row is None:
        raise NotFound
    if read:
        ReadMark.objects.get_or_create(account=account, revision=row)
    else:
        ReadMark.objects.filter(account=account, revision=row).delete()


def _series(advisory: UUID) -> Advisory:
    row = Advisory.objects.filter(public_id=advisory).first()
    if row is None:
        raise NotFound
    return row


def _locked(row: Advisory, organisation: UUID, expected: int) -> Desk:
    desk = Desk.objects.select_for_update(of=("self",)).select_related("advisory")
    found = desk.filter(advisory=row, organisation=organisation).first()
    if (found.version if found else 0) != expected:
        raise DealtWith(remedy="look at what was decided, then decide again")
    return found or Desk(advisory=row, organisation=organisation, version=0)


def _save(desk: Desk) -> None:
    desk.version += 1
    try:
        with transaction.atomic():
            desk.save()
    except IntegrityError as error:  # two first decisions in one moment
        raise DealtWith(remedy="look at what was decided, then decide again") from error


def _append(  # noqa: PLR0913, PLR0917 - what an entry says
    kind: str,
    row: Advisory,
    title: str,
    label: Label,
    organisation: UUID,
    actor: Actor,
    told: Mapping[str, object],
) -> Entry:
    return append(
        kind=kind,
        actor=actor,
        payload={"advisory": row.public_id, "title": title, **told},
        label=strictest(Label.AMBER_STRICT, label),
        owner=organisation,
        subject=str(row.public_id),
    )
