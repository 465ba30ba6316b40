"""One member at the desk: how to reach it, what it said last, what we may see of it and what not."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dijkwacht.cases.domain.axes import AXIS_WORDS, Axes, Axis
from dijkwacht.cases.selectors import ResponseRow, responses_of
from dijkwacht.cases.selectors.pages import record_lines
from dijkwacht.disclosure.domain import DESK_SEES, Category
from dijkwacht.journal.domain.words import CATEGORY_WORDS
from dijkwacht.journal.selectors import entries
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.selectors import contacts_of
from dijkwacht.verification.domain.contradiction import Contradiction
from dijkwacht.verification.selectors import contradictions_of
from dijkwacht.web.context import url_or_empty

LAST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """One response of the member with its axes by name, and where to go on."""

    row: ResponseRow
    axes: tuple[tuple[str, Text, str], ...]
    call_url: str
    against: tuple[Contradiction, ...] = ()


@require_safe
def member(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show one member to the desk of its sector CERT; the look is logged and shown there."""
    viewer = viewer_of(request)
    now = timezone.now()
    if not viewer.organisations(Role.DESK, Role.SHIFT_LEAD):
        raise NotFound
    sheet = contacts_of(viewer, organisation, now)
    log_look(viewer=viewer, organisation=organisation, what="member", at=now)
    rows = responses_of(viewer, organisation=organisation)
    said = entries(viewer, organisation=organisation, newest_first=True, limit=2 * LAST_WORDS)
    against = contradictions_of(viewer, organisation=organisation)
    context = {
        "sheet": sheet,
        "responses": [_shown(row, organisation, against.get(row.id, ())) for row in rows],
        "words": record_lines(entry for entry in said if entry.response)[:LAST_WORDS],
        "seen": [CATEGORY_WORDS[category] for category in Category if category in DESK_SEES],
        "unseen": [CATEGORY_WORDS[category] for category in Category if category not in DESK_SEES],
        "now_only": True,
        "fictional": True,
    }
    return render(request, "homes/member.html", context)


def _shown(row: ResponseRow, organisation: UUID, against: tuple[Contradiction, ...]) -> Shown:
    axes: Axes = row.axes
    listed = tuple((axis.value, AXIS_WORDS[axis], axes.value(axis)) for axis in Axis)
    return Shown(row, listed, url_or_empty("call", case=row.case, organisation=organisation), against)
