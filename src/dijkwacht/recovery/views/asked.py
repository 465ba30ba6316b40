"""What a chain partner was asked about a link, and its own answer, by its own account."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dijkwacht.kernel.errors import Conflict
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import organisation_for
from dijkwacht.recovery import services
from dijkwacht.recovery.forms import ConfirmForm
from dijkwacht.recovery.selectors import answering, links_asked


@require_safe
def link_questions(request: HttpRequest) -> HttpResponse:
    """List what others asked the viewer's organisation about links, unanswered first."""
    return render(request, "recovery/link_questions.html", {"asked": links_asked(viewer_of(request)), "now_only": True})


@require_http_methods(["GET", "HEAD", "POST"])
def link_question(request: HttpRequest, question: UUID) -> HttpResponse:
    """Ask for the partner's own word on a link, and record it; a second answer meanwhile is a 409."""
    viewer = viewer_of(request)
    asked, actor = answering(viewer, question)
    organisation = organisation_for(viewer, asked.partner, timezone.now())
    form = ConfirmForm(request.POST or None, initial={"version": asked.version})
    status, late = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.confirm_link(actor=actor, partner=asked.partner, request=question, **form.given())
            except Conflict:
                status, late = 409, True
                asked, actor = answering(viewer, question)
                form = ConfirmForm({**request.POST.dict(), "version": str(asked.version)})
            else:
                messages.success(request, _("It has been recorded."))
                return redirect("link_questions")
    context = {"asked": asked, "form": form, "late": late, "now_only": True}
    context["fictional"] = organisation.fictional
    return render(request, "recovery/link_question.html", context, status=status)
