"""What was promised and what was asked: the obligations of one response with their terms."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.selectors import ResponseView
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.web.homes.words import time_left


@dataclass(frozen=True, slots=True)
class Promise:
    """Something said that must be done; `kept` is when it was."""

    key: str
    what: str
    to: str
    trigger: str
    owner: str
    left: Text | None
    late: bool
    kept: Moment | None
    entry: UUID


@dataclass(frozen=True, slots=True)
class Question:
    """A set of questions with asker and term; how many of them are answered."""

    set: str
    asker: str
    count: int
    answered: int
    left: Text | None
    late: bool
    entries: tuple[UUID, ...]


def promises_of(view: ResponseView, at: datetime) -> tuple[Promise, ...]:
    """Return the promises of a response, open ones first."""
    kept = {entry.text("key"): entry for entry in view.state.told if entry.kind == "promise.kept"}
    found = [_promise(one, kept.get(one.text("key")), at) for one in view.state.told if one.kind == "promise.made"]
    return tuple(sorted(found, key=lambda one: one.kept is not None))


def _promise(made: Entry, kept: Entry | None, at: datetime) -> Promise:
    due = read_moment(made.text("due")) if made.text("due") else None
    done = (kept.happened or kept.known or Moment(kept.recorded_at)) if kept else None
    return Promise(
        made.text("key"),
        made.text("what"),
        made.text("to"),
        made.text("trigger"),
        made.text("owner_role"),
        time_left(due, at) if due and not done else None,
        due is not None and done is None and at >= due.latest,
        done,
        made.id,
    )


def questions_of(view: ResponseView, at: datetime) -> tuple[Question, ...]:
    """Return the sets of questions that were received, those with open questions first."""
    sets: dict[str, list[Entry]] = {}
    for entry in view.entries:
        if entry.kind == "question.received":
            sets.setdefault(entry.text("set"), []).append(entry)
    answered = {
        (entry.text("set"), entry.payload.get("number")) for entry in view.entries if entry.kind == "question.answered"
    }
    found = []
    for name, asked in sets.items():
        count = sum((name, entry.payload.get("number")) in answered for entry in asked)
        terms = [read_moment(entry.text("term")) for entry in asked if entry.text("term")]
        term = min(terms, default=None)
        waiting = count < len(asked)
        found.append(
            Question(
                name,
                asked[0].text("asker"),
                len(asked),
                count,
                time_left(term, at) if term and waiting else None,
                term is not None and waiting and at >= term.latest,
                tuple(entry.id for entry in asked),
            )
        )
    return tuple(sorted(found, key=lambda one: one.answered == one.count))
