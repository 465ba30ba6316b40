"""What an organisation sees of systems that others run for it, as far as their operator's label lets it.

The operator's answers are read, never copied: what is shared today is what the operator's record says today. Users do
not see each other here: everything is asked for one user.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
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


def shared_rows(
    viewer: Viewer,
    *,
    users: Iterable[UUID] | None = None,
    vulnerabilities: Iterable[str] | None = None,
    asof: AsOf = NOW,
) -> tuple[tuple[AssetVerdict, Serving], ...]:
    """Return the operators' answers about systems that serve these users (None: all), each beside the use it is for.

    Kept is what the viewer may see of the user, under the stricter label of the system and the answer; RED shows
    nothing. At most two queries.
    """
    at = asof.known or asof.recorded or timezone.now()
    uses = [use for use in in_force(at, users=users) if _may_see(viewer, use, use.label)]
    if not uses:
        return ()
    wanted = Q()
    for operator, name in {(use.operator, use.name) for use in uses}:
        wanted |= Q(part__organisation=operator) & (Q(called=name) | Q(called="", asset__name=name))
    rows = AssetVerdict.objects.filter(wanted).as_of(asof).whole()
    if vulnerabilities is not None:
        rows = rows.about(vulnerabilities)
    found: dict[tuple[UUID, str], list[AssetVerdict]] = {}
    for row in sorted(rows, key=lambda one: (one.asset_name, one.vulnerability, one.pk)):
        found.setdefault((row.organisation, row.asset_name), []).append(row)
    return tuple(
        (row, use)
        for use in uses
        for row in found.get((use.operator, use.name), ())
        if _may_see(viewer, use, strictest(use.label, Label(row.part.label)))
    )


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
