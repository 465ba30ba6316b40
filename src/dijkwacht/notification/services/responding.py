"""The response that something about a member is recorded in: the one it has in the case, or a new one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.selectors import responses_of
from dijkwacht.cases.services import open_response, record
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.actor import Actor, Office, Role, Source, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()


@dataclass(frozen=True, slots=True)
class Told:
    """What was recorded about a member: its entry, in which response, labelled how, for whom."""

    entry: Entry
    response: UUID

    def columns(self) -> dict[str, object]:
        """Return the columns that every row about a member carries."""
        return {
            "label": self.entry.label.value,
            "owner": self.entry.owner,
            "constituency": self.entry.constituency,
            "recipients": sorted(self.entry.recipients),
        }


def response_in(case: UUID, organisation: UUID) -> UUID | None:
    """Return the organisation's response in a case, None where it has none."""
    own = Viewer(offices=(Office(organisation, Role.CISO),))
    return next((row.id for row in responses_of(own, case=case, organisation=organisation)), None)


def tell(  # noqa: PLR0913 - an entry has this many parts, all by keyword
    *,
    case: UUID,
    organisation: UUID,
    kind: str,
    payload: Mapping[str, object],
    actor: Actor,
    trigger: str,
    label: Label | None = None,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    recipients: Iterable[UUID] = (),
    expected_version: int | None = None,
) -> Told:
    """Record an entry in the organisation's response, which is opened with `trigger` where it has none yet.

    Who is phoned or asked deals with the case from that moment, whether it answers or not. Raises NotFound, Conflict.
    """
    response = response_in(case, organisation)
    if response is None:
        response = open_response(
            actor=actor, case=case, organisation=organisation, trigger=trigger, happened=happened, known=known
        )
    entry = record(
        actor=actor,
        response=response,
        kind=kind,
        payload=payload,
        label=label,
        happened=happened,
        known=known,
        source=source,
        recipients=recipients,
        expected_version=expected_version,
    )
    return Told(entry, response)
