"""Targets, permissions and checks as a viewer may see them; "absent" and "not yours" look alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.selectors import OrganisationSeen, organisation_for, organisations_seen
from dijkwacht.verification.domain.methods import METHOD_WORDS, REQUESTS, SIDE_WORDS, Method, Request, Side
from dijkwacht.verification.domain.outcomes import OUTCOME_WORDS
from dijkwacht.verification.domain.permission import Permission, Target, may_check, next_due
from dijkwacht.verification.domain.running import Result, RunState, read_result
from dijkwacht.verification.models import ProbePermission, ProbeRun, ProbeTarget
from dijkwacht.verification.selectors.values import permission_of, target_of

ACTING = (Role.CISO, Role.ICT, Role.DIRECTOR)
DESKS = (Role.DESK, Role.SHIFT_LEAD)
WORKERS = tuple(role for role in Role if role is not Role.OPERATOR)
LAST_RUNS = 40


@dataclass(frozen=True, slots=True)
class MethodSeen:
    """One thing that can be asked, with every request as it is sent."""

    method: Method
    word: Text
    requests: tuple[Request, ...]


METHODS = tuple(MethodSeen(method, METHOD_WORDS[method], REQUESTS[method]) for method in Method)


@dataclass(frozen=True, slots=True)
class PermissionSeen:
    """A permission in words: what, by which office, until when, how often, when next; `standing` or ended."""

    permission: Permission
    decided_by: str
    words: tuple[Text, ...]
    entry: UUID
    next_due: datetime | None

    def stands(self, at: datetime) -> bool:
        """Return whether something may be asked at `at`."""
        return self.permission.revoked is None and self.permission.since <= at < self.permission.until


@dataclass(frozen=True, slots=True)
class ResultSeen:
    """What one method found, in words."""

    result: Result
    method: Text
    outcome: Text


@dataclass(frozen=True, slots=True)
class RunSeen:
    """One check: state, from where, by whom, what it found."""

    id: UUID
    state: RunState
    place: str
    side: Side
    side_word: Text
    at: datetime
    asked_by: str
    scheduled: bool
    elsewhere: bool
    results: tuple[ResultSeen, ...]
    entries: tuple[UUID, ...]
    methods: tuple[Text, ...]

    @property
    def waits(self) -> bool:
        """Return whether it is not finished yet."""
        return self.state in {RunState.QUEUED, RunState.RUNNING}


@dataclass(frozen=True, slots=True)
class TargetSeen:
    """A target with its standing permission and its checks, newest first."""

    id: UUID
    organisation: UUID
    target: Target
    device: str
    entry: UUID
    registered_at: datetime
    withdrawn_at: datetime | None
    permission: PermissionSeen | None
    runs: tuple[RunSeen, ...]

    @property
    def waits(self) -> bool:
        """Return whether a check of it is not finished yet."""
        return any(run.waits for run in self.runs)

    def latest(self) -> tuple[tuple[RunSeen, ResultSeen], ...]:
        """Return the newest result per method, place and side."""
        found: dict[tuple[Method, str, Side], tuple[RunSeen, ResultSeen]] = {}
        for run in self.runs:
            for one in run.results:
                found.setdefault((one.result.method, run.place, run.side), (run, one))
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """An organisation's targets and how checks of them stand; `may_act` for its own people, `may_ask` for a desk."""

    organisation: OrganisationSeen
    sentence: Text
    targets: tuple[TargetSeen, ...]
    asked: tuple[Entry, ...]
    may_act: bool
    may_ask: bool


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One target with everything asked of it; `may_start` answers with reasons whether a check may start now."""

    organisation: OrganisationSeen
    target: TargetSeen
    may_act: bool
    may_start: Verdict


def checks_page(viewer: Viewer, organisation: UUID, at: datetime) -> ChecksPage:
    """Return the page of an organisation's checks; raises NotFound for whoever may not see how it stands."""
    seen = _organisation(viewer, organisation, at)
    rows = ProbeTarget.objects.visible_to(viewer).filter(owner=organisation).order_by("host", "port", "pk")
    targets = _targets(rows, at)
    asked = entries(viewer, organisation=organisation, kinds=("probe.asked",), newest_first=True, limit=3)
    own = organisation in viewer.organisations(*ACTING) and not seen.read_only
    desk = seen.constituency is not None and seen.constituency in viewer.organisations(*DESKS)
    return ChecksPage(seen, _sentence(targets, at), targets, asked, own, desk and not own and not seen.read_only)


def target_page(viewer: Viewer, target: UUID, at: datetime) -> TargetPage:
    """Return one target; raises NotFound, alike for absent and not yours."""
    row = ProbeTarget.objects.visible_to(viewer).filter(public_id=target).first()
    if row is None:
        raise NotFound
    seen = _organisation(viewer, row.owner, at)
    (one,) = _targets([row], at)
    own = row.owner in viewer.organisations(*ACTING) and not seen.read_only
    permission = one.permission.permission if one.permission else None
    wanted = tuple(sorted(permission.methods)) if permission else tuple(Method)
    return TargetPage(seen, one, own, may_check(permission, wanted, at, withdrawn=row.withdrawn_at))


def acting_at(viewer: Viewer, target: UUID, at: datetime) -> TargetPage:
    """Return the page of a target for which the viewer may act; raises NotFound for all others."""
    page = target_page(viewer, target, at)
    if not page.may_act:
        raise NotFound
    return page


