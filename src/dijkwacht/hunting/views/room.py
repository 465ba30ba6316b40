"""Pages of the evidence room: hand in, look, hand out, load rules."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dijkwacht.hunting.engine.model import UnreadableRules
from dijkwacht.hunting.forms import EvidenceForm, HandOutForm, RulesForm, StartForm
from dijkwacht.hunting.selectors import RoomPage, acting, file_page, response_of, room_page
from dijkwacht.hunting.selectors.bundle import bundle
from dijkwacht.hunting.selectors.custody import custody_csv, custody_page
from dijkwacht.hunting.services import keeping
from dijkwacht.hunting.services.loading import load_rules
from dijkwacht.hunting.services.sharing import NobodyToTell, NoConsent, hand_out_files, note_look, share_counts
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.selectors import organisation_for


@require_safe
def evidence(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show what is kept for a response, what comes in, and the hunts over it."""
    return _room(request, response, timezone.now())


@require_POST
def hand_in(request: HttpRequest, response: UUID) -> HttpResponse:
    """Take a file of at most 16 MiB from a plain form: promised, sent and finished at once."""
    viewer, now = viewer_of(request), timezone.now()
    actor = acting(viewer, response, now)[1]
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _room(request, response, now, upload_form=form)
    given = form.cleaned_data
    content = given["file"].read()
    try:
        upload = keeping.begin_upload(
            actor=actor,
            response=response,
            name=given["file"].name,
            size=len(content),
            at=now,
            device=given["device"],
            label=Label(given["label"]),
        )
        sha256 = hashlib.sha256(content).hexdigest()
        keeping.put_part(upload=upload, number=1, sha256=sha256, content=content)
        keeping.finish_upload(upload=upload)
    except keeping.NoRoom as error:
        form.add_error("file", _said(error.verdict))
        return _room(request, response, now, upload_form=form)
    messages.success(request, _("It came in whole and is being verified."))
    return redirect("evidence", response)


@require_POST
def give_up(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Give an upload up that never came in whole."""
    now = timezone.now()
    response = response_of("upload", upload)
    acting(viewer_of(request), response, now)
    try:
        keeping.end_upload(upload=upload, at=now)
    except keeping.NotOpen:
        messages.error(request, _("This upload is no longer open."))
    return redirect("evidence", response)


@require_safe
def evidence_file(request: HttpRequest, file: UUID) -> HttpResponse:
    """Show a kept file with its custody log; this look is a line of it."""
    viewer, now = viewer_of(request), timezone.now()
    page = file_page(viewer, file, now)
    view = page.standpoint.view
    own = [office.role.value for office in viewer.offices if office.organisation == view.organisation]
    role = own[0] if own else "other"
    note_look(file=file, response=view.id, role=role, account=viewer.account, at=now)
    log_look(viewer=viewer, organisation=view.organisation, what="evidence", at=now)
    context = {"page": page, "now_only": True, "fictional": page.standpoint.organisation.fictional}
    return render(request, "hunting/file.html", context)


@require_safe
def custody(request: HttpRequest, response: UUID) -> HttpResponseBase:
    """Show the custody log of everything kept for a response, or hand it out whole as CSV with ?as=csv."""
    viewer, now = viewer_of(request), timezone.now()
    page = custody_page(viewer, response, now)
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="evidence", at=now)
    if request.GET.get("as") == "csv":
        answer = StreamingHttpResponse(custody_csv(viewer, response), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="custody-{response}.csv"'
        return answer
    context = {"page": page, "now_only": True, "fictional": page.standpoint.organisation.fictional}
    return render(request, "hunting/custody.html", context)


@require_POST
def add_rules(request: HttpRequest, response: UUID) -> HttpResponse:
    """Load rules of one's own; what is kept is searched again with them."""
    viewer, now = viewer_of(request), timezone.now()
    where, actor = acting(viewer, response, now)
    form = RulesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _room(request, response, now, rules_form=form)
    file = form.cleaned_data["rules"]
    try:
        done = load_rules(
            actor=actor, organisation=where.view.organisation, name=file.name, content=file.read(), at=now
        )
    except UnreadableRules as error:
        form.add_error("rules", str(error))
        return _room(request, response, now, rules_form=form)
    counts = {"rules": done.rules, "runs": len(done.runs)}
    messages.success(request, _("%(rules)s rules loaded; %(runs)s hunts run again with them.") % counts)
    return redirect("evidence", response)


@require_POST
def hand_out(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """Share counts with the sector CERT, or hand everything to a forensic partner as a tar."""
    viewer, now = viewer_of(request), timezone.now()
    where, actor = acting(viewer, response_of("run", run), now)
    form = HandOutForm(request.POST)
    if not form.is_valid():
        for fault in (fault for faults in form.errors.values() for fault in faults):
            messages.error(request, str(fault))
        return redirect("hunt_run", run)
    given = form.cleaned_data
    if given["what"] == "counts":
        cert = where.view.constituency
        try:
            name = organisation_for(viewer, cert, now).name if cert else ""
            share_counts(actor=actor, run=run, cert=cert, name=name)
        except NobodyToTell:
            messages.error(request, _("Your organisation has no sector CERT to tell."))
        else:
            messages.success(request, _("Your sector CERT sees the counts now."))
        return redirect("hunt_run", run)
    try:
        hand_out_files(actor=actor, run=run, to=given["to"], ground=given["ground"], at=now)
    except NoConsent:
        messages.error(request, _("No consent to hand evidence to a forensic partner runs now: record it first."))
        return redirect("hunt_run", run)
    answer = StreamingHttpResponse(bundle(run), content_type="application/x-tar")
    answer["Content-Disposition"] = f'attachment; filename="hunt-{run}.tar"'
    return answer


def _room(
    request: HttpRequest,
    response: UUID,
    now: datetime,
    *,
    upload_form: EvidenceForm | None = None,
    rules_form: RulesForm | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    page = room_page(viewer, response, now)
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="evidence", at=now)
    context = {
        "page": page,
        "upload_form": upload_form or EvidenceForm(),
        "rules_form": rules_form or RulesForm(),
        "start_form": start_form(page),
        "now_only": True,
        "fictional": page.standpoint.organisation.fictional,
    }
    return render(request, "hunting/room.html", context, status=422 if upload_form or rules_form else 200)


def start_form(page: RoomPage, data: object = None) -> StartForm:
    """Return the form that starts a hunt, with what this organisation may choose from."""
    return StartForm(data, hunts=page.hunts, rules=[(one.id, one.name) for one in page.rules])


def _said(verdict: Verdict) -> str:
    return "; ".join(reason.text.in_language(get_language() or "nl") for reason in verdict.reasons)
