"""Where a check and a claim do not fit together: the two facts side by side, each with its moment and its entry."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.access import Closing
from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.measures import Measure
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import CARRIED_OUT, FIXING
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.verification.domain.builds import soundness, unsound_row
from dijkwacht.verification.domain.recorded import Check

STEPS: dict[str, Text] = {
    "mitigate": Text("beperkt met een tijdelijke maatregel", "mitigated"),
    "fix": Text("hersteld", "fixed"),
    "second-fix": Text("opnieuw hersteld", "fixed a second time"),
    "third-fix": Text("voor de derde keer hersteld", "fixed a third time"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One of the two facts: what is said, when that was so, and the entry where there is one."""

    text: Text
    at: Moment
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim and what speaks against it; neither is taken for true here."""

    code: str
    claim: Told
    against: Told
    device: str = ""

    @property
    def sentence(self) -> Text:
        """Return both in one line."""
        return Text(
            f"{self.claim.text.nl}, maar {self.against.text.nl}", f"{self.claim.text.en}, but {self.against.text.en}"
        )

    @property
    def brief(self) -> Text:
        """Return it in the few words that fit a list; the two facts stand on the page it leads to."""
        return _BRIEF.get(self.code, self.sentence)


def contradictions(state: ResponseState, facts: CaseFacts, checks: Iterable[Check]) -> tuple[Contradiction, ...]:
    """Return where checks speak against what the organisation says now, the door first (S2.8, S2.17).

    Of checks about the same thing the latest counts. A claim that was made anew after the check is not contradicted by
    it; a check from inside never contradicts a closed outside door.
    """
    latest = tuple({check.about: check for check in checks}.values())
    found = [*_door(state, latest), *_measures(state, latest), *_builds(state, facts)]
    return tuple(found)


def _door(state: ResponseState, latest: Sequence[Check]) -> Iterable[Contradiction]:
    closing = state.door.closings[-1] if state.door.closings else None
    if closing is None or state.door.value is not Access.CLOSED:
        return
    for check in latest:
        if check.step == "close-access" and check.side != "inside" and _refutes(check, closing.closed):
            yield Contradiction("open-while-closed", _closed(closing), _seen(check, _OPEN), check.device)


def _measures(state: ResponseState, latest: Sequence[Check]) -> Iterable[Contradiction]:
    for check in latest:
        if check.step not in STEPS:
            continue
        code = _CODES.get(check.outcome, "measure-does-not-work")
        for measure in _claims(state, check):
            done = measure.done_at or Moment(measure.since)
            if _refutes(check, done):
                yield Contradiction(code, _done(measure, done), _seen(check, _against(check)), check.device)


def _claims(state: ResponseState, check: Check) -> Iterable[Measure]:
    """Yield the measures that a check speaks about: an open traversal refutes a mitigation and a fix alike."""
    steps: Collection[str] = {"unmitigated": ("mitigate", *FIXING), "stamp-read": FIXING}.get(
        check.outcome, (check.step,)
    )
    listed = [
        measure
        for (step, device), measure in state.measures.items()
        if step in steps and measure.state in CARRIED_OUT and (device in {check.device, ""} or not check.device)
    ]
    last = max(listed, key=lambda one: one.done_at.earliest if one.done_at else one.since, default=None)
    if last is not None:
        yield last


def _builds(state: ResponseState, facts: CaseFacts) -> Iterable[Contradiction]:
    """Yield mitigations on builds where they are known to have no effect."""
    for (step, name), measure in state.measures.items():
        if step != "mitigate" or measure.state not in CARRIED_OUT:
            continue
        devices = [d for d in state.devices.values() if name in {"", d.name}]
        builds = [(d.name, d.build) for d in devices if d.build] or ([(name, measure.build)] if measure.build else [])
        done = measure.done_at or Moment(measure.since)
        for device, build in builds:
            row = unsound_row(step, build, facts.flaws)
            if row is None:
                continue
            for reason in soundness(step, build, facts.flaws).reasons:
                against = Told(reason.text, read_moment(row.said))
                yield Contradiction(reason.code, _done(measure, done), against, device)


def _refutes(check: Check, claim: Moment) -> bool:
    return check.result == "does-not-work" and check.at.latest > claim.earliest


def _closed(closing: Closing) -> Told:
    return Told(
        Text(f"opgegeven: dicht ({closing.what})", f"declared: closed ({closing.what})"), closing.closed, closing.entry
    )


def _done(measure: Measure, done: Moment) -> Told:
    words = STEPS[measure.step]
    device = f" ({measure.device})" if measure.device else ""
    build = f", {measure.build}" if measure.build else ""
    text = Text(f"opgegeven: {words.nl}{device}{build}", f"declared: {words.en}{device}{build}")
    return Told(text, done, measure.done_entry or measure.entry)


def _seen(check: Check, words: Text) -> Told:
    where = check.where_from or check.side
    place = Text(f", gezien van {where}", f", seen from {where}") if where else Text("", "")
    target = f" ({check.target})" if check.target else ""
    return Told(Text(f"{words.nl}{target}{place.nl}", f"{words.en}{target}{place.en}"), check.at, check.entry)


def _against(check: Check) -> Text:
    match check.outcome:
        case "unmitigated":
            return Text("de padtest komt erdoor", "the traversal test gets through")
        case "stamp-read":
            build = check.build or "?"
            return Text(f"van buiten is versie {build} te lezen", f"from outside build {build} can be read")
        case _:
            return Text("een controle zegt dat het niet werkt", "a check says that it does not work")


_BRIEF: dict[str, Text] = {
    "open-while-closed": Text("zegt dicht, is van buiten bereikbaar", "says closed, can be reached from outside"),
    "unmitigated": Text(
        "zegt beperkt of hersteld, de padtest komt erdoor", "says mitigated or fixed, the test gets through"
    ),
    "other-build": Text("een andere versie te lezen dan opgegeven", "another build can be read than was declared"),
    "measure-does-not-work": Text(
        "een controle zegt dat de maatregel niet werkt", "a check says that the measure does not work"
    ),
    "unsound-build": Text(
        "beperkt op een versie waar dat geen effect heeft", "mitigated on a build where it has no effect"
    ),
    "doubtful-build": Text("beperkt op een versie waar dat onzeker is", "mitigated on a build where that is uncertain"),
}
_OPEN = Text("van buiten bereikbaar", "reachable from outside")
_CODES = {"unmitigated": "unmitigated", "stamp-read": "other-build"}
