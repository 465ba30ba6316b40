"""Acting outside the mandate: close without it, tell the owners, and let one of them acknowledge it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.services import record
from dijkwacht.containment.domain.mandate import Decision, may_close, may_decide
from dijkwacht.containment.services.door import NO_SOURCE, close_access
from dijkwacht.containment.services.refusals import NoReason
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Role, Source, Viewer
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.services import acknowledge as note
from dijkwacht.organisations.services import ask_attention


@one_transaction
def break_glass(  # noqa: PLR0913 - what was closed, why by this person, and the parts of an entry
    *,
    actor: Actor,
    roles: Collection[Role],
    response: UUID,
    at: datetime,
    what: str,
    reason: str,
    scope: str = "all",
    ground: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record a closing by anybody of the organisation and return its entry; it counts as any other closing.

    Where closing does not belong to one of `roles`, a reason is asked, `glass.broken` stands beside it with who, when
    and why, and the owners are told on every page. Raises NoReason, NotFound, SomebodyElseWasFirst.
    """
    verdict = may_close(roles, reason)
    if verdict.answer == "no-reason":
        raise NoReason(place="reason", remedy=verdict.reasons[-1].text.en)
    closed = close_access(
        actor=actor,
        response=response,
        at=at,
        what=what,
        scope=scope,
        ground=ground,
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
    if verdict.answer == "break-glass":
        tell_owners(actor=actor, response=response, act="close", reason=reason, about=closed)
    return closed


@one_transaction
def tell_owners(  # noqa: PLR0913 - what was done, by whom, why
    *, actor: Actor, response: UUID, act: str, reason: str, about: Entry, instead_of: str = ""
) -> Entry:
    """Record that `about` was done outside the mandate and tell the owners until one acknowledges; `glass.broken`."""
    broken = record(
        actor=actor,
        response=response,
        kind="glass.broken",
        payload={
            "act": act,
            "role": actor.role,
            "entry": about.id,
            "instead_of": instead_of or None,
            "reason": reason,
        },
        happened=about.happened,
    )
    if about.organisation is not None:
        ask_attention(organisation=about.organisation, entry=broken.id, at=broken.recorded_at)
    return broken


def tell_of_deputy(*, actor: Actor, response: UUID, decision: Decision, about: Entry) -> None:
    """Tell the owners where a deputy decided in place of the mandated office; else do nothing."""
    if may_decide(decision).answer == "deputy":
        tell_owners(
            actor=actor,
            response=response,
            act="decide",
            reason=decision.because,
            about=about,
            instead_of=decision.instead_of,
        )


@one_transaction
def acknowledge(  # noqa: PLR0913 - who took note of what, where
    *, actor: Actor, viewer: Viewer, response: UUID, organisation: UUID, entry: UUID, at: datetime
) -> None:
    """Record that an owner took note of an entry; a second time records nothing. Raises NotFound."""
    if note(organisation=organisation, entry=entry, by=viewer, at=at):
        record(actor=actor, response=response, kind="glass.acknowledged", payload={"entry": entry})
