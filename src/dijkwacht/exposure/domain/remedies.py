"""How far one flaw is removed from one system: what the inventory shows, and what the organisation says (clause 13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from dijkwacht.exposure.domain.verdicts import CANNOT_TELL, OPEN, Exposure
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


class Remedy(StrEnum):
    """The three states of CSAF 2.1, clause 13: not remediated, in progress, done."""

    NOT_REMEDIATED = "not-remediated"
    IN_PROGRESS = "in-progress"
    DONE = "done"


WORDS = {
    Remedy.NOT_REMEDIATED.value: Text("nog niet verholpen", "not remediated"),
    Remedy.IN_PROGRESS.value: Text("wordt aan gewerkt", "in progress"),
    Remedy.DONE.value: Text("verholpen", "done"),
    "unknown": Text("nog niet te zeggen", "cannot be told yet"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the organisation says, and the entry that holds it; `by` names who runs the system where another one does.

    The entry of another organisation is not shown.
    """

    remedy: Remedy
    entry: UUID
    by: str = ""

    @property
    def entries(self) -> tuple[UUID, ...]:
        """Return the entry where it is the organisation's own."""
        return () if self.by else (self.entry,)


def remedy_of(verdict: Exposure, said: Said | None = None) -> Verdict:
    """Answer how far the flaw is removed, or "unknown"; nothing happened is never said of what cannot be told.

    A fixed build in the inventory makes it done by itself. "Done" said by hand while the inventory still shows an
    affected build is in progress: the word is kept, and a newer inventory settles it.
    """
    entries = said.entries if said else ()
    if verdict in (Exposure.FIXED, Exposure.NOT_AFFECTED):
        text = Text("de inventaris toont een versie zonder het lek", "the inventory shows a version without the flaw")
        return Verdict(Remedy.DONE.value, (Reason("by-itself", text),))
    if verdict is Exposure.PRECONDITION_NOT_MET and said is None:
        text = Text("de kwetsbare instelling staat uit", "the setting that it needs is off")
        return Verdict(Remedy.DONE.value, (Reason("setting-off", text),))
    if said is not None and said.remedy is Remedy.DONE and verdict in OPEN:
        who = _who(said)
        text = Text(
            f"{who.nl} verholpen; de inventaris toont nog de oude versie",
            f"{who.en} done; the inventory still shows the old version",
        )
        return Verdict(Remedy.IN_PROGRESS.value, (Reason("said-done", text, entries),))
    if said is not None:
        text = Text(f"{said.by} zegt dit", f"{said.by} says so") if said.by else Text("u zegt dit zelf", "you say so")
        return Verdict(said.remedy.value, (Reason("by-hand", text, entries),))
    if verdict in OPEN:
        text = Text("de inventaris toont een kwetsbare versie", "the inventory shows an affected version")
        return Verdict(Remedy.NOT_REMEDIATED.value, (Reason("by-itself", text),))
    if verdict in CANNOT_TELL:
        text = Text("nog niet te zeggen of dit systeem kwetsbaar is", "not yet known whether this system is affected")
        return Verdict("unknown", (Reason("cannot-tell", text),))
    raise ValueError(verdict)


def _who(said: Said) -> Text:
    return Text(f"{said.by} zegt", f"{said.by} says") if said.by else Text("u zegt", "you say")


def remedy_counts(answers: Iterable[Verdict]) -> dict[str, int]:
    """Return how many systems stand in each state; all four are keys, "unknown" among them."""
    counts = dict.fromkeys((*(remedy.value for remedy in Remedy), "unknown"), 0)
    for answer in answers:
        counts[answer.answer] += 1
    return counts
