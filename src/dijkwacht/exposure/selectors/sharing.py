"""What an organisation sees of systems that others run for it, as far as their operator's label lets it.

The operator's answers are read, never copied: what is shared today is what the operator's record says today. Users do
not see each other here: everything is asked for one user.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.exposure.models import Asset, AssetVerdict
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label, strictest
from dijkwacht.organisations.domain.words import HostStanding
from dijkwacht.organisations.selectors import (
    HostRun,
    OrganisationSeen,
    Serving,
    hosts_run,
    in_force,
    organisation_for,
    stated,
)

KEEPERS = (Role.CISO, Role.ICT)
DESKS = (Role.DESK, Role.SHIFT_LEAD)


@dataclass(frozen=True, slots=True)
class SharedPage:
    """Systems that others run for the organisation, and those that it runs for others, with who may say what.

    `used`: uses of the organisation itself; `run`: its own systems with the uses that it may see. `may_keep`: the
    viewer speaks for the organisation; `may_state`: the viewer is its desk and may say so with a source. `listed`: the
    names of run systems that stand in a current inventory.
    """

    organisation: OrganisationSeen
    used: tuple[Serving, ...]
    run: tuple[tuple[HostRun, tuple[Serving, ...]], ...]
    listed: frozenset[str]
    may_keep: bool
    may_state: bool


def shared_page(viewer: Viewer, organisation: UUID, at: datetime) -> SharedPage:
    """Return the page; raises NotFound for whom is neither of the organisation nor its desk."""
    seen = organisation_for(viewer, organisation, at)
    may_keep = organisation in viewer.organisations(*KEEPERS) and not seen.read_only
    own = organisation in viewer.organisations(*(role for role in Role if role is not Role.OPERATOR))
    desk = seen.constituency is not None and seen.constituency in viewer.organisations(*DESKS)
    if not (own or desk):
        raise NotFound
    uses = stated(at, operators=[organisation])
    # A desk knows its own members; of others that the system serves it sees nothing.
    shown = uses if own else tuple(use for use in uses if use.constituency in viewer.organisations(*DESKS))
    run = hosts_run(organisation)
    listed = Asset.objects.filter(
        inventory__organisation=organisation, inventory__ended_at=None, name__in=[host.name for host in run]
    )
    return SharedPage(
        seen,
        tuple(use for use in stated(at, users=[organisation]) if own or use.standing is not HostStanding.REFUSED),
        tuple((host, tuple(use for use in shown if use.host == host.host)) for host in run),
        frozenset(listed.values_list("name", flat=True)),
        may_keep,
        desk and not own and not seen.read_only,
    )


def shown_uses(viewer: Viewer, *, users: Iterable[UUID] | None = None, asof: AsOf = NOW) -> tuple[Serving, ...]:
    """Return the uses that count, of these users (None: all), whose systems' answers the viewer may see; one query.

    What a user is shown is its own to pass on as far as the system's label says; RED shows nothing.
    """
    at = asof.known or asof.recorded or timezone.now()
    return shown_among(viewer, in_force(at, users=users), at)


def shown_among(viewer: Viewer, uses: Iterable[Serving], at: datetime) -> tuple[Serving, ...]:
    """Return those of these uses that count at `at` and whose systems' answers the viewer may see."""
    return tuple(use for use in uses if use.counts(at) and _may_see(viewer, use, use.label))


def about_uses(uses: Iterable[Serving]) -> Q:
    """Return the condition that keeps the operators' answers about the systems of these uses, and none without uses.

    It may keep a system of one operator that bears the name of another's: `beside_uses` takes exactly the right ones.
    """
    listed = list(uses)
    names = {use.name for use in listed}
    called = Q(called__in=names) | Q(called="", asset__name__in=names)
    return Q(part__organisation__in={use.operator for use in listed}) & called if listed else Q(pk__in=[])


class Labelled(Protocol):
    """What is said of a system: whose it is, its name, and under which label."""

    @property
    def organisation(self) -> UUID:
        """Return whose system it is."""

    @property
    def asset_name(self) -> str:
        """Return the system's name."""

    @property
    def label(self) -> str:
        """Return the label of the traffic light protocol."""


Said = TypeVar("Said", bound=Labelled)


def beside_uses(viewer: Viewer, rows: Iterable[Said], uses: Iterable[Serving]) -> tuple[tuple[Said, Serving], ...]:
    """Return each of these answers beside each use that it is for, under the stricter label of system and answer."""
    by_system: dict[tuple[UUID, str], list[Said]] = {}
    for row in rows:
        by_system.setdefault((row.organisation, row.asset_name), []).append(row)
    return tuple(
        (row, use)
        for use in uses
        for row in by_system.get((use.operator, use.name), ())
        if _may_see(viewer, use, strictest(use.label, Label(row.label)))
    )


def shared_rows(
    viewer: Viewer, constituency: UUID, *, vulnerabilities: Iterable[str], asof: AsOf = NOW
) -> tuple[tuple[AssetVerdict, Serving], ...]:
    """Return the operators' answers about these flaws beside every use by a member of this constituency.

    As far as the viewer may see; at most two queries.
    """
    uses = [use for use in shown_uses(viewer, asof=asof) if use.constituency == constituency]
    if not uses:
        return ()
    rows = AssetVerdict.objects.filter(about_uses(uses)).about(vulnerabilities).as_of(asof).whole()
    return beside_uses(viewer, rows.order_by("pk"), uses)


def no_longer_shown(organisation: UUID, at: datetime) -> frozenset[str]:
    """Return the names of systems that served the organisation once and are not shown to it now; one query.

    For services that follow: it asks for no viewer.
    """
    uses = stated(at, users=[organisation])
    shown = {use.name for use in uses if use.counts(at) and use.label is not Label.RED}
    return frozenset({use.name for use in uses} - shown)


def _may_see(viewer: Viewer, use: Serving, label: Label) -> bool:
    """Say whether the viewer may see a fact of the user under this label: what it is shown is its own to pass on."""
    if label is Label.RED:
        return False
    return decide(viewer, Fact(Category.VERDICT, label, use.user, use.constituency)).answer == "yes"
