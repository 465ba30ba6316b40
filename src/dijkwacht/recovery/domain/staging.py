"""Staged return: may a wave begin, and how far is it; it informs, the organisation decides (S3.6, S4.4)."""

from collections.abc import Iterable

from dijkwacht.cases.domain.leftover import Leftover
from dijkwacht.cases.domain.waves import Wave
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.journal.domain.words import role_in_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


def wave_gate(wave: Wave, leftover: Leftover) -> Verdict:
    """Answer "entered", "ready", "not-ready" or "no-criteria"; the reasons name what was ticked and what is missing.

    Not ready: a criterion that nobody ticked, or an earlier wave that did not begin or of which something is not back.
    A wave may be entered all the same: the record then says what was missing.
    """
    if wave.entered is not None:
        return Verdict("entered", _entered(wave))
    missing = (*_unticked(wave), *_earlier(wave, leftover))
    ticked = tuple(_tick(wave, one) for one in wave.criteria if wave.tick(one))
    if missing:
        return Verdict("not-ready", (*missing, *ticked))
    if not wave.criteria:
        text = Text("er zijn geen voorwaarden vastgelegd", "no entry criteria are recorded")
        return Verdict("no-criteria", (Reason("no-criteria", text, (wave.entry,)),))
    return Verdict("ready", ticked)


def _entered(wave: Wave) -> tuple[Reason, ...]:
    if wave.entered is None or wave.entered_entry is None:
        return ()
    when = moment_words(wave.entered)
    reasons = [Reason("entered", Text(f"begonnen op {when.nl}", f"began on {when.en}"), (wave.entered_entry,))]
    for criterion in wave.unmet:
        text = Text(f"begonnen zonder: {criterion}", f"began without: {criterion}")
        reasons.append(Reason("entered-without", text, (wave.entered_entry,)))
    return tuple(reasons)


def _unticked(wave: Wave) -> tuple[Reason, ...]:
    return tuple(
        Reason("criterion", Text(f"nog niet voldaan: {one}", f"not met yet: {one}"), (wave.entry,))
        for one in wave.open_criteria
    )


def _tick(wave: Wave, criterion: str) -> Reason:
    tick = wave.tick(criterion)
    if tick is None:
        return Reason("criterion", Text(criterion, criterion))
    when = moment_words(tick.at)
    role = role_in_words(tick.role)
    text = Text(f"voldaan: {criterion}, {when.nl}, {role.nl}", f"met: {criterion}, {when.en}, {role.en}")
    return Reason("ticked", text, (tick.entry,))


def _earlier(wave: Wave, leftover: Leftover) -> tuple[Reason, ...]:
    reasons = []
    for name in wave.after:
        before = leftover.waves.get(name)
        if before is None or before.entered is None:
            text = Text(f"golf {name} is nog niet begonnen", f"wave {name} has not begun")
            reasons.append(Reason("earlier-wave", text, (before.entry,) if before else ()))
        elif behind := wave_behind(before, leftover):
            named = ", ".join(behind)
            text = Text(f"van golf {name} is nog niet terug: {named}", f"of wave {name} not back yet: {named}")
            reasons.append(Reason("earlier-wave", text, (before.entry,)))
    return tuple(reasons)


def wave_behind(wave: Wave, leftover: Leftover) -> tuple[str, ...]:
    """Return what of a wave is not back: its systems that are off or unknown, its partners whose link is not restored.

    A system that works with limits is back here; the register names its limits.
    """
    systems = [name for name in wave.systems if not _system_back(name, leftover)]
    partners = [name for name in wave.partners if not _partner_back(name, leftover)]
    return (*systems, *partners)


def _system_back(name: str, leftover: Leftover) -> bool:
    mark = leftover.systems.get(name)
    return mark is not None and mark.state != "off"


def _partner_back(name: str, leftover: Leftover) -> bool:
    links = [link for link in leftover.links.values() if link.partner == name]
    return bool(links) and all(link.state == "restored" for link in links)


def waves_in_order(waves: Iterable[Wave]) -> tuple[Wave, ...]:
    """Return the waves by their number, those without one last and by name."""
    return tuple(sorted(waves, key=lambda wave: wave.place))
