"""What to presume while nobody has looked: the rule of thumb that an advice gives, as data of the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import CARRIED_OUT, FIXING, Device, Flaw
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.hunting.domain.window import held_effective
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, read_moment


@dataclass(frozen=True, slots=True)
class RuleOfThumb:
    """Misuse is presumed unless a measure that works was in place before this moment; and the advice that says so.

    `vulnerabilities`: the flaws it speaks of; empty for all of the case.
    """

    mitigated_before: Moment
    issuer: str
    entry: UUID
    vulnerabilities: tuple[str, ...] = ()


def rule_of_thumb(entries: Iterable[Entry]) -> RuleOfThumb | None:
    """Return the newest rule of thumb among the case's entries (`presumption.advised`); None where there is none."""
    rules = [entry for entry in entries if entry.kind == "presumption.advised"]
    if not rules:
        return None
    newest = max(rules, key=Entry.order)
    before = read_moment(newest.text("mitigated_before"))
    return RuleOfThumb(before, newest.text("issuer"), newest.id, newest.texts("vulnerabilities"))


def presumption(rule: RuleOfThumb | None, state: ResponseState, facts: CaseFacts) -> Verdict:
    """Answer "low-likelihood", "presumed" or "no-rule".

    Low only where every device had a measure that still counts as effective on its build before the rule's moment;
    a later one, an unsound build or a build that nobody recorded leaves misuse presumed.
    """
    if rule is None:
        text = Text("geen advies geeft hier een vuistregel voor", "no advice gives a rule of thumb for this")
        return Verdict("no-rule", (Reason("no-rule", text),))
    listed = tuple(state.devices.values()) or (Device(""),)
    named = [flaw for flaw in facts.flaws.values() if not rule.vulnerabilities or flaw.id in rule.vulnerabilities]
    flaws = tuple(named) or (Flaw(""),)
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
