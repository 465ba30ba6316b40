"""Who may record what in a response or a case; the rule in one place, asked by every view."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.selectors.reading import CaseView, ResponseView
from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.kernel.actor import Actor, ActorKind, Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.organisations.selectors import members_of

DESK = (Role.DESK, Role.SHIFT_LEAD)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that opens cases and adds facts to them: with `constituency` for its members, without it nationally."""

    organisation: UUID
    constituency: UUID | None
    actor: Actor


def recording_as(viewer: Viewer, view: ResponseView) -> str:
    """Return "own" for people of the organisation, "desk" for the desk of its constituency, else ""."""
    if view.organisation in viewer.organisations(*WORKING_ROLES):
        return "own"
    if view.constituency is not None and view.constituency in viewer.organisations(*DESK):
        return "desk"
    return ""


def origin_of(capacity: str) -> Origin:
    """Return how a fact came to the record: a desk relays what a member says on the telephone."""
    return Origin.DECLARED if capacity == "own" else Origin.RELAYED


def desk_of(viewer: Viewer) -> Desk | None:
    """Return the desk at which the viewer works, the sector's before the national one; None for everybody else."""
    for roles, sector in ((DESK, True), ((Role.NATIONAL,), False)):
        for office in viewer.offices:
            if office.role in roles:
                actor = Actor(ActorKind.PERSON, office.role.value, viewer.account, office.organisation)
                return Desk(office.organisation, office.organisation if sector else None, actor)
    return None


def label_for(desk: Desk, case: CaseView) -> Label:
    """Return the label of a fact that a desk adds: the case's own where it is the desk's, else for its members only."""
    if case.owner == desk.organisation:
        return case.label
    return Label.AMBER if desk.constituency else Label.GREEN


def members_without(
    viewer: Viewer, desk: Desk, responding: frozenset[UUID], at: datetime
) -> tuple[tuple[UUID, str], ...]:
    """Return id and name of the desk's members at `at` that are not among those responding; empty nationally."""
    if desk.constituency is None:
        return ()
    members = members_of(viewer, desk.constituency, at)
    return tuple((one.id, one.name) for one in members if one.id not in responding and not one.read_only)
