"""How far things are back: tiers, processes beside their systems, what is said of backlogs (S3.1, S3.7-S3.15)."""

from dataclasses import dataclass

from dijkwacht.cases.domain.leftover import BacklogMark, Leftover
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.recovery.domain.words import PROCESS_WORDS, SYSTEM_WORDS, TIERS


@dataclass(frozen=True, slots=True)
class TierProgress:
    """One tier: how many systems are restored, work with limits or are off; `complete` since when all are back."""

    tier: str
    name: Text
    restored: int
    limited: int
    off: int
    complete: Moment | None

    @property
    def total(self) -> int:
        """Return how many systems of the tier are recorded."""
        return self.restored + self.limited + self.off


def tier_progress(leftover: Leftover) -> tuple[TierProgress, ...]:
    """Return the tiers that have systems, in the order in which they are brought back."""
    found = []
    for tier, name in TIERS.items():
        systems = [one for one in leftover.systems.values() if one.tier == tier]
        if not systems:
            continue
        states = [one.state for one in systems]
        back = all(state == "restored" for state in states)
        found.append(
            TierProgress(
                tier,
                name,
                states.count("restored"),
                states.count("restored-with-limits"),
                states.count("off"),
                max(one.at for one in systems) if back else None,
            )
        )
    return tuple(found)


def process_vs_system(process: str, leftover: Leftover) -> Verdict:
    """Answer how a process runs apart from its systems: "as-before", "limited", "stopped", "not-stated" (S3.10).

    The reasons name the systems that serve it and are not fully back: a process may run as before without one of them,
    and be stopped while all of them work.
    """
    stated = leftover.processes.get(process)
    serving = sorted((one for one in leftover.systems.values() if one.process == process), key=lambda one: one.name)
    behind = tuple(
        Reason(
            "system",
            Text(f"{one.name}: {SYSTEM_WORDS[one.state].nl}", f"{one.name}: {SYSTEM_WORDS[one.state].en}"),
            (one.entry,),
        )
        for one in serving
        if one.state != "restored"
    )
    if stated is None:
        text = Text("hoe het werkproces loopt is niet vermeld", "how the process runs is not stated")
        return Verdict("not-stated", (Reason("not-stated", text), *behind))
    answer, at, entry = stated
    when = moment_words(at)
    word = PROCESS_WORDS.get(answer, Text(answer, answer))
    text = Text(f"{word.nl}, volgens de opgave van {when.nl}", f"{word.en}, as stated on {when.en}")
    return Verdict(answer, (Reason("stated", text, (entry,)), *behind))


def backlog_forecast(backlog: BacklogMark) -> Verdict:
    """Answer what is said of a backlog's end: "foreseeable", "not-foreseeable", "not-stated" or "gone" (S3.15).

    Where it is foreseeable the reason names the day; a day that was stated counts as foreseeable.
    """
    entries = (backlog.entry,)
    if not backlog.open:
        return Verdict("gone", (Reason("gone", Text("weggewerkt", "worked off"), entries),))
    if backlog.done_by is not None and backlog.forecast != "not-foreseeable":
        day = moment_words(backlog.done_by)
        text = Text(f"te overzien tot {day.nl}", f"foreseeable until {day.en}")
        return Verdict("foreseeable", (Reason("done-by", text, entries),))
    if backlog.forecast == "foreseeable":
        text = Text("te overzien, dag niet vermeld", "foreseeable, day not stated")
        return Verdict("foreseeable", (Reason("no-day", text, entries),))
    if backlog.forecast == "not-foreseeable":
        return Verdict(
            "not-foreseeable", (Reason("open", Text("nog niet te overzien", "not yet foreseeable"), entries),)
        )
    return Verdict(
        "not-stated", (Reason("not-stated", Text("geen verwachting vermeld", "no forecast stated"), entries),)
    )
