"""The gate: its conditions one below the other, two keys, and reopening, which is recorded and never forbidden."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dijkwacht.cases.selectors.pages import record_lines
from dijkwacht.containment import services
from dijkwacht.containment.forms import DEEDS
from dijkwacht.containment.selectors import checks_seen, closing_as, gate_for
from dijkwacht.hunting.selectors import acting, changes_of
from dijkwacht.journal.selectors import entries
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import Conflict, DijkwachtError, NotFound, Refused
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.organisations.selectors import actor_for, attention_of, organisation_for


@require_safe
def gate(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show every condition with its state, why, and what would meet it."""
    viewer, now = viewer_of(request), timezone.now()
    page = gate_for(viewer, response, now, asof_of(request))
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="gate", at=now)
    context = {
        "page": page,
        "deeds": DEEDS,
        "checks": checks_seen(page.standpoint.view),
        "fictional": page.standpoint.organisation.fictional,
    }
    return render(request, "containment/gate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, response: UUID, deed: str) -> HttpResponse:
    """Ask for, and record, one deed; a stale version answers 409 with what the other person recorded."""
    viewer, now = viewer_of(request), timezone.now()
    if deed not in DEEDS:
        raise NotFound
    where, actor = closing_as(viewer, response, now) if deed == "close" else acting(viewer, response, now)
    form = DEEDS[deed].form(request.POST or None, initial={"version": where.view.version})
    status, changes = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                DEEDS[deed].record(form, actor, response, now)
            except Conflict:
                status, changes = 409, changes_of(where.view)
                form = DEEDS[deed].form(_seen_anew(request, where.view.version))
            except Refused as error:
                form.add_error(_PLACES.get(error.place), str(_said(error, closing=deed == "close")))
            else:
                messages.success(request, _("It has been recorded."))
                return redirect("gate", response)
    page = gate_for(viewer, response, now, where=where)
    context = {"page": page, "deed": DEEDS[deed], "form": form, "changes": changes}
    context |= {"now_only": True, "fictional": where.organisation.fictional, "weighs": deed == "reopen"}
    return render(request, "containment/deed.html", context, status=status)


@require_safe
def attention(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show the owners of an organisation what was done outside the mandate, with who, when and why."""
    viewer = viewer_of(request)
    waiting = attention_of(viewer, organisation)
    told = {entry.id: entry for entry in entries(viewer, organisation=organisation, ids=waiting)}
    own = organisation_for(viewer, organisation, timezone.now())
    rows = [(line, waiting[line.entry.id]) for line in record_lines(told[key] for key in waiting if key in told)]
    context = {"rows": rows, "organisation": own, "now_only": True, "fictional": own.fictional}
    return render(request, "containment/attention.html", context)


@require_POST
def acknowledge(request: HttpRequest, organisation: UUID, entry: UUID) -> HttpResponse:
    """Record that an owner took note; a second press does nothing more."""
    viewer = viewer_of(request)
    if entry not in attention_of(viewer, organisation):
        raise NotFound
    found = entries(viewer, organisation=organisation, ids=[entry])
    response = found[0].response if found else None
    if response is None:
        raise NotFound
    actor = actor_for(viewer, organisation)
    services.acknowledge(
        actor=actor, viewer=viewer, response=response, organisation=organisation, entry=entry, at=timezone.now()
    )
    messages.success(request, _("It has been recorded that you took note."))
    return redirect("attention", organisation)


_PLACES = {"reason": "reason", "accepted_by": "decided_by"}


def _said(error: DijkwachtError, *, closing: bool) -> Promise | str:
    match error:
        case services.NoReason() if closing:
            return gettext_lazy("Closing does not belong to your role: write down why you could not wait.")
        case services.NoReason():
            return gettext_lazy("Conditions are open: write down why, and it is recorded that way.")
        case services.NoMandate():
            return gettext_lazy("Who holds the mandate accepts a remaining risk, never the CISO alone.")
        case services.NotClosed():
            return gettext_lazy("The door to the outside is not recorded as closed.")
        case _:
            return str(error)


def _seen_anew(request: HttpRequest, version: int) -> Mapping[str, object]:
    data = request.POST.copy()
    data["version"] = str(version)
    return data
