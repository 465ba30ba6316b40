"""A sheet of paper with numbered questions and boxes to tick, and what it says once it is typed in.

The same numbers stand on paper and on the page where it is typed in later; each answer becomes an entry of its own,
with the time at which it was known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dijkwacht.cases.domain.steps import Step
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """One numbered question: its boxes by code, and what the two lines beside it are for (empty: no line)."""

    number: int
    key: str
    text: Text
    boxes: tuple[tuple[str, Text], ...]
    first: Text
    second: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """What was ticked and written at one question; `known` as stated on the paper."""

    ticked: str
    first: str = ""
    second: str = ""
    known: Moment | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as an entry: kind, payload, and when it was known."""

    kind: str
    payload: Mapping[str, object]
    known: Moment | None


NO_LINE = Text("", "")
STEP_BOXES = (
    ("started", Text("bezig", "in progress")),
    ("done", Text("gedaan", "done")),
    ("deviated", Text("anders gedaan", "done differently")),
    ("blocked", Text("geblokkeerd", "blocked")),
    ("not_applicable", Text("n.v.t.", "n/a")),
)
STEP_FIRST = Text(
    "Versie, wat in plaats daarvan, wat ontbreekt, of waarom niet", "Build, what instead, what is missing, or why not"
)
STEP_SECOND = Text("Van wie, of waarom", "From whom, or why")
LINES: Mapping[str, tuple[str, ...]] = {
    "started": ("remark",),
    "done": ("remark",),
    "deviated": ("instead", "reason"),
    "blocked": ("missing", "waits_for"),
    "not_applicable": ("why",),
}
NEEDED: Mapping[str, int] = {"deviated": 2, "blocked": 2, "not_applicable": 1, "all": 1, "partly": 1}
"""How many of the two lines a box needs."""


def questions(steps: Iterable[Step], product: str) -> tuple[Question, ...]:
    """Return the questions of a case in order: use, the door, then each of its steps."""
    named = product or "…"
    first = (
        Question(
            1,
            "use",
            Text(f"Gebruikt u {named}?", f"Do you use {named}?"),
            (
                ("uses", Text("ja", "yes")),
                ("does-not-use", Text("nee", "no")),
                (UNKNOWN, Text("weet ik niet", "do not know")),
            ),
            Text("Opmerking", "Remark"),
            NO_LINE,
        ),
        Question(
            2,
            "door",
            Text("Is de toegang van buiten gesloten?", "Is outside access closed?"),
            (
                ("all", Text("ja, alles", "yes, all of it")),
                ("partly", Text("deels", "in part")),
                ("open", Text("nee", "no")),
            ),
            Text("Wat ging dicht", "What was closed"),
            NO_LINE,
        ),
    )
    rest = (
        Question(number, f"step:{step.key}", step.title, STEP_BOXES, STEP_FIRST, STEP_SECOND)
        for number, step in enumerate(steps, start=3)
        if step.key != "close-access"
    )
    return (*first, *rest)


def lines_missing(answer: Answer) -> int:
    """Return how many of the lines that the ticked box needs are empty."""
    given = (answer.first, answer.second)[: NEEDED.get(answer.ticked, 0)]
    return sum(not line.strip() for line in given)


def said(answers: Mapping[str, Answer], product: str) -> tuple[Said, ...]:
    """Return the entries that these answers are, in the order of the sheet; not knowing and an open door are none.

    An open door is what holds until somebody closes it: there is no entry that says nothing was done.
    """
    found = []
    for key, answer in answers.items():
        one = _said(key, answer, product)
        if one is not None:
            found.append(one)
    return tuple(found)


def _said(key: str, answer: Answer, product: str) -> Said | None:
    if key == "use":
        if answer.ticked == UNKNOWN:
            return None
        payload = {"use": answer.ticked, "product": product or "?", "remark": answer.first or None}
        return Said("use.declared", payload, answer.known)
    if key == "door":
        if answer.ticked not in {"all", "partly"}:
            return None
        return Said("access.closed", {"scope": answer.ticked, "what": answer.first}, answer.known)
    lines = (answer.first, answer.second)
    named = dict(zip(LINES[answer.ticked], lines, strict=False))
    payload = {"step": key.removeprefix("step:"), **{name: line or None for name, line in named.items()}}
    return Said(f"measure.{answer.ticked}", payload, answer.known)
