"""Forms with which an organisation deals with advice among itself, and two versions side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.domain.difference import difference
from dijkwacht.advisories.forms import AsideForm, AssignForm, CommentForm, CompareForm, MarkForm
from dijkwacht.advisories.views.looker import any_fictional
from dijkwacht.advisories.views.looking import advisory_shown
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.organisations.selectors import colleagues


@require_POST
def comment_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Write a comment for one's own organisation."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        return advisory_shown(request, advisory, 422, comment_form=form)
    services.comment_advisory(**selectors.own_word(viewer_of(request), advisory), **form.cleaned_data)
    messages.success(request, _("Your comment has been recorded, for your own organisation only."))
    return redirect("advisory", advisory)


@require_POST
def assign_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Give advice to a colleague, or take that back; who was slower sees the other's decision first (409)."""
    viewer = viewer_of(request)
    word = selectors.own_word(viewer, advisory)
    form = AssignForm(request.POST, colleagues=colleagues(viewer, word["organisation"], timezone.now()))
    if not form.is_valid():
        return advisory_shown(request, advisory, 422, assign_form=form)
    services.assign_advisory(**word, **form.cleaned_data)
    messages.success(request, _("It has been recorded who deals with this."))
    return redirect("advisory", advisory)


@require_POST
def set_aside_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Take advice off the own organisation's list with the reason, or put it back."""
    word = selectors.own_word(viewer_of(request), advisory)
    form = AsideForm(request.POST)
    if form.is_valid():
        try:
            services.set_aside(**word, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("because", str(refusal))
        else:
            messages.success(request, _("It has been recorded; the advice itself stays."))
            return redirect("advisory", advisory)
    return advisory_shown(request, advisory, 422, aside_form=form)


@require_POST
def mark_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Mark the newest version as read, or as unread, for oneself."""
    viewer, form = viewer_of(request), MarkForm(request.POST)
    if viewer.account is None or not form.is_valid():
        raise NotFound
    page = selectors.advisory_page(viewer, advisory)
    services.mark_read(account=viewer.account, revision=page.current.id, read=form.cleaned_data["read"])
    return redirect("advisory", advisory)


@require_safe
def compare_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Show what is different between any two versions."""
    page = selectors.advisory_page(viewer_of(request), advisory, asof=asof_of(request))
    numbers = [(seen.number, seen.version) for seen in page.revisions]
    newest = {"one": page.before.number, "other": page.current.number}
    form = CompareForm(request.GET or newest, versions=numbers)
    fictional = any_fictional(viewer_of(request), {page.line.owner})
    context: dict[str, object] = {"page": page, "line": page.line, "form": form, "fictional": fictional}
    if form.is_valid():
        seen = {one.number: one for one in page.revisions}
        one, other = (seen[form.cleaned_data[side]] for side in ("one", "other"))
        context |= {"one": one, "other": other, "changes": difference(one.summary, other.summary)}
    return render(request, "advisories/compare.html", context, status=200 if form.is_valid() else 422)
