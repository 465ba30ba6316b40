"""Hunts recorded by hand: opened with questions and a window, run with sources and coverage, closed by somebody."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Misuse
from dijkwacht.cases.selectors import folded
from dijkwacht.cases.services import Record, record, record_many
from dijkwacht.hunting.domain.growth import bound_texts
from dijkwacht.hunting.domain.investigation import follow_up_due
from dijkwacht.hunting.domain.window import exposed_window
from dijkwacht.hunting.services.judging import require_judged
from dijkwacht.hunting.services.windows import WindowInverted, recompute_window
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.window import Moment, Window, minute

NO_SOURCE = Source()
ALL_QUESTIONS = ("access", "attempts", "extent")


class SignsNeedAName(Refused):
    """Signs of misuse are recorded together with the office that suspects misuse."""


class HuntTaken(Refused):
    """A hunt of this name exists already."""


@one_transaction
def secure_evidence(  # noqa: PLR0913 - what, where, by which files, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    what: Sequence[str],
    device: str = "",
    where: str = "",
    evidence: Sequence[str] = (),
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that evidence was secured; `evidence` holds digests of files that were handed in (SHA-256, hex)."""
    return record(
        actor=actor,
        response=response,
        kind="evidence.secured",
        payload={"what": list(what), "device": device, "where": where},
        evidence=evidence,
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def open_hunt(  # noqa: PLR0913 - questions, window, term, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    hunt: str,
    at: datetime,
    questions: Sequence[str] = ALL_QUESTIONS,
    window: Window | None = None,
    due: Moment | None = None,
    follow_up: bool = False,
    team: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Open a hunt over `window`; without one over the exposed window as it is known `at` this moment, if it is.

    Raises HuntTaken, SomebodyElseWasFirst, NotFound.
    """
    state, facts = folded(response)
    if hunt in state.traces.hunts:
        raise HuntTaken(place="hunt", remedy="choose another name, or record a run of the one that exists")
    wanted = window or exposed_window(state, facts, at).window
    start, end = bound_texts(wanted) if wanted else (None, None)
    payload = {
        "hunt": hunt,
        "questions": list(questions),
        "window_start": start,
        "window_end": end,
        "due": due.text() if due else None,
        "follow_up": follow_up,
        "team": team,
    }
    return record(
        actor=actor,
        response=response,
        kind="hunt.opened",
        payload=payload,
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def open_follow_up_hunt(  # noqa: PLR0913 - which, when, and the version that was seen
    *,
    actor: Actor,
    response: UUID,
    hunt: str,
    at: datetime,
    days: int,
    expected_version: int | None = None,
) -> Entry:
    """Open a follow-up hunt due `days` calendar days after the last fix, or after `at` where there is none (S0.9)."""
    state, _ = folded(response)
    fixes = [one.done_at for (step, _), one in state.measures.items() if step.endswith("fix") and one.done_at]
    due = follow_up_due(max(fixes, default=minute(at)), days)
    return open_hunt(
        actor=actor,
        response=response,
        hunt=hunt,
        at=at,
        due=due,
        follow_up=True,
        expected_version=expected_version,
    )


@one_transaction
def record_hunt_run(  # noqa: PLR0913 - what was looked at, what came out, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    hunt: str,
    at: datetime,
    sources: Sequence[str],
    covered: Sequence[tuple[Moment, Moment]],
    result: str,
    method: str = "",
    limits: str = "",
    remark: str = "",
    named_by: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    evidence: Sequence[str] = (),
    expected_version: int | None = None,
) -> tuple[Entry, ...]:
    """Record what a hunt looked at, which days that covers and what came out: "no-signs", "attempts" or "signs".

    Signs need `named_by`, the office that suspects misuse; `misuse.suspected` is then recorded in the same transaction.
    The exposed window is computed anew afterwards. Raises SignsNeedAName, WindowInverted, NotFound for a hunt that was
    not opened, SomebodyElseWasFirst.
    """
    state, _ = folded(response)
    if hunt not in state.traces.hunts:
        raise NotFound
    if any(start.earliest >= end.latest for start, end in covered):
        raise WindowInverted(place="covered", remedy="swap start and end")
    if result == "signs" and not named_by.strip():
        raise SignsNeedAName(place="named_by", remedy="name the office that suspects misuse")
    payload = {
        "hunt": hunt,
        "sources": list(sources),
        "covered": [[start.text(), end.text()] for start, end in covered],
        "method": method,
        "result": result,
        "limits": limits,
        "remark": remark,
    }
    records = [
        Record("hunt.ran", payload, happened=happened, known=known, source=source, evidence=tuple(evidence)),
    ]
    if result == "signs" and state.traces.misuse.value not in {Misuse.SUSPECTED, Misuse.CONFIRMED}:
        suspected = {"named_by": named_by, "because": f"sporen gevonden in onderzoek {hunt}"}
        records.append(Record("misuse.suspected", suspected, happened=happened, known=known, source=source))
    written = record_many(actor=actor, response=response, records=records, expected_version=expected_version)
    recompute_window(response=response, at=at, known=known)
    return written


@one_transaction
def close_hunt(  # noqa: PLR0913 - a conclusion and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    hunt: str,
    conclusion: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that a hunt was concluded; findings over kept evidence are judged first.

    Raises NotFound for a hunt that was not opened, NotJudged, SomebodyElseWasFirst.
    """
    state, _ = folded(response)
    if hunt not in state.traces.hunts:
        raise NotFound
    require_judged(response, hunt)
    return record(
        actor=actor,
        response=response,
        kind="hunt.closed",
        payload={"hunt": hunt, "conclusion": conclusion},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
