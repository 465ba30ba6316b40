"""Contact points and who stands in; a contact point can be emptied by law without breaking the record."""

from datetime import datetime
from uuid import UUID

from dijkwacht.journal.services import one_transaction, remove_content
from dijkwacht.journal.services.removing import refuse_alone
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import minute
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.register import ContactDetails
from dijkwacht.organisations.domain.words import ContactRole, DutyKind
from dijkwacht.organisations.models import Account, ContactPoint, Duty
from dijkwacht.organisations.services.writing import (
    OlderVersion,
    locked_organisation,
    put_dated,
    record,
    refuse_recorded,
)

TWO = 2  # people


@one_transaction
def record_contact(*, organisation: UUID, details: ContactDetails, actor: Actor) -> UUID:
    """Put a contact point into the register and return it; the same role, channel and value again is the same one.

    A change of the other details is taken over. Raises OnlyRecorded for an organisation that is read-only here.
    """
    owner = locked_organisation(organisation)
    refuse_recorded(owner)
    kept = {"person": details.person, "carried_by": details.carried_by, "rank": details.rank}
    same = {"organisation": owner, "role": details.role, "channel": details.channel, "value": details.value.strip()}
    row = ContactPoint.objects.standing().filter(**same).first()
    if row is None:
        row = ContactPoint(**same, **kept, confirmed_at=details.confirmed_at)
        row.save(force_insert=True)
        _record(row, "contact.recorded", actor, value=row.value, person=row.person)
        return row.public_id
    changed = [name for name, value in kept.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, kept[name])
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        _record(row, "contact.changed", actor, value=row.value, person=row.person)
    if details.confirmed_at and (row.confirmed_at is None or row.confirmed_at < details.confirmed_at):
        _confirm(row, details.confirmed_at, actor)
    return row.public_id


@one_transaction
def change_contact(*, contact: UUID, value: str, person: str, version: int, actor: Actor) -> None:
    """Give a contact point a new value and name; it must be confirmed again.

    Raises OlderVersion where `version` is not the row's: nothing is lost that somebody else wrote.
    """
    row = _locked(contact, version)
    row.value, row.person, row.confirmed_at, row.broken_at = value.strip(), person, None, None
    row.version += 1
    row.save(update_fields=["value", "person", "confirmed_at", "broken_at", "version"])
    _record(row, "contact.changed", actor, value=row.value, person=row.person)


@one_transaction
def confirm_contact(*, contact: UUID, at: datetime, actor: Actor, version: int | None = None) -> None:
    """Record that the contact point was tried at `at` and works."""
    _confirm(_locked(contact, version), at, actor)


@one_transaction
def break_contact(*, contact: UUID, at: datetime, actor: Actor, what: str = "", version: int | None = None) -> None:
    """Record that the contact point was found not to work at `at`; it counts again once it is confirmed later."""
    row = _locked(contact, version)
    row.broken_at = at
    row.version += 1
    row.save(update_fields=["broken_at", "version"])
    _record(row, "contact.broken", actor, at=at, what=what)


@one_transaction
def remove_contact(  # noqa: PLR0913 - a removal names two people and a ground
    *, contact: UUID, requested_by: UUID, approved_by: UUID, ground: str, at: datetime, actor: Actor
) -> None:
    """Empty a contact point by law: no byte of its value and name stays in the row or in the journal's content.

    The entries stay, with the digest of what they held, so `journal verify` stays green. Duties end at `at`. Raises
    TwoPeople, NotOneOfTheTwo or NoGround as `journal.services.remove_content` does, NotFound unless both are accounts.
    """
    refuse_alone(actor, requested_by, approved_by, ground)
    if Account.objects.filter(public_id__in=(requested_by, approved_by)).count() < TWO:
        raise NotFound(place="requested_by, approved_by", expected="two accounts")
    row = _locked(contact, None)
    for entry in row.entries:
        remove_content(entry=entry, actor=actor, requested_by=requested_by, approved_by=approved_by, ground=ground)
    _empty(row, at, ground, actor)


def stands(contact: UUID) -> bool:
    """Return whether a contact point is still in the register with its address."""
    return ContactPoint.objects.standing().filter(public_id=contact).exists()


@one_transaction
def empty_contacts_of(*, entry: UUID, ground: str, at: datetime, actor: Actor) -> int:
    """Empty the contact points that `entry` spoke of, whose content a restore removed once more; return how many."""
    rows = ContactPoint.objects.select_for_update(of=("self",)).standing().select_related("organisation")
    found = rows.filter(entries__contains=[entry]).order_by("id")
    for row in found:
        _empty(row, at, ground, actor)
    return len(found)


def _empty(row: ContactPoint, at: datetime, ground: str, actor: Actor) -> None:
    row.value = row.person = ""
    row.removed_at = at
    row.version += 1
    row.save(update_fields=["value", "person", "removed_at", "version"])
    Duty.objects.filter(contact=row, during__startswith__gte=at).delete()
    for duty in Duty.objects.at(at).filter(contact=row):
        duty.during = (duty.during.lower, at)
        duty.until_precision = minute(at).precision
        duty.save(update_fields=["during", "until_precision"])
    record(
        row.organisation,
        kind="contact.removed",
        actor=actor,
        payload={"role": row.role, "channel": row.channel, "contact": row.public_id, "ground": ground},
        subject=_subject(row),
    )


@one_transaction
def assign_duty(  # noqa: PLR0913 - who stands in for what, how, when, in which order
    *, contact: UUID, role: ContactRole, kind: DutyKind, period: Period, actor: Actor, rank: int = 0
) -> UUID:
    """Let a contact point stand in for a role, on call or as deputy, and return the duty; the same again is fine.

    Raises Overlapping where it has that duty during part of `period`.
    """
    row = _locked(contact, None)
    duty, new = put_dated(Duty, period, {"contact": row, "role": role, "kind": kind, "rank": rank})
    if new:
        record(
            row.organisation,
            kind="duty.assigned",
            actor=actor,
            payload={
                "role": str(role),
                "how": str(kind),
                "contact": row.public_id,
                "since": period.since.text(),
                "until": period.until_text,
            },
            subject=_subject(row),
        )
    return duty.public_id


def _locked(contact: UUID, version: int | None) -> ContactPoint:
    rows = ContactPoint.objects.select_for_update(of=("self",)).standing().select_related("organisation")
    row = rows.filter(public_id=contact).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise OlderVersion
    return row


def _confirm(row: ContactPoint, at: datetime, actor: Actor) -> None:
    row.confirmed_at = at
    row.version += 1
    row.save(update_fields=["confirmed_at", "version"])
    _record(row, "contact.confirmed", actor, at=at)


def _record(row: ContactPoint, kind: str, actor: Actor, *, at: datetime | None = None, **personal: str) -> None:
    entry = record(
        row.organisation,
        kind=kind,
        actor=actor,
        payload={"role": row.role, "channel": row.channel, "contact": row.public_id, **personal},
        subject=_subject(row),
        happened=minute(at) if at else None,
    )
    if entry.content is not None:
        row.entries = [*row.entries, entry.id]
        row.save(update_fields=["entries"])


def _subject(row: ContactPoint) -> str:
    return f"contact:{row.public_id}"
