"""Who holds which role: see, give and take it; a new password by telephone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.window import minute
from dijkwacht.organisations import services
from dijkwacht.organisations.forms import EndForm, RoleForm
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.organisations.selectors.offices import RolesPage, renewal_for, roles_page


@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show who holds which role; give one to an address for a period."""
    viewer, now = viewer_of(request), timezone.now()
    page = roles_page(viewer, organisation, now)
    if request.method != "POST":
        log_look(viewer=viewer, organisation=organisation, what="roles", at=now)
        return _roles(request, page, RoleForm(page.giving))
    if not page.giving:
        raise NotFound
    form = RoleForm(page.giving, request.POST)
    if not form.is_valid():
        return _roles(request, page, form, status=422)
    told = form.cleaned_data
    try:
        services.give_role_to(
            email=told["email"],
            display_name=told["name"],
            organisation=organisation,
            role=Role(told["role"]),
            period=form.period(now),
            actor=actor_for(viewer, organisation),
            language=(get_language() or "nl")[:2],
        )
    except services.Overlapping:
        form.add_error("email", _("This account holds that role already during part of that time."))
        return _roles(request, page, form, status=422)
    messages.success(request, _("The role has been given."))
    return redirect("roles", organisation)


@require_POST
def end_role(request: HttpRequest, organisation: UUID, role: UUID) -> HttpResponse:
    """Take a role now; the record keeps that it was held."""
    viewer, now = viewer_of(request), timezone.now()
    held = {one.id: one for one in roles_page(viewer, organisation, now).held}.get(role)
    if held is None or held.taking is None:
        raise NotFound
    form = EndForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    services.end_role(
        given=role, organisation=organisation, until=minute(now), actor=actor_for(viewer, organisation), because=because
    )
    messages.success(request, _("The role has been taken."))
    return redirect("roles", organisation) if held.account != viewer.account else redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def renew_password(request: HttpRequest, organisation: UUID, account: UUID) -> HttpResponse:
    """Give somebody who calls a new password, shown this once; they must choose their own with it."""
    viewer, now = viewer_of(request), timezone.now()
    found = renewal_for(viewer, organisation, account, now)
    fresh = ""
    if request.method == "POST":
        fresh = services.renew_password(account=account, actor=actor_for(viewer, organisation), at=now)
    context = {"page": found, "fresh": fresh, "now_only": True, "fictional": found.organisation.fictional}
    answer = render(request, "organisations/password.html", context, status=201 if fresh else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _roles(request: HttpRequest, page: RolesPage, form: RoleForm, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": form, "now_only": True, "fictional": page.organisation.fictional}
    return render(request, "organisations/roles.html", context, status=status)
