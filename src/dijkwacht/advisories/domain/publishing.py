"""Where advice was made public, where it was held back and why: per channel, answerable years later (S4.15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.advisories.domain.words import Outcome
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class Publication:
    """What was decided for one channel (members' platform, e-mail, website), when, and why."""

    channel: str
    outcome: Outcome
    decided: Moment
    because: str = ""
    entry: UUID | None = None


def published_on(channel: str, decisions: Iterable[Publication]) -> Verdict:
    """Return `published`, `withheld` or `not-recorded` for one channel, by its last decision, with its reason."""
    last = max((one for one in decisions if one.channel == channel), key=lambda one: one.decided.earliest, default=None)
    if last is None:
        text = Text(f"over {channel} is niets vastgelegd", f"nothing is recorded about {channel}")
        return Verdict("not-recorded", (Reason("publication-not-recorded", text),))
    entries = (last.entry,) if last.entry else ()
    when = last.decided.text()
    because = f": {last.because}" if last.because else ""
    if last.outcome is Outcome.PUBLISHED:
        text = Text(f"op {when} geplaatst op {channel}{because}", f"published on {channel} on {when}{because}")
    else:
        text = Text(f"op {when} niet geplaatst op {channel}{because}", f"held back from {channel} on {when}{because}")
    return Verdict(last.outcome.value, (Reason(last.outcome.value, text, entries),))
