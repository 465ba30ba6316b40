"""The gate: conditions for reopening, each with its reason; never one boolean, never a lock (S1.14, S4.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Misuse
from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.containment.domain.conditions import (
    MET,
    NOT_MET,
    NOT_RECORDED,
    SameOrNewer,
    advised_build,
    cert_advice,
    evidence_secured,
    fix_checked,
    fix_installed,
    secrets_replaced,
    sessions_ended,
)
from dijkwacht.containment.domain.mandate import Decision, decides, is_ciso_alone, may_decide, risk_accepted
from dijkwacht.hunting.domain.day_words import joined, period_words
from dijkwacht.hunting.domain.investigation import Investigation
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, ConditionState, Reason, Verdict, all_met

CONDITION_WORDS: dict[str, Text] = {
    "cert-advice": Text("Heropeningsadvies van de CERT", "Reopening advice of the CERT"),
    "advised-build": Text("Versie valt onder het advies", "Build covered by the advice"),
    "fix-installed": Text("Update geïnstalleerd", "Fix installed"),
    "fix-checked": Text("Update gecontroleerd", "Fix checked"),
    "sessions-ended": Text("Sessies beëindigd", "Sessions ended"),
    "secrets-replaced": Text("Wachtwoorden en sleutels vervangen", "Secrets replaced"),
    "evidence-secured": Text("Bewijs veiliggesteld", "Evidence secured"),
    "investigation": Text("Onderzoek afgerond", "Investigation concluded"),
    "decision": Text("Besluit van de organisatie", "Decision of the organisation"),
}


NOT_STATED = frozenset({"niet in de bron vermeld", "not stated in the source"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the gate needs beside state and facts.

    `constituencies`: the CERTs the organisation belongs to. `same_or_newer` compares builds. `decision`: the one being
    taken now. `grown`: when the exposed window last grew (aware UTC).
    """

    constituencies: frozenset[UUID] = frozenset()
    same_or_newer: SameOrNewer | None = None
    decision: Decision | None = None
    grown: datetime | None = None


NO_SURROUNDINGS = Surroundings()


def reopening(
    state: ResponseState,
    facts: CaseFacts,
    found: Investigation,
    at: datetime,
    around: Surroundings = NO_SURROUNDINGS,
) -> tuple[Condition, ...]:
    """Return the conditions for reopening at `at`, in the order in which they are shown."""
    return (
        cert_advice(facts, at, around.constituencies),
        advised_build(state, facts, at, around.constituencies, around.same_or_newer),
        fix_installed(state, facts),
        fix_checked(state, facts),
        sessions_ended(state),
        secrets_replaced(state),
        evidence_secured(state),
        investigation_concluded(state, found, at, around.grown),
        decision_taken(state, around.decision),
    )


def gate(conditions: Iterable[Condition]) -> Verdict:
    """Answer "met" or "not-met" with a reason for each condition that is open; it informs and forbids nothing."""
    listed = tuple(conditions)
    if all_met(listed):
        return Verdict("met", tuple(Reason(one.key, one.text, one.entries) for one in listed))
    return Verdict("not-met", tuple(Reason(one.key, one.text, one.entries) for one in open_conditions(listed)))


