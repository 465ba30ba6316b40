"""What the pages of this room show: one frozen value per page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.journal.selectors import looks_at
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.domain.rights import may_maintain
from dijkwacht.organisations.domain.sectors import supervisor_of
from dijkwacht.organisations.domain.wording import KINDS
from dijkwacht.organisations.models import Organisation
from dijkwacht.organisations.selectors.contacts import ContactSheet, Member, may_read_contacts, members_of, sheet_of
from dijkwacht.organisations.selectors.directory import OrganisationSeen, organisation_for
from dijkwacht.organisations.selectors.links import HostSeen, LinkSeen, chain_links, shared_hosts
from dijkwacht.organisations.selectors.offices import may_see_roles


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The page of an organisation; `contacts` None where the viewer may not have them."""

    organisation: OrganisationSeen
    kinds: tuple[Text, ...]
    supervisor: Verdict | None
    contacts: ContactSheet | None
    links: tuple[LinkSeen, ...]
    hosts: tuple[HostSeen, ...]
    keeping: Verdict
    own: bool
    sees_roles: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """The desk's list of members with who lacks contact points, those first."""

    cert_name: str
    members: tuple[Member, ...]
    lacking: int


@dataclass(frozen=True, slots=True)
class LookSeen:
    """Looks by somebody of another organisation within an hour; `by` is empty where no organisation is known."""

    by: str
    what: str
    hour: datetime
    times: int


def organisation_page(viewer: Viewer, organisation: UUID, at: datetime) -> OrganisationPage:
    """Return the page of an organisation as the viewer may see it at `at`; raises NotFound like `organisation_for`."""
    seen = organisation_for(viewer, organisation, at)
    own = organisation in viewer.organisations(*(role for role in Role if role is not Role.OPERATOR))
    readable = may_read_contacts(viewer, organisation, seen.constituency)
    return OrganisationPage(
        organisation=seen,
        kinds=tuple(KINDS[kind] for kind in seen.kinds),
        supervisor=supervisor_of(seen.sector) if seen.sector else None,
        contacts=sheet_of(seen.id, seen.name, seen.own_domain, at) if readable else None,
        links=chain_links(viewer, organisation, at) if own else (),
        hosts=shared_hosts(viewer, at) if own else (),
        keeping=may_maintain(viewer, organisation, seen.constituency, seen.nature),
        own=own,
        sees_roles=may_see_roles(viewer, seen),
    )


def members_page(viewer: Viewer, at: datetime) -> MembersPage:
    """Return the members of the viewer's desk at `at`; raises NotFound for who sits at no desk."""
    certs = sorted(viewer.organisations(Role.DESK, Role.SHIFT_LEAD))
    if not certs:
        raise NotFound
    members = [member for cert in certs for member in members_of(viewer, cert, at)]
    members.sort(key=lambda member: (member.reachable.answer == "reachable", member.sort_key))
    names = Organisation.objects.filter(public_id__in=certs).order_by("sort_key").values_list("name", flat=True)
    lacking = sum(member.reachable.answer != "reachable" for member in members)
    return MembersPage(", ".join(names), tuple(members), lacking)


def looks_seen(viewer: Viewer, organisation: UUID) -> tuple[LookSeen, ...]:
    """Return who of other organisations looked at an own one, newest first; raises NotFound for anybody else's.

    Whoever looks at you is told by name of organisation, whatever else you may know of it.
    """
    looks = looks_at(viewer, organisation)
    ids = {look.looking_organisation for look in looks if look.looking_organisation}
    names = dict(Organisation.objects.filter(public_id__in=ids).values_list("public_id", "name"))
    return tuple(
        LookSeen(
            names.get(look.looking_organisation, "") if look.looking_organisation else "",
            look.what,
            look.hour,
            look.times,
        )
        for look in looks
    )


def require_keeping(viewer: Viewer, organisation: UUID, at: datetime) -> OrganisationSeen:
    """Return the organisation where the viewer may keep its contact points; raises NotFound where not."""
    seen = organisation_for(viewer, organisation, at)
    if may_maintain(viewer, organisation, seen.constituency, seen.nature).answer != "yes":
        raise NotFound
    return seen
