"""Hunts over kept evidence: asked, done in units by any worker, ended once, with one entry and one verdict.

A unit may be done twice (its worker was killed, or only silent): the first answer that is written stands, and the last
unit of a run writes the run's entry in the same transaction. So a run has one entry, or none.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from dijkwacht.cases.selectors import own_story
from dijkwacht.cases.services import record
from dijkwacht.hunting.domain.growth import bound_texts
from dijkwacht.hunting.domain.room import CustodyDeed, HuntState
from dijkwacht.hunting.domain.running import (
    NOT_EVALUATED,
    Answer,
    by_device,
    joined_verdict,
    mark_of,
    read_windows,
    result_of,
    unit_key,
)
from dijkwacht.hunting.domain.window import exposed_window
from dijkwacht.hunting.models import Custody, FoundSign, HuntRun, HuntUnit, KeptFile, Upload
from dijkwacht.hunting.selectors.rules import chosen, digest_of
from dijkwacht.hunting.services.telling import tell_new_verdict
from dijkwacht.hunting.services.windows import recompute_window
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, minute

SEARCH = "hunting.search"
TRIES = 3
UNDER_WAY = (HuntState.WAITING, HuntState.RUNNING)


class NothingKept(Refused):
    """There is no evidence in the room to search."""


class NoWindow(Refused):
    """There is no window to search over."""


class UnderWay(Refused):
    """This hunt is being run already."""


class NoRules(Refused):
    """A hunt needs rules."""


@one_transaction
def start_run(  # noqa: PLR0913 - which hunt, by whom, with what
    *, actor: Actor, response: UUID, hunt: str, packs: Sequence[str], at: datetime, again: bool = False
) -> UUID:
    """Ask for a run of an opened hunt over everything kept for the response and return its id; workers do the rest.

    `packs`: shipped names and ids of loaded rules. The window is the hunt's own, else the exposed window as known now.
    Raises NotFound, NothingKept, NoWindow, NoRules, UnderWay.
    """
    story = own_story(response)
    mark = story.state.traces.hunts.get(hunt)
    if mark is None:
        raise NotFound
    window = mark.window or exposed_window(story.state, story.facts, at).window
    if window is None:
        raise NoWindow(place="hunt", remedy="state the exposed window first")
    files = list(
        Upload.objects.filter(response=response, file__isnull=False, file__gone_at__isnull=True)
        .order_by("pk")
        .select_related("file")
    )
    if not files:
        raise NothingKept(place="hunt", remedy="keep evidence first")
    if not packs:
        raise NoRules(place="packs", remedy="choose rules")
    rules = chosen(story.organisation, packs)
    runs = HuntRun.objects.filter(response=response, hunt=hunt)
    if runs.select_for_update().filter(state__in=UNDER_WAY).exists():
        raise UnderWay(place="hunt", remedy="wait for its end, or cancel it")
    before = runs.filter(state=HuntState.DONE).order_by("-pk").first()
    row = HuntRun.objects.create(
        response=response,
        owner=story.organisation,
        hunt=hunt,
        packs=[one.id for one in rules],
        rules_digest=digest_of(rules),
        window_start=window.start,
        window_end=window.end,
        state=HuntState.WAITING,
        again=again,
        by_role=actor.role,
        by_account=actor.account,
        asked_at=at,
        was=before.verdict if before else "",
    )
    _cut(row, files, window)
    return row.public_id


def _cut(row: HuntRun, uploads: Iterable[Upload], window: Window) -> None:
    files = {one.file.public_id: one.file for one in uploads if one.file}
    pairs = [(one.device, one.file.public_id) for one in uploads if one.file]
    for number, (device, own) in enumerate(by_device(pairs), 1):
        unit = HuntUnit.objects.create(
            run=row,
            number=number,
            device=device,
            files=list(own),
            key=unit_key([files[one].sha256 for one in own], row.rules_digest, window),
            state=HuntState.WAITING,
            size=sum(files[one].size for one in own),
        )
        app.configure_task(SEARCH, queue="hunting").defer(run=str(row.public_id), unit=unit.number)


@one_transaction
def begin_unit(*, run: UUID, unit: int) -> HuntUnit | None:
    """Take a unit up, or up again after its worker was killed; None where it is done or its run was cancelled.

    A unit that was begun three times and never ended breaks the run off: something in it kills workers.
    """
    row = _unit(run, unit)
    if row is None or row.state not in UNDER_WAY or row.run.state not in UNDER_WAY:
        return None
    if row.tries >= TRIES:
        _break(row, "begun three times and never ended")
        return None
    row.state, row.tries, row.done = HuntState.RUNNING, row.tries + 1, 0
    row.save(update_fields=["state", "tries", "done"])
    HuntRun.objects.filter(pk=row.run_id, state=HuntState.WAITING).update(state=HuntState.RUNNING)
    return row


def note_progress(*, unit: HuntUnit, done: int) -> bool:
    """Write down how many bytes of a unit were read; return whether its run still goes on."""
    HuntUnit.objects.filter(pk=unit.pk).update(done=done)
    return HuntRun.objects.filter(pk=unit.run_id, state__in=UNDER_WAY).exists()


@one_transaction
def finish_unit(
    *, run: UUID, unit: int, findings: Sequence[Mapping[str, Any]], outcome: Mapping[str, Any], at: datetime
) -> bool:
    """Write what a unit found, once, and with the last one end the run; return whether this answer was the one."""
    row = _unit(run, unit)
    if row is None or row.state not in UNDER_WAY or row.run.state not in UNDER_WAY:
        return False
    row.state, row.outcome, row.done = HuntState.DONE, dict(outcome), 2 * row.size
    row.save(update_fields=["state", "outcome", "done"])
    judged = _judged_before(row.run)
    made = []
    for number, line in enumerate(findings, 1):
        mark = mark_of(line)
        sign = FoundSign(
            unit=row, run=row.run, number=number, mark=mark, rule=str(line["rule"])[:200], sort=line["class"], line=line
        )
        if mark in judged:
            old = judged[mark]
            sign.judgement, sign.because = old.judgement, old.because
            sign.judged_by, sign.judged_at = old.judged_by, old.judged_at
        made.append(sign)
    FoundSign.objects.bulk_create(made, batch_size=500)
    if not HuntUnit.objects.filter(run=row.run_id).exclude(state=HuntState.DONE).exists():
        _end(row.run, at)
    return True


@one_transaction
def break_unit(*, run: UUID, unit: int, why: str, at: datetime) -> None:
    """End a run that cannot go on, with the reason: evidence that does not open, rules that cannot be read."""
    row = _unit(run, unit)
    if row is not None and row.run.state in UNDER_WAY:
        _break(row, why, at)


@one_transaction
def cancel_run(*, run: UUID, at: datetime) -> None:
    """Cancel a run that is under way; its workers stop within seconds. Nothing of it counts. Raises NotFound."""
    row = HuntRun.objects.select_for_update().filter(public_id=run).first()
    if row is None:
        raise NotFound
    if row.state in UNDER_WAY:
        row.state, row.ended_at = HuntState.CANCELLED, at
        row.save(update_fields=["state", "ended_at"])


def _unit(run: UUID, unit: int) -> HuntUnit | None:
    whole = HuntRun.objects.select_for_update().filter(public_id=run).first()
    row = HuntUnit.objects.filter(run=whole, number=unit).first() if whole else None
    if row is not None and whole is not None:
        row.run = whole
    return row


def _break(row: HuntUnit, why: str, at: datetime | None = None) -> None:
    row.state, row.outcome = HuntState.BROKEN, {"why": why[:1000]}
    row.save(update_fields=["state", "outcome"])
    row.run.state, row.run.ended_at, row.run.outcome = HuntState.BROKEN, at, {"why": why[:1000]}
    row.run.save(update_fields=["state", "ended_at", "outcome"])


def _judged_before(run: HuntRun) -> dict[str, FoundSign]:
    found = FoundSign.objects.filter(run__response=run.response, run__hunt=run.hunt).exclude(judgement="")
    return {one.mark: one for one in found.order_by("judged_at")}


def _answer(unit: HuntUnit) -> Answer:
    told = unit.outcome
    return Answer(
        unit.device,
        told["verdict"],
        read_windows(told["covered"]),
        tuple(Text(nl, en) for nl, en in told["said"]),
        told["counts"],
    )


def _end(run: HuntRun, at: datetime) -> None:
    units = list(HuntUnit.objects.filter(run=run).order_by("number"))
    found = joined_verdict([_answer(unit) for unit in units])
    run.verdict, run.state, run.ended_at = found.verdict, HuntState.DONE, at
    run.outcome = {
        "covered": [list(bound_texts(part)) for part in found.covered],
        "said": [[reason.nl, reason.en] for reason in found.reasons],
        "counts": dict(found.counts),
        "armed": sum(unit.outcome["rules"]["armed"] for unit in units[:1]),
        "unarmed": max(unit.outcome["rules"]["unarmed"] for unit in units),
        "bytes": sum(unit.outcome["bytes"] for unit in units),
        "engine": units[0].outcome["engine"],
        "by_index": sum(unit.outcome.get("by") == "index" for unit in units),
        "why_whole": [[unit.device, *unit.outcome["why_whole"]] for unit in units if unit.outcome.get("why_whole")],
    }
    actor = Actor(ActorKind.MACHINE, "hunt", organisation=run.owner)
    entry = record(
        actor=actor,
        response=run.response,
        kind="hunt.ran",
        payload=_payload(run, units, found),
        happened=minute(at),
    )
    run.entry = entry.id
    run.save(update_fields=["verdict", "state", "ended_at", "outcome", "entry"])
    _log(run, units, at)
    recompute_window(response=run.response, at=at)
    if run.was and run.was != run.verdict:
        tell_new_verdict(own_story(run.response), at)


def _payload(run: HuntRun, units: Sequence[HuntUnit], found: Answer) -> dict[str, object]:
    kinds = {line["kind"] for unit in units for line in unit.outcome["coverage"]}
    held_back = found.verdict not in {"no-signs-covered", "signs-found"}
    return {
        "hunt": run.hunt,
        "sources": sorted(kinds),
        "covered": [] if found.verdict == NOT_EVALUATED else [list(bound_texts(part)) for part in found.covered],
        "method": f"{', '.join(one.name for one in chosen(run.owner, run.packs))} ({run.outcome['engine']})",
        "result": result_of(found.verdict, found.counts),
        "limits": "; ".join(reason.nl for reason in found.reasons)[:1000] if held_back else "",
        "rules_armed": run.outcome["armed"],
        "rules_unarmed": run.outcome["unarmed"],
        "run": run.public_id,
        "rules_digest": run.rules_digest,
        "verdict": found.verdict,
        "was": run.was or None,
        "counts": [{"class": name, "findings": number} for name, number in found.counts.items()],
    }


def _log(run: HuntRun, units: Sequence[HuntUnit], at: datetime) -> None:
    wanted = [file for unit in units for file in unit.files]
    noted = {file for unit in units if unit.outcome.get("by") == "index" for file in unit.files}
    Custody.objects.bulk_create(
        Custody(
            file=file,
            deed=CustodyDeed.HUNTED,
            at=at,
            by_role=run.by_role,
            by_account=run.by_account,
            response=run.response,
            run=run.public_id,
            entry=run.entry,
            told="by its index" if file.public_id in noted else "",
        )
        for file in KeptFile.objects.filter(public_id__in=wanted).order_by("pk")
    )
