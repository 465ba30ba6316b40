"""Pages of a run: start it, watch it, cancel it, judge what it found."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dijkwacht.hunting.forms import HandOutForm, JudgeForm
from dijkwacht.hunting.selectors import acting, response_of, room_page, run_page
from dijkwacht.hunting.services import runs
from dijkwacht.hunting.services.judging import NeedsReason, judge_findings
from dijkwacht.hunting.views.room import start_form
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import Conflict
from dijkwacht.kernel.looking import viewer_of


@require_POST
def start(request: HttpRequest, response: UUID) -> HttpResponse:
    """Start a hunt over everything that is kept."""
    viewer, now = viewer_of(request), timezone.now()
    actor = acting(viewer, response, now)[1]
    form = start_form(room_page(viewer, response, now), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an opened hunt and at least one set of rules."))
        return redirect("evidence", response)
    given = form.cleaned_data
    try:
        run = runs.start_run(actor=actor, response=response, hunt=given["hunt"], packs=given["packs"], at=now)
    except runs.NothingKept:
        messages.error(request, _("There is no evidence yet that came in whole."))
    except runs.NoWindow:
        messages.error(request, _("There is no window yet: state the exposed window first."))
    except runs.UnderWay:
        messages.error(request, _("This hunt is being run already."))
    else:
        return redirect("hunt_run", run)
    return redirect("evidence", response)


@require_safe
def hunt_run(request: HttpRequest, run: UUID) -> HttpResponse:
    """Show a run, verdict first; while it goes on the page asks again by itself, or by its link without script."""
    viewer, now = viewer_of(request), timezone.now()
    page = run_page(viewer, run, now)
    log_look(viewer=viewer, organisation=page.standpoint.view.organisation, what="hunt", at=now)
    context = {
        "page": page,
        "judge_form": JudgeForm(initial={"version": page.standpoint.view.version}),
        "hand_out_form": HandOutForm(),
        "now_only": True,
        "fictional": page.standpoint.organisation.fictional,
    }
    part = getattr(request, "htmx", None) and page.run.goes_on
    answer = render(request, "hunting/progress.html" if part else "hunting/run.html", context)
    if getattr(request, "htmx", None) and not page.run.goes_on:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def cancel(request: HttpRequest, run: UUID) -> HttpResponse:
    """Cancel a run; a second time changes nothing."""
    now = timezone.now()
    acting(viewer_of(request), response_of("run", run), now)
    runs.cancel_run(run=run, at=now)
    return redirect("hunt_run", run)


@require_POST
def judge(request: HttpRequest, run: UUID) -> HttpResponse:
    """Record a person's word on what a rule found."""
    viewer, now = viewer_of(request), timezone.now()
    actor = acting(viewer, response_of("run", run), now)[1]
    form = JudgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a judgement."))
        return redirect("hunt_run", run)
    given = form.cleaned_data
    try:
        judge_findings(
            actor=actor,
            run=run,
            rule=given["rule"],
            judgement=given["judgement"],
            because=given["because"],
            at=now,
            expected_version=given["version"],
        )
    except NeedsReason:
        messages.error(request, _("Say why it is benign."))
    except Conflict:
        messages.error(request, _("Somebody else recorded something meanwhile. Look again, then judge."))
    else:
        messages.success(request, _("It has been recorded."))
    return redirect("hunt_run", run)
