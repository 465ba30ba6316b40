"""Over which channels people were told, where not and why; and what CERTs may tell each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.measures import Measure, overdue
from dijkwacht.disclosure.domain import Fact, decide
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """What was decided about one channel, with the reason as stated, or that it was used."""

    channel: str
    used: bool
    because: str
    at: Moment
    entry: UUID


def channels_used(entries: Iterable[Entry]) -> tuple[ChannelUse, ...]:
    """Return the latest word on each channel in the order of time: used, or not and why (S4.15-S4.17).

    A channel that nobody mentions is not in it: that is neither a use nor a decision against it.
    """
    found: dict[str, ChannelUse] = {}
    for entry in sorted(entries, key=Entry.order):
        at = entry.happened or entry.known or Moment(entry.recorded_at)
        channel = entry.text("channel")
        match entry.kind:
            case "publication.decided":
                used = entry.text("decision") == "published"
                found[channel] = ChannelUse(channel, used, entry.text("because"), at, entry.id)
            case "advisory.published":
                found[channel] = ChannelUse(channel, entry.text("outcome") == "published", "", at, entry.id)
            case "notice.sent":
                found.setdefault(channel, ChannelUse(channel, used=True, because="", at=at, entry=entry.id))
            case _:
                pass
    return tuple(sorted(found.values(), key=lambda use: (use.at, use.channel)))


def exchange_allowed(teller: UUID, constituency: UUID | None, *, named: bool, ground: Verdict | None = None) -> Verdict:
    """Answer "yes", "without-names" or "no" whether a CERT may tell another CERT about an organisation (S4.19, S4.20).

    Each tells about its own constituency only. Names go along where a legal ground or consent says so: `ground` is its
    verdict ("yes" allows); without one the same may be told without names.
    """
    if constituency != teller:
        text = Text(
            "deze organisatie hoort niet bij de eigen achterban; haar eigen CERT vertelt over haar",
            "this organisation is not of the own constituency; its own CERT tells about it",
        )
        return Verdict("no", (Reason("other-constituency", text),))
    own = Reason("own-constituency", Text("over de eigen achterban", "about the own constituency"))
    if not named:
        return Verdict("yes", (own,))
    if ground is not None and ground.answer == "yes":
        return Verdict("yes", (own, *ground.reasons))
    text = Text("geen grondslag om de naam te geven", "no ground to give the name")
    return Verdict("without-names", (own, Reason("no-ground", text), *(ground.reasons if ground else ())))


def who_could_see_overdue(measure: Measure, fact: Fact, at: datetime, roles: Mapping[str, Viewer]) -> tuple[str, ...]:
    """Return which of `roles` (by their names) could see at `at` that the measure was overdue; none where it was not.

    Looked at with what was known on the day, this says whether lateness was visible then and not only afterwards, and
    to whom (S4.12). `measure` is the one folded as of that day; each viewer carries the rights of that day.
    """
    if not overdue(measure, at):
        return ()
    return tuple(name for name, viewer in roles.items() if decide(viewer, fact).answer == "yes")
