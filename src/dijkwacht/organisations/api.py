"""The register over the API: organisations, how to reach them, who looked at them."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, filled
from dijkwacht.organisations import services
from dijkwacht.organisations.forms import ContactForm, OutcomeForm
from dijkwacht.organisations.selectors import (
    LookSeen,
    Member,
    OrganisationPage,
    OrganisationSeen,
    acting_for,
    actor_for,
    contacts_of,
    looks_seen,
    members_page,
    names_seen,
    organisation_page,
    organisations_seen,
    require_keeping,
)
from dijkwacht.organisations.selectors.offices import RolesPage, roles_page
from dijkwacht.organisations.selectors.standing import StandingPage, standing_page


@dataclass(frozen=True, slots=True)
class Looks:
    """Who of other organisations looked at one's own record, newest first, at most 500."""

    organisation: UUID
    looks: tuple[LookSeen, ...]


@dataclass(frozen=True, slots=True)
class OfficeRead:
    """What you may be for an organisation."""

    organisation: UUID
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Me:
    """As whom the token acts: the offices of its account at this moment, and the sector CERTs of its organisations."""

    account: UUID | None
    offices: tuple[OfficeRead, ...]
    memberships: frozenset[UUID]
    acting_for: tuple[str, ...]


def me(asking: Asking) -> Me:
    """Return as whom your token acts now; rights follow roles in time."""
    names = names_seen(asking.viewer, asking.viewer.organisations())
    offices = tuple(
        OfficeRead(one.organisation, names.get(one.organisation, ""), one.role) for one in asking.viewer.offices
    )
    return Me(asking.viewer.account, offices, asking.viewer.memberships, acting_for(asking.viewer).names)


def organisations(asking: Asking, search: str = "", sector: str = "") -> tuple[OrganisationSeen, ...]:
    """Return the organisations that you may see, by name; `search` takes a part of it in any spelling."""
    return organisations_seen(asking.viewer, asking.at, search=search, sector=sector, limit=None)


def organisation(asking: Asking, organisation: UUID) -> OrganisationPage:
    """Return an organisation, with its contacts where you may have them; a look from outside is shown to it."""
    page = organisation_page(asking.viewer, organisation, asking.at)
    if page.contacts is not None:
        log_look(viewer=asking.viewer, organisation=organisation, what="contacts", at=asking.at)
    return page


def roles(asking: Asking, organisation: UUID) -> RolesPage:
    """Return who holds which role at an organisation; a look from outside is shown to it."""
    page = roles_page(asking.viewer, organisation, asking.at)
    log_look(viewer=asking.viewer, organisation=organisation, what="roles", at=asking.at)
    return page


def standing(asking: Asking, organisation: UUID) -> StandingPage:
    """Return who stands in, which consents run and which legal grounds there are."""
    page = standing_page(asking.viewer, organisation, asking.at)
    log_look(viewer=asking.viewer, organisation=organisation, what="contacts", at=asking.at)
    return page


def looks(asking: Asking, organisation: UUID) -> Looks:
    """Return who of other organisations looked at your own."""
    return Looks(organisation, looks_seen(asking.viewer, organisation))


def member_contacts(asking: Asking) -> tuple[Member, ...]:
    """Return the members of your desk and how each can be reached, those that cannot first."""
    return members_page(asking.viewer, asking.at).members


def add_contact(asking: Asking, given: Given, organisation: UUID) -> Recorded:
    """Put a new contact point into the register."""
    require_keeping(asking.viewer, organisation, asking.at)
    details = filled(ContactForm(given.data)).details(asking.at)
    actor = actor_for(asking.viewer, organisation)
    return Recorded(services.record_contact(organisation=organisation, details=details, actor=actor))


def contact_works(asking: Asking, given: Given, organisation: UUID, contact: UUID) -> Recorded:
    """Record that a contact point works."""
    form = _tried(asking, given, organisation, contact)
    actor = actor_for(asking.viewer, organisation)
    services.confirm_contact(contact=contact, at=asking.at, actor=actor, version=form.cleaned_data["version"])
    return Recorded(contact)


def contact_broken(asking: Asking, given: Given, organisation: UUID, contact: UUID) -> Recorded:
    """Record that a contact point does not work."""
    told = _tried(asking, given, organisation, contact).cleaned_data
    actor = actor_for(asking.viewer, organisation)
    services.break_contact(contact=contact, at=asking.at, actor=actor, version=told["version"], what=told["what"])
    return Recorded(contact)


def _tried(asking: Asking, given: Given, organisation: UUID, contact: UUID) -> OutcomeForm:
    require_keeping(asking.viewer, organisation, asking.at)
    if contact not in {shown.id for shown in contacts_of(asking.viewer, organisation, asking.at).contacts}:
        raise NotFound
    return filled(OutcomeForm(given.data))


_CONTACT = "/organisations/{organisation}/contacts/{contact}"
_TRIED = Body(OutcomeForm)

OPERATIONS = (
    Operation("me", "/me", me),
    Operation("organisations", "/organisations", organisations),
    Operation("organisation", "/organisations/{organisation}", organisation, pages=("organisation",)),
    Operation("looks", "/organisations/{organisation}/looks", looks, pages=("looks",)),
    Operation("roles", "/organisations/{organisation}/roles", roles, pages=("roles",)),
    Operation("standing", "/organisations/{organisation}/standing", standing, pages=("standing",)),
    Operation("member_contacts", "/members/contacts", member_contacts, pages=("member_contacts",)),
    Operation(
        "add_contact",
        "/organisations/{organisation}/contacts",
        add_contact,
        pages=("add_contact",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(ContactForm),
        made="/organisations/{organisation}",
    ),
    Operation(
        "contact_works",
        f"{_CONTACT}/works",
        contact_works,
        pages=("contact_works",),
        method="POST",
        scope=Scope.RECORD,
        body=_TRIED,
        locks="version",
    ),
    Operation(
        "contact_broken",
        f"{_CONTACT}/broken",
        contact_broken,
        pages=("contact_broken",),
        method="POST",
        scope=Scope.RECORD,
        body=_TRIED,
        locks="version",
    ),
)
