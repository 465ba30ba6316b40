"""The cast of the access tests: two towns, a hospital, their CERTs, a national desk and an outsider, all invented."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from dijkwacht.kernel.actor import Actor, ActorKind, Role, Viewer
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.register import ContactDetails, OrganisationDetails
from dijkwacht.organisations.domain.words import Channel, ContactRole, Nature, OrganisationKind
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.organisations.services import (
    begin_membership,
    create_account,
    ensure_sectors,
    give_role,
    record_contact,
    record_organisation,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DESK_WORK = Actor(ActorKind.PERSON, "desk")
ALWAYS = read_period("2013-01")


def organisation(name, *kinds, sector=None, nature=Nature.FICTIONAL, **details):
    """Return the public id of an organisation put into the register."""
    given = OrganisationDetails(
        name=name,
        kinds=tuple(OrganisationKind(kind) for kind in kinds) or (OrganisationKind.OTHER,),
        nature=nature,
        sector=sector,
        **details,
    )
    return record_organisation(details=given, actor=DESK_WORK).id


def contact(of, channel, value, role="ciso", **details):
    """Return the public id of a contact point put into the register."""
    given = ContactDetails(ContactRole(role), Channel(channel), value, **details)
    return record_contact(organisation=of, details=given, actor=DESK_WORK)


def account_with(role, at, period=ALWAYS, email=None):
    """Return the public id of a new account that holds `role` at organisation `at`."""
    account = create_account(email=email or f"{role}.{at}@accounts.example")
    give_role(account=account, organisation=at, role=Role(role), period=period, actor=DESK_WORK)
    return account


def viewer(role, at, when=NOW, period=ALWAYS) -> Viewer:
    """Return the viewer of a new account that holds `role` at organisation `at`."""
    return viewer_for(account_with(role, at, period), when)


@dataclass(frozen=True)
class Cast:
    """Who plays: public ids of organisations."""

    town: UUID
    other_town: UUID
    hospital: UUID
    town_cert: UUID
    health_cert: UUID
    national: UUID
    outsider: UUID


def assemble() -> Cast:
    """Put the cast into the register with its memberships; nobody has an account yet."""
    ensure_sectors()
    cast = Cast(
        town=organisation(
            "Súdwest-Tweestroom", "municipality", sector="municipalities", own_domain="tweestroom.example"
        ),
        other_town=organisation("'s-Waterdam", "municipality", sector="municipalities", own_domain="waterdam.example"),
        hospital=organisation("Ziekenhuis De Plas", "hospital", sector="health", locations=("Noord", "Zuid")),
        town_cert=organisation("Gemeentewacht", "sector-cert"),
        health_cert=organisation("Zorgwacht", "sector-cert"),
        national=organisation("Landelijke Wacht", "national-csirt"),
        outsider=organisation("Handelshuis Verweg", "other"),
    )
    for member, cert in (
        (cast.town, cast.town_cert),
        (cast.other_town, cast.town_cert),
        (cast.hospital, cast.health_cert),
    ):
        begin_membership(organisation=member, cert=cert, period=ALWAYS, actor=DESK_WORK)
    return cast
