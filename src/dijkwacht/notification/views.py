"""Pages of inquiries and calls: who answered, the answer form, whom to phone next."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dijkwacht.cases.selectors import case_for
from dijkwacht.exposure.selectors import require_upload
from dijkwacht.journal.services import log_look, log_looks
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.window import minute
from dijkwacht.notification import services
from dijkwacht.notification.domain.ladder import RUNG_WORDS
from dijkwacht.notification.forms import AnswerForm, CallForm, HostMeasureForm, InquiryForm
from dijkwacht.notification.selectors import (
    call_list,
    host_operated,
    inquiries_seen,
    inquiry_for,
    may_call,
    next_rungs,
    own_answer,
    role_for,
    silent_since,
)
from dijkwacht.organisations.selectors import actor_for, members_of, organisation_for


@require_safe
def inquiries(request: HttpRequest, case: UUID) -> HttpResponse:
    """Show the inquiries of a case that concern the viewer."""
    viewer = viewer_of(request)
    seen = case_for(viewer, case)
    context = {
        "case": seen,
        "inquiries": inquiries_seen(viewer, case),
        "may_ask": bool(viewer.organisations(Role.DESK, Role.SHIFT_LEAD)),
        "now_only": True,
        "fictional": seen.fictional,
    }
    return render(request, "notification/inquiries.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, case: UUID) -> HttpResponse:
    """Let a desk put a question set to all its members (S4.9)."""
    viewer, now = viewer_of(request), timezone.now()
    seen, cert = case_for(viewer, case), _desk(viewer)
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        desk = organisation_for(viewer, cert, now)
        made = services.send_inquiry(
            case=case,
            asker=desk.name,
            asker_organisation=cert,
            audience="cert",
            title=form.cleaned_data["title"],
            questions=form.questions(),
            asked=[member.id for member in members_of(viewer, cert, now) if not member.read_only],
            sent=minute(now),
            term=form.cleaned_data["term"],
            actor=actor_for(viewer, cert),
        )
        messages.success(request, _("The questions have been put to all members."))
        return redirect("inquiry", made)
    context = {"case": seen, "form": form, "now_only": True, "fictional": seen.fictional}
    return render(request, "notification/ask.html", context, status=422 if form.errors else 200)


@require_safe
def inquiry(request: HttpRequest, inquiry: UUID) -> HttpResponse:
    """Show who answered, who is silent and who declined, with counts and what they are counted over."""
    viewer = viewer_of(request)
    seen = inquiry_for(viewer, inquiry)
    fictional = case_for(viewer, seen.case).fictional
    looked_at = [row.organisation for row in seen.rows]
    log_looks(viewer=viewer, organisations=looked_at, what="inquiry", at=timezone.now())
    return render(request, "notification/inquiry.html", {"inquiry": seen, "now_only": True, "fictional": fictional})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, inquiry: UUID, organisation: UUID) -> HttpResponse:
    """Let an organisation answer a question set, or say that it gives this asker no answer."""
    viewer, now = viewer_of(request), timezone.now()
    seen, own = own_answer(viewer, inquiry, organisation)
    party = organisation_for(viewer, organisation, now)
    filled = {f"q-{key}": value for key, value in own.answers.items()}
    initial = {"version": own.version, "claims": own.claims, "named": own.named, **filled}
    form = AnswerForm(seen.questions, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _record_answer(viewer, inquiry, organisation, form)
        messages.success(request, _("Your answer has been recorded."))
        return redirect("inquiry", inquiry)
    context = {"inquiry": seen, "own": own, "party": party, "form": form, "now_only": True}
    return render(
        request,
        "notification/answer.html",
        {**context, "fictional": party.fictional},
        status=422 if form.errors else 200,
    )


@require_safe
def calls(request: HttpRequest, case: UUID) -> HttpResponse:
    """Show the desk whom to phone next, why, and what to say; as it is now."""
    return _call_page(request, case, None)


@require_safe
def call(request: HttpRequest, case: UUID, organisation: UUID) -> HttpResponse:
    """Show one member on top of the call list."""
    return _call_page(request, case, organisation)


@require_POST
def log_call(request: HttpRequest, case: UUID, organisation: UUID) -> HttpResponse:
    """Record what came of a call; who did not answer brings the ladder one rung on."""
    viewer, now = viewer_of(request), timezone.now()
    case_for(viewer, case)
    member = may_call(viewer, organisation, now)
    form = CallForm(request.POST)
    if not form.is_valid():
        return _call_page(request, case, organisation, form)
    actor = actor_for(viewer, _desk(viewer))
    services.log_call(
        case=case,
        organisation=member.id,
        to_role=form.cleaned_data["to_role"],
        outcome=form.cleaned_data["outcome"],
        said=form.cleaned_data["said"],
        at=now,
        actor=actor,
    )
    _climb(request, case, organisation, form.cleaned_data["outcome"])
    messages.success(request, _("The call has been recorded."))
    return redirect("calls", case)


def _climb(request: HttpRequest, case: UUID, organisation: UUID, outcome: str) -> None:
    viewer, now = viewer_of(request), timezone.now()
    silent = silent_since(viewer, case, [organisation])
    if outcome not in {"no-answer", "wrong-number"} or organisation not in silent:
        return
    rung = next_rungs(viewer, case, {organisation: silent[organisation].earliest}, now).get(organisation)
    if rung is not None:
        services.climb_rung(
            case=case,
            organisation=organisation,
            rung=rung.rung,
            about=RUNG_WORDS[rung.rung].nl,
            to_role=role_for(rung.rung).value,
            at=now,
            actor=actor_for(viewer, _desk(viewer)),
        )


@require_http_methods(["GET", "POST"])
def host_measure(request: HttpRequest, organisation: UUID, host: UUID) -> HttpResponse:
    """Record what was done on a system that serves many, in each user's response, and tell each of them."""
    viewer, now = viewer_of(request), timezone.now()
    seen = require_upload(viewer, organisation, now)
    run, cases = host_operated(viewer, organisation, host, now)
    form = HostMeasureForm(cases, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, payload = form.deed()
        written = services.record_for_users(
            host=host,
            operator=organisation,
            case=UUID(form.cleaned_data["case"]),
            kind=kind,
            payload=payload,
            told=form.cleaned_data["told"],
            at=now,
            actor=actor_for(viewer, organisation),
            happened=form.cleaned_data["happened"],
        )
        told = ngettext(
            "Recorded for %(count)s organisation, which is told.",
            "Recorded for %(count)s organisations, each of which is told.",
            len(written),
        )
        messages.success(request, told % {"count": len(written)})
        return redirect("shared_devices", organisation)
    context = {
        "organisation": seen,
        "host": run,
        "users": len(run.users),
        "cases": cases,
        "form": form,
        "now_only": True,
        "fictional": seen.fictional,
    }
    return render(request, "notification/host_measure.html", context, status=422 if form.errors else 200)


def _record_answer(viewer: Viewer, inquiry: UUID, organisation: UUID, form: AnswerForm) -> None:
    actor, version = actor_for(viewer, organisation), form.cleaned_data["version"]
    if form.cleaned_data["decline"]:
        services.decline_inquiry(inquiry=inquiry, organisation=organisation, actor=actor, version=version)
        return
    services.answer_inquiry(
        inquiry=inquiry,
        organisation=organisation,
        answers=form.answers(),
        claims=form.cleaned_data["claims"],
        named=form.cleaned_data["named"],
        actor=actor,
        version=version,
    )


def _call_page(
    request: HttpRequest, case: UUID, organisation: UUID | None, form: CallForm | None = None
) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    page = call_list(viewer, case, now, member=organisation)
    if page.first is not None:
        log_look(viewer=viewer, organisation=page.first.candidate.organisation, what="call list", at=now)
    context = {"page": page, "form": form or CallForm(), "now_only": True, "fictional": page.fictional}
    return render(request, "notification/calls.html", context, status=422 if form else 200)


def _desk(viewer: Viewer) -> UUID:
    certs = sorted(viewer.organisations(Role.DESK, Role.SHIFT_LEAD))
    if not certs:
        raise NotFound
    return certs[0]
