"""Chain partners and shared hosts as a viewer may see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.words import Direction, HostStanding
from dijkwacht.organisations.models import ChainLink, Organisation, SharedHost, SharedHostUse

_WORKING = tuple(role for role in Role if role is not Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """An exchange with a chain partner, seen from the organisation that recorded it."""

    id: UUID
    partner: UUID
    partner_name: str
    exchange: str
    direction: Direction
    data: str
    period: Period


@dataclass(frozen=True, slots=True)
class HostUser:
    """An organisation that a shared host serves."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class HostSeen:
    """A shared host with those of its users that the viewer may see."""

    id: UUID
    name: str
    operator: UUID
    operator_name: str
    about: str
    users: tuple[HostUser, ...]


def chain_links(viewer: Viewer, organisation: UUID, at: datetime) -> tuple[LinkSeen, ...]:
    """Return the chain links of an own organisation at `at`, by partner; raises NotFound for anybody else's."""
    if organisation not in viewer.organisations(*_WORKING):
        raise NotFound
    rows = ChainLink.objects.at(at).filter(organisation__public_id=organisation).select_related("partner")
    return tuple(
        LinkSeen(
            row.public_id,
            row.partner.public_id,
            row.partner.name,
            row.exchange,
            Direction(row.direction),
            row.data,
            row.period,
        )
        for row in rows.order_by("partner__sort_key", "exchange", "pk")
    )


def shared_hosts(viewer: Viewer, at: datetime) -> tuple[HostSeen, ...]:
    """Return the shared hosts that concern the viewer at `at`: run by, used by, or serving a member of the own desk.

    The operator sees every user, a desk its members, an organisation only itself. Costs 3 queries.
    """
    own = viewer.organisations(*_WORKING)
    desks = viewer.organisations(Role.DESK, Role.SHIFT_LEAD)
    members = Organisation.objects.filter(memberships__cert__public_id__in=desks, memberships__during__contains=at)
    uses = (
        SharedHostUse.objects.at(at)
        .filter(standing=HostStanding.CONFIRMED)
        .filter(
            Q(host__operator__public_id__in=own)
            | Q(organisation__public_id__in=own)
            | Q(organisation__in=members.values("pk"))
        )
        .select_related("organisation")
        .order_by("organisation__sort_key", "pk")
    )
    rows = (
        SharedHost.objects.filter(Q(pk__in=uses.order_by().values("host")) | Q(operator__public_id__in=own))
        .select_related("operator")
        .prefetch_related(Prefetch("uses", uses))
        .order_by("sort_key", "pk")
    )
    return tuple(_host(row) for row in rows)


def users_of_host(host: UUID, at: datetime) -> frozenset[UUID]:
    """Return every organisation that `host` serves at `at`, each on its own or a desk's word.

    For what is done on the device on behalf of all of them.

    For writing, not for showing: it asks for no viewer.
    """
    rows = SharedHostUse.objects.at(at).filter(host__public_id=host, standing=HostStanding.CONFIRMED)
    return frozenset(rows.values_list("organisation__public_id", flat=True))


def _host(row: SharedHost) -> HostSeen:
    return HostSeen(
        id=row.public_id,
        name=row.name,
        operator=row.operator.public_id,
        operator_name=row.operator.name,
        about=row.about,
        users=tuple(HostUser(use.organisation.public_id, use.organisation.name) for use in row.uses.all()),
    )
