"""The page with which a desk adds or corrects what a source says of versions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.exposure import services
from dijkwacht.exposure.forms import AmendmentForm, range_rows
from dijkwacht.exposure.selectors import amendments
from dijkwacht.kernel.errors import NotFound, Unreadable
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest) -> HttpResponse:
    """Record an amendment for the members of the viewer's desk; it counts from the next comparison on."""
    viewer = viewer_of(request)
    owner = desk_of(viewer)
    if owner is None:
        raise NotFound
    sent = request.POST if request.method == "POST" else None
    form, rows = AmendmentForm(sent), range_rows(sent)
    if form.is_valid() and rows.is_valid():
        actor = actor_for(viewer, owner)
        amendment = form.amendment(rows.amended(), actor.role)
        try:
            services.amend_range(owner=owner, amendment=amendment, actor=actor, at=timezone.now(), constituency=owner)
        except Unreadable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The amendment has been recorded; it counts from the next comparison on."))
            return redirect("amend_range")
    context = {"form": form, "rows": rows, "amendments": amendments(viewer, owner), "now_only": True}
    return render(request, "exposure/amend.html", context, status=200 if sent is None else 422)
