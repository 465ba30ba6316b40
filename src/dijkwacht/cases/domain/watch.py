"""The monitoring level: raised with a reason, lowered by a criterion (S0.10, S1.8)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.words import moment_in_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, read_moment


@dataclass(frozen=True, slots=True)
class Watch:
    """The level and why; `until` is the term until which it was promised to stay up."""

    heightened: bool = False
    reason: str = ""
    added: str = ""
    criterion: str = ""
    since: Moment | None = None
    until: Moment | None = None
    lowered: Moment | None = None
    lowered_because: str = ""
    decided_by: str = ""
    entry: UUID | None = None


def watched(watch: Watch, entry: Entry) -> Watch:
    """Return the level after a `monitoring.*` entry."""
    at = entry.happened or entry.known or Moment(entry.recorded_at)
    if entry.kind == "monitoring.raised":
        until = entry.text("until")
        return Watch(
            heightened=True,
            reason=entry.text("reason"),
            added=entry.text("added"),
            criterion=entry.text("criterion"),
            since=at,
            until=read_moment(until) if until else None,
            entry=entry.id,
        )
    return replace(
        watch,
        heightened=False,
        lowered=at,
        lowered_because=entry.text("criterion_met") or entry.text("reason"),
        decided_by=entry.text("decided_by"),
        entry=entry.id,
    )


def may_lower(watch: Watch, at: datetime, follow_up_due: Moment | None, *, follow_up_done: bool) -> Verdict:
    """Answer "yes" or "needs-reason" whether the level can go down by its own criterion (S0.9, S0.10).

    It stays up until its term has passed and the follow-up hunt was done; before that a reason is asked, never refused.
    """
    reasons = []
    if watch.until is not None and at < watch.until.latest:
        day = moment_in_words(watch.until)
        reasons.append(Reason("term", Text(f"de termijn loopt tot {day.nl}", f"the term runs until {day.en}")))
    if follow_up_due is not None and not follow_up_done:
        day = moment_in_words(follow_up_due)
        text = Text(f"het vervolgonderzoek van {day.nl} is niet gedaan", f"the follow-up of {day.en} is open")
        reasons.append(Reason("follow-up", text))
    return Verdict("needs-reason", tuple(reasons)) if reasons else Verdict("yes")
