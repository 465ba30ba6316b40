"""Open a case, an organisation's own response, and responses for a desk's members."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dijkwacht.cases import services
from dijkwacht.cases.forms import MembersForm, OpenCaseForm
from dijkwacht.cases.selectors import case_for, desk_of, members_without, responses_of
from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.selectors import actor_for, organisation_for

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def open_case(request: HttpRequest) -> HttpResponse:
    """Let a desk open a case; it may have neither CVE nor patch yet."""
    desk = desk_of(viewer_of(request))
    if desk is None:
        raise NotFound
    form = OpenCaseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "now_only": True}
        return render(request, "cases/open_case.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    case = services.open_case(
        actor=desk.actor,
        owner=desk.organisation,
        label=Label(given["label"]),
        title=Text(given["title_nl"], given["title_en"]),
        steps=given["steps"],
        product=given["product"],
        constituency=desk.constituency,
    )
    messages.success(request, _("The case has been opened."))
    return redirect("case", case)


@require_http_methods(METHODS)
def open_members(request: HttpRequest, case: UUID) -> HttpResponse:
    """Let a sector desk open responses for members that have none."""
    viewer, now = viewer_of(request), timezone.now()
    desk = desk_of(viewer)
    view = case_for(viewer, case)
    if desk is None or desk.constituency is None:
        raise NotFound
    responding = frozenset(row.organisation for row in responses_of(viewer, case=case))
    form = MembersForm(members_without(viewer, desk, responding, now), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "case": view, "now_only": True, "fictional": view.fictional}
        return render(request, "cases/open_members.html", context, status=422 if form.errors else 200)
    chosen = form.cleaned_data["members"]
    for organisation in chosen:
        services.open_response(actor=desk.actor, case=case, organisation=organisation)
    said = ngettext("%(count)d response has been opened.", "%(count)d responses have been opened.", len(chosen))
    messages.success(request, said % {"count": len(chosen)})
    return redirect("case", case)


@require_POST
def open_own(request: HttpRequest, case: UUID, organisation: UUID) -> HttpResponse:
    """Let people of an organisation open its own response."""
    viewer, now = viewer_of(request), timezone.now()
    case_for(viewer, case)
    seen = organisation_for(viewer, organisation, now)
    if organisation not in viewer.organisations(*WORKING_ROLES) or seen.read_only:
        raise NotFound
    services.open_response(actor=actor_for(viewer, organisation), case=case, organisation=organisation)
    messages.success(request, _("Your response has been opened."))
    return redirect("now")
