"""Which system of whom serves which organisation: for reading what its users may see of it; each asks for no viewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.words import HostStanding
from dijkwacht.organisations.models import Membership, SharedHost, SharedHostUse
from dijkwacht.organisations.models.dated import DatedQuerySet


@dataclass(frozen=True, slots=True)
class Serving:
    """One use of a shared host: whose system it is, by its name in the operator's inventory, and whom it serves.

    `label`: how far the user may pass on what it sees. `constituency`: the sector CERT of the user, None outside all.
    `source`: where a desk has it from, "" for the operator's word.
    """

    use: UUID
    host: UUID
    name: str
    label: Label
    operator: UUID
    operator_name: str
    user: UUID
    user_name: str
    constituency: UUID | None
    period: Period
    standing: HostStanding
    source: str

    @property
    def waits(self) -> bool:
        """Return whether the user has not said yet whether it uses the system."""
        return self.standing is HostStanding.STATED

    @property
    def refused(self) -> bool:
        """Return whether the user says that it does not use the system."""
        return self.standing is HostStanding.REFUSED

    def counts(self, at: datetime) -> bool:
        """Return whether the use counts at `at`."""
        return self.standing is HostStanding.CONFIRMED and self.period.contains(at)


@dataclass(frozen=True, slots=True)
class HostRun:
    """A system that an organisation runs for others."""

    host: UUID
    name: str
    about: str
    label: Label


def in_force(
    at: datetime, *, users: Iterable[UUID] | None = None, operators: Iterable[UUID] | None = None
) -> tuple[Serving, ...]:
    """Return the uses that count at `at`, of these users and these operators (None: all), by system; one query."""
    rows = SharedHostUse.objects.at(at).filter(standing=HostStanding.CONFIRMED)
    return _read(rows, at, users, operators)


def stated(
    at: datetime, *, users: Iterable[UUID] | None = None, operators: Iterable[UUID] | None = None
) -> tuple[Serving, ...]:
    """Return every use that was ever stated, whatever became of it, by system; `at` is for the CERTs; one query."""
    return _read(SharedHostUse.objects.all(), at, users, operators)


def hosts_run(operator: UUID) -> tuple[HostRun, ...]:
    """Return the systems that the organisation runs for others, by name; one query."""
    rows = SharedHost.objects.filter(operator__public_id=operator).order_by("sort_key", "pk")
    return tuple(HostRun(row.public_id, row.name, row.about, Label(row.label)) for row in rows)


def users_moved(since: datetime | None, operators: Iterable[UUID], at: datetime) -> frozenset[UUID]:
    """Return the users of these operators, and those whose use or whose system's label changed since `since`.

    None for `since`: every user there ever was.
    """
    rows = SharedHostUse.objects.all()
    if since is not None:
        served = Q(host__operator__public_id__in=tuple(operators), during__contains=at)
        rows = rows.filter(served | Q(changed_at__gte=since) | Q(host__changed_at__gte=since))
    return frozenset(rows.values_list("organisation__public_id", flat=True).distinct())


def _read(
    rows: DatedQuerySet[SharedHostUse], at: datetime, users: Iterable[UUID] | None, operators: Iterable[UUID] | None
) -> tuple[Serving, ...]:
    if users is not None:
        rows = rows.filter(organisation__public_id__in=tuple(users))
    if operators is not None:
        rows = rows.filter(host__operator__public_id__in=tuple(operators))
    certs = Membership.objects.at(at).filter(organisation=OuterRef("organisation"))
    rows = rows.select_related("host__operator", "organisation")
    known = rows.annotate(cert=Subquery(certs.values("cert__public_id")[:1]))
    ordered = known.order_by("host__sort_key", "host", "organisation__sort_key", "pk")
    return tuple(
        Serving(
            row.public_id,
            row.host.public_id,
            row.host.name,
            Label(row.host.label),
            row.host.operator.public_id,
            row.host.operator.name,
            row.organisation.public_id,
            row.organisation.name,
            row.cert,
            row.period,
            HostStanding(row.standing),
            row.source,
        )
        for row in ordered
    )
