"""Accounts and the roles they hold; rights come from roles alone."""

from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django.db.models import Q

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Role
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.rights import GIVERS, may_take
from dijkwacht.organisations.models import Account, RoleGiven
from dijkwacht.organisations.services.writing import end_dated, locked_organisation, put_dated, record


class AccountExists(Conflict):
    """There is an account with this address already."""


class NoSuchAccount(NotFound):
    """There is no account with this address."""


class LastGiver(Refused):
    """This is the last who gives roles here."""


@one_transaction
def create_account(*, email: str, password: str | None = None, display_name: str = "", language: str = "nl") -> UUID:
    """Make an account that may sign in and do nothing else, and return its public id; raises AccountExists."""
    if Account.objects.filter(email=email.strip().lower()).exists():
        raise AccountExists
    account = Account.objects.create_user(email, password, display_name=display_name, language=language)
    return account.public_id


def account_of(email: str) -> UUID | None:
    """Return the public id of the account with this address, or None."""
    return Account.objects.filter(email=email.strip().lower()).values_list("public_id", flat=True).first()


def account_named(email: str) -> UUID:
    """Return the public id of the account with this address; raises NoSuchAccount. For commands, not for pages."""
    found = account_of(email)
    if found is None:
        raise NoSuchAccount(place=email)
    return found


@one_transaction
def give_role(*, account: UUID, organisation: UUID, role: Role, period: Period, actor: Actor) -> UUID:
    """Let an account hold a role at an organisation during `period` and return it; the same again is fine.

    Raises Overlapping where it holds that role during part of the period, NotFound for unknown parties.
    """
    holder, office = _account(account), locked_organisation(organisation)
    row, new = put_dated(RoleGiven, period, {"account": holder, "organisation": office, "role": role})
    if new:
        payload = {"role": str(role), "account": account, "until": period.until_text}
        record(office, kind="role.given", actor=actor, payload=payload, label=Label.AMBER, happened=period.since)
    return row.public_id


@one_transaction
def give_role_to(  # noqa: PLR0913 - whom, by address and name, which role where, when, by whom
    *, email: str, display_name: str, organisation: UUID, role: Role, period: Period, actor: Actor, language: str = "nl"
) -> UUID:
    """Let whoever signs in with `email` hold a role, and return the role; an account that is missing is made first.

    A new account has no password: an owner or desk gives one by telephone, or single sign-on opens it. An account that
    exists keeps its name. Raises as `give_role` does.
    """
    account = account_of(email) or create_account(email=email, display_name=display_name, language=language)
    return give_role(account=account, organisation=organisation, role=role, period=period, actor=actor)


@one_transaction
def end_role(*, given: UUID, organisation: UUID, until: Moment, actor: Actor, because: str = "") -> None:
    """End one role of an organisation at `until`, whatever end it had; one that has not begun is dropped.

    Raises NotFound where it is not held any more, LastGiver where nobody else would give roles there.
    """
    office = locked_organisation(organisation)
    running = Q(during__endswith__isnull=True) | Q(during__endswith__gt=until.earliest)
    rows = RoleGiven.objects.filter(running, organisation=office).select_related("account")
    row = rows.filter(public_id=given).first()
    if row is None:
        raise NotFound
    role = Role(row.role)
    others = rows.at(until.earliest).filter(role__in=GIVERS, during__endswith__isnull=True).exclude(pk=row.pk).count()
    if (verdict := may_take(role, others)).answer != "yes":
        raise LastGiver(remedy=verdict.reasons[0].text.en)
    payload = {"role": str(role), "account": row.account.public_id, "because": because}
    record(office, kind="role.taken", actor=actor, payload=payload, label=Label.AMBER, happened=until)
    if row.during.lower >= until.earliest:
        row.delete()
    else:
        end_dated(row, until)


@one_transaction
def take_role(  # noqa: PLR0913 - who loses which role where, when, by whom, why
    *, account: UUID, organisation: UUID, role: Role, until: Moment, actor: Actor, because: str = ""
) -> None:
    """End a running role at `until`; raises NotFound where there is none, EmptyPeriod for an end before its start."""
    holder, office = _account(account), locked_organisation(organisation)
    running = RoleGiven.objects.filter(account=holder, organisation=office, role=role, during__endswith__isnull=True)
    row = running.first()
    if row is None:
        raise NotFound
    payload = {"role": str(role), "account": account, "because": because}
    record(office, kind="role.taken", actor=actor, payload=payload, label=Label.AMBER, happened=until)
    end_dated(row, until)


def _account(public_id: UUID) -> Account:
    row = Account.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def write_to_account(*, account: UUID, subject: str, text: str) -> bool:
    """Mail the person of an account, and return whether the server took it; a dead mail server stops nothing."""
    address = Account.objects.filter(public_id=account, is_active=True).values_list("email", flat=True).first()
    if address is None:
        return False
    try:
        EmailMessage(subject, text, to=[address], headers={"Auto-Submitted": "auto-generated"}).send()
    except (OSError, SMTPException):
        return False
    return True
