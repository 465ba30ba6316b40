"""The register of questions and the answers to one set."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.selectors import organisation_for
from dijkwacht.reporting import services
from dijkwacht.reporting.forms import AnswerForm, QuestionForm
from dijkwacht.reporting.selectors import answers_draft, questions_for
from dijkwacht.reporting.selectors.rights import writing
from dijkwacht.reporting.views.looker import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show what was asked with its terms, and take in a new question."""
    viewer, now = viewer_of(request), timezone.now()
    view, actor = writing(viewer, response, now)
    form = QuestionForm(request.POST or None, initial={"version": view.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.receive_question(
            actor=actor,
            response=response,
            question_set=given["question_set"],
            number=given["number"],
            asker=given["asker"],
            topic=given["topic"],
            wording=given["wording"],
            premise=given["premise"],
            conditional_on=given["conditional_on"],
            asked=form.moment("asked"),
            term=form.moment("term"),
            expected_version=given["version"],
        )
        messages.success(request, _("The question has been recorded."))
        return redirect("questions", response)
    organisation = organisation_for(viewer, view.organisation, now)
    context = {"view": view, "form": form, "organisation": organisation, "sets": questions_for(viewer, response, now)}
    context |= {"now_only": True, "fictional": organisation.fictional}
    return render(request, "reporting/questions.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, response: UUID, question_set: str) -> HttpResponse:
    """Show the answers to a set as the record supports them, and record how a question is answered."""
    viewer, now = viewer_of(request), timezone.now()
    view, actor = writing(viewer, response, now)
    found = next((one for one in questions_for(viewer, response, now) if one.set == question_set), None)
    if found is None:
        raise NotFound
    form = AnswerForm(request.POST or None, initial={"version": view.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.answer_question(
            actor=actor,
            response=response,
            question_set=question_set,
            number=given["number"],
            form=given["form"],
            refers_to=given["refers_to"],
            because=given["because"],
            wording=given["wording"],
            expected_version=given["version"],
        )
        messages.success(request, _("The answer has been recorded."))
        return redirect("answers", response, question_set)
    organisation = organisation_for(viewer, view.organisation, now)
    context = {
        "view": view,
        "set": found,
        "draft": answers_draft(viewer, response, question_set, now),
        "form": form,
        "organisation": organisation,
        "now_only": True,
        "fictional": organisation.fictional,
    }
    return render(request, "reporting/answers.html", context, status=422 if form.errors else 200)
