"""The answer sheet: blank, to be printed; and the page on which it is typed in later."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dijkwacht.cases.domain.answer_sheet import questions, said
from dijkwacht.cases.forms import PaperForm, callers_of, told_by
from dijkwacht.cases.selectors import ResponseView, origin_of, recording_as, response_for
from dijkwacht.cases.services import Record, SomebodyElseWasFirst, answer_many
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import DijkwachtError, NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for


@require_safe
def answer_sheet(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show the blank sheet of a response, made to be printed."""
    view = _recordable(viewer_of(request), response)
    context = {"view": view, "questions": questions(view.facts.steps, view.facts.product), "now_only": True}
    return render(request, "cases/answer_sheet.html", {**context, "fictional": view.fictional})


@require_http_methods(["GET", "HEAD", "POST"])
def type_in(request: HttpRequest, response: UUID) -> HttpResponse:
    """Record what stands on a sheet of paper, each answer as an entry with the time at which it was known."""
    viewer = viewer_of(request)
    view = _recordable(viewer, response)
    asked = questions(view.facts.steps, view.facts.product)
    callers, initial = callers_of(viewer, view), {"version": view.version, "how": "on-paper"}
    form = PaperForm(asked, request.POST or None, callers=callers, initial=initial)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, view, form)
        except SomebodyElseWasFirst:
            form = PaperForm(asked, {**request.POST.dict(), "version": str(view.version)}, callers=callers)
            form.add_error(None, _("Somebody else recorded something meanwhile. Look at it, then send this again."))
            status = 409
        except DijkwachtError as error:
            form.add_error(None, str(error))
    context = {"view": view, "form": form, "now_only": True, "fictional": view.fictional}
    return render(request, "cases/type_in.html", context, status=status)


def _taken(request: HttpRequest, view: ResponseView, form: PaperForm) -> HttpResponse:
    viewer = viewer_of(request)
    origin = origin_of(recording_as(viewer, view))
    records = [
        Record(one.kind, one.payload, happened=one.known, known=one.known, origin=origin)
        for one in said(form.answers(), view.facts.product)
    ]
    count = answer_many(
        actor=actor_for(viewer, view.organisation),
        response=view.id,
        records=records,
        told=told_by(viewer, view, form.cleaned_data),
        expected_version=form.cleaned_data["version"],
    )
    messages.success(request, ngettext("%(n)s answer recorded.", "%(n)s answers recorded.", count) % {"n": count})
    return redirect("response", view.id)


def _recordable(viewer: Viewer, response: UUID) -> ResponseView:
    view = response_for(viewer, response)
    if not recording_as(viewer, view) or view.recorded:
        raise NotFound
    return view
