"""Put the exercise's organisations into the register: invented ones only, each marked fictional."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.organisations.domain.period import Period, read_period
from dijkwacht.organisations.domain.register import ContactDetails, GroundDetails, HouseStyle, OrganisationDetails
from dijkwacht.organisations.domain.words import (
    CarriedBy,
    Channel,
    ConsentTo,
    ContactRole,
    Data,
    DutyKind,
    Nature,
    OrganisationKind,
)
from dijkwacht.organisations.services import (
    assign_duty,
    begin_membership,
    give_consent,
    record_contact,
    record_ground,
    record_organisation,
    record_shared_host,
    use_host,
)
from dijkwacht.web.demo.exercise_files import Exercise, part
from dijkwacht.web.demo.exercise_names import invented

LOADER = Actor(ActorKind.PERSON, "oefenleiding")
LAW = "Oefenwet dijkbewaking (verzonnen)"


@dataclass(slots=True)
class Cast:
    """Who plays, by the keys of the files; `many` by sector, the named ones apart; `hosted` share one system."""

    named: dict[str, UUID] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[UUID]] = field(default_factory=dict)
    hosted: list[UUID] = field(default_factory=list)
    host: UUID | None = None

    def members(self, sector: str) -> list[UUID]:
        """Return all members of a sector's CERT, the named ones first."""
        first = {"municipalities": "waterhoven", "health": "zwaan"}[sector]
        return [self.named[first], *self.many[sector]]


def register(exercise: Exercise, sizes: Mapping[str, int] | None = None) -> Cast:
    """Put everybody into the register and return them; `sizes` by sector, those of the file where it is None.

    A municipality and a hospital are told by name, so that the sizes count them too.
    """
    listed, cast = exercise.register, Cast()
    since = read_period(str(listed["since"]))
    certs = part(listed, "certs")
    for key in ("national", "vendor", "press", "operator"):
        _add(cast, key, part(listed, key))
    for key in certs:
        _add(cast, str(key), part(certs, str(key)))
    for key, item in part(listed, "named").items():
        _add(cast, str(key), item if isinstance(item, Mapping) else {})
    kinds = {"municipalities": ("municipalities", "municipality"), "health": ("hospitals", "hospital")}
    for sector, (table, kind) in kinds.items():
        _many(cast, exercise, sector, table, kind, sizes)
        for number, member in enumerate(cast.members(sector)):
            begin_membership(organisation=member, cert=cast.named[sector], period=since, actor=LOADER)
            _contacts(member, number, exercise)
    _rights(cast, since)
    _host(cast, part(listed, "host"), since)
    return cast


def _add(cast: Cast, key: str, item: Mapping[str, object]) -> None:
    places = item.get("locations", ())
    details = OrganisationDetails(
        name=str(item["name"]),
        kinds=tuple(OrganisationKind(str(kind)) for kind in _list(item["kinds"])),
        nature=Nature.FICTIONAL,
        sector=str(item["sector"]) if "sector" in item else None,
        own_domain=str(item["own_domain"]) if "own_domain" in item else None,
        locations=tuple(str(place) for place in _list(places)),
        house_style=HouseStyle(postal_address=str(item.get("postal_address", "")), phone=str(item.get("phone", ""))),
    )
    cast.named[key], cast.names[key] = record_organisation(details=details, actor=LOADER).id, details.name


def _many(  # noqa: PLR0913, PLR0917 - one call site, one table
    cast: Cast, exercise: Exercise, sector: str, table: str, kind: str, sizes: Mapping[str, int] | None
) -> None:
    parts = part(exercise.register, table)
    count = sizes[sector] if sizes else int(str(parts["count"]))
    heads, tails = ([str(word) for word in _list(parts[name])] for name in ("heads", "tails"))
    seed = int(str(exercise.register["seed"]))
    names = invented(heads, tails, count - 1, seed, tuple(cast.names.values()))
    cast.many[sector] = [
        record_organisation(
            details=OrganisationDetails(
                name=name,
                kinds=(OrganisationKind(kind),),
                nature=Nature.FICTIONAL,
                sector=sector,
                own_domain=f"{sector[0]}{number}.example",
            ),
            actor=LOADER,
        ).id
        for number, name in enumerate(names, start=1)
    ]


def _contacts(organisation: UUID, number: int, exercise: Exercise) -> None:
    """Give two ways to reach the CISO off the own wires; every ninth has only one, every fortieth none."""
    confirmed = exercise.clock.when(f"d-{number % 60 + 20} 10:00").earliest
    given = [
        ContactDetails(
            ContactRole.CISO,
            Channel.PHONE,
            f"06 00 {number // 100:02d} {number % 100:02d} 00",
            carried_by=CarriedBy.OTHER,
            confirmed_at=confirmed,
        ),
        ContactDetails(ContactRole.TRUSTED, Channel.MAIL, f"ciso{number}@postbus.example", rank=1),
    ]
    for details in given[: 0 if number % 40 == 39 else 1 if number % 9 == 8 else 2]:  # noqa: PLR2004 - see the docstring
        record_contact(organisation=organisation, details=details, actor=LOADER)


def _rights(cast: Cast, since: Period) -> None:
    for key, data in (
        ("municipalities", {Data.THREATS, Data.VULNERABILITIES}),
        ("health", {Data.THREATS, Data.VULNERABILITIES, Data.ORGANISATION_NAMES}),
    ):
        record_ground(
            details=GroundDetails(LAW, cast.named[key], cast.named["national"], frozenset(data), since, "artikel 3"),
            actor=LOADER,
        )
        back = frozenset({Data.THREATS, Data.VULNERABILITIES, Data.INCIDENTS, Data.TECHNICAL_TRACES})
        record_ground(
            details=GroundDetails(LAW, cast.named["national"], cast.named[key], back, since, "artikel 2"),
            actor=LOADER,
        )
    give_consent(organisation=cast.named["waterhoven"], to=ConsentTo.NATIONAL_DESK, period=since, actor=LOADER)
    for role, number in ((ContactRole.DEPUTY, "06 00 99 00 01"), (ContactRole.DIRECTOR, "06 00 99 00 02")):
        details = ContactDetails(role, Channel.PHONE, number, carried_by=CarriedBy.OTHER, rank=2)
        contact = record_contact(organisation=cast.named["zwaan"], details=details, actor=LOADER)
        if role is ContactRole.DEPUTY:
            assign_duty(contact=contact, role=ContactRole.CISO, kind=DutyKind.DEPUTY, period=since, actor=LOADER)


def _host(cast: Cast, item: Mapping[str, object], since: Period) -> None:
    cast.hosted = cast.many["municipalities"][: int(str(item["users"]))]
    name, about = str(item["name"]), str(item["about"])
    cast.host = record_shared_host(name=name, operator=cast.named["operator"], about=about)
    for organisation in cast.hosted:
        use_host(host=cast.host, organisation=organisation, period=since, actor=LOADER)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
