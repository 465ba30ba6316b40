"""Checks from outside: one's own addresses, the permission to check them, starting one, and what was found."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.verification import services
from dijkwacht.verification.domain.methods import Side
from dijkwacht.verification.domain.running import Handed
from dijkwacht.verification.domain.travelling import permit_written
from dijkwacht.verification.forms import AskForm, PermitForm, RegisterForm, ResultsForm, TypedForm
from dijkwacht.verification.selectors import (
    METHODS,
    TargetPage,
    acting_at,
    checks_page,
    own_organisations,
    require_acting,
    require_asking,
    target_page,
)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a target's page as somebody filled them in; empty ones where None."""

    permit: PermitForm | None = None
    results: ResultsForm | None = None
    typed: TypedForm | None = None


NO_FORMS = Forms()


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """Lead to the checks of the viewer's organisation, the first by name where there are several."""
    return redirect("checks_of", own_organisations(viewer_of(request), timezone.now())[0].id)


@require_http_methods(["GET", "HEAD", "POST"])
def checks_of(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show an organisation's addresses and what checks found there, and register an address as one's own."""
    viewer, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        require_acting(viewer, organisation, now)
        form = RegisterForm(request.POST)
        if form.is_valid():
            actor = actor_for(viewer, organisation)
            given = {"target": form.target(), "device": form.cleaned_data["device"]}
            try:
                target = services.register_target(actor=actor, organisation=organisation, at=now, **given)
            except services.RegisteredAlready:
                form.add_error("address", _("This address is registered already."))
            else:
                messages.success(request, _("The address is registered. Nothing is asked of it until you permit it."))
                return redirect("check_target", target)
        return _checks_of(request, organisation, form, status=422)
    return _checks_of(request, organisation, RegisterForm())


@require_POST
def ask(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Record that a desk asks its member to permit checks; a desk never checks by itself."""
    viewer, now = viewer_of(request), timezone.now()
    require_asking(viewer, organisation, now)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _checks_of(request, organisation, RegisterForm(), ask_form=form, status=422)
    office = next(one for one in viewer.offices if one.role in {Role.DESK, Role.SHIFT_LEAD})
    actor = actor_for(viewer, office.organisation)
    services.ask_permission(
        actor=actor, organisation=organisation, asker="sector", at=now, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("Your question is recorded and shown to the organisation."))
    return redirect("checks_of", organisation)


@require_safe
def target(request: HttpRequest, target: UUID) -> HttpResponse:
    """Show one address: what may be asked of it by whom, every request as it is sent, and what was found."""
    return _target(request, target)


@require_POST
def permit(request: HttpRequest, target: UUID) -> HttpResponse:
    """Record the owner's permission; the one before it ends with it."""
    viewer, now = viewer_of(request), timezone.now()
    page = acting_at(viewer, target, now)
    form = PermitForm(request.POST)
    if not form.is_valid():
        return _target(request, target, Forms(permit=form), status=422)
    services.permit(
        actor=actor_for(viewer, page.target.organisation),
        target=target,
        methods=form.asked(),
        until=form.until(now),
        decided_by=form.cleaned_data["decided_by"],
        at=now,
        every_hours=int(form.cleaned_data["every_hours"]),
    )
    messages.success(request, _("The permission is recorded. You can take it back at any time."))
    return redirect("check_target", target)


@require_POST
def revoke(request: HttpRequest, target: UUID) -> HttpResponse:
    """Take back the permission that the page showed; another one that came since is left alone."""
    viewer, now = viewer_of(request), timezone.now()
    page = acting_at(viewer, target, now)
    shown = read_id(request.POST.get("permission", ""))
    standing = page.target.permission
    if standing is None or standing.permission.reference != shown:
        raise NotFound
    services.revoke(actor=actor_for(viewer, page.target.organisation), permission=shown, at=now)
    messages.success(request, _("The permission is taken back. Nothing more is sent."))
    return redirect("check_target", target)


@require_POST
def withdraw(request: HttpRequest, target: UUID) -> HttpResponse:
    """End the registration of an address, and its permission with it."""
    viewer, now = viewer_of(request), timezone.now()
    page = acting_at(viewer, target, now)
    services.withdraw_target(actor=actor_for(viewer, page.target.organisation), target=target, at=now)
    messages.success(request, _("The address is no longer registered. What was found stays in the record."))
    return redirect("checks_of", page.target.organisation)


@require_POST
def start(request: HttpRequest, target: UUID) -> HttpResponse:
    """Ask for a check from this instance's place; a job does it, the page shows how far it is."""
    viewer, now = viewer_of(request), timezone.now()
    page = acting_at(viewer, target, now)
    if not settings.PROBE_PLACE:
        messages.error(request, _("This instance has no place from which it checks."))
        return redirect("check_target", target)
    try:
        services.start_check(
            actor=actor_for(viewer, page.target.organisation),
            target=target,
            at=now,
            place=settings.PROBE_PLACE,
            side=Side(settings.PROBE_SIDE),
        )
    except services.NotPermitted as error:
        why = "; ".join(reason.text.in_language(get_language() or "nl") for reason in error.verdict.reasons)
        messages.error(request, _("Nothing was sent: %(why)s.") % {"why": why})
    else:
        messages.success(request, _("The check is asked for. Look again in half a minute."))
    return redirect("check_target", target)


@require_POST
def hand_in(request: HttpRequest, target: UUID) -> HttpResponse:
    """Take in the file of a check that was done elsewhere."""
    page = acting_at(viewer_of(request), target, timezone.now())
    form = ResultsForm(request.POST, request.FILES)
    read = form.read() if form.is_valid() else None
    if read is None:
        return _target(request, target, Forms(results=form), status=422)
    return _taken(request, page, *read, form=form)


@require_POST
def typed(request: HttpRequest, target: UUID) -> HttpResponse:
    """Take in what somebody saw from another place and types in."""
    page = acting_at(viewer_of(request), target, timezone.now())
    form = TypedForm(request.POST)
    standing = page.target.permission
    if standing is None:
        raise NotFound
    if not form.is_valid():
        return _target(request, target, Forms(typed=form), status=422)
    handed = form.handed(page.target.target.name, str(standing.permission.reference))
    content = json.dumps(form.cleaned_data, ensure_ascii=False, sort_keys=True).encode()
    return _taken(request, page, handed, content, form=form)


@require_safe
def permission_file(request: HttpRequest, target: UUID) -> HttpResponse:
    """Hand out the standing permission as a file for `dijkwacht probe elsewhere`."""
    page = acting_at(viewer_of(request), target, timezone.now())
    standing = page.target.permission
    if standing is None or page.may_start.answer != "yes":
        raise NotFound
    value = permit_written(page.target.target, standing.permission, settings.PUBLIC_URL)
    answer = HttpResponse(json.dumps(value, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="permission.json"'
    return answer


def _taken(
    request: HttpRequest,
    page: TargetPage,
    handed: Handed,
    content: bytes,
    *,
    form: TypedForm | ResultsForm,
) -> HttpResponse:
    actor = actor_for(viewer_of(request), page.target.organisation)
    try:
        services.hand_in(actor=actor, target=page.target.id, handed=handed, content=content, at=timezone.now())
    except services.OfAnotherTarget:
        form.add_error(None, _("These results are of another address or another permission."))
    except services.DoneWithoutPermission:
        form.add_error(None, _("At the time of this check there was no permission for it."))
    else:
        messages.success(request, _("The results are recorded, as declared by you."))
        return redirect("check_target", page.target.id)
    if isinstance(form, TypedForm):
        return _target(request, page.target.id, Forms(typed=form), status=422)
    return _target(request, page.target.id, Forms(results=form), status=422)


def _checks_of(
    request: HttpRequest, organisation: UUID, form: RegisterForm, *, ask_form: AskForm | None = None, status: int = 200
) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    page = checks_page(viewer, organisation, now)
    log_look(viewer=viewer, organisation=organisation, what="checks", at=now)
    context = {
        "page": page,
        "form": form,
        "ask_form": ask_form or AskForm(),
        "now_only": True,
        "fictional": page.organisation.fictional,
    }
    return render(request, "verification/checks.html", context, status=status)


def _target(request: HttpRequest, target: UUID, filled: Forms = NO_FORMS, status: int = 200) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    page = target_page(viewer, target, now)
    log_look(viewer=viewer, organisation=page.target.organisation, what="checks", at=now)
    context = {
        "page": page,
        "methods": METHODS,
        "permit_form": filled.permit or PermitForm(),
        "results_form": filled.results or ResultsForm(),
        "typed_form": filled.typed or TypedForm(),
        "place": settings.PROBE_PLACE,
        "now_only": True,
        "fictional": page.organisation.fictional,
    }
    return render(request, "verification/target.html", context, status=status)
