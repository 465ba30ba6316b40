"""Who may give which data to whom, by law or by consent, at a moment (S4.20, S4.26-S4.28)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Precision
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.words import ConsentTo, Data


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal ground: law and article let `from_` give `data` to `to` during `period`; it says nothing of the way back.

    `reference` is where it is published, e.g. "Stcrt 2020-4410".
    """

    law: str
    article: str
    reference: str
    from_: UUID
    to: UUID
    data: frozenset[Data]
    period: Period

    @property
    def title(self) -> str:
        """Return how the ground is cited."""
        return " ".join(
            part for part in (self.law, self.article, f"({self.reference})" if self.reference else "") if part
        )


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation takes part in the constituency of a sector CERT, from-until."""

    organisation: UUID
    cert: UUID
    period: Period


@dataclass(frozen=True, slots=True)
class Consent:
    """An organisation lets its name be shown or its evidence be handed to somebody, from-until."""

    organisation: UUID
    to: ConsentTo
    period: Period


def ground_allows(grounds: Iterable[Ground], from_: UUID, to: UUID, data: Data, at: datetime) -> Verdict:
    """Answer "yes" or "no" whether `from_` may give `data` to `to` at `at`, with the grounds that decide it.

    A bound known to the month counts from the first until the last day of that month (S4.26). A ground holds in one
    direction only, for the data it names. A "no" says what comes nearest: other data, another time, the way back.
    """
    all_grounds = tuple(grounds)
    between = tuple(ground for ground in all_grounds if ground.from_ == from_ and ground.to == to)
    holding = tuple(ground for ground in between if data in ground.data and ground.period.contains(at))
    if holding:
        return Verdict("yes", tuple(_granted(ground) for ground in holding))
    nearest = [_not_for(ground, data, at) for ground in between]
    nearest += [_way_back(ground) for ground in all_grounds if ground.from_ == to and ground.to == from_]
    missing = Reason("no-ground", Text("er is geen grondslag vastgelegd", "no legal ground is recorded"))
    return Verdict("no", tuple(nearest) or (missing,))


def _granted(ground: Ground) -> Reason:
    since = ground.period.since
    text = Text(f"{ground.title}, sinds {since.text()}", f"{ground.title}, since {since.text()}")
    if since.precision is Precision.MONTH:
        text = Text(f"{text.nl} (op de maand bekend)", f"{text.en} (known to the month)")
    return Reason("ground", text)


def _not_for(ground: Ground, data: Data, at: datetime) -> Reason:
    if data not in ground.data:
        text = Text(f"{ground.title} geldt niet voor deze gegevens", f"{ground.title} does not cover these data")
        return Reason("other-data", text)
    if at < ground.period.start:
        since = ground.period.since.text()
        return Reason(
            "not-yet", Text(f"{ground.title} geldt pas sinds {since}", f"{ground.title} holds only since {since}")
        )
    return Reason("no-longer", Text(f"{ground.title} geldt niet meer", f"{ground.title} no longer holds"))


def _way_back(ground: Ground) -> Reason:
    return Reason(
        "other-way",
        Text(f"{ground.title} geldt alleen de andere kant op", f"{ground.title} holds only the other way"),
    )


def constituency_at(memberships: Iterable[Membership], at: datetime) -> dict[UUID, UUID]:
    """Return for each organisation that is a member at `at` the sector CERT whose constituency it belongs to.

    An organisation outside every constituency is not in the answer (S4.6, S4.18, S4.20).
    """
    return {member.organisation: member.cert for member in memberships if member.period.contains(at)}


def named_for(
    nationals: Iterable[UUID],
    grounds: Iterable[Ground],
    memberships: Iterable[Membership],
    consents: Iterable[Consent],
    at: datetime,
) -> frozenset[UUID]:
    """Return the organisations whose names one of `nationals` may see at `at`.

    By the organisation's own consent (to the national desk or to the public), or by a ground that lets the organisation
    or its sector CERT give names to that national desk; a ground towards the CERT gives nothing here (S4.26, S4.27).
    """
    naming = [consent for consent in consents if consent.to.what == "name"]
    named = {consent.organisation for consent in naming if consent.period.contains(at)}
    givers = {
        ground.from_
        for ground in grounds
        for national in nationals
        if ground.to == national
        and ground_allows((ground,), ground.from_, national, Data.ORGANISATION_NAMES, at).answer == "yes"
    }
    named |= givers
    named |= {member for member, cert in constituency_at(memberships, at).items() if cert in givers}
    return frozenset(named)
