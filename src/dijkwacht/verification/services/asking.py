"""An organisation registers what is its own, permits checks of it and takes that back; a desk may ask for it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import minute
from dijkwacht.organisations.selectors import constituency_of
from dijkwacht.verification.domain.methods import Method
from dijkwacht.verification.domain.permission import EVERY_HOURS, LONGEST_PERMISSION, Target
from dijkwacht.verification.models import ProbePermission, ProbeTarget


class RegisteredAlready(Conflict):
    """This address is registered already."""


class WrongTerm(Refused):
    """A permission ends in the future, at most a year from now."""


class NothingPermitted(Refused):
    """A permission names at least one question and a known interval."""


@one_transaction
def register_target(  # noqa: PLR0913 - whose, what, who says so, each by keyword
    *, actor: Actor, organisation: UUID, target: Target, at: datetime, device: str = "", label: Label = Label.AMBER
) -> UUID:
    """Record that an address is the organisation's own and return its public id; nothing may be asked of it yet.

    Raises RegisteredAlready.
    """
    constituency = constituency_of(organisation, at)
    entry = append(
        kind="target.registered",
        actor=actor,
        payload={"target": target.name, "device": device, "fingerprint": target.fingerprint},
        label=label,
        owner=organisation,
        organisation=organisation,
        subject=target.name,
        constituency=constituency,
    )
    try:
        with transaction.atomic():
            row = ProbeTarget.objects.create(
                owner=organisation,
                scheme=target.scheme,
                host=target.host,
                port=target.port,
                fingerprint=target.fingerprint,
                device=device,
                label=label.value,
                constituency=constituency,
                entry=entry.id,
                registered_at=entry.recorded_at,
            )
    except IntegrityError as error:
        raise RegisteredAlready(place=target.name) from error
    return row.public_id


@one_transaction
def withdraw_target(*, actor: Actor, target: UUID, at: datetime) -> None:
    """End a registration and whatever permission stands on it; from then on nothing is sent there."""
    row = _locked(target)
    standing = row.permissions.filter(revoked_at__isnull=True).first()
    if standing is not None:
        revoke(actor=actor, permission=standing.public_id, at=at)
    entry = _told(row, "target.withdrawn", actor, {"target": str(row)})
    row.withdrawn_at = entry.recorded_at
    row.save(update_fields=["withdrawn_at"])


@one_transaction
def permit(  # noqa: PLR0913 - a permission has this many parts, all by keyword
    *,
    actor: Actor,
    target: UUID,
    methods: Sequence[Method],
    until: datetime,
    decided_by: str,
    at: datetime,
    every_hours: int = 0,
) -> UUID:
    """Record the owner's permission to check a target and return its reference; the one before it ends with it.

    `decided_by` is an office. Raises WrongTerm, NothingPermitted, NotFound for a withdrawn target.
    """
    if not at < until <= at + LONGEST_PERMISSION:
        raise WrongTerm(place="until")
    if not methods or every_hours not in EVERY_HOURS:
        raise NothingPermitted(place="methods")
    row = _locked(target)
    standing = row.permissions.filter(revoked_at__isnull=True).first()
    if standing is not None:
        revoke(actor=actor, permission=standing.public_id, at=at)
    reference, asked = new_id(), sorted({method.value for method in methods})
    payload = {
        "target": str(row),
        "permission": reference,
        "methods": asked,
        "until": minute(until).text(),
        "every_hours": every_hours,
        "decided_by": decided_by,
    }
    entry = _told(row, "probe.permitted", actor, payload)
    ProbePermission.objects.create(
        public_id=reference,
        target=row,
        methods=asked,
        decided_by=decided_by,
        since=min(at, entry.recorded_at),
        until=until,
        every_hours=every_hours,
        entry=entry.id,
    )
    return reference


@one_transaction
def revoke(*, actor: Actor, permission: UUID, at: datetime) -> None:
    """Take a permission back; what is under way is not sent any more. Raises NotFound where it stands no more."""
    row = ProbePermission.objects.select_for_update().select_related("target").filter(public_id=permission).first()
    if row is None or row.revoked_at is not None:
        raise NotFound
    payload = {"target": str(row.target), "permission": permission, "by_role": actor.role}
    _told(row.target, "probe.revoked", actor, payload)
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])


@one_transaction
def ask_permission(  # noqa: PLR0913 - who asks whom and why, each by keyword
    *, actor: Actor, organisation: UUID, asker: str, at: datetime, reason: str = "", label: Label = Label.AMBER
) -> Entry:
    """Record that a desk ("sector" or "national") asks to permit checks; the organisation sees it with its targets."""
    return append(
        kind="probe.asked",
        actor=actor,
        payload={"asker": asker, "reason": reason},
        label=label,
        owner=organisation,
        organisation=organisation,
        constituency=constituency_of(organisation, at),
    )


def _locked(target: UUID) -> ProbeTarget:
    row = ProbeTarget.objects.select_for_update().filter(public_id=target, withdrawn_at__isnull=True).first()
    if row is None:
        raise NotFound
    return row


def _told(row: ProbeTarget, kind: str, actor: Actor, payload: dict[str, object]) -> Entry:
    return append(
        kind=kind,
        actor=actor,
        payload=payload,
        label=Label(row.label),
        owner=row.owner,
        organisation=row.owner,
        subject=str(row),
        constituency=row.constituency,
    )
