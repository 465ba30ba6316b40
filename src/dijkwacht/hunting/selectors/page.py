"""Who may act, the window as it stands, the page about hunting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dijkwacht.cases.domain.hunts import HuntMark
from dijkwacht.cases.selectors import OwnStory, ResponseView, own_story, response_for
from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.hunting.domain.coverage import Coverage, coverage_sentence
from dijkwacht.hunting.domain.growth import relied_on
from dijkwacht.hunting.domain.investigation import (
    Investigation,
    ProvisionalFinding,
    follow_up,
    investigation,
    provisional_finding,
)
from dijkwacht.hunting.domain.presumption import presumption, rule_of_thumb
from dijkwacht.hunting.domain.window import ExposedWindow, window_shown
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.kernel.actor import Actor, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import strictest
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Window, midnight
from dijkwacht.organisations.selectors import OrganisationSeen, actor_for, organisation_for

ACTING = (Role.CISO, Role.ICT, Role.DIRECTOR)
LAST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where a page is made: the response as the viewer may see it, whose it is, and whether they may act here."""

    view: ResponseView
    organisation: OrganisationSeen
    may_act: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CoverDay:
    """One calendar day of the window: "covered", "partly" or "nothing"."""

    day: datetime
    value: str


@dataclass(frozen=True, slots=True)
class HuntPage:
    """The page about looking for misuse; only for who may see hunts."""

    standpoint: Standpoint
    sentence: Text
    window: ExposedWindow
    found: Investigation
    days: tuple[CoverDay, ...]
    hunts: tuple[HuntMark, ...]
    finding: ProvisionalFinding
    presumed: Verdict
    follow_up: Verdict
    grown: tuple[Entry, ...]
    relied: tuple[Reason, ...]


def standpoint(viewer: Viewer, response: UUID, at: datetime, asof: AsOf = NOW) -> Standpoint:
    """Return from where `viewer` looks at a response; nobody acts in the past or for the recorded. Raises NotFound."""
    view = response_for(viewer, response, asof)
    organisation = organisation_for(viewer, view.organisation, at)
    own = view.organisation in viewer.organisations(*ACTING)
    return Standpoint(view, organisation, own and not organisation.read_only and asof.is_now, asof.known or at)


def acting(viewer: Viewer, response: UUID, at: datetime) -> tuple[Standpoint, Actor]:
    """Return the standpoint and the actor as whom the viewer records in a response; raises NotFound for all others."""
    where = standpoint(viewer, response, at)
    if not where.may_act:
        raise NotFound
    return where, actor_for(viewer, where.view.organisation)


def story_for(viewer: Viewer, where: Standpoint, category: Category, asof: AsOf = NOW) -> OwnStory | None:
    """Return the response with its own eyes where the viewer may see verdicts of this category about it, else None."""
    story = own_story(where.view.id, asof)
    labels = [entry.label for entry in story.entries if entry.response is not None]
    fact = Fact(category, strictest(where.view.label, *labels), where.view.owner, where.view.constituency)
    return story if decide(viewer, fact).answer == "yes" else None


def hunts_for(
    viewer: Viewer, response: UUID, at: datetime, asof: AsOf = NOW, *, where: Standpoint | None = None
) -> HuntPage:
    """Return the page about hunting in a response; raises NotFound for a desk, which sees the axis only.

    `where`: the viewer's standpoint at `at` and `asof`, where the caller has it already.
    """
    where = where or standpoint(viewer, response, at, asof)
    story = story_for(viewer, where, Category.HUNT, asof)
    if story is None:
        raise NotFound
    window = window_shown(story.state, story.facts, where.at, recorded=where.organisation.read_only)
    found = investigation(story.state, window.window)
    hunts = sorted(story.state.traces.hunts.values(), key=lambda hunt: (hunt.opened, hunt.key))
    return HuntPage(
        where,
        coverage_sentence(found.coverage),
        window,
        found,
        cover_days(found.coverage),
        tuple(hunts),
        provisional_finding(story.state, window.window),
        presumption(rule_of_thumb(story.entries), story.state, story.facts),
        follow_up(story.state, where.at),
        tuple(entry for entry in story.entries if entry.kind == "window.grown"),
        relied_on(story.state),
    )


def cover_days(found: Coverage) -> tuple[CoverDay, ...]:
    """Return the strip of a coverage: each calendar day of its window and how far it is covered."""
    return () if found.window is None else strip(found.window, found.covered)


def strip(window: Window, covered: tuple[Window, ...]) -> tuple[CoverDay, ...]:
    """Return each calendar day of a window and how far it is covered."""
    first, last = window.dates()
    days = []
    for number in range((last - first).days + 1):
        start = midnight(first + timedelta(days=number))
        whole = Window(start, midnight(first + timedelta(days=number + 1))).intersect(window)
        if whole is None:
            continue
        parts = [part for one in covered if (part := one.intersect(whole))]
        value = "covered" if parts == [whole] else "partly" if parts else "nothing"
        days.append(CoverDay(start, value))
    return tuple(days)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that somebody recorded: what it says, by which office, when."""

    text: Text
    role: str
    at: datetime


def changes_of(view: ResponseView) -> tuple[Change, ...]:
    """Return the last things recorded in a response or its case, newest first: what who came second has to see."""
    newest = sorted(view.entries, key=lambda entry: entry.recorded_at, reverse=True)[:LAST_CHANGES]
    return tuple(
        Change(KINDS[entry.kind].sentence(entry.payload), entry.actor.role, entry.recorded_at) for entry in newest
    )
