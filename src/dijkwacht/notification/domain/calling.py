"""Whom the desk phones next, why, and what to say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Access, Axes, Misuse, Use, Weakness
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.notification.domain.ladder import NextRung


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a member when the desk decides whom to call; `overdue` counts steps."""

    organisation: UUID
    name: str
    axes: Axes
    overdue: int = 0
    silent_since: datetime | None = None
    last_call: datetime | None = None
    call_back_at: datetime | None = None
    next_rung: NextRung | None = None


@dataclass(frozen=True, slots=True)
class CallDue:
    """One line of the call list: whom, how urgent (higher is sooner), why, and what to say."""

    candidate: Candidate
    weight: int
    reasons: tuple[Reason, ...]
    script: Text


OPEN_DOORS = frozenset({Access.UNKNOWN, Access.OPEN, Access.PARTLY, Access.REOPENED_AGAINST_GATE})


def call_order(candidates: Iterable[Candidate], at: datetime) -> tuple[CallDue, ...]:
    """Return whom to call now, the most urgent first; who gives no reason to be called is not in it.

    A member that was spoken to or tried within the breath of its next rung waits for that rung.
    """
    found = []
    for candidate in candidates:
        weight, reasons = _weighed(candidate, at)
        waits = candidate.next_rung is not None and candidate.last_call is not None and not candidate.next_rung.now
        if reasons and not waits:
            found.append(CallDue(candidate, weight, tuple(reasons), script_for(candidate)))
    return tuple(sorted(found, key=lambda due: (-due.weight, due.candidate.name)))


def _weighed(one: Candidate, at: datetime) -> tuple[int, list[Reason]]:
    weight, reasons = 0, []
    if one.axes.misuse in {Misuse.CONFIRMED, Misuse.SUSPECTED}:
        weight += 1
        reasons.append(Reason("misuse", Text("misbruik vermoed of bevestigd", "misuse suspected or confirmed")))
    if one.axes.weakness is Weakness.OPEN and one.axes.access in OPEN_DOORS:
        weight += 8
        reasons.append(Reason("open", Text("kwetsbaar en van buiten bereikbaar", "vulnerable and reachable")))
    if one.overdue:
        weight += 4 + min(one.overdue, 3)
        text = Text(
            f"{one.overdue} {'stap' if one.overdue == 1 else 'stappen'} te laat",
            f"{one.overdue} {'step' if one.overdue == 1 else 'steps'} overdue",
        )
        reasons.append(Reason("overdue", text))
    if one.call_back_at is not None and one.call_back_at <= at:
        weight += 6
        reasons.append(Reason("call-back", Text("terugbellen afgesproken", "a call back was agreed")))
    if one.silent_since is not None:
        hours = int((at - one.silent_since).total_seconds() // 3600)
        weight += 2 if one.axes.use is Use.UNKNOWN else 1
        reasons.append(Reason("silent", Text(f"stil sinds {hours} uur", f"silent for {hours} hours")))
    if reasons == [reason for reason in reasons if reason.code == "misuse"]:
        return 0, []
    return weight, reasons


def script_for(one: Candidate) -> Text:
    """Return what to say, in the words of who phones: one question that can be answered at once."""
    if one.axes.weakness is Weakness.OPEN and one.axes.access in OPEN_DOORS:
        return Text(
            "Bij ons staat dat uw systeem kwetsbaar is en van buiten bereikbaar. Kunt u het nu dichtzetten? Kantoor "
            "blijft werken. Wat hebt u daarvoor nodig?",
            "Our record says that your system is vulnerable and reachable from outside. Can you close it now? The "
            "office goes on working. What do you need for that?",
        )
    if one.overdue:
        return Text(
            "Er staat een stap open waarvan de termijn voorbij is. Is hij gedaan, anders gedaan of geblokkeerd, en "
            "waarop wacht u?",
            "There is a step whose term has passed. Is it done, done differently or blocked, and what do you wait for?",
        )
    if one.axes.use is Use.UNKNOWN:
        return Text(
            "Gebruikt u het product, ja of nee? Weet u het niet, wie kan het vandaag nakijken?",
            "Do you use the product, yes or no? If you do not know, who can look it up today?",
        )
    return Text(
        "Wij hebben uw antwoord nog niet. Kunt u de vragen nu met mij doorlopen?",
        "We do not have your answer yet. Can you go through the questions with me now?",
    )
