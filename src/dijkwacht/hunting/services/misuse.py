"""What a named office says about misuse; no hunt ever sets or lowers it by itself."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.services import record
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()


class NobodyNamed(Refused):
    """Misuse is stated by a named office."""


@dataclass(frozen=True, slots=True)
class Misuse:
    """A statement about misuse: "presumed", "suspected", "confirmed" or "closed_no_signs", by which office.

    `reach` (edge, internal, data, unknown) and `which_data` belong to a confirmation, `hunt` to closing without signs,
    `because` to a presumption or suspicion; `publicly`: whether it is said in public.
    """

    value: str
    named_by: str
    because: str = ""
    reach: str = ""
    which_data: str = ""
    hunt: str = ""
    publicly: bool | None = None
    what: str = ""


@one_transaction
def state_misuse(  # noqa: PLR0913 - the statement and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    misuse: Misuse,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record what a named office states about misuse. Raises NobodyNamed, SomebodyElseWasFirst, NotFound."""
    if not misuse.named_by.strip():
        raise NobodyNamed(place="named_by", remedy="name the office")
    return record(
        actor=actor,
        response=response,
        kind=f"misuse.{misuse.value}",
        payload=_payload(misuse),
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


def _payload(misuse: Misuse) -> dict[str, object]:
    named: dict[str, object] = {"named_by": misuse.named_by}
    match misuse.value:
        case "presumed":
            return {**named, "because": misuse.because}
        case "suspected":
            return {**named, "because": misuse.because, "publicly_stated": misuse.publicly}
        case "confirmed":
            return {
                **named,
                "reach": misuse.reach,
                "which_data": misuse.which_data,
                "publicly_stated": misuse.publicly,
                "what": misuse.what,
            }
        case _:
            return {**named, "hunt": misuse.hunt}
