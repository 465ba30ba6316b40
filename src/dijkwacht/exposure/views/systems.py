"""Pages of an organisation's systems: what is touched and why, how far it is removed, declare use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.exposure import services
from dijkwacht.exposure.domain.remedies import Remedy
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.forms import RemedyForm, UseForm
from dijkwacht.exposure.selectors import own_organisations, require_upload, systems_page
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.organisations.selectors import actor_for


@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """Lead to the systems of the viewer's organisation, or let them choose where there are several."""
    own = own_organisations(viewer_of(request), timezone.now())
    if len(own) == 1:
        return redirect("systems_of", own[0].id)
    fictional = any(organisation.fictional for organisation in own)
    return render(request, "exposure/choose.html", {"organisations": own, "now_only": True, "fictional": fictional})


@require_safe
def systems_of(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show which systems are touched by what, and why; a look from outside is logged and shown to the organisation."""
    return _systems(request, organisation, UseForm())


@require_POST
def declare(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Record whether the organisation runs a product."""
    viewer, now = viewer_of(request), timezone.now()
    require_upload(viewer, organisation, now)
    form = UseForm(request.POST)
    if not form.is_valid():
        return _systems(request, organisation, form, status=422)
    services.declare_use(
        organisation=organisation,
        product=form.cleaned_data["product"],
        use=Use(form.cleaned_data["use"]),
        remark=form.cleaned_data["remark"],
        actor=actor_for(viewer, organisation),
        at=now,
    )
    messages.success(request, _("Your declaration has been recorded."))
    return redirect("systems_of", organisation)


@require_POST
def state_remedy(request: HttpRequest, organisation: UUID, verdict: UUID) -> HttpResponse:
    """Record how far a flaw is removed from one system."""
    viewer, now = viewer_of(request), timezone.now()
    require_upload(viewer, organisation, now)
    form = RemedyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how far it is."))
        return redirect("systems_of", organisation)
    services.state_remedy(
        organisation=organisation,
        verdict=verdict,
        remedy=Remedy(form.cleaned_data["remedy"]),
        remark=form.cleaned_data["remark"],
        actor=actor_for(viewer, organisation),
        at=now,
    )
    messages.success(request, _("Recorded."))
    return redirect("systems_of", organisation)


def _systems(request: HttpRequest, organisation: UUID, form: UseForm, status: int = 200) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    asof = asof_of(request)
    page = systems_page(viewer, organisation, now, asof=asof)
    log_look(viewer=viewer, organisation=organisation, what="systems", at=now)
    context = {
        "page": page,
        "form": form,
        "remedy": RemedyForm(auto_id=False),
        "answers": [
            (verdict, verdict.last_seen.age(now) if verdict.last_seen else None, remedy)
            for verdict, remedy in zip(page.verdicts, page.remedies, strict=True)
        ],
        "desk": desk_of(viewer),
        "fictional": page.organisation.fictional,
    }
    return render(request, "exposure/systems.html", context, status=status)
