"""What a check says about a measure that was claimed: works, does not work, or no answer to that (S2.8, S2.17)."""

from collections.abc import Iterable
from dataclasses import dataclass

from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import CARRIED_OUT, FIXING
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.verification.domain.builds import same_build, soundness
from dijkwacht.verification.domain.methods import STEP_OF, Method, Side
from dijkwacht.verification.domain.outcomes import Judgement, Outcome

_PLAIN: dict[tuple[Method, Outcome], str] = {
    (Method.REACHABILITY, Outcome.OPEN): "does-not-work",
    (Method.REACHABILITY, Outcome.CLOSED): "works",
    (Method.TRAVERSAL, Outcome.UNMITIGATED): "does-not-work",
    (Method.TRAVERSAL, Outcome.MITIGATED): "works",
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the organisation says of the checked device: the build it names ("" for none) and what it carried out.

    `measures` are (step, device), "" for a measure on all devices together.
    """

    measures: frozenset[tuple[str, str]] = frozenset()
    build: str = ""
    vulnerabilities: tuple[str, ...] = ()

    @property
    def steps(self) -> frozenset[str]:
        """Return the steps that were carried out."""
        return frozenset(step for step, _ in self.measures)

    def device_of(self, step: str, device: str) -> str | None:
        """Return under which device the measure stands that a check of `device` speaks about; None where none does."""
        named = sorted(name for key, name in self.measures if key == step)
        if device in named:
            return device
        if "" in named:
            return ""
        return named[0] if len(named) == 1 and not device else None


def claimed_by(state: ResponseState, device: str, vulnerabilities: Iterable[str]) -> Claimed:
    """Return what a response claims about a device; measures for all devices together count for it."""
    own = [
        measure
        for (step, name), measure in state.measures.items()
        if measure.state in CARRIED_OUT and (name in {device, ""} or not device)
    ]
    known = state.devices.get(device)
    if known is None and len(state.devices) == 1 and not device:
        known = next(iter(state.devices.values()))
    fixes = [measure.build for measure in own if measure.step in FIXING and measure.build]
    build = (known.build if known else "") or next(reversed(fixes), "") or next((m.build for m in own if m.build), "")
    return Claimed(frozenset((one.step, one.device) for one in own), build, tuple(vulnerabilities))


def bearing(found: Judgement, claimed: Claimed, side: Side) -> tuple[str, Verdict]:
    """Return the step that a check bears on, and "works", "does-not-work" or "inconclusive" with reasons.

    From inside nothing is said about the outside door. A denied traversal proves nothing on a build where the
    mitigation is known to have no effect. A version read proves a fix only where it is the build that was declared.
    """
    if found.method is Method.STAMP:
        return STEP_OF[found.method], _version(found, claimed)
    step = STEP_OF[found.method]
    answer = _PLAIN.get((found.method, found.outcome), "inconclusive")
    if found.method is Method.REACHABILITY and side is Side.INSIDE:
        return step, Verdict("inconclusive", (*found.reasons, _INSIDE))
    if found.method is Method.TRAVERSAL:
        if answer == "does-not-work":
            step = next((fix for fix in reversed(FIXING) if fix in claimed.steps), step)
        elif answer == "works":
            sound = soundness("mitigate", claimed.build, claimed.vulnerabilities)
            if sound.answer in {"unsound", "doubtful"}:
                return step, Verdict("inconclusive", (*found.reasons, *sound.reasons))
    return step, Verdict(answer, found.reasons)


def _version(found: Judgement, claimed: Claimed) -> Verdict:
    if found.outcome is not Outcome.STAMP_READ:
        return Verdict("inconclusive", found.reasons)
    same = same_build(found.build, claimed.build)
    if same is None:
        return Verdict("inconclusive", (*found.reasons, _NOTHING_TO_COMPARE))
    text = Text(f"opgegeven was versie {claimed.build}", f"declared was build {claimed.build}")
    return Verdict("works" if same else "does-not-work", (*found.reasons, Reason("declared-build", text)))


_INSIDE = Reason(
    "inside",
    Text(
        "van binnen gekeken: over de deur naar buiten zegt dit niets",
        "looked from inside: this says nothing about the outside door",
    ),
)
_NOTHING_TO_COMPARE = Reason(
    "nothing-to-compare",
    Text("er is geen versie opgegeven om mee te vergelijken", "no build was declared to compare it with"),
)
