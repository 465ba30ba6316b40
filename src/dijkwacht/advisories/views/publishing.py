"""Forms with which a desk lets a pre-warning join what it became, and says where advice was published or held back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.domain.words import Nature, Outcome
from dijkwacht.advisories.forms import JoinForm, JudgeForm, PublicationForm
from dijkwacht.advisories.views.looker import handling_of, own_page
from dijkwacht.advisories.views.looking import advisory_shown
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for


@require_http_methods(["GET", "HEAD", "POST"])
def join_pre_warning(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Give a pre-warning the CVE, the advisory or the fix it lacked; who was slower sees the other's change (409)."""
    viewer, page = viewer_of(request), own_page(request, advisory)
    if page.line.nature is not Nature.PRE_WARNING:
        raise NotFound
    others = [(line.id, f"{line.issuer}: {line.title}") for line in selectors.advisories(viewer) if line.id != advisory]
    sent = request.POST if request.method == "POST" else None
    form = JoinForm(sent, initial={"expected": page.line.row_version}, others=others)
    if form.is_valid():
        actor = actor_for(viewer, page.line.owner)
        try:
            services.join_pre_warning(pre_warning=advisory, owner=page.line.owner, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The pre-warning has joined what it became."))
            return redirect("advisory", advisory)
    context = {"form": form, "line": page.line, "now_only": True}
    return render(request, "advisories/join.html", context, status=200 if sent is None else 422)


@require_POST
def judge_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Have the newest version judged by other tests, in a job; the page says how that stands."""
    page, form = own_page(request, advisory), JudgeForm(request.POST)
    if not form.is_valid():
        return advisory_shown(request, advisory, 422, judge_form=form)
    services.ask_judgement(revision=page.current.id, owner=page.line.owner, preset=Preset(form.cleaned_data["preset"]))
    messages.success(request, _("It is being judged; the version says when it is done."))
    return redirect("advisory", advisory)


@require_POST
def publish_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Record for one channel that the advice was published there, or held back and why (S4.15)."""
    page = own_page(request, advisory)
    form = PublicationForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.record_publication(
                advisory=advisory,
                actor=actor_for(viewer_of(request), page.line.owner),
                handling=handling_of(page),
                channel=told["channel"],
                outcome=Outcome(told["outcome"]),
                decided=told["decided"],
                because=told["because"],
            )
        except Refused as refusal:
            form.add_error("because", str(refusal))
        else:
            messages.success(request, _("It has been recorded where the advice was published or held back."))
            return redirect("advisory", advisory)
    return advisory_shown(request, advisory, 422, publication_form=form)
