"""The gate over the API: its conditions with their reasons, and what is recorded about closing and reopening."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.access import Closing, Restriction
from dijkwacht.cases.selectors.pages import record_lines
from dijkwacht.containment import services
from dijkwacht.containment.forms import DEEDS, Deed
from dijkwacht.containment.selectors import CheckSeen, NamedCondition, checks_seen, closing_as, gate_for
from dijkwacht.hunting.domain.coverage import Coverage
from dijkwacht.hunting.domain.window import ExposedWindow
from dijkwacht.hunting.selectors import acting
from dijkwacht.journal.selectors import entries
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, deed_operations, filled
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.selectors import actor_for, attention_of


@dataclass(frozen=True, slots=True)
class GateRead:
    """The gate of a response: it informs and forbids nothing. `version` is the one that If-Match wants."""

    response: UUID
    version: int
    may_act: bool
    sentence: Text
    conditions: tuple[NamedCondition, ...]
    verdict: Verdict
    window: ExposedWindow
    coverage: Coverage
    closing: Closing | None
    closed_days: int | None
    ground: Verdict
    order: Verdict
    restrictions: tuple[Restriction, ...]
    checks: tuple[CheckSeen, ...]


@dataclass(frozen=True, slots=True)
class ToldRead:
    """An entry in a sentence, with its words."""

    entry: UUID
    sentence: Text
    words: str


@dataclass(frozen=True, slots=True)
class AttentionRead:
    """What the owners of an organisation are to take note of."""

    organisation: UUID
    waiting: tuple[ToldRead, ...]


def gate(asking: Asking, response: UUID) -> GateRead:
    """Return every condition of reopening with its state, why, and what would meet it."""
    page = gate_for(asking.viewer, response, asking.at, asking.asof)
    view = page.standpoint.view
    log_look(viewer=asking.viewer, organisation=view.organisation, what="gate", at=asking.at)
    return GateRead(
        response=view.id,
        version=view.version,
        may_act=page.standpoint.may_act,
        sentence=page.sentence,
        conditions=page.conditions,
        verdict=page.verdict,
        window=page.window,
        coverage=page.coverage,
        closing=page.closing,
        closed_days=page.closed,
        ground=page.ground,
        order=page.order,
        restrictions=page.restrictions,
        checks=checks_seen(view),
    )


def attention(asking: Asking, organisation: UUID) -> AttentionRead:
    """Return what was done outside the mandate at your organisation and waits for one of its owners to take note."""
    waiting = attention_of(asking.viewer, organisation)
    told = {one.id: one for one in entries(asking.viewer, organisation=organisation, ids=waiting)}
    found = tuple(line for key in waiting if key in told for line in record_lines([told[key]]))
    return AttentionRead(organisation, tuple(ToldRead(one.entry.id, one.text, one.words) for one in found))


def acknowledge(asking: Asking, organisation: UUID, entry: UUID) -> Recorded:
    """Record that an owner took note; once more changes nothing."""
    found = entries(asking.viewer, organisation=organisation, ids=[entry])
    response = found[0].response if found else None
    if response is None or entry not in attention_of(asking.viewer, organisation):
        raise NotFound
    services.acknowledge(
        actor=actor_for(asking.viewer, organisation),
        viewer=asking.viewer,
        response=response,
        organisation=organisation,
        entry=entry,
        at=asking.at,
    )
    return Recorded(organisation, entry)


def _recording(deed: Deed) -> Callable[..., Recorded]:
    def call(asking: Asking, given: Given, response: UUID) -> Recorded:
        who = closing_as if deed is DEEDS["close"] else acting
        _, actor = who(asking.viewer, response, asking.at)
        deed.record(filled(deed.form(given.data)), actor, response, asking.at)
        return Recorded(response)

    call.__doc__ = deed.form.__doc__
    return call


OPERATIONS = (
    Operation("gate", "/responses/{response}/gate", gate, pages=("gate",), dated=True),
    *deed_operations(
        "gate",
        "/responses/{response}/gate",
        "gate_deed",
        {key: (_recording(deed), Body(deed.form)) for key, deed in DEEDS.items()},
    ),
    Operation("attention", "/organisations/{organisation}/attention", attention, pages=("attention",)),
    Operation(
        "acknowledge",
        "/organisations/{organisation}/attention/{entry}/acknowledge",
        acknowledge,
        pages=("acknowledge",),
        method="POST",
        scope=Scope.RECORD,
    ),
)
