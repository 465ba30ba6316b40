"""Whom one can reach when the organisation's own mail and telephone are down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.words import CarriedBy, Channel, ContactRole, DutyKind

ENOUGH = 2
REACHABLE = "reachable"
LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody of an organisation; `value` is personal data and may have been removed by law."""

    id: UUID
    role: ContactRole
    channel: Channel
    value: str = ""
    carried_by: CarriedBy = CarriedBy.UNKNOWN
    confirmed_at: datetime | None = None
    broken_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def usable(self) -> bool:
        """Return whether there is something to call or write to that is not known to be broken."""
        if self.removed_at is not None or not self.value:
            return False
        return self.broken_at is None or (self.confirmed_at is not None and self.confirmed_at > self.broken_at)


def carried_by(contact: Contact, own_domain: str) -> CarriedBy:
    """Return whose wires carry the contact: for mail its domain tells (subdomains too), else what was stated.

    Without a known own domain nobody can say of a mail address that it lies outside.
    """
    if contact.channel is not Channel.MAIL:
        return contact.carried_by
    domain = contact.value.rpartition("@")[2].strip().lower().rstrip(".")
    own = own_domain.strip().lower().rstrip(".")
    if not own or not domain:
        return CarriedBy.UNKNOWN
    return CarriedBy.OWN if domain == own or domain.endswith(f".{own}") else CarriedBy.OTHER


def reachable(contacts: Iterable[Contact], own_domain: str) -> Verdict:
    """Answer "reachable" or "lacking": at least two usable channels off the organisation's own domain and telephony.

    The same address twice is one channel. Each reason names one thing that is missing; a reachable organisation has
    one reason that says by how many channels. An empty list of contacts lacks everything (issue: "who lacks them").
    """
    usable = [contact for contact in contacts if contact.usable]
    outside = {
        (contact.channel, contact.value.strip().lower())
        for contact in usable
        if carried_by(contact, own_domain) is CarriedBy.OTHER
    }
    if len(outside) >= ENOUGH:
        text = Text(
            f"{len(outside)} kanalen buiten het eigen domein en de eigen telefonie",
            f"{len(outside)} channels off the own domain and telephony",
        )
        return Verdict(REACHABLE, (Reason("off-own", text),))
    return Verdict(LACKING, tuple(_lacks(usable, len(outside), own_domain)))


def _lacks(usable: list[Contact], outside: int, own_domain: str) -> Iterable[Reason]:
    if not usable:
        yield Reason("none", Text("er is geen bruikbaar contactpunt", "there is no usable contact point"))
        return
    missing = ENOUGH - outside
    yield Reason(
        "off-own",
        Text(
            f"{outside} van {ENOUGH} kanalen buiten het eigen domein en de eigen telefonie; er ontbreken er {missing}",
            f"{outside} of {ENOUGH} channels off the own domain and telephony; {missing} missing",
        ),
    )
    if any(carried_by(contact, own_domain) is CarriedBy.UNKNOWN for contact in usable):
        yield Reason(
            "carrier-unknown",
            Text(
                "van een kanaal is niet vastgelegd of het buiten de eigen voorzieningen loopt",
                "of a channel it is not recorded whether it runs outside the own facilities",
            ),
        )


@dataclass(frozen=True, slots=True)
class Duty:
    """Who stands in for a role, by which contact point, from-until; a lower `rank` is asked first."""

    contact: UUID
    role: ContactRole
    kind: DutyKind
    period: Period
    rank: int = 0


def deputies_for(role: ContactRole, oncall: Iterable[Duty], at: datetime) -> tuple[Duty, ...]:
    """Return who stands in for `role` at `at`: those on call before the deputies, each by rank (S4.22)."""
    running = [duty for duty in oncall if duty.role is role and duty.period.contains(at)]
    return tuple(sorted(running, key=lambda duty: (duty.kind is not DutyKind.ON_CALL, duty.rank, duty.contact)))


def deputy_for(role: ContactRole, oncall: Iterable[Duty], at: datetime) -> Duty | None:
    """Return the first who stands in for `role` at `at`, or None where nobody does."""
    return next(iter(deputies_for(role, oncall, at)), None)
