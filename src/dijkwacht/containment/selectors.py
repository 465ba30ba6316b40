"""Doors out: the gate as it stands, for a viewer and for the service that reopens."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.access import Closing, Restriction, closed_days, open_restrictions
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.selectors import OwnStory, ResponseView, own_story
from dijkwacht.containment.domain.gate import CONDITION_WORDS, Surroundings, gate, gate_sentence, reopening
from dijkwacht.containment.domain.mandate import CLOSERS, Decision
from dijkwacht.containment.domain.order import closing_ground, safe_order
from dijkwacht.containment.engine import build_order
from dijkwacht.disclosure.domain import WORKING_ROLES, Category
from dijkwacht.hunting.domain.coverage import Coverage
from dijkwacht.hunting.domain.investigation import Investigation, investigation
from dijkwacht.hunting.domain.window import ExposedWindow, exposed_window, window_shown
from dijkwacht.hunting.selectors import Standpoint, standpoint, story_for
from dijkwacht.kernel.actor import Actor, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, Verdict
from dijkwacht.kernel.window import local_date
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.verification.domain import RESULTS, Check, check_strength, read_check


@dataclass(frozen=True, slots=True)
class NamedCondition:
    """A condition with its name, as the page and the letter show it."""

    name: Text
    condition: Condition


@dataclass(frozen=True, slots=True)
class CheckSeen:
    """A check with its result in words and how far one can judge it."""

    check: Check
    result: Text
    strength: Verdict


@dataclass(frozen=True, slots=True)
class GateView:
    """The gate of a response at a moment: conditions in order, the verdict that informs, and what it rests on.

    `closing` with `closed` in calendar days; `order` warns where fixing came before evidence.
    """

    standpoint: Standpoint
    sentence: Text
    conditions: tuple[NamedCondition, ...]
    verdict: Verdict
    window: ExposedWindow
    coverage: Coverage
    closing: Closing | None
    closed: int | None
    ground: Verdict
    order: Verdict
    restrictions: tuple[Restriction, ...]

    @property
    def keys(self) -> tuple[NamedCondition, ...]:
        """Return the two keys: the CERT's advice and the organisation's decision."""
        return tuple(named for named in self.conditions if named.condition.key in {"cert-advice", "decision"})

    def one(self, key: str) -> Condition:
        """Return the condition of this key."""
        return next(named.condition for named in self.conditions if named.condition.key == key)


def gate_for(
    viewer: Viewer, response: UUID, at: datetime, asof: AsOf = NOW, *, where: Standpoint | None = None
) -> GateView:
    """Return the gate of a response as known at `asof`, looked at `at` (now); `where` as for `hunts_for`.

    A desk sees every condition as the organisation's own record has it, without the entries it may not see. Raises
    NotFound where the response, or its gate, is not the viewer's to see.
    """
    where = where or standpoint(viewer, response, at, asof)
    story = story_for(viewer, where, Category.GATE, asof)
    if story is None:
        raise NotFound
    seen = {entry.id for entry in where.view.entries}
    window = window_shown(story.state, story.facts, where.at, recorded=where.organisation.read_only)
    found = investigation(story.state, window.window)
    conditions = tuple(_seen(one, seen) for one in _conditions(story, found, where.at, None))
    closing = story.state.door.closings[-1] if story.state.door.closings else None
    return GateView(
        where,
        gate_sentence(conditions),
        tuple(NamedCondition(CONDITION_WORDS[one.key], one) for one in conditions),
        gate(conditions),
        window,
        found.coverage,
        closing,
        closed_days(closing, local_date(where.at)) if closing else None,
        closing_ground(story.state),
        safe_order(story.state),
        open_restrictions(story.state.door),
    )


def closing_as(viewer: Viewer, response: UUID, at: datetime) -> tuple[Standpoint, Actor]:
    """Return standpoint and actor of whoever of the organisation closes: in the role to which closing belongs, if held.

    Raises NotFound for everybody who is not of the organisation, and for one that is only recorded.
    """
    where = standpoint(viewer, response, at)
    organisation = where.view.organisation
    if where.organisation.read_only or organisation not in viewer.organisations(*WORKING_ROLES):
        raise NotFound
    held = [o.role for o in viewer.offices if o.organisation == organisation and o.role in CLOSERS]
    actor = actor_for(viewer, organisation)
    return where, replace(actor, role=str(held[0])) if held else actor


def checks_seen(view: ResponseView) -> tuple[CheckSeen, ...]:
    """Return the checks done by hand that the viewer may see, newest first, with what each is worth."""
    checks = [read_check(entry) for entry in view.entries if entry.kind == "check.recorded"]
    return tuple(
        CheckSeen(check, RESULTS.get(check.result, Text(check.result, check.result)), _strength(check))
        for check in sorted(checks, key=lambda check: check.at, reverse=True)
    )


def _strength(check: Check) -> Verdict:
    return check_strength(check.method, check.where_from, check.limits)


def _seen(condition: Condition, seen: set[UUID]) -> Condition:
    return replace(condition, entries=tuple(entry for entry in condition.entries if entry in seen))


def conditions_of(
    response: UUID, at: datetime, decision: Decision | None = None
) -> tuple[ResponseState, tuple[Condition, ...]]:
    """Return the state and the conditions with the organisation's own eyes, for the service; raises NotFound."""
    story = own_story(response)
    found = investigation(story.state, exposed_window(story.state, story.facts, at).window)
    return story.state, _conditions(story, found, at, decision)


def _conditions(
    story: OwnStory, found: Investigation, at: datetime, decision: Decision | None
) -> tuple[Condition, ...]:
    grown = [entry.known_by for entry in story.entries if entry.kind == "window.grown"]
    products = [device.product for device in story.state.devices.values()]
    around = Surroundings(
        frozenset({story.constituency}) if story.constituency else frozenset(),
        next((order for product in (*products, story.product) if (order := build_order(product))), None),
        decision,
        max(grown, default=None),
    )
    return reopening(story.state, story.facts, found, at, around)
