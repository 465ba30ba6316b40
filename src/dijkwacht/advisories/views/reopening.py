"""Forms with which a desk advises reopening and takes that back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dijkwacht.advisories import services
from dijkwacht.advisories.forms import ReopeningForm, RevokeForm
from dijkwacht.advisories.views.looker import handling_of, own_page
from dijkwacht.advisories.views.looking import advisory_shown
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for


@require_POST
def advise_reopening(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Record that the issuer calls opening safe again; it reaches whom the advice itself reaches."""
    page = own_page(request, advisory)
    form = ReopeningForm(request.POST)
    if form.is_valid():
        try:
            services.advise_reopening(
                actor=actor_for(viewer_of(request), page.line.owner),
                handling=handling_of(page),
                issuer=page.line.issuer,
                advisory=advisory,
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The reopening advice has been recorded."))
            return redirect("advisory", advisory)
    return advisory_shown(request, advisory, 422, reopening_form=form)


@require_POST
def revoke_reopening(request: HttpRequest, advisory: UUID, advice: UUID) -> HttpResponse:
    """Record that reopening advice is taken back."""
    page = own_page(request, advisory)
    if advice not in {seen.id for seen in page.reopening}:
        raise NotFound
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return advisory_shown(request, advisory, 422, revoke_form=form, revoking=advice)
    actor = actor_for(viewer_of(request), page.line.owner)
    services.revoke_reopening(advice=advice, owner=page.line.owner, actor=actor, **form.cleaned_data)
    messages.success(request, _("It has been recorded that the reopening advice is taken back."))
    return redirect("advisory", advisory)
