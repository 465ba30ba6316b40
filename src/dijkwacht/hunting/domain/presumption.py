"""What to presume while nobody has looked: the rule of thumb that an advice gives, as data of the case."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import CARRIED_OUT, FIXING, Device, Flaw
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.hunting.domain.window import held_effective
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, read_moment

RULE = "presumed_unless_mitigated_before"


@dataclass(frozen=True, slots=True)
class RuleOfThumb:
    """Misuse is presumed unless a measure that works was in place before this moment; and the advice that says so."""

    mitigated_before: Moment
    issuer: str
    entry: UUID


def rule_of_thumb(facts: CaseFacts) -> RuleOfThumb | None:
    """Return the newest rule of thumb among the case's advised actions; None where no advice gives one.

    An action carries it as `presumed_unless_mitigated_before` with a moment (January 2020: "2020-01-09").
    """
    for seen in reversed(facts.advice):
        for action in seen.actions:
            before = action.get(RULE)
            if isinstance(before, str) and before:
                return RuleOfThumb(read_moment(before), seen.issuer, seen.entry)
    return None


def presumption(rule: RuleOfThumb | None, state: ResponseState, facts: CaseFacts) -> Verdict:
    """Answer "low-likelihood", "presumed" or "no-rule".

    Low only where every device had a measure that still counts as effective on its build before the rule's moment;
    a later one, an unsound build or a build that nobody recorded leaves misuse presumed.
    """
    if rule is None:
        text = Text("geen advies geeft hier een vuistregel voor", "no advice gives a rule of thumb for this")
        return Verdict("no-rule", (Reason("no-rule", text),))
    listed = tuple(state.devices.values()) or (Device(""),)
    flaws = tuple(facts.flaws.values()) or (Flaw(""),)
    late = [device for device in listed if not all(_in_time(rule, device, flaw, state) for flaw in flaws)]
    day = moment_words(rule.mitigated_before)
    if not late:
        text = Text(
            f"beperkt vóór {day.nl} met een maatregel die op deze versie werkt ({rule.issuer})",
            f"mitigated before {day.en} by a measure that works on this build ({rule.issuer})",
        )
        return Verdict("low-likelihood", (Reason("in-time", text, (rule.entry,)),))
    return Verdict("presumed", tuple(_late(rule, device) for device in late))


def _in_time(rule: RuleOfThumb, device: Device, flaw: Flaw, state: ResponseState) -> bool:
    for step in ("mitigate", *FIXING):
        measure = state.measure(step, device.name)
        if measure is None or measure.state not in CARRIED_OUT or measure.done_at is None:
            continue
        if measure.done_at.latest <= rule.mitigated_before.earliest and held_effective(measure, device, flaw):
            return True
    return False


def _late(rule: RuleOfThumb, device: Device) -> Reason:
    day = moment_words(rule.mitigated_before)
    name = f"{device.name}: " if device.name else ""
    text = Text(
        f"{name}geen maatregel die op deze versie werkt vóór {day.nl} vastgelegd: ga uit van misbruik ({rule.issuer})",
        f"{name}no measure that works on this build recorded before {day.en}: presume misuse ({rule.issuer})",
    )
    return Reason("presumed", text, (rule.entry,))
