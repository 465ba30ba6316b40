"""Forms by which people answer a step, record what happened, and add facts to a case."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dijkwacht.cases.domain.lowering import lowering
from dijkwacht.cases.domain.sheets import ANSWERS, CASE_SHEETS, SHEETS, Sheet
from dijkwacht.cases.forms import RecordForm, callers_of, told_by
from dijkwacht.cases.selectors import (
    ResponseView,
    case_for,
    desk_of,
    label_for,
    origin_of,
    recording_as,
    response_for,
)
from dijkwacht.cases.selectors.pages import Line, record_lines, sentence_of, stamp
from dijkwacht.cases.services import Attached, SomebodyElseWasFirst, answer, record_case_fact
from dijkwacht.cases.views.telling import CORRECTS, corrected
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import DijkwachtError, NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import NotAMoment, read_moment
from dijkwacht.organisations.selectors import actor_for

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Changed:
    """What somebody else recorded in the meantime, beside what was filled in here."""

    what: Text
    theirs: Text
    yours: Text


@require_http_methods(METHODS)
def answer_step(request: HttpRequest, response: UUID, step: str, sheet: str) -> HttpResponse:
    """Answer a step: at it, done, done differently, blocked or not applicable."""
    viewer = viewer_of(request)
    view, chosen = _writable(viewer, response, ANSWERS.get(sheet))
    found = next((one for one in view.facts.steps if one.key == step), None)
    if found is None:
        raise Http404
    return _recorded(request, view, chosen, {"step": step}, found.title)


@require_http_methods(METHODS)
def record_in_response(request: HttpRequest, response: UUID, sheet: str) -> HttpResponse:
    """Record something else that happened in a response."""
    viewer = viewer_of(request)
    view, chosen = _writable(viewer, response, SHEETS.get(sheet))
    roles = {office.role for office in viewer.offices if office.organisation == view.organisation}
    if roles and chosen.mandated and not roles & set(chosen.mandated):
        return redirect("gate_deed", response, "close")
    return _recorded(request, view, chosen, {}, NOTHING)


@require_http_methods(METHODS)
def record_in_case(request: HttpRequest, case: UUID, sheet: str) -> HttpResponse:
    """Add a fact to a case; every response that may know it is folded anew."""
    viewer = viewer_of(request)
    desk, chosen = desk_of(viewer), CASE_SHEETS.get(sheet)
    view = case_for(viewer, case)
    if desk is None or chosen is None:
        raise NotFound
    posted = request.method == "POST"
    form = RecordForm(chosen, request.POST if posted else None, steps=view.facts.steps)
    context = {"form": form, "sheet": chosen, "case": view, "now_only": True, "fictional": view.fictional}
    if not posted or not form.is_valid():
        return render(request, "cases/form.html", context, status=422 if posted else 200)
    try:
        record_case_fact(
            actor=desk.actor,
            case=case,
            kind=chosen.kind,
            payload=form.payload,
            label=label_for(desk, view),
            owner=desk.organisation,
            constituency=desk.constituency,
            happened=form.happened,
        )
    except DijkwachtError as error:
        form.add_error(None, str(error))
        return render(request, "cases/form.html", context, status=422)
    messages.success(request, _("Recorded."))
    return redirect("case", case)


def _writable(viewer: Viewer, response: UUID, sheet: Sheet | None) -> tuple[ResponseView, Sheet]:
    """Return the response and the sheet for who may record in it; else NotFound, whatever the cause."""
    view = response_for(viewer, response)
    capacity = recording_as(viewer, view)
    if sheet is None or not capacity:
        raise NotFound
    return view, sheet


def _recorded(
    request: HttpRequest, view: ResponseView, sheet: Sheet, fixed: dict[str, object], step: Text
) -> HttpResponse:
    viewer = viewer_of(request)
    reasons = _reasons_asked(view, sheet)
    form = _form(request, view, sheet, reasons)
    if request.method != "POST":
        return _page(request, view, form, step, reasons=reasons)
    if not form.is_valid():
        return _page(request, view, form, step, reasons=reasons, status=422)
    payload = {**fixed, **form.payload}
    file = form.cleaned_data.get("file")
    try:
        answer(
            actor=actor_for(viewer, view.organisation),
            response=view.id,
            kind=sheet.kind,
            payload=payload,
            attached=[Attached(file.name, file.read())] if file else (),
            happened=form.happened,
            known=form.cleaned_data.get("known"),
            origin=origin_of(recording_as(viewer, view)),
            told=told_by(viewer, view, form.cleaned_data),
            corrects=form.cleaned_data.get("corrects"),
            expected_version=form.cleaned_data["version"],
        )
    except SomebodyElseWasFirst:
        return _conflict(request, view, form, step, payload)
    except DijkwachtError as error:
        form.add_error(None, str(error))
        return _page(request, view, form, step, reasons=reasons, status=422)
    messages.success(request, _("Recorded."))
    return redirect("now") if form.cleaned_data["back"] == "now" else redirect("response", view.id)


def _reasons_asked(view: ResponseView, sheet: Sheet) -> tuple[Reason, ...]:
    if sheet.kind != "monitoring.lowered":
        return ()
    return lowering(view.state, timezone.now()).reasons


def _form(request: HttpRequest, view: ResponseView, sheet: Sheet, reasons: tuple[Reason, ...]) -> RecordForm:
    posted = request.method == "POST"
    initial = {**stamp(view), **{ask.name: request.GET.get(ask.name, "") for ask in sheet.asks}}
    if "step" not in request.GET:
        initial.pop("step", None)
    initial |= corrected(view, sheet, request.GET.get(CORRECTS, ""))
    return RecordForm(
        sheet,
        request.POST if posted else None,
        request.FILES if posted else None,
        devices=view.state.devices,
        steps=view.facts.steps,
        needed=["reason"] if reasons else [],
        callers=callers_of(viewer_of(request), view),
        initial=initial,
    )


def _page(  # noqa: PLR0913 - what a form's page shows beside the form
    request: HttpRequest,
    view: ResponseView,
    form: RecordForm,
    step: Text,
    *,
    reasons: tuple[Reason, ...] = (),
    changes: tuple[Changed, ...] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "sheet": form.sheet,
        "view": view,
        "step": step,
        "reasons": reasons,
        "changes": changes,
        "conflict": changes is not None,
        "now_only": True,
        "fictional": view.fictional,
    }
    return render(request, "cases/form.html", context, status=status)


def _conflict(
    request: HttpRequest, view: ResponseView, form: RecordForm, step: Text, payload: dict[str, object]
) -> HttpResponse:
    """Answer 409 with what the other person recorded; the form keeps its words and carries the new version."""
    yours = sentence_of(form.sheet.kind, payload)
    since = _since(view, form.cleaned_data["seen"])
    changes = tuple(Changed(_by(line), line.text, yours) for line in since)
    data = request.POST.copy()
    data.update({name: str(value) for name, value in stamp(view).items() if name not in data})
    for name, value in stamp(view).items():
        data[name] = str(value)
    callers = callers_of(viewer_of(request), view)
    again = RecordForm(form.sheet, data, devices=view.state.devices, steps=view.facts.steps, callers=callers)
    again.is_valid()
    return _page(request, view, again, step, changes=changes, status=409)


def _since(view: ResponseView, seen: str) -> tuple[Line, ...]:
    try:
        moment = read_moment(seen).earliest
    except NotAMoment:
        moment = None
    newer = [entry for entry in view.entries if moment is None or entry.recorded_at > moment]
    return record_lines(sorted(newer, key=lambda entry: entry.recorded_at)[-10:])


def _by(line: Line) -> Text:
    role = line.entry.actor.role
    return Text(role, role)
