"""Whom to reach: contact points, who stands in, and which members lack a way to be reached when their own is down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Prefetch, Q

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.domain.contacts import (
    LACKING,
    Contact,
    Duty,
    carried_by,
    deputies_for,
    deputy_for,
    reachable,
)
from dijkwacht.organisations.domain.wording import CARRIERS, CHANNELS, CONTACT_ROLES, DUTIES
from dijkwacht.organisations.domain.words import CarriedBy, Channel, ContactRole, DutyKind
from dijkwacht.organisations.models import ContactPoint, Membership, Organisation
from dijkwacht.organisations.models import Duty as DutyRow
from dijkwacht.organisations.selectors.directory import constituency_of

CONTACT_LABEL = Label.AMBER


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact point that the viewer may use; `carried_by` is what counts: for mail what its domain tells."""

    id: UUID
    role: ContactRole
    channel: Channel
    value: str
    person: str
    carried_by: CarriedBy
    rank: int
    confirmed_at: datetime | None
    broken_at: datetime | None
    usable: bool
    version: int

    @property
    def role_said(self) -> Text:
        """Return the role in words."""
        return CONTACT_ROLES[self.role]

    @property
    def channel_said(self) -> Text:
        """Return the channel in words."""
        return CHANNELS[self.channel]

    @property
    def carrier_said(self) -> Text:
        """Return in words whose wires carry it."""
        return CARRIERS[self.carried_by]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who stands in for a role at the moment of looking."""

    role: ContactRole
    kind: DutyKind
    contact: ContactShown

    @property
    def role_said(self) -> Text:
        """Return the role in words."""
        return CONTACT_ROLES[self.role]

    @property
    def kind_said(self) -> Text:
        """Return in words how somebody stands in."""
        return DUTIES[self.kind]


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """Everything needed to reach an organisation, in the order to try; `reachable` says what is missing."""

    organisation: UUID
    organisation_name: str
    contacts: tuple[ContactShown, ...]
    stand_ins: tuple[StandIn, ...]
    reachable: Verdict


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a desk's constituency and how it can be reached."""

    id: UUID
    name: str
    sort_key: str
    sector: str
    fictional: bool
    read_only: bool
    contacts: int
    last_confirmed: datetime | None
    reachable: Verdict
    reach: tuple[ContactShown, ...] = ()

    @property
    def phones(self) -> tuple[ContactShown, ...]:
        """Return its telephone numbers that are not known to be broken, in the order to try."""
        return tuple(one for one in self.reach if one.channel is Channel.PHONE and one.usable)


def contacts_of(viewer: Viewer, organisation: UUID, at: datetime) -> ContactSheet:
    """Return how to reach `organisation`, with who stands in at `at`; removed contact points are not in it.

    For the organisation itself and the desk of its sector CERT (rules D1 and D4); anybody else gets NotFound.
    """
    current = FilteredRelation("memberships", condition=Q(memberships__during__contains=at))
    rows = Organisation.objects.filter(public_id=organisation).annotate(current=current)
    row = rows.values_list("name", "own_domain", "current__cert__public_id").first()
    if row is None or not may_read_contacts(viewer, organisation, row[2]):
        raise NotFound
    return sheet_of(organisation, row[0], row[1], at)


def stands_in(viewer: Viewer, organisation: UUID, role: ContactRole, at: datetime) -> StandIn | None:
    """Return who is asked first for `role` at `at`, or None; raises NotFound as `contacts_of` does."""
    if not may_read_contacts(viewer, organisation, constituency_of(organisation, at)):
        raise NotFound
    rows = DutyRow.objects.at(at).filter(contact__organisation__public_id=organisation, role=role)
    contacts = {row: row.contact for row in rows.select_related("contact__organisation").order_by("pk")}
    first = deputy_for(role, [duty_of(row, contact) for row, contact in contacts.items()], at)
    found = next((contact for contact in contacts.values() if first and contact.public_id == first.contact), None)
    return StandIn(role, first.kind, _shown(found, found.organisation.own_domain)) if first and found else None


