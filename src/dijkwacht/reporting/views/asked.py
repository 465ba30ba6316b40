"""The register of questions and the answers to one set."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.reporting import services
from dijkwacht.reporting.domain.answers import numbered_answers
from dijkwacht.reporting.forms import AnswerForm, QuestionForm
from dijkwacht.reporting.selectors.drafts import material_of
from dijkwacht.reporting.selectors.registers import question_sets
from dijkwacht.reporting.selectors.rights import writing


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show what was asked with its terms, and take in a new question."""
    viewer, now = viewer_of(request), timezone.now()
    about = writing(viewer, response, now)
    material = material_of(viewer, about.view, now, about.organisation)
    form = QuestionForm(request.POST or None, initial={"version": about.view.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.receive_question(
            actor=about.actor,
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
    context = {"about": about, "form": form, "sets": question_sets(material)}
    context |= {"now_only": True, "fictional": about.organisation.fictional}
    return render(request, "reporting/questions.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, response: UUID, question_set: str) -> HttpResponse:
    """Show the answers to a set as the record supports them, and record how a question is answered."""
    viewer, now = viewer_of(request), timezone.now()
    about = writing(viewer, response, now)
    material = material_of(viewer, about.view, now, about.organisation)
    found = next((one for one in question_sets(material) if one.set == question_set), None)
    if found is None:
        raise NotFound
    form = AnswerForm(request.POST or None, initial={"version": about.view.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.answer_question(
            actor=about.actor,
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
    context = {"about": about, "set": found, "draft": numbered_answers(material, question_set), "form": form}
    context |= {"now_only": True, "fictional": about.organisation.fictional}
    return render(request, "reporting/answers.html", context, status=422 if form.errors else 200)
