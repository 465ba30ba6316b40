"""Pages that show advice."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dijkwacht.advisories import selectors
from dijkwacht.advisories.domain.rights import desk_of, reads_for, works_for, writes_for
from dijkwacht.advisories.domain.wording import PRIORITIES, step_said
from dijkwacht.advisories.forms import (
    AsideForm,
    AssignForm,
    CommentForm,
    JudgeForm,
    PublicationForm,
    ReadingForm,
    ReopeningForm,
    RevokeForm,
    SearchForm,
)
from dijkwacht.advisories.selectors import AdvisoryPage, Order, Sought
from dijkwacht.advisories.views.looker import any_fictional
from dijkwacht.journal.selectors import quarantined
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.organisations.selectors import colleagues


@require_safe
def advisories(request: HttpRequest) -> HttpResponse:
    """Show the advice this viewer may see, searched, in a chosen order, a page at a time."""
    viewer = viewer_of(request)
    works = works_for(viewer)
    form = SearchForm(request.GET, signed_in=viewer.account is not None, works=works is not None)
    sought, order = (form.sought(), form.order()) if form.is_valid() else (Sought(), Order.NEWEST)
    after = request.GET.get("after", "")
    found = selectors.search_advisories(viewer, sought, order=order, after=after, asof=asof_of(request))
    names = {one.account: one.name for one in colleagues(viewer, works, timezone.now())} if works else {}
    context = {
        "found": found,
        "works": works,
        "signed_in": viewer.account is not None,
        "lines": [
            (one, one.line, PRIORITIES[one.line.priority.answer], names.get(one.assignee) if one.assignee else None)
            for one in found.lines
        ],
        "form": form,
        "first": not after,
        "sought": any(value for name, value in request.GET.items() if name in form.fields),
        "waiting": selectors.files_waiting(viewer) if desk_of(viewer) else 0,
        "next": urlencode({**{name: value for name, value in request.GET.items() if value}, "after": found.after}),
        "fictional": any_fictional(viewer, {one.line.owner for one in found.lines}),
        "desk": desk_of(viewer),
        "quarantined": [kept for kept in quarantined(viewer) if kept.what == "advisory"] if desk_of(viewer) else (),
    }
    return render(request, "advisories/list.html", context)


@require_safe
def advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Show one advisory: versions with what changed, lineage, what to do, advice to reopen, who read it."""
    return advisory_shown(request, advisory)


def advisory_shown(request: HttpRequest, advisory: UUID, status: int = 200, **forms: object) -> HttpResponse:
    """Return the page of an advisory, with forms that were sent back among it."""
    viewer = viewer_of(request)
    page = selectors.advisory_page(viewer, advisory, asof=asof_of(request))
    writes = writes_for(viewer, page.line.owner)
    context = {
        "page": page,
        **(_dealing(viewer, page) if viewer.account and asof_of(request).is_now else {}),
        "line": page.line,
        "priority": PRIORITIES[page.line.priority.answer],
        "actions": [(action, step_said(action.step), step_said(action.then)) for action in page.line.summary.actions],
        "writes": writes,
        "desk": desk_of(viewer),
        "reads": reads_for(viewer),
        "reopening_form": ReopeningForm() if writes else None,
        "revoke_form": RevokeForm() if writes else None,
        "publication_form": PublicationForm() if writes else None,
        "judge_form": JudgeForm() if writes and page.current.digest else None,
        "reading_form": ReadingForm(),
        "fictional": any_fictional(viewer, {page.line.owner}),
        **forms,
    }
    return render(request, "advisories/advisory.html", context, status=status)


def _dealing(viewer: Viewer, page: AdvisoryPage) -> dict[str, object]:
    """Return what the page shows of how the viewer's own organisation deals with the advice."""
    deals = selectors.dealing(viewer, advisory=page.line.id, revision=page.current.id)
    if deals.organisation is None:
        return {"deals": deals}
    people = colleagues(viewer, deals.organisation, timezone.now())
    names = {one.account: one.name for one in people}
    return {
        "deals": deals,
        "assignee": names.get(deals.assignee) if deals.assignee else None,
        "comments": [(one, names.get(one.account) if one.account else None) for one in deals.comments],
        "comment_form": CommentForm(),
        "assign_form": AssignForm(initial={"assignee": deals.assignee, "expected": deals.version}, colleagues=people),
        "aside_form": AsideForm(initial={"aside": not deals.set_aside, "expected": deals.version}),
    }


@require_safe
def advisory_file(request: HttpRequest, advisory: UUID, digest: str) -> HttpResponse:
    """Hand out the bytes of a version as they were received, to whoever may see that version."""
    viewer, asof = viewer_of(request), asof_of(request)
    page = selectors.advisory_page(viewer, advisory, asof=asof)
    revision = next((seen.id for seen in page.revisions if seen.digest == digest), None)
    if revision is None:
        raise NotFound
    return HttpResponse(
        selectors.revision_bytes(viewer, revision, asof=asof),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{digest}.json"',
            "X-Content-Type-Options": "nosniff",
        },
    )
