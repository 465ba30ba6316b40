"""Who looks: the viewer that every selector wants, built from the roles an account holds at a moment."""

from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Q, UUIDField, Value
from django.db.models.functions import Cast

from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.window import Precision
from dijkwacht.organisations.domain.grounds import Consent, Ground, Membership, named_for
from dijkwacht.organisations.domain.period import period_from_bounds
from dijkwacht.organisations.domain.words import ConsentTo, Data
from dijkwacht.organisations.models import Account, LegalGround, RoleGiven
from dijkwacht.organisations.models import Consent as ConsentRow
from dijkwacht.organisations.models import Membership as MembershipRow


def viewer_for(account: object, at: datetime) -> Viewer:
    """Return the viewer for `account` (an Account, its public id, or somebody not signed in) with what holds at `at`.

    Rights follow roles, memberships, grounds and consents in time (S4.26); an account that was switched off, an
    anonymous user and an unknown id are all PUBLIC. Costs 1 query, 3 for a national desk.
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


def account_name(viewer: Viewer) -> str:
    """Return the name that the viewer's account goes by; empty for the public. For what people sign in their name."""
    if viewer.account is None:
        return ""
    name = Account.objects.filter(public_id=viewer.account).values_list("display_name", flat=True).first()
    return name or ""


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
    # One query for both: a row with a CERT is a membership, one with an addressee a consent.
    bounds = ("during", "since_precision", "until_precision")
    members = MembershipRow.objects.at(at).filter(cert__public_id__in=[ground.from_ for ground in grounds])
    consents = ConsentRow.objects.at(at).values_list(
        "organisation__public_id", Cast(Value(None), UUIDField()), "to", *bounds
    )
    found = members.values_list("organisation__public_id", "cert__public_id", Value(""), *bounds).union(
        consents, all=True
    )
    told = [
        (one, cert, to, period_from_bounds(during.lower, during.upper, Precision(since), Precision(until)))
        for one, cert, to, during, since, until in found
    ]
    return named_for(
        nationals,
        grounds,
        [Membership(one, cert, period) for one, cert, _, period in told if cert],
        [Consent(one, ConsentTo(to), period) for one, _, to, period in told if to],
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
