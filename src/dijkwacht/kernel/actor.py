"""Who acts and who looks: plain values handed to every service and selector."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """Who made an entry: a person with an account, a document that states it, or an instrument."""

    PERSON = "person"
    DOCUMENT = "document"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who records. `role` is a word, never a personal name; `account` and `organisation` are public ids."""

    kind: ActorKind
    role: str
    account: UUID | None = None
    organisation: UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; all empty for what a person records about their own doing.

    `stated_by`: who says so, as an office ("college of Laarbeek"), never a person's name. `document`: title;
    `locator`: page or question; `url`: public reference. "Not stated in the source" is a value of the fact itself.
    """

    stated_by: str = ""
    document: str = ""
    locator: str = ""
    url: str = ""


class Role(StrEnum):
    """What an account may be for an organisation (several at once, each from-until)."""

    CISO = "ciso"
    ICT = "ict"
    DIRECTOR = "director"
    CLERK = "clerk"
    SPOKESPERSON = "spokesperson"
    DESK = "desk"
    SHIFT_LEAD = "shift-lead"
    NATIONAL = "national"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Office:
    """One role of a viewer at one organisation, valid at the moment of looking."""

    organisation: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, with everything disclosure needs to decide; built by organisations.selectors, or PUBLIC.

    `account`: None for the public. `memberships`: the sector CERTs whose constituency the viewer's organisations belong
    to now. `named_for_national`: organisations whose names a national desk may see, by ground or consent.
    """

    account: UUID | None = None
    offices: tuple[Office, ...] = ()
    memberships: frozenset[UUID] = frozenset()
    named_for_national: frozenset[UUID] = frozenset()

    def organisations(self, *roles: Role) -> frozenset[UUID]:
        """Return the organisations where the viewer holds one of `roles`; any role when none is given."""
        return frozenset(o.organisation for o in self.offices if not roles or o.role in roles)

    def holds(self, role: Role) -> bool:
        """Return whether the viewer holds `role` anywhere."""
        return any(office.role is role for office in self.offices)


PUBLIC = Viewer()
