"""The gate: its conditions one below the other, two keys, and reopening, which is recorded and never forbidden."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
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
from dijkwacht.containment.domain.mandate import CLOSERS
from dijkwacht.containment.forms import CheckForm, ClosingForm, DeedForm, KeepForm, RebuildForm, ReopenForm, RiskForm
from dijkwacht.containment.selectors import checks_seen, gate_for
from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.hunting.selectors import Standpoint, acting, changes_of, standpoint
from dijkwacht.journal.selectors import entries
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import PUBLIC, Actor, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Conflict, DijkwachtError, NotFound, Refused
from dijkwacht.organisations.selectors import actor_for, attention_of, organisation_for
from dijkwacht.verification.services import record_check


@require_safe
def gate(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show every condition with its state, why, and what would meet it."""
    viewer, now = _viewer(request), timezone.now()
    page = gate_for(viewer, response, now, _asof(request))
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
    viewer, now = _viewer(request), timezone.now()
    if deed not in DEEDS:
        raise NotFound
    where, actor = _closing(viewer, response, now) if deed == "close" else acting(viewer, response, now)
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


def _closing(viewer: Viewer, response: UUID, at: datetime) -> tuple[Standpoint, Actor]:
    """Return standpoint and actor of whoever of the organisation closes: in the role to which closing belongs, if held.

    Raises NotFound for everybody who is not of the organisation, and for one that is only recorded.
    """
    where = standpoint(viewer, response, at)
    organisation = where.view.organisation
    if where.organisation.read_only or organisation not in viewer.organisations(*WORKING_ROLES):
        raise NotFound
    held = [o.role for o in viewer.offices if o.organisation == organisation and o.role in CLOSERS]
    actor = actor_for(viewer, organisation)
    return where, replace(actor, role=str(held[0])) if held else actor


@require_safe
def attention(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show the owners of an organisation what was done outside the mandate, with who, when and why."""
    viewer = _viewer(request)
    waiting = attention_of(viewer, organisation)
    told = {entry.id: entry for entry in entries(viewer, organisation=organisation, ids=waiting)}
    own = organisation_for(viewer, organisation, timezone.now())
    rows = [(line, waiting[line.entry.id]) for line in record_lines(told[key] for key in waiting if key in told)]
    context = {"rows": rows, "organisation": own, "now_only": True, "fictional": own.fictional}
    return render(request, "containment/attention.html", context)


@require_POST
def acknowledge(request: HttpRequest, organisation: UUID, entry: UUID) -> HttpResponse:
    """Record that an owner took note; a second press does nothing more."""
    viewer = _viewer(request)
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


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be recorded here: its title, its form, and the service it calls."""

    title: Promise
    form: type[DeedForm]
    record: Callable[[DeedForm, Actor, UUID, datetime], object]


def _reopen(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    if not isinstance(form, ReopenForm):
        raise TypeError
    given = form.cleaned_data
    services.reopen(
        actor=actor,
        response=response,
        decision=form.decision(),
        at=at,
        scope=given["scope"],
        reason=given["reason"],
        happened=given["happened"],
        expected_version=given["version"],
    )


def _accept(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    if not isinstance(form, RiskForm):
        raise TypeError
    given = form.cleaned_data
    services.accept_risk(
        actor=actor,
        response=response,
        decision=form.decision(),
        reason=given["reason"],
        watch_until=form.watch_until(),
        cert_informed=given["cert_informed"],
        happened=given["happened"],
        expected_version=given["version"],
    )


def _close(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    services.break_glass(actor=actor, roles=[Role(actor.role)], response=response, at=at, **_given(form))


def _rebuild(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    services.rebuild(actor=actor, response=response, **_given(form))


def _keep(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    services.keep_service(actor=actor, response=response, **_given(form))


def _check(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    record_check(actor=actor, response=response, **_given(form))


def _given(form: DeedForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {("expected_version" if name == "version" else name): value for name, value in given.items()}


DEEDS: Mapping[str, Deed] = {
    "close": Deed(gettext_lazy("Close the door"), ClosingForm, _close),
    "reopen": Deed(gettext_lazy("Record reopening"), ReopenForm, _reopen),
    "check": Deed(gettext_lazy("Record a check"), CheckForm, _check),
    "rebuild": Deed(gettext_lazy("Record a clean rebuild"), RebuildForm, _rebuild),
    "risk": Deed(gettext_lazy("Accept the remaining risk"), RiskForm, _accept),
    "keep": Deed(gettext_lazy("Keep the service open"), KeepForm, _keep),
}
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


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = getattr(request, "viewer", PUBLIC)
    return viewer


def _asof(request: HttpRequest) -> AsOf:
    asof: AsOf = getattr(request, "asof", NOW)
    return asof
