"""Who looks: the viewer that every selector wants, built from the roles an account holds at a moment."""

from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Q

from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind, Office, Role, Viewer
from dijkwacht.organisations.domain.grounds import Consent, Ground, Membership, named_for
from dijkwacht.organisations.domain.words import ConsentTo, Data
from dijkwacht.organisations.models import Consent as ConsentRow
from dijkwacht.organisations.models import LegalGround, RoleGiven
from dijkwacht.organisations.models import Membership as MembershipRow


def viewer_for(account: object, at: datetime) -> Viewer:
    """Return the viewer for `account` (an Account, its public id, or somebody not signed in) with what holds at `at`.

    Rights follow roles, memberships, grounds and consents in time (S4.26); an account that was switched off, an
    anonymous user and an unknown id are all PUBLIC. Costs 1 query, 4 for a national desk.
    """
    public_id = account if isinstance(account, UUID) else getattr(account, "public_id", None)
    if not isinstance(public_id, UUID):
        return PUBLIC
    held = _held(public_id, at)
    offices = tuple(dict.fromkeys(Office(organisation, Role(role)) for organisation, role, _ in held))
    nationals = frozenset(office.organisation for office in offices if office.role is Role.NATIONAL)
    return Viewer(
        account=public_id,
        offices=offices,
        memberships=frozenset(cert for _, role, cert in held if cert and role != Role.OPERATOR),
        named_for_national=_named_for(nationals, at) if nationals else frozenset(),
    )


def _held(account: UUID, at: datetime) -> list[tuple[UUID, str, UUID | None]]:
    """Return (organisation, role, its sector CERT) of every role that the account holds at `at`, in one query."""
    current = FilteredRelation("organisation__memberships", condition=Q(organisation__memberships__during__contains=at))
    roles = RoleGiven.objects.at(at).filter(account__public_id=account, account__is_active=True)
    rows = roles.annotate(current=current).order_by("organisation__sort_key", "role")
    return list(rows.values_list("organisation__public_id", "role", "current__cert__public_id"))


def actor_for(viewer: Viewer, organisation: UUID) -> Actor:
    """Return the actor as whom `viewer` acts for `organisation`: the own office there, else the desk's or first one.

    A viewer without any office acts as "visitor".
    """
    own = [office for office in viewer.offices if office.organisation == organisation]
    office = next(iter([*own, *viewer.offices]), None)
    if office is None:
        return Actor(ActorKind.PERSON, "visitor", viewer.account)
    return Actor(ActorKind.PERSON, str(office.role), viewer.account, office.organisation)


def _named_for(nationals: frozenset[UUID], at: datetime) -> frozenset[UUID]:
    rows = LegalGround.objects.at(at).select_related("giver", "receiver")
    towards = rows.filter(receiver__public_id__in=nationals, data__contains=[str(Data.ORGANISATION_NAMES)])
    grounds = [ground_of(row) for row in towards.order_by("pk")]
    members = MembershipRow.objects.at(at).filter(cert__public_id__in=[ground.from_ for ground in grounds])
    consents = ConsentRow.objects.at(at).select_related("organisation").order_by("pk")
    return named_for(
        nationals,
        grounds,
        [membership_of(row) for row in members.select_related("organisation", "cert").order_by("pk")],
        [Consent(row.organisation.public_id, ConsentTo(row.to), row.period) for row in consents],
        at,
    )


def ground_of(row: LegalGround) -> Ground:
    """Return the domain's value for a row whose parties were fetched with it."""
    return Ground(
        law=row.law,
        article=row.article,
        reference=row.reference,
        from_=row.giver.public_id,
        to=row.receiver.public_id,
        data=frozenset(Data(word) for word in row.data),
        period=row.period,
    )


def membership_of(row: MembershipRow) -> Membership:
    """Return the domain's value for a row whose parties were fetched with it."""
    return Membership(row.organisation.public_id, row.cert.public_id, row.period)
