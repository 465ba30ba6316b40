"""Whether advice was followed, was overdue, and whether advice is whole: finding, what to do, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.advisories.domain.summary import Action, Summary
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, ConditionState, Reason, Verdict
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class Deed:
    """What an organisation did upon an advised action: the step it took, when, and why where it took another.

    `ground` is the issuer's *unless* that it invokes; `reason` its own reason for an equivalent measure.
    """

    step: str
    done: Moment
    ground: str = ""
    reason: str = ""
    entry: UUID | None = None


_AS_ADVISED = Text("gedaan wat geadviseerd was", "done what was advised")
_ALTERNATIVE = Text(
    "het alternatief gekozen dat het advies zelf bood; dat is het advies volgen",
    "the alternative chosen that the advice itself offered; that is following the advice",
)
_EQUIVALENT = Text("anders gedaan, met een eigen maatregel en reden", "done differently, with a measure and a reason")
_OTHERWISE = Text("iets anders gedaan, zonder reden", "something else done, without a reason")
_NOTHING = Text("er is niets vastgelegd", "nothing is recorded")
_AFTER_DEADLINE = Text("na de gestelde termijn", "after the deadline that was set")


def followed_advice(action: Action, deed: Deed | None) -> Verdict:
    """Return how a deed stands to the advised action.

    `followed`; `alternative-followed` (the *then* of the advice, on its *unless*: following too); `done-differently`
    (an equivalent measure with a reason, S2.9); `not-followed`; `not-recorded`. A deed after the deadline says so.
    """
    if deed is None:
        return Verdict("not-recorded", (Reason("nothing-recorded", _NOTHING),))
    entries = (deed.entry,) if deed.entry else ()
    answer, code, text = _stance(action, deed)
    reasons = [Reason(code, text, entries)]
    if action.deadline and deed.done.earliest >= action.deadline.latest:
        reasons.append(Reason("after-deadline", _AFTER_DEADLINE, entries))
    return Verdict(answer, tuple(reasons))


def _stance(action: Action, deed: Deed) -> tuple[str, str, Text]:
    if deed.step == action.step:
        return "followed", "as-advised", _AS_ADVISED
    if action.then and deed.step == action.then and action.unless and deed.ground:
        stated = Text(f"{_ALTERNATIVE.nl} (grond: {deed.ground})", f"{_ALTERNATIVE.en} (ground: {deed.ground})")
        return "alternative-followed", "alternative", stated
    if deed.reason:
        return (
            "done-differently",
            "equivalent",
            Text(f"{_EQUIVALENT.nl}: {deed.reason}", f"{_EQUIVALENT.en}: {deed.reason}"),
        )
    return "not-followed", "otherwise", _OTHERWISE


@dataclass(frozen=True, slots=True)
class Overdue:
    """An advised action whose deadline had passed at the moment asked about, and since when (aware UTC)."""

    action: Action
    since: datetime


def overdue_actions(actions: Iterable[Action], deeds: Iterable[Deed], at: datetime) -> tuple[Overdue, ...]:
    """Return the actions that were overdue at `at`, longest first: visible at the time, not afterwards (S4.12).

    A deed counts when it certainly had begun by `at` and is the advised step, its alternative, or has a reason.
    """
    done = [deed for deed in deeds if deed.done.earliest <= at]
    late = [
        Overdue(action, action.deadline.latest)
        for action in actions
        if action.deadline and action.deadline.latest <= at and not any(_answers(action, deed) for deed in done)
    ]
    return tuple(sorted(late, key=lambda item: item.since))


def _answers(action: Action, deed: Deed) -> bool:
    return deed.step in {action.step, action.then} - {""}


def action_perspective(finding: str, summary: Summary) -> tuple[Condition, ...]:
    """Return whether advice is whole: a finding, at least one action, a deadline on each (S4.16)."""
    without_term = [action.step for action in summary.actions if action.deadline is None]
    actions_known = bool(summary.actions)
    return (
        _said("finding", Text("de bevinding", "the finding"), present=bool(finding.strip())),
        _said("action", Text("wat te doen", "what to do"), present=actions_known),
        _said("deadline", Text("voor wanneer", "until when"), present=actions_known and not without_term),
    )


def _said(key: str, what: Text, *, present: bool) -> Condition:
    if present:
        return Condition(key, ConditionState.MET, Text(f"{what.nl} is genoemd", f"{what.en} is stated"))
    return Condition(
        key,
        ConditionState.NOT_RECORDED,
        Text(f"{what.nl} ontbreekt", f"{what.en} is missing"),
        Text(f"noem {what.nl}", f"state {what.en}"),
    )
