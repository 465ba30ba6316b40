"""The stream of advice of one response: what came, what changed, what it asks; newest first."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.telling import action_said, change_in_words
from dijkwacht.cases.selectors import ResponseView
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.words import WORDS
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class AdviceNews:
    """One advisory, revision or reopening advice of the stream."""

    entry: UUID
    at: Moment
    issuer: str
    level: Text | None
    version: str
    title: str
    changed: tuple[Text, ...]
    actions: tuple[Text, ...]
    advisory: UUID | None
    look: str


def advice_news(view: ResponseView) -> tuple[AdviceNews, ...]:
    """Return the advice that the viewer may see of the case, newest first."""
    found = []
    for entry in view.entries:
        if entry.kind not in {"advisory.received", "advisory.revised", "reopening.advised", "reopening.revoked"}:
            continue
        actions = entry.payload.get("actions")
        listed = actions if isinstance(actions, list | tuple) else ()
        level = entry.text("level")
        found.append(
            AdviceNews(
                entry.id,
                at_of(entry),
                entry.text("issuer"),
                word_of(level) if level else None,
                entry.text("version"),
                entry.text("title") or entry.text("condition"),
                tuple(change_in_words(code, view.facts.steps) for code in entry.texts("changed")),
                tuple(action_said(action) for action in listed if isinstance(action, dict)),
                read_id(entry.text("advisory")),
                entry.kind,
            )
        )
    return tuple(reversed(found))


def word_of(code: str) -> Text:
    """Return the word for a code of the record, the code itself where there is none."""
    return WORDS.get(code, Text(code, code))


def at_of(entry: Entry) -> Moment:
    """Return when an entry's fact happened, as exactly as stated; else when it was known or recorded."""
    return entry.happened or entry.known or Moment(entry.recorded_at)
