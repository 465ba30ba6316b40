"""What is not yet back, and closing the response, which is answered with reasons while something is open."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dijkwacht.hunting.selectors import acting, changes_of
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import Conflict, NotFound
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.recovery import services
from dijkwacht.recovery.forms import DEEDS, Deed, TickForm
from dijkwacht.recovery.selectors import recovery_for


@require_safe
def recovery(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show what is off, broken, restricted or piled up, and whether the response can be closed."""
    viewer, now = viewer_of(request), timezone.now()
    page = recovery_for(viewer, response, now, asof_of(request))
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="recovery", at=now)
    heads: dict[str, list[tuple[str, Deed]]] = {}
    for key, one in DEEDS.items():
        heads.setdefault(one.head, []).append((key, one))
    context = {"page": page, "deeds": heads, "fictional": page.standpoint.organisation.fictional}
    return render(request, "recovery/recovery.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, response: UUID, deed: str) -> HttpResponse:
    """Ask for, and record, one deed; a stale version answers 409, closing too early 422 with every reason."""
    viewer, now = viewer_of(request), timezone.now()
    where, actor = acting(viewer, response, now)
    page = recovery_for(viewer, response, now, where=where)
    if deed not in DEEDS:
        raise NotFound
    form = DEEDS[deed].form(page, request.POST or None, initial={"version": where.view.version})
    status, changes = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if isinstance(form, TickForm):
                form.name = str(getattr(request.user, "display_name", ""))
            try:
                DEEDS[deed].record(actor=actor, response=response, **form.given())
            except Conflict:
                status, changes = 409, changes_of(where.view)
                form = DEEDS[deed].form(page, _seen_anew(request, where.view.version))
            except services.StillOpen as refusal:
                for reason in refusal.reasons:
                    form.add_error(None, reason.text.in_language(get_language() or "nl"))
            else:
                messages.success(request, _("It has been recorded."))
                return redirect("recovery", response)
    context = {"page": page, "deed": DEEDS[deed], "form": form, "changes": changes, "now_only": True}
    context["fictional"] = where.organisation.fictional
    return render(request, "recovery/deed.html", context, status=status)


def _seen_anew(request: HttpRequest, version: int) -> Mapping[str, object]:
    data = request.POST.copy()
    data["version"] = str(version)
    return data
