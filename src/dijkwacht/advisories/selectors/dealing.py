"""How the viewer's own organisation deals with advice: who has it, what is off the list, comments, what is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery

from dijkwacht.advisories.domain.rights import DESK_ROLES, works_for
from dijkwacht.advisories.models import Advisory, Desk, Intake, ReadMark
from dijkwacht.advisories.selectors.page import advisory_page
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.selectors import actor_for

COMMENTS = 200


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody of the own organisation wrote; `account` wrote it in the office `role`."""

    id: UUID
    at: datetime
    account: UUID | None
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Dealing:
    """How one organisation deals with one series; `version` is the one to hand back, 0 where nothing was decided.

    `read`: whether the viewer marked the newest version that he may see.
    """

    organisation: UUID | None
    assignee: UUID | None
    set_aside: bool
    because: str
    version: int
    read: bool
    comments: tuple[Comment, ...]


def dealing(viewer: Viewer, *, advisory: UUID, revision: UUID) -> Dealing:
    """Return how the viewer's organisation deals with a series, the newest comment first; one or two queries.

    Desk tools say "now only": no moment can be asked for. `revision` is the newest version that the viewer may see.
    """
    organisation = works_for(viewer)
    marks = ReadMark.objects.filter(account__in=_one(viewer.account), revision__public_id=revision)
    own = FilteredRelation("desks", condition=Q(desks__organisation=organisation))
    row = Advisory.objects.filter(public_id=advisory).annotate(own=own, read=Exists(marks))
    columns = ("read", "own__assignee", "own__set_aside", "own__because", "own__version")
    told: dict[str, Any] = dict(row.values(*columns).first() or {})
    return Dealing(
        organisation=organisation,
        assignee=told.get("own__assignee"),
        set_aside=bool(told.get("own__set_aside")),
        because=told.get("own__because") or "",
        version=told.get("own__version") or 0,
        read=viewer.account is not None and bool(told.get("read")),
        comments=_comments(viewer, advisory) if organisation else (),
    )


def own_word(viewer: Viewer, advisory: UUID) -> dict[str, Any]:
    """Return what the services of dealing want to know beside what is said: which advice, for whom, by whom.

    Raises NotFound for who deals with no advice, and for advice that the viewer may not see.
    """
    organisation = works_for(viewer)
    if organisation is None:
        raise NotFound
    line = advisory_page(viewer, advisory).line
    return {
        "advisory": advisory,
        "title": line.title,
        "label": line.label,
        "organisation": organisation,
        "actor": actor_for(viewer, organisation),
    }


def _comments(viewer: Viewer, advisory: UUID) -> tuple[Comment, ...]:
    found = entries(
        viewer,
        kinds=["advisory.commented"],
        having={"advisory": str(advisory)},
        newest_first=True,
        limit=COMMENTS,
    )
    return tuple(
        Comment(entry.id, entry.recorded_at, entry.actor.account, entry.actor.role, entry.content["comment"])
        for entry in found
        if entry.content and "comment" in entry.content
    )


def is_read(viewer: Viewer) -> Exists:
    """Return the condition on a version that the viewer marked it as read."""
    return Exists(ReadMark.objects.filter(account__in=_one(viewer.account), revision=OuterRef("pk")))


def decided(viewer: Viewer, how: Q) -> Exists:
    """Return the condition on a version that the viewer's organisation decided so about its series."""
    own = Desk.objects.filter(organisation__in=_one(works_for(viewer)), advisory=OuterRef("advisory"))
    return Exists(own.filter(how))


def assignee_of(viewer: Viewer) -> Subquery:
    """Return to whom the viewer's organisation gave the series of a version; null where to nobody."""
    own = Desk.objects.filter(organisation__in=_one(works_for(viewer)), advisory=OuterRef("advisory"))
    return Subquery(own.values("assignee"))


def _one(named: UUID | None) -> list[UUID]:
    return [] if named is None else [named]


def files_waiting(viewer: Viewer) -> int:
    """Return how many large files of the viewer's desks a job has still to read."""
    return Intake.objects.filter(owner__in=viewer.organisations(*DESK_ROLES), state="waiting").count()