def open_conditions(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the conditions that are not met: not met, not recorded, or that nobody can give."""
    return tuple(one for one in conditions if one.state is not ConditionState.MET)


def gate_sentence(conditions: Iterable[Condition]) -> Text:
    """Return the sentence on top: whether all conditions are met, else how many are not and the first that matters."""
    listed = tuple(conditions)
    waiting = open_conditions(listed)
    if not waiting:
        return Text("Aan alle voorwaarden voor heropenen is voldaan.", "All conditions for reopening are met.")
    weighty = [one for one in waiting if one.key in {"investigation", "cert-advice"}] or list(waiting)
    first = min(weighty, key=lambda one: (one.key != "investigation", one.state is not NOT_MET))
    return Text(
        f"Aan {len(waiting)} van {len(listed)} voorwaarden is nog niet voldaan: {first.text.nl}.",
        f"{len(waiting)} of {len(listed)} conditions are not met yet: {first.text.en}.",
    )


def investigation_concluded(
    state: ResponseState, found: Investigation, at: datetime, grown: datetime | None = None
) -> Condition:
    """Return whether the investigation is concluded by one of three routes.

    (a) no signs, the window fully covered; (b) rebuilt from a clean image and secrets replaced; (c) the remaining risk
    accepted by who holds the mandate. Where a named office suspects or confirmed misuse, only (b) is left.
    """
    key = "investigation"
    entries = tuple(e for hunt in (*found.open_hunts, *found.closed_hunts) for e in (hunt.closed_entry or hunt.entry,))
    if not found.open_hunts and not found.closed_hunts:
        text = Text("er is geen onderzoek naar misbruik vastgelegd", "no hunt for misuse is recorded")
        return Condition(key, NOT_RECORDED, text, _START)
    if found.open_hunts:
        return Condition(key, NOT_MET, _running(found), _FINISH, entries)
    rebuilt = rebuilt_and_replaced(state)
    misuse = state.traces.misuse.value in {Misuse.SUSPECTED, Misuse.CONFIRMED}
    if misuse or found.coverage.verdict.answer == "signs-found":
        if rebuilt.answer == "yes":
            return Condition(key, MET, rebuilt.reasons[0].text, entries=(*entries, *rebuilt.reasons[0].entries))
        text = Text("er is misbruik vermoed of bevestigd", "misuse is suspected or confirmed")
        return Condition(key, NOT_MET, text, _REBUILD, entries)
    if found.coverage.verdict.answer == "no-signs-covered":
        period = period_words(found.coverage.window) if found.coverage.window else Text("de periode", "the window")
        text = Text(
            f"afgerond: geen sporen, {period.nl} is helemaal gedekt",
            f"concluded: no signs, {period.en} is fully covered",
        )
        return Condition(key, MET, text, entries=entries)
    if rebuilt.answer == "yes":
        return Condition(key, MET, rebuilt.reasons[0].text, entries=(*entries, *rebuilt.reasons[0].entries))
    risk = risk_accepted(state, at, grown)
    if risk.answer == "accepted":
        return Condition(key, MET, risk.reasons[0].text, entries=(*entries, *risk.reasons[0].entries))
    return _partly_covered(found, risk, entries)


def _partly_covered(found: Investigation, risk: Verdict, entries: tuple[UUID, ...]) -> Condition:
    cover = found.coverage
    why = joined([reason.text for reason in risk.reasons]) if risk.answer != "none" else Text("", "")
    tail = Text(f"; {why.nl}", f"; {why.en}") if why else why
    if cover.window is None or not cover.covered:
        text = Text(
            f"afgerond, maar welke dagen het onderzoek dekt is niet vastgelegd{tail.nl}",
            f"concluded, but which days the hunt covers is not recorded{tail.en}",
        )
        return Condition("investigation", NOT_RECORDED, text, _ROUTES, entries)
    period = period_words(cover.window)
    held_back = [reason.text for reason in cover.verdict.reasons if reason.code == "held-back"]
    gaps = joined([*(period_words(gap) for gap in cover.gaps), *held_back])
    text = Text(
        f"afgerond, maar van {period.nl} zijn {cover.words.nl} gedekt; open: {gaps.nl}{tail.nl}",
        f"concluded, but of {period.en} {cover.words.en} are covered; open: {gaps.en}{tail.en}",
    )
    return Condition("investigation", NOT_MET, text, _ROUTES, entries)


def _running(found: Investigation) -> Text:
    cover = found.coverage
    wanted = cover.window or next((hunt.window for hunt in found.open_hunts if hunt.window), None)
    if wanted is None:
        return Text("het onderzoek loopt nog", "the investigation is still running")
    period = period_words(wanted)
    if not cover.days:
        return Text(f"het onderzoek over {period.nl} loopt nog", f"the investigation over {period.en} is still running")
    return Text(
        f"het onderzoek over {period.nl} loopt nog en dekt {cover.words.nl}",
        f"the investigation over {period.en} is still running and covers {cover.words.en}",
    )


_START = Text("open een onderzoek over de kwetsbare periode", "open a hunt over the exposed window")
_FINISH = Text("rond het onderzoek af", "conclude the investigation")
_REBUILD = Text(
    "bouw schoon opnieuw op en vervang wachtwoorden en sleutels, of sluit het vermoeden af",
    "rebuild clean and replace secrets, or close the suspicion",
)
_ROUTES = Text(
    "dek de open dagen, of bouw schoon opnieuw op en vervang wachtwoorden en sleutels, of laat wie het mandaat "
    "heeft het resterende risico aanvaarden",
    "cover the open days, or rebuild clean and replace secrets, or let who holds the mandate accept the remaining risk",
)


def rebuilt_and_replaced(state: ResponseState) -> Verdict:
    """Answer "yes", "not-rebuilt" or "secrets-kept": route (b), every device rebuilt and secrets replaced."""
    named = {entry.text("device") for entry in state.rebuilt}
    if not named or ("" not in named and set(state.devices) - named):
        text = Text("niet alles is schoon opnieuw opgebouwd", "not everything was rebuilt from a clean image")
        return Verdict("not-rebuilt", (Reason("not-rebuilt", text),))
    secrets = secrets_replaced(state)
    if secrets.state is not ConditionState.MET:
        return Verdict("secrets-kept", (Reason("secrets-kept", secrets.text, secrets.entries),))
    text = Text(
        "afgerond: schoon opnieuw opgebouwd en wachtwoorden en sleutels vervangen",
        "concluded: rebuilt from a clean image and secrets replaced",
    )
    return Verdict("yes", (Reason("rebuilt", text, tuple(entry.id for entry in state.rebuilt)),))


def decision_taken(state: ResponseState, decision: Decision | None = None) -> Condition:
    """Return whether who holds the mandate decided: by the decision at hand, else by the recorded one."""
    key = "decision"
    remedy = Text("laat wie het mandaat heeft beslissen", "let who holds the mandate decide")
    last = state.door.closings[-1].reopened_entry if state.door.closings else None
    if decision is not None:
        verdict = may_decide(decision)
        met = decides(decision)
        return Condition(key, MET if met else NOT_MET, verdict.reasons[0].text, Text("", "") if met else remedy)
    by = state.door.decided_by
    if last is not None and by.casefold() in NOT_STATED:
        text = Text("wie tot heropenen besloot staat niet in de bron", "who decided to reopen is not in the source")
        return Condition(key, NOT_RECORDED, text, entries=(last,))
    if not by or last is None:
        text = Text("nog geen besluit om te heropenen vastgelegd", "no decision to reopen is recorded yet")
        return Condition(key, NOT_RECORDED, text, remedy)
    if is_ciso_alone(by):
        verdict = may_decide(Decision(by, holds_mandate=True))
        return Condition(key, NOT_MET, verdict.reasons[0].text, remedy, (last,))
    return Condition(key, MET, Text(f"besluit van {by}", f"decided by {by}"), entries=(last,))
