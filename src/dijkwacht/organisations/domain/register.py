"""What one tells the register: typed values that pages, files and the demo hand to the services."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dijkwacht.organisations.domain.grounds import Ground
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.words import (
    CarriedBy,
    Channel,
    ContactRole,
    Data,
    Direction,
    Nature,
    OrganisationKind,
)


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """What stands at the head of a letter (S2.1); each empty where not recorded."""

    visiting_address: str = ""
    postal_address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    vat_number: str = ""
    bank_account: str = ""


NO_STYLE = HouseStyle()


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """An organisation as it is put into the register; `sector` is a sector's key, `source` where it is known from.

    None, and an empty tuple of locations, leave what the register already has.
    """

    name: str
    kinds: tuple[OrganisationKind, ...]
    nature: Nature | None = None
    sector: str | None = None
    own_domain: str | None = None
    source: str | None = None
    locations: tuple[str, ...] = ()
    house_style: HouseStyle = NO_STYLE


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """A contact point as it is put into the register; `value` and `person` are personal data."""

    role: ContactRole
    channel: Channel
    value: str
    person: str = ""
    carried_by: CarriedBy = CarriedBy.UNKNOWN
    rank: int = 0
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GroundDetails:
    """A legal ground as published; see domain.grounds.Ground."""

    law: str
    giver: UUID
    receiver: UUID
    data: frozenset[Data]
    period: Period
    article: str = ""
    reference: str = ""
    url: str = ""

    @property
    def ground(self) -> Ground:
        """Return the ground as the decisions want it."""
        return Ground(self.law, self.article, self.reference, self.giver, self.receiver, self.data, self.period)


@dataclass(frozen=True, slots=True)
class LinkDetails:
    """An exchange with a chain partner, seen from the organisation that records it."""

    partner: UUID
    exchange: str
    direction: Direction
    period: Period
    data: str = ""


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """A membership in a file: the CERT by name."""

    cert: str
    period: Period


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """One organisation of a file, with the place where it stands there."""

    place: str
    details: OrganisationDetails
    membership: MembershipLine | None = None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact point of a file, with the place where it stands there and its organisation by name."""

    place: str
    organisation: str
    details: ContactDetails


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """Everything that a register file says."""

    organisations: tuple[OrganisationLine, ...] = field(default=())
    contacts: tuple[ContactLine, ...] = field(default=())