def require_acting(viewer: Viewer, organisation: UUID, at: datetime) -> ChecksPage:
    """Return the page of an organisation for which the viewer may act; raises NotFound for all others."""
    page = checks_page(viewer, organisation, at)
    if not page.may_act:
        raise NotFound
    return page


def require_asking(viewer: Viewer, organisation: UUID, at: datetime) -> ChecksPage:
    """Return the page of a member whose desk the viewer works at; raises NotFound for all others."""
    page = checks_page(viewer, organisation, at)
    if not page.may_ask:
        raise NotFound
    return page


def own_organisations(viewer: Viewer, at: datetime) -> tuple[OrganisationSeen, ...]:
    """Return the organisations for which the viewer works, by name; raises NotFound where there is none."""
    own = viewer.organisations(*WORKERS)
    if not own:
        raise NotFound
    return organisations_seen(viewer, at, ids=own)


def target_named(viewer: Viewer, target: Target, at: datetime) -> TargetPage:
    """Return the viewer's own registered target at this address; raises NotFound where there is none."""
    rows = ProbeTarget.objects.visible_to(viewer).filter(
        scheme=target.scheme,
        host=target.host,
        port=target.port,
        withdrawn_at__isnull=True,
        owner__in=sorted(viewer.organisations(*ACTING)),
    )
    row = rows.order_by("pk").first()
    if row is None:
        raise NotFound(place=target.name, remedy="register it as your own, and permit checks of it, on the page Checks")
    return acting_at(viewer, row.public_id, at)


def run_seen(viewer: Viewer, run: UUID) -> RunSeen:
    """Return one check; raises NotFound, alike for absent and not yours."""
    row = ProbeRun.objects.filter(public_id=run).select_related("target").first()
    if row is None or not ProbeTarget.objects.visible_to(viewer).filter(pk=row.target_id).exists():
        raise NotFound
    return _run(row)


def _organisation(viewer: Viewer, organisation: UUID, at: datetime) -> OrganisationSeen:
    seen = organisation_for(viewer, organisation, at)
    label = Label.CLEAR if seen.read_only else Label.AMBER
    if decide(viewer, Fact(Category.MEASURE, label, organisation, seen.constituency)).answer != "yes":
        raise NotFound
    return seen


def _targets(rows: Iterable[ProbeTarget], at: datetime) -> tuple[TargetSeen, ...]:
    listed = list(rows)
    keys = [row.pk for row in listed]
    standing = {
        one.target_id: one
        for one in ProbePermission.objects.filter(target__in=keys, revoked_at__isnull=True).order_by("pk")
    }
    runs: dict[int, list[ProbeRun]] = {key: [] for key in keys}
    for run in ProbeRun.objects.filter(target__in=keys).order_by("-asked_at", "-pk")[: LAST_RUNS * max(len(keys), 1)]:
        runs[run.target_id].append(run)
    return tuple(_target(row, standing.get(row.pk), runs[row.pk][:LAST_RUNS], at) for row in listed)


def _target(row: ProbeTarget, standing: ProbePermission | None, runs: Sequence[ProbeRun], at: datetime) -> TargetSeen:
    last = next((run.asked_at for run in runs if not run.elsewhere), None)
    return TargetSeen(
        row.public_id,
        row.owner,
        target_of(row),
        row.device,
        row.entry,
        row.registered_at,
        row.withdrawn_at,
        _permission(standing, last) if standing and standing.until > at else None,
        tuple(_run(run) for run in runs),
    )


def _permission(row: ProbePermission, last: datetime | None) -> PermissionSeen:
    found = permission_of(row)
    words = tuple(METHOD_WORDS[method] for method in Method if method in found.methods)
    return PermissionSeen(found, row.decided_by, words, row.entry, next_due(found, last))


def _run(row: ProbeRun) -> RunSeen:
    results = [read_result(one) for one in row.results]
    side = Side(row.side)
    return RunSeen(
        row.public_id,
        RunState(row.state),
        row.place,
        side,
        SIDE_WORDS[side],
        row.ended_at or row.asked_at,
        row.asked_by,
        row.scheduled,
        row.elsewhere,
        tuple(ResultSeen(one, METHOD_WORDS[one.method], OUTCOME_WORDS[one.outcome]) for one in results),
        tuple(row.entries),
        tuple(METHOD_WORDS[Method(name)] for name in row.methods),
    )


def _sentence(targets: Sequence[TargetSeen], at: datetime) -> Text:
    standing = [one for one in targets if one.withdrawn_at is None]
    if not standing:
        return Text(
            "Er is nog geen eigen adres opgegeven. Zonder dat wordt er niets gecontroleerd.",
            "No address of your own has been given yet. Without one nothing is checked.",
        )
    permitted = [one for one in standing if one.permission is not None and one.permission.stands(at)]
    checked = [one for one in standing if any(run.state is RunState.DONE for run in one.runs)]
    count, given, seen = len(standing), len(permitted), len(checked)
    return Text(
        f"{count} {'adres' if count == 1 else 'adressen'}: voor {given} geldt toestemming, {seen} gecontroleerd.",
        f"{count} {'address' if count == 1 else 'addresses'}: permission stands for {given}, {seen} checked.",
    )
