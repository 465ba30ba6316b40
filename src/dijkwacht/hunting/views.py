"""The page about looking for misuse, and the forms by which a hunt is recorded by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
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
from dijkwacht.hunting.forms import (
    CloseHuntForm,
    DeedForm,
    FollowUpForm,
    MisuseForm,
    OpenHuntForm,
    RunForm,
    WindowForm,
)
from dijkwacht.hunting.selectors import acting, changes_of, hunts_for
from dijkwacht.hunting.services.hunts import HuntTaken
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import PUBLIC, Actor, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Conflict, DijkwachtError, NotFound, Refused


@require_safe
def hunts(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show what was looked at, which days that covers, and what cannot be said."""
    viewer, now = _viewer(request), timezone.now()
    page = hunts_for(viewer, response, now, _asof(request))
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="hunt", at=now)
    context = {"page": page, "deeds": DEEDS, "fictional": page.standpoint.organisation.fictional}
    return render(request, "hunting/hunts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, response: UUID, deed: str) -> HttpResponse:
    """Ask for, and record, one deed; a stale version answers 409 with what the other person recorded."""
    now = timezone.now()
    viewer = _viewer(request)
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


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be recorded here: its title, its form, and the service it calls."""

    title: Promise
    form: type[DeedForm]
    record: Callable[[DeedForm, Actor, UUID, datetime], object]


def _open_hunt(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    if not isinstance(form, OpenHuntForm):
        raise TypeError
    given = form.cleaned_data
    services.open_hunt(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        at=at,
        questions=given["questions"],
        window=form.window(),
        team=given["team"],
        expected_version=given["version"],
    )


def _follow_up(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    given = form.cleaned_data
    services.open_follow_up_hunt(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        at=at,
        days=given["days"],
        expected_version=given["version"],
    )


def _run(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    if not isinstance(form, RunForm):
        raise TypeError
    given = form.cleaned_data
    services.record_hunt_run(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        at=at,
        sources=form.source_lines(),
        covered=form.covered(),
        result=given["result"],
        method=given["method"],
        limits=given["limits"],
        named_by=given["named_by"],
        expected_version=given["version"],
    )


def _close(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    given = form.cleaned_data
    services.close_hunt(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        conclusion=given["conclusion"],
        expected_version=given["version"],
    )


def _window(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    given = form.cleaned_data
    services.state_window(
        actor=actor,
        response=response,
        at=at,
        start=form.day("first"),
        end=form.day("last"),
        reason=given["reason"],
        expected_version=given["version"],
    )


def _misuse(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    given = dict(form.cleaned_data)
    version = given.pop("version")
    services.state_misuse(actor=actor, response=response, misuse=services.Misuse(**given), expected_version=version)


DEEDS: Mapping[str, Deed] = {
    "open": Deed(gettext_lazy("Open a hunt"), OpenHuntForm, _open_hunt),
    "run": Deed(gettext_lazy("Record what was looked at"), RunForm, _run),
    "close": Deed(gettext_lazy("Conclude a hunt"), CloseHuntForm, _close),
    "follow-up": Deed(gettext_lazy("Plan a follow-up hunt"), FollowUpForm, _follow_up),
    "window": Deed(gettext_lazy("State the own exposed window"), WindowForm, _window),
    "misuse": Deed(gettext_lazy("State what is known of misuse"), MisuseForm, _misuse),
}


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


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = getattr(request, "viewer", PUBLIC)
    return viewer


def _asof(request: HttpRequest) -> AsOf:
    asof: AsOf = getattr(request, "asof", NOW)
    return asof
