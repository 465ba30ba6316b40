"""The stream of advice of one response: what came, what changed, what it asks; newest first."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.telling import action_said, change_in_words
from dijkwacht.cases.selectors import ResponseView
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment
from dijkwacht.web.homes.lanes import at_of, word_of


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
