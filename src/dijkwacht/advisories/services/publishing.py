"""Record where advice was made public and where it was held back, with the reason (S4.15)."""

from uuid import UUID

from dijkwacht.advisories.domain.words import Outcome
from dijkwacht.advisories.domain.written import Handling, constituency_reached, label_of
from dijkwacht.advisories.services.storing import NO_SOURCE, locked_advisory
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.window import Moment


class ReasonWanted(Refused):
    """Holding advice back wants a reason."""


@one_transaction
def record_publication(  # noqa: PLR0913 - what such a decision says, each by keyword
    *,
    advisory: UUID,
    actor: Actor,
    handling: Handling,
    channel: str,
    outcome: Outcome,
    decided: Moment,
    because: str = "",
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> Entry:
    """Write `advisory.published` for one channel of a series of `handling.owner`. Raises ReasonWanted, NotFound."""
    row = locked_advisory(advisory, handling.owner)
    if outcome is Outcome.WITHHELD and not because.strip():
        raise ReasonWanted(place="because", remedy="say why, for it will be asked")
    label = label_of(handling, None)
    return append(
        kind="advisory.published",
        actor=actor,
        payload={
            "advisory": advisory,
            "channel": channel,
            "outcome": outcome.value,
            "because": because or None,
        },
        label=label,
        owner=handling.owner,
        case=handling.case or row.case,
        subject=str(advisory),
        constituency=constituency_reached(label, handling.constituency),
        recipients=handling.recipients,
        happened=decided,
        known=known,
        source=source,
    )
