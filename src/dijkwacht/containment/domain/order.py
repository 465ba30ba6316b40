"""The order of things and what was done otherwise: evidence before fixing, deviations, the ground of a closing."""

from collections.abc import Iterable

from dijkwacht.cases.domain.measures import Measure, MeasureState
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import CARRIED_OUT, FIXING
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.hunting.domain.step_words import step_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

CHANGING = (*FIXING, "mitigate", "rebuild")
GROUNDS: dict[str, Text] = {
    "advice": Text("op advies", "on advice"),
    "precaution": Text("uit voorzorg", "as a precaution"),
    "suspicion": Text("om een vermoeden van misbruik", "on suspicion of misuse"),
    "other": Text("om een andere reden", "for another reason"),
}


def safe_order(state: ResponseState) -> Verdict:
    """Answer "safe", "evidence-at-risk" or "secure-first" whether evidence came before the device was changed.

    The appliance's root is a RAM disk: what a change or a restart wipes cannot be had back. "secure-first" warns while
    nothing was changed and nothing secured yet.
    """
    secured = [at.earliest for at, _, _ in state.traces.evidence]
    measure = state.measure("secure-evidence")
    if measure is not None and measure.settled and measure.done_at:
        secured.append(measure.done_at.earliest)
    changed = [
        one
        for (step, _), one in sorted(state.measures.items())
        if step in CHANGING and one.state in CARRIED_OUT and one.done_at
    ]
    early = [one for one in changed if one.done_at and not any(at < one.done_at.latest for at in secured)]
    if early:
        return Verdict("evidence-at-risk", tuple(_too_early(one) for one in early))
    if secured:
        return Verdict(
            "safe", (Reason("secured", Text("bewijs is eerst veiliggesteld", "evidence was secured first")),)
        )
    text = Text(
        "stel eerst bewijs veilig: herstellen en herstarten wist wat in het geheugen staat",
        "secure evidence first: fixing and restarting wipes what is in memory",
    )
    return Verdict("secure-first", (Reason("secure-first", text),))


def _too_early(measure: Measure) -> Reason:
    when = moment_words(measure.done_at) if measure.done_at else Text("", "")
    step = step_words(measure.step)
    text = Text(
        f"{step.nl} op {when.nl}, zonder dat eerder bewijs is veiliggesteld",
        f"{step.en} on {when.en}, with no evidence secured before",
    )
    return Reason("too-early", text, (measure.done_entry or measure.entry,))


def deviation_verdict(measure: Measure | None, alternatives: Iterable[str] = ()) -> Verdict:
    """Answer "as-advised", "followed", "equivalent", "deviates" or "not-explained" for one measure (S2.9).

    `alternatives`: what the advice itself allows instead ("unless ... then ..."); choosing one is following it. Doing
    something else needs what was done instead and why; only then it can be equivalent.
    """
    if measure is None or measure.state is not MeasureState.DEVIATED:
        return Verdict("as-advised", (Reason("as-advised", Text("volgens het advies", "as advised")),))
    entries = (measure.done_entry or measure.entry,)
    if not measure.instead or not measure.reason:
        text = Text("wat er anders is gedaan of waarom ontbreekt", "what was done instead, or why, is missing")
        return Verdict("not-explained", (Reason("not-explained", text, entries),))
    said = Text(f"in plaats daarvan: {measure.instead}", f"instead: {measure.instead}")
    reasons = (
        Reason("instead", said, entries),
        Reason("reason", Text(f"reden: {measure.reason}", f"reason: {measure.reason}"), entries),
    )
    if measure.instead in set(alternatives):
        return Verdict("followed", reasons)
    return Verdict("equivalent" if measure.equivalent else "deviates", reasons)


def closing_ground(state: ResponseState) -> Verdict:
    """Answer on which ground the door was last closed: a word of GROUNDS, "not-stated" or "not-closed" (S3.2)."""
    if not state.door.closings:
        return Verdict("not-closed", (Reason("not-closed", Text("niet gesloten", "not closed")),))
    closing = state.door.closings[-1]
    when = moment_words(closing.closed)
    ground = GROUNDS.get(closing.ground, Text("grond niet vermeld", "ground not stated"))
    text = Text(f"gesloten op {when.nl}, {ground.nl}", f"closed on {when.en}, {ground.en}")
    return Verdict(closing.ground or "not-stated", (Reason("ground", text, (closing.entry,)),))
