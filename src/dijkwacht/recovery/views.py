"""What is not yet back, and closing the response, which is answered with reasons while something is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dijkwacht.containment.services import lift_restriction
from dijkwacht.hunting.selectors import acting, changes_of
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import PUBLIC, Actor, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Conflict, NotFound
from dijkwacht.recovery import services
from dijkwacht.recovery.forms import (
    BacklogForm,
    CloseForm,
    DeedForm,
    LiftForm,
    LinkForm,
    ProcessForm,
    SystemForm,
)
from dijkwacht.recovery.selectors import recovery_for


@require_safe
def recovery(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show what is off, broken, restricted or piled up, and whether the response can be closed."""
    viewer, now = _viewer(request), timezone.now()
    page = recovery_for(viewer, response, now, _asof(request))
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="recovery", at=now)
    context = {"page": page, "deeds": DEEDS, "fictional": page.standpoint.organisation.fictional}
    return render(request, "recovery/recovery.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, response: UUID, deed: str) -> HttpResponse:
    """Ask for, and record, one deed; a stale version answers 409, closing too early 422 with every reason."""
    viewer, now = _viewer(request), timezone.now()
    where, actor = acting(viewer, response, now)
    page = recovery_for(viewer, response, now, where=where)
    if deed not in DEEDS:
        raise NotFound
    form = DEEDS[deed].form(page, request.POST or None, initial={"version": where.view.version})
    status, changes = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                DEEDS[deed].record(form, actor, response)
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


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be recorded here: its title, its form, and the service it calls."""

    title: Promise
    form: type[DeedForm]
    record: Callable[[DeedForm, Actor, UUID], object]


def _given(form: DeedForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {("expected_version" if name == "version" else name): value for name, value in given.items()}


def _system(form: DeedForm, actor: Actor, response: UUID) -> None:
    services.record_system(actor=actor, response=response, **_given(form))


def _link(form: DeedForm, actor: Actor, response: UUID) -> None:
    if not isinstance(form, LinkForm):
        raise TypeError
    services.record_link(actor=actor, response=response, **{**_given(form), "tested": form.tested()})


def _backlog(form: DeedForm, actor: Actor, response: UUID) -> None:
    if not isinstance(form, BacklogForm):
        raise TypeError
    services.measure_backlog(actor=actor, response=response, **{**_given(form), "done_by": form.done_by()})


def _process(form: DeedForm, actor: Actor, response: UUID) -> None:
    services.state_process(actor=actor, response=response, **_given(form))


def _lift(form: DeedForm, actor: Actor, response: UUID) -> None:
    lift_restriction(actor=actor, response=response, **_given(form))


def _close(form: DeedForm, actor: Actor, response: UUID) -> None:
    services.close_response(actor=actor, response=response, **_given(form))


DEEDS: Mapping[str, Deed] = {
    "system": Deed(gettext_lazy("Record a system"), SystemForm, _system),
    "link": Deed(gettext_lazy("Record a chain link"), LinkForm, _link),
    "backlog": Deed(gettext_lazy("Record a backlog"), BacklogForm, _backlog),
    "process": Deed(gettext_lazy("Record a work process"), ProcessForm, _process),
    "lift": Deed(gettext_lazy("Lift a restriction"), LiftForm, _lift),
    "close": Deed(gettext_lazy("Close the response"), CloseForm, _close),
}


def _seen_anew(request: HttpRequest, version: int) -> Mapping[str, object]:
    data = request.POST.copy()
    data["version"] = str(version)
    return data


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = getattr(request, "viewer", PUBLIC)
    return viewer


def _asof(request: HttpRequest) -> AsOf:
    asof: AsOf = getattr(request, "asof", NOW)
    return asof
