"""A check from asking to record: queued, begun only while permitted, its results written down (S2.8, S2.11, S2.17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.domain.outcomes import refused_by_us
from dijkwacht.verification.domain.permission import (
    DAY,
    STRETCH,
    Target,
    may_check,
    next_due,
    within_rate,
    worth_an_entry,
)
from dijkwacht.verification.domain.running import Result, RunState, read_result, result_of, written
from dijkwacht.verification.models import ProbePermission, ProbeRun, ProbeTarget
from dijkwacht.verification.selectors.values import permission_of, target_of
from dijkwacht.verification.services.recording import record_results

TASK = "verification.check"
ABANDONED = timedelta(minutes=10)


class NotPermitted(Refused):
    """This may not be checked: nothing was sent."""

    def __init__(self, verdict: Verdict, *, place: str = "") -> None:
        """Keep the answer with its reasons."""
        self.verdict = verdict
        super().__init__(place=place, remedy="; ".join(reason.text.en for reason in verdict.reasons))


@dataclass(frozen=True, slots=True)
class Work:
    """What an adapter needs to do one check; `permitted` was asked at the moment of beginning."""

    run: UUID
    target: Target
    methods: tuple[Method, ...]
    permitted: Verdict
    reference: UUID
    side: Side


@one_transaction
def start_check(  # noqa: PLR0913 - who, what, from where, and whether a job does it
    *,
    actor: Actor,
    target: UUID,
    at: datetime,
    place: str,
    side: Side,
    methods: Sequence[Method] = (),
    scheduled: bool = False,
    queue: bool = True,
) -> UUID:
    """Ask for a check and return its public id; all permitted methods where none is named.

    A job does it after the commit, unless `queue` is False: then the caller does. Raises NotPermitted with reasons for
    a target that is not registered or not permitted, and for one too many: nothing is sent then.
    """
    row = ProbeTarget.objects.select_for_update().filter(public_id=target).first()
    if row is None:
        raise NotFound
    standing = row.permissions.filter(revoked_at__isnull=True).first()
    permission = permission_of(standing) if standing else None
    wanted = tuple(methods) or tuple(sorted(permission.methods) if permission else ())
    verdict = may_check(permission, wanted, at, withdrawn=row.withdrawn_at)
    if verdict.answer == "yes":
        verdict = _rate(row, at)
    if verdict.answer != "yes" or standing is None:
        raise NotPermitted(verdict, place=str(row))
    run = ProbeRun.objects.create(
        target=row,
        permission=standing,
        state=RunState.QUEUED,
        methods=[method.value for method in wanted],
        place=place,
        side=side.value,
        asked_by=actor.role,
        asked_by_account=actor.account,
        asked_by_organisation=actor.organisation,
        scheduled=scheduled,
        asked_at=at,
    )
    if queue:
        app.configure_task(TASK, queue="checks", lock=f"check {row.host}").defer(run=str(run.public_id))
    return run.public_id


def _rate(row: ProbeTarget, at: datetime) -> Verdict:
    done = ProbeRun.objects.filter(elsewhere=False, asked_at__gt=at - DAY).exclude(state=RunState.REFUSED)
    same = done.filter(target__host=row.host, target__port=row.port).values_list("asked_at", flat=True)
    lately = done.filter(asked_at__gt=at - STRETCH).values_list("asked_at", flat=True)
    return within_rate(list(same), list(lately), at)


@one_transaction
def begin(*, run: UUID, at: datetime) -> Work | None:
    """Take a queued check up and return what to do; None where it was taken up before.

    The permission is asked again: where it ended meanwhile the check ends as refused by us, with the reason.
    """
    row = _row(run)
    if row is None or row.state != RunState.QUEUED:
        return None
    permission = permission_of(row.permission)
    methods = tuple(Method(name) for name in row.methods)
    verdict = may_check(permission, methods, at, withdrawn=row.target.withdrawn_at)
    row.started_at = at
    if verdict.answer == "yes":
        row.state = RunState.RUNNING
    else:
        row.state, row.ended_at = RunState.REFUSED, at
        row.results = [written(result_of(refused_by_us(method, verdict))) for method in methods]
    row.save(update_fields=["state", "started_at", "ended_at", "results"])
    if row.state == RunState.REFUSED:
        return None
    return Work(run, target_of(row.target), methods, verdict, permission.reference, Side(row.side))


@one_transaction
def finish(*, run: UUID, results: Sequence[Result], at: datetime) -> tuple[UUID, ...]:
    """Write down what a check found and return the entries; a repeated one only when it says something new.

    Each open response of the organisation gets a `check.recorded` per method, and `measure.verified` where it bears on
    a measure that was claimed. What we refused ourselves is no check and gets no entry.
    """
    row = _row(run)
    if row is None or row.state != RunState.RUNNING:
        raise NotFound
    row.results, row.ended_at = [written(result) for result in results], at
    refused = all(result.outcome.value == "refused-by-us" for result in results)
    row.state = RunState.REFUSED if refused else RunState.DONE
    if not refused and (not row.scheduled or _worth(row, results, at)):
        who = Actor(ActorKind.MACHINE, "instrument", organisation=row.asked_by_organisation)
        row.entries = record_results(row=row, results=results, actor=who, at=at)
    row.save(update_fields=["state", "ended_at", "results", "entries"])
    return tuple(row.entries)


def _worth(row: ProbeRun, results: Sequence[Result], at: datetime) -> bool:
    """Say whether a repeated check differs from the last one of the same place that was written down."""
    known = ProbeRun.objects.filter(target=row.target, place=row.place, side=row.side, state=RunState.DONE)
    last = known.exclude(entries=[]).exclude(pk=row.pk).order_by("-asked_at").first()
    if last is None or last.ended_at is None:
        return True
    before = [(one.method.value, _found(one)) for one in map(read_result, last.results)]
    now = [(one.method.value, _found(one)) for one in results]
    return worth_an_entry(now, before, at - last.ended_at)


def _found(result: Result) -> str:
    return f"{result.outcome.value} {result.build}".strip()


def repeat_what_is_due(*, at: datetime, place: str, side: Side) -> int:
    """Ask for every repeated check that is due at `at`, and return how many; nothing where this place has no name.

    A check that a killed worker left behind counts as refused after ten minutes, so that it does not block the next.
    """
    if not place:
        return 0
    left = ProbeRun.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING], asked_at__lt=at - ABANDONED)
    left.update(state=RunState.REFUSED, ended_at=at)
    standing = ProbePermission.objects.filter(revoked_at__isnull=True, every_hours__gt=0, until__gt=at)
    started = 0
    for row in standing.select_related("target").order_by("pk"):
        last = row.target.runs.filter(elsewhere=False).order_by("-asked_at").values_list("asked_at", flat=True).first()
        since = max(last, row.since) if last else None
        due = next_due(permission_of(row), since)
        if (since is None or (due is not None and due <= at)) and _started(row, at, place, side):
            started += 1
    return started


def _started(row: ProbePermission, at: datetime, place: str, side: Side) -> bool:
    machine = Actor(ActorKind.MACHINE, "instrument", organisation=row.target.owner)
    try:
        start_check(actor=machine, target=row.target.public_id, at=at, place=place, side=side, scheduled=True)
    except NotPermitted:
        return False  # it is due again at the next look
    return True


def _row(run: UUID) -> ProbeRun | None:
    rows = ProbeRun.objects.select_for_update(of=("self",)).select_related("target", "permission")
    return rows.filter(public_id=run).first()
