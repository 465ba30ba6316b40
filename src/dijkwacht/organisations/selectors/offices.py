"""Who holds which role at an organisation, what of it the viewer may change, and whose password may be renewed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Q

from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.code_words import CodeWords
from dijkwacht.organisations.domain.rights import DESK, GIVERS, OWNERS, may_renew, may_take, roles_to_give
from dijkwacht.organisations.domain.wording import ROLES
from dijkwacht.organisations.models import DatedQuerySet, RoleGiven
from dijkwacht.organisations.selectors.directory import OrganisationSeen, organisation_for
from dijkwacht.organisations.selectors.reaching import code_words_of

Offices = Mapping[UUID, list[tuple[UUID, Role, UUID | None]]]


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role that an account holds, or will hold, at an organisation; `email` is what it signs in with.

    `taking`: None where the viewer may not take it, else whether it can be taken now.
    """

    id: UUID
    account: UUID
    email: str
    role: Role
    since: Moment
    until: Moment | None
    begun: bool
    taking: Verdict | None
    renewing: bool

    @property
    def role_said(self) -> Text:
        """Return the role in words."""
        return ROLES[self.role]


@dataclass(frozen=True, slots=True)
class RolesPage:
    """Who holds which role, by address; `giving`: the roles that the viewer may give there."""

    organisation: OrganisationSeen
    held: tuple[RoleHeld, ...]
    giving: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """An account that may be given a new password, and the words by which both know each other on the telephone."""

    organisation: OrganisationSeen
    account: UUID
    email: str
    why: Verdict
    words: CodeWords | None


def roles_page(viewer: Viewer, organisation: UUID, at: datetime) -> RolesPage:
    """Return who holds a role at `organisation` at `at` or later; costs three queries.

    For who gives roles there and for the desk of its sector CERT; raises NotFound for anybody else.
    """
    seen = organisation_for(viewer, organisation, at)
    if not may_see_roles(viewer, seen):
        raise NotFound
    giving = roles_to_give(viewer, organisation, seen.kinds, seen.nature)
    rows = list(_running(at).filter(organisation__public_id=organisation).order_by("role", "account__email", "during"))
    offices = _offices({row.account.public_id for row in rows}, at)
    others = [row for row in rows if row.role in GIVERS and row.during.upper is None and row.during.lower <= at]
    return RolesPage(seen, tuple(_held(viewer, row, giving, others, offices, at) for row in rows), giving)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the viewer's own organisation, by the name that the account goes by; no address."""

    account: UUID
    name: str


def colleagues(viewer: Viewer, organisation: UUID, at: datetime) -> tuple[Colleague, ...]:
    """Return who works at `organisation` at `at`, by name; one query. Nobody for who holds no working role there."""
    if organisation not in viewer.organisations(*WORKING_ROLES):
        return ()
    rows = RoleGiven.objects.at(at).filter(organisation__public_id=organisation, account__is_active=True)
    told = rows.exclude(role=Role.OPERATOR).values_list("account__public_id", "account__display_name", "account__email")
    found = {account: name or email.partition("@")[0] for account, name, email in told}
    return tuple(Colleague(account, name) for account, name in sorted(found.items(), key=lambda one: one[1].casefold()))


def may_see_roles(viewer: Viewer, organisation: OrganisationSeen) -> bool:
    """Return whether the viewer may see who holds which role: who gives them there, and the desk of its sector CERT."""
    giving = roles_to_give(viewer, organisation.id, organisation.kinds, organisation.nature)
    desk = organisation.constituency in viewer.organisations(*DESK)
    return bool(giving) or (desk and not organisation.read_only)


def renewal_for(viewer: Viewer, organisation: UUID, account: UUID, at: datetime) -> Renewal:
    """Return the account whose password the viewer may renew; raises NotFound for every other account."""
    seen = organisation_for(viewer, organisation, at)
    row = _running(at).filter(organisation__public_id=organisation, account__public_id=account).first()
    verdict = may_renew(viewer, account, _offices({account}, at)[account])
    if row is None or verdict.answer != "yes":
        raise NotFound
    words = code_words_of({organisation}, at).get(organisation)
    return Renewal(seen, account, row.account.email, verdict, words)


def _running(at: datetime) -> DatedQuerySet[RoleGiven]:
    unended = Q(during__endswith__isnull=True) | Q(during__endswith__gt=at)
    return RoleGiven.objects.filter(unended).select_related("account")


def _offices(accounts: Iterable[UUID], at: datetime) -> Offices:
    """Return every role that these accounts hold now or later, each with the CERT of its organisation now."""
    current = FilteredRelation("organisation__memberships", condition=Q(organisation__memberships__during__contains=at))
    rows = _running(at).filter(account__public_id__in=tuple(accounts)).annotate(current=current)
    found: dict[UUID, list[tuple[UUID, Role, UUID | None]]] = defaultdict(list)
    for account, held_at, role, cert in rows.values_list(
        "account__public_id", "organisation__public_id", "role", "current__cert__public_id"
    ):
        found[account].append((held_at, Role(role), cert))
    return found


def _held(  # noqa: PLR0913, PLR0917 - a row, and what decides what may be done with it
    viewer: Viewer, row: RoleGiven, giving: tuple[Role, ...], others: list[RoleGiven], offices: Offices, at: datetime
) -> RoleHeld:
    role = Role(row.role)
    left = sum(one.pk != row.pk for one in others)
    account = row.account.public_id
    return RoleHeld(
        id=row.public_id,
        account=account,
        email=row.account.email,
        role=role,
        since=row.period.since,
        until=row.period.until,
        begun=row.during.lower <= at,
        taking=may_take(role, left) if role in giving else None,
        renewing=may_renew(viewer, account, offices.get(account, ())).answer == "yes",
    )


def colleagues_of(viewer: Viewer, organisation: UUID, at: datetime) -> tuple[tuple[UUID, str], ...]:
    """Return the other accounts that hold a role of its own at one's organisation, each with its address.

    Raises NotFound for who gives no roles there: addresses are for those who answer for it.
    """
    if viewer.account is None or organisation not in viewer.organisations(*OWNERS):
        raise NotFound
    rows = RoleGiven.objects.at(at).filter(organisation__public_id=organisation).exclude(role=Role.OPERATOR)
    others = rows.exclude(account__public_id=viewer.account).filter(account__is_active=True)
    found = others.order_by("account__email").values_list("account__public_id", "account__email")
    return tuple(dict.fromkeys(found))
