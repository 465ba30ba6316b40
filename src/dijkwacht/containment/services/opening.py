"""Accept a remaining risk, and reopen: the gate informs and is recorded, it forbids nothing (S4.4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.services import record
from dijkwacht.containment.domain.gate import gate, open_conditions
from dijkwacht.containment.domain.mandate import Decision, decides, may_decide
from dijkwacht.containment.selectors import conditions_of
from dijkwacht.containment.services.breaking import tell_of_deputy
from dijkwacht.containment.services.refusals import NoMandate, NoReason, NotClosed
from dijkwacht.hunting.services import recompute_window
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()
SHUT = frozenset({Access.CLOSED, Access.PARTLY})


@dataclass(frozen=True, slots=True)
class Reopened:
    """What reopening recorded: the entry, and the conditions that were open at that moment."""

    entry: Entry
    unmet: tuple[Condition, ...]


@one_transaction
def accept_risk(  # noqa: PLR0913 - all that route (c) asks, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    decision: Decision,
    reason: str,
    watch_until: Moment,
    cert_informed: bool,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that the remaining risk is accepted in writing, with a term of heightened monitoring.

    A deputy's acceptance is told to the owners. Raises NoMandate where the CISO alone accepts or no mandate is held,
    NoReason without a reason; whether the CERT was informed is recorded as it is, and the gate shows it.
    """
    allowed = may_decide(decision)
    if not decides(decision):
        raise NoMandate(place="accepted_by", expected=allowed.reasons[0].text.en, remedy=_REMEDY.en)
    if not reason.strip():
        raise NoReason(place="reason", remedy="write down why the risk is accepted")
    accepted = record(
        actor=actor,
        response=response,
        kind="risk.accepted",
        payload={
            "accepted_by": decision.by,
            "holds_mandate": True,
            "reason": reason,
            "watch_until": watch_until.text(),
            "cert_informed": cert_informed,
        },
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
    tell_of_deputy(actor=actor, response=response, decision=decision, about=accepted)
    return accepted


_REMEDY = Text("laat wie het mandaat heeft het risico aanvaarden", "let who holds the mandate accept the risk")


@one_transaction
def reopen(  # noqa: PLR0913 - the decision, how far, why, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    decision: Decision,
    at: datetime,
    scope: str = "all",
    reason: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Reopened:
    """Record that the organisation reopens, with the gate as it stands at that moment; never refused by the gate.

    Where conditions are open their keys are recorded and a reason is asked: NoReason without one. Raises NotClosed
    where the door is not closed, SomebodyElseWasFirst, NotFound. A deputy's decision is told to the owners.
    """
    looked = happened.latest if happened else at
    state, conditions = conditions_of(response, looked, decision=decision)
    if state.door.value not in SHUT:
        raise NotClosed(remedy="record the closing first")
    unmet = open_conditions(conditions)
    if unmet and not reason.strip():
        raise NoReason(place="reason", remedy="write down why it is opened all the same")
    entry = record(
        actor=actor,
        response=response,
        kind="access.reopened",
        payload={
            "decided_by": decision.by,
            "gate": gate(conditions).answer,
            "open_conditions": [condition.key for condition in unmet],
            "scope": scope,
            "reason": reason,
        },
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
    recompute_window(response=response, at=at, known=known)
    tell_of_deputy(actor=actor, response=response, decision=decision, about=entry)
    return Reopened(entry, unmet)
