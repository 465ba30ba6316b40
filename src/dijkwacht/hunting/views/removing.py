"""Remove a kept file by law: asked by one person, done by another who signs in himself."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dijkwacht.hunting.forms import ApproveForm, AskRemovalForm
from dijkwacht.hunting.selectors import FilePage, acting, file_page
from dijkwacht.hunting.services.erasing import (
    AlreadyAsked,
    BeingSearched,
    approve_removal,
    ask_removal,
    decline_removal,
)
from dijkwacht.journal.services.removing import TwoPeople
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors.removing import sign_in_again


@require_POST
def ask_file_removal(request: HttpRequest, file: UUID) -> HttpResponse:
    """Ask that a kept file goes for ever; another person must do it."""
    now = timezone.now()
    actor = _allowed(request, file)[1]
    form = AskRemovalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say on which ground of law, without a person's name."))
        return redirect("evidence_file", file)
    try:
        ask_removal(actor=actor, file=file, ground=form.cleaned_data["ground"], at=now)
        messages.success(request, _("Asked. A colleague who answers for your organisation must now do it."))
    except AlreadyAsked:
        messages.error(request, _("Somebody asked to remove this file already, or it is gone."))
    return redirect("evidence_file", file)


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth comes without types
@require_http_methods(["GET", "HEAD", "POST"])
def file_removal(request: HttpRequest, file: UUID) -> HttpResponse:
    """Show what was asked, and do or decline it; who does it signed in himself within the last minutes."""
    now = timezone.now()
    page, actor = _allowed(request, file)
    if page.asked is None:
        raise NotFound
    again = sign_in_again(request)
    if again is not None:
        return redirect(again)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "decline" in request.POST:
        decline_removal(file=file, at=now)
        messages.success(request, _("Nothing was removed."))
        return redirect("evidence_file", file)
    if request.method == "POST" and form.is_valid():
        try:
            approve_removal(actor=actor, file=file, at=now)
            messages.success(request, _("It has been removed for ever. Digests, custody and both names stay."))
        except TwoPeople:
            messages.error(request, _("Who asked for it cannot do it as well."))
        except BeingSearched:
            messages.error(request, _("This file is being searched now; wait for it, or cancel the search."))
        return redirect("evidence_file", file)
    context = {
        "page": page,
        "form": form,
        "own": page.asked.account == actor.account,
        "now_only": True,
        "fictional": page.standpoint.organisation.fictional,
    }
    return render(request, "hunting/file_removal.html", context, status=422 if form.errors else 200)


def _allowed(request: HttpRequest, file: UUID) -> tuple[FilePage, Actor]:
    """Return the file's page and the actor; raises NotFound for whoever does not answer for the organisation."""
    viewer, now = viewer_of(request), timezone.now()
    page = file_page(viewer, file, now)
    if not page.may_remove:
        raise NotFound
    return page, acting(viewer, page.standpoint.view.id, now)[1]
