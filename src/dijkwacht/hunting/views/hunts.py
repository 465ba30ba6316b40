"""The page about looking for misuse, and the forms by which a hunt is recorded by hand."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dijkwacht.hunting import services
from dijkwacht.hunting.forms import DEEDS
from dijkwacht.hunting.selectors import acting, changes_of, hunts_for
from dijkwacht.hunting.services.hunts import HuntTaken
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import Conflict, DijkwachtError, NotFound, Refused
from dijkwacht.kernel.looking import asof_of, viewer_of


@require_safe
def hunts(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show what was looked at, which days that covers, and what cannot be said."""
    viewer, now = viewer_of(request), timezone.now()
    page = hunts_for(viewer, response, now, asof_of(request))
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="hunt", at=now)
    context = {"page": page, "deeds": DEEDS, "fictional": page.standpoint.organisation.fictional}
    return render(request, "hunting/hunts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, response: UUID, deed: str) -> HttpResponse:
    """Ask for, and record, one deed; a stale version answers 409 with what the other person recorded."""
    now = timezone.now()
    viewer = viewer_of(request)
    where, actor = acting(viewer, response, now)
    page = hunts_for(viewer, response, now, where=where)
    if deed not in DEEDS:
        raise NotFound
    form = DEEDS[deed].form(page, request.POST or None, initial={"version": where.view.version})
    status, changes = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                DEEDS[deed].record(form, actor, response, now)
            except Conflict:
                status, changes = 409, changes_of(where.view)
                form = DEEDS[deed].form(page, _seen_anew(request, where.view.version))
            except Refused as error:
                form.add_error(error.place or None, str(_said(error)))
            else:
                messages.success(request, _("It has been recorded."))
                return redirect("hunts", response)
    context = {"page": page, "deed": DEEDS[deed], "form": form, "changes": changes, "now_only": True}
    context["fictional"] = page.standpoint.organisation.fictional
    return render(request, "hunting/deed.html", context, status=status)


def _said(error: DijkwachtError) -> Promise | str:
    if isinstance(error, HuntTaken):
        return gettext_lazy("There is a hunt of this name already.")
    if isinstance(error, services.SignsNeedAName):
        return gettext_lazy("Signs are recorded together with the office that suspects misuse: name it.")
    return str(error)


def _seen_anew(request: HttpRequest, version: int) -> Mapping[str, object]:
    data = request.POST.copy()
    data["version"] = str(version)
    return data
