"""A hunt over kept evidence: cut into units that can be done again, and one verdict over all of them, never rosier."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, full_days, union

JUDGEMENTS = {
    "true": Text("terecht", "true"),
    "benign": Text("onschuldig, met reden", "benign, with a reason"),
    "unknown": Text("niet vast te stellen", "cannot be told"),
}
SIGNS, COVERED, PARTIAL, NOT_EVALUATED = "signs-found", "no-signs-covered", "no-signs-partial", "not-evaluated"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one unit answered: verdict, the stretches covered by every needed kind, reasons, findings by class."""

    device: str
    verdict: str
    covered: tuple[Window, ...]
    reasons: tuple[Text, ...]
    counts: Mapping[str, int]


def unit_key(contents: Iterable[str], rules: str, window: Window) -> str:
    """Return the name of a unit of work: the same evidence, rules and window have the same, wherever it is done."""
    told = [sorted(contents), rules, window.start.isoformat(), window.end.isoformat()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def by_device(files: Iterable[tuple[str, UUID]]) -> tuple[tuple[str, tuple[UUID, ...]], ...]:
    """Return the evidence by device, in order: logs of one appliance are read together, those of two never are."""
    found: dict[str, dict[UUID, None]] = {}
    for device, file in files:
        found.setdefault(device, {})[file] = None
    return tuple((device, tuple(found[device])) for device in sorted(found))


def joined_verdict(answers: Sequence[Answer]) -> Answer:
    """Return the verdict over all devices: signs on one are signs, and a day counts only where every device covers it.

    Each reason names its device where there are several.
    """
    verdicts = {one.verdict for one in answers}
    if SIGNS in verdicts:
        verdict = SIGNS
    else:
        verdict = verdicts.pop() if len(verdicts) == 1 else PARTIAL if verdicts else NOT_EVALUATED
    counts: dict[str, int] = {}
    for one in answers:
        for name, number in one.counts.items():
            counts[name] = counts.get(name, 0) + number
    return Answer("", verdict, everywhere([one.covered for one in answers]), _reasons(answers), counts)


def everywhere(parts: Sequence[tuple[Window, ...]]) -> tuple[Window, ...]:
    """Return what every part covers: a day counts only where every device covers it."""
    covered = parts[0] if parts else ()
    for more in parts[1:]:
        covered = tuple(shared for one in covered for two in more if (shared := one.intersect(two)))
    return union(covered)


def _reasons(answers: Sequence[Answer]) -> tuple[Text, ...]:
    if len(answers) == 1:
        return answers[0].reasons
    named = [(one.device or "?", reason) for one in answers for reason in one.reasons]
    return tuple(Text(f"{device}: {reason.nl}", f"{device}: {reason.en}") for device, reason in named)


def run_sentence(verdict: str, counts: Mapping[str, int], window: Window, covered: Sequence[Window]) -> Text:
    """Return how a run ended in one sentence, never more certain than its verdict."""
    whole, rest = full_days(window, covered), window.days() - full_days(window, covered)
    if verdict == SIGNS:
        number = counts.get("compromise", 0) + counts.get("reached", 0)
        some = Text("1 spoor", "1 sign") if number == 1 else Text(f"{number} sporen", f"{number} signs")
        return Text(
            f"Er zijn sporen gevonden: {some.nl} van een inbreuk of van een geslaagd verzoek.",
            f"Signs were found: {some.en} of compromise or of a request that succeeded.",
        )
    if verdict == COVERED:
        return Text(f"Geen sporen gevonden over alle {whole} dagen.", f"No signs found over all {whole} days.")
    if verdict == PARTIAL and whole:
        return Text(
            f"Geen sporen gevonden over {whole} van {window.days()} dagen; over {rest} kunnen we niets zeggen.",
            f"No signs found over {whole} of {window.days()} days; about {rest} we can say nothing.",
        )
    if verdict == PARTIAL:
        return Text(
            "Geen sporen gevonden in wat er is; over geen enkele dag spreken alle nodige bronnen.",
            "No signs found in what is there; over no day do all needed sources speak.",
        )
    return Text("Er kon niets worden beoordeeld.", "Nothing could be judged.")


def result_of(verdict: str, counts: Mapping[str, int]) -> str:
    """Return the result as the record writes it: "signs", "attempts", "no-signs" or "not-evaluated"."""
    if verdict == SIGNS:
        return "signs"
    if verdict == NOT_EVALUATED:
        return NOT_EVALUATED
    return "attempts" if counts.get("attempt") else "no-signs"


def mark_of(line: Mapping[str, object]) -> str:
    """Return what a finding is known by: the same rule on the same bytes, also in a later run."""
    names = ("rule", "evidence_blake3", "member", "offset", "length", "text")
    return hashlib.sha256(json.dumps([line.get(name) for name in names]).encode()).hexdigest()


def read_windows(pairs: object) -> tuple[Window, ...]:
    """Return windows from pairs of moments as a run stores them."""
    listed = pairs if isinstance(pairs, list) else []
    return tuple(Window(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in listed)