def sheet_of(organisation: UUID, name: str, own_domain: str, at: datetime) -> ContactSheet:
    """Return the contact sheet of an organisation that the caller was found to be allowed; costs 2 queries."""
    duties_now = Prefetch("duties", DutyRow.objects.at(at).order_by("pk"))
    standing = ContactPoint.objects.standing().filter(organisation__public_id=organisation)
    rows = list(standing.order_by("rank", "pk").prefetch_related(duties_now))
    shown = {row.public_id: _shown(row, own_domain) for row in rows}
    duties = [duty_of(duty, row) for row in rows for duty in row.duties.all()]
    return ContactSheet(
        organisation=organisation,
        organisation_name=name,
        contacts=tuple(shown.values()),
        stand_ins=tuple(
            StandIn(role, duty.kind, shown[duty.contact])
            for role in ContactRole
            for duty in deputies_for(role, duties, at)
        ),
        reachable=reachable([contact_of(row) for row in rows], own_domain),
    )


def members_of(viewer: Viewer, cert: UUID, at: datetime) -> tuple[Member, ...]:
    """Return the constituency of `cert` at `at`, sorted as people look names up, with who can be reached (S4.6).

    For the desk of that CERT only, else NotFound. Costs 2 queries whatever the number of members.
    """
    if cert not in viewer.organisations(Role.DESK, Role.SHIFT_LEAD):
        raise NotFound
    members = Membership.objects.at(at).filter(cert__public_id=cert).values("organisation")
    rows = (
        Organisation.objects.filter(pk__in=members)
        .select_related("sector")
        .prefetch_related(Prefetch("contacts", ContactPoint.objects.standing().order_by("rank", "pk")))
        .order_by("sort_key", "pk")
    )
    return tuple(_member(row) for row in rows)


def members_lacking_contacts(viewer: Viewer, cert: UUID, at: datetime) -> tuple[Member, ...]:
    """Return the members whose contact points lack two channels off their own domain and telephony."""
    return tuple(member for member in members_of(viewer, cert, at) if member.reachable.answer == LACKING)


def contact_of(row: ContactPoint) -> Contact:
    """Return the domain's value for a row."""
    return Contact(
        id=row.public_id,
        role=ContactRole(row.role),
        channel=Channel(row.channel),
        value=row.value,
        carried_by=CarriedBy(row.carried_by),
        confirmed_at=row.confirmed_at,
        broken_at=row.broken_at,
        removed_at=row.removed_at,
    )


def duty_of(row: DutyRow, contact: ContactPoint) -> Duty:
    """Return the domain's value for a duty of `contact`."""
    return Duty(contact.public_id, ContactRole(row.role), DutyKind(row.kind), row.period, row.rank)


def may_read_contacts(viewer: Viewer, organisation: UUID, constituency: UUID | None) -> bool:
    """Return whether disclosure lets the viewer see the contact points of an organisation in that constituency."""
    return decide(viewer, Fact(Category.CONTACT, CONTACT_LABEL, organisation, constituency)).answer == "yes"


def _shown(row: ContactPoint, own_domain: str) -> ContactShown:
    contact = contact_of(row)
    return ContactShown(
        id=contact.id,
        role=contact.role,
        channel=contact.channel,
        value=contact.value,
        person=row.person,
        carried_by=carried_by(contact, own_domain),
        rank=row.rank,
        confirmed_at=contact.confirmed_at,
        broken_at=contact.broken_at,
        usable=contact.usable,
        version=row.version,
    )


def _member(row: Organisation) -> Member:
    contacts = [contact_of(contact) for contact in row.contacts.all()]
    return Member(
        id=row.public_id,
        name=row.name,
        sort_key=row.sort_key,
        sector=row.sector.key if row.sector else "",
        fictional=row.nature == "fictional",
        read_only=row.nature == "recorded",
        contacts=sum(contact.usable for contact in contacts),
        last_confirmed=max((contact.confirmed_at for contact in contacts if contact.confirmed_at), default=None),
        reachable=reachable(contacts, row.own_domain),
        reach=tuple(_shown(contact, row.own_domain) for contact in row.contacts.all()),
    )
