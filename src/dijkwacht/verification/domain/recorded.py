"""What a recorded check is worth: its method, from where it was done, what it leaves out (S2.8, S2.11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.verification.domain.methods import METHOD_WORDS, Method

RESULT_OF_MEASURE = {"works": "effective", "does-not-work": "not-effective", "inconclusive": "inconclusive"}
RESULTS: dict[str, Text] = {
    "works": Text("werkt", "works"),
    "does-not-work": Text("werkt niet", "does not work"),
    "inconclusive": Text("geen uitsluitsel", "inconclusive"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check as recorded; an empty text is "not stated".

    `target`, `outcome`, `side` and `build` (as read from outside) are stated by checks that an instrument did.
    """

    step: str
    device: str
    result: str
    method: str
    where_from: str
    limits: str
    at: Moment
    entry: UUID
    target: str = ""
    outcome: str = ""
    side: str = ""
    build: str = ""

    @property
    def about(self) -> tuple[str, str, str, str, str]:
        """Return what makes two checks comparable: the later of two with the same `about` replaces the earlier."""
        return (self.step, self.device, self.target, self.method if self.target else "", self.side)


def read_check(entry: Entry) -> Check:
    """Return the check that a `check.recorded` entry holds."""
    return Check(
        entry.text("step"),
        entry.text("device"),
        entry.text("result"),
        entry.text("method"),
        entry.text("where_from"),
        entry.text("limits"),
        entry.happened or entry.known or Moment(entry.recorded_at),
        entry.id,
        entry.text("target"),
        entry.text("outcome"),
        entry.text("side"),
        entry.text("observed_build"),
    )


def checks_among(entries: Iterable[Entry]) -> tuple[Check, ...]:
    """Return the checks among the entries, oldest first; one that another entry corrects counts no more."""
    listed = tuple(entries)
    gone = {entry.corrects for entry in listed if entry.corrects}
    gone |= {UUID(entry.text("entry")) for entry in listed if entry.kind == "entry.corrected"}
    found = [read_check(entry) for entry in listed if entry.kind == "check.recorded" and entry.id not in gone]
    return tuple(sorted(found, key=lambda check: check.at))


def check_strength(method: str, where_from: str, limits: str) -> Verdict:
    """Answer "stated", "partly-stated" or "not-stated" how far one can judge a check by what is recorded of it.

    Without a method nobody can repeat it: "not-stated", whatever else is there. Limits never weaken the answer: who
    names them says more, and they are shown.
    """
    limited = (Reason("limits", Text(f"grenzen: {limits}", f"limits: {limits}")),) if limits else ()
    if not method:
        text = Text("de methode is niet vermeld", "the method is not stated")
        return Verdict("not-stated", (Reason("no-method", text), *limited))
    words = method_said(method)
    used = Reason("method", Text(f"methode: {words.nl}", f"method: {words.en}"))
    if not where_from:
        text = Text("van waar gecontroleerd is, is niet vermeld", "from where it was checked is not stated")
        return Verdict("partly-stated", (used, Reason("no-place", text), *limited))
    place = Reason("place", Text(f"gecontroleerd van {where_from}", f"checked from {where_from}"))
    return Verdict("stated", (used, place, *limited))


def method_said(method: str) -> Text:
    """Return a method in words: a code of ours as it is called, what somebody wrote as it is."""
    return METHOD_WORDS[Method(method)] if method in set(Method) else Text(method, method)
