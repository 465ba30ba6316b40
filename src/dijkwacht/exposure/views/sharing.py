"""The page of systems that serve many: who runs one for whom, who confirmed that, and what its users see of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dijkwacht.exposure import services
from dijkwacht.exposure.forms import EndUseForm, LabelForm, ShareForm, UseAnswerForm
from dijkwacht.exposure.selectors import SharedPage, require_upload, shared_page
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import Actor, Viewer
from dijkwacht.kernel.errors import DijkwachtError, NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.window import Moment, Precision, local_date, midnight, minute
from dijkwacht.organisations import services as register
from dijkwacht.organisations.selectors import actor_for


@require_safe
def shared_devices(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show the systems that others run for the organisation, and those that it runs for others."""
    return _page(request, organisation)


@require_POST
def share_device(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Record that a system of the organisation serves another one: the operator asks, its desk states with a source."""
    viewer, now = viewer_of(request), timezone.now()
    page = shared_page(viewer, organisation, now)
    if not (page.may_keep or page.may_state):
        raise NotFound
    form = ShareForm(request.POST, by_desk=page.may_state)
    if form.is_valid() and page.may_state and not form.cleaned_data["source"].strip():
        form.add_error("source", _("Say where you have this from."))
    if form.is_valid():
        told = form.cleaned_data
        source = told["source"].strip() if page.may_state else ""
        try:
            services.share_device(
                operator=organisation,
                device=told["device"],
                user=told["user"],
                since=told["since"] or Moment(midnight(local_date(now)), Precision.DAY),
                actor=_speaking(viewer, page, source),
                source=source,
            )
        except NotFound:
            form.add_error("user", _("No organisation here has this name; write it as it is registered."))
        except DijkwachtError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect("shared_devices", organisation)
    return _page(request, organisation, form, status=422)


@require_POST
def label_device(request: HttpRequest, organisation: UUID, host: UUID) -> HttpResponse:
    """Record what users of a system see of it; the operator alone says so."""
    viewer, now = viewer_of(request), timezone.now()
    require_upload(viewer, organisation, now)
    form = LabelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what users see of it."))
        return redirect("shared_devices", organisation)
    register.show_host(
        host=host,
        operator=organisation,
        label=Label(form.cleaned_data["label"]),
        actor=actor_for(viewer, organisation),
    )
    messages.success(request, _("Recorded."))
    return redirect("shared_devices", organisation)


@require_POST
def answer_use(request: HttpRequest, organisation: UUID, use: UUID) -> HttpResponse:
    """Record whether a system that its operator names serves the organisation."""
    viewer, now = viewer_of(request), timezone.now()
    require_upload(viewer, organisation, now)
    form = UseAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you use it."))
        return redirect("shared_devices", organisation)
    register.answer_use(
        use=use,
        organisation=organisation,
        confirmed=form.cleaned_data["answer"] == "yes",
        actor=actor_for(viewer, organisation),
    )
    messages.success(request, _("Recorded."))
    return redirect("shared_devices", organisation)


@require_POST
def end_use(request: HttpRequest, organisation: UUID, use: UUID) -> HttpResponse:
    """Record that a system serves an organisation no longer, on the word of either side."""
    viewer, now = viewer_of(request), timezone.now()
    require_upload(viewer, organisation, now)
    form = EndUseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a day such as 2026-03-02 or a month such as 2026-03."))
        return redirect("shared_devices", organisation)
    try:
        register.end_use(
            use=use,
            organisation=organisation,
            until=form.cleaned_data["until"] or minute(now),
            actor=actor_for(viewer, organisation),
        )
    except NotFound:
        raise
    except DijkwachtError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Recorded. Nothing of it is shared any more from then on."))
    return redirect("shared_devices", organisation)


def _speaking(viewer: Viewer, page: SharedPage, source: str) -> Actor:
    """Return who says it: the operator's own people, or its desk, which names a source."""
    if page.may_keep:
        return actor_for(viewer, page.organisation.id)
    if not (page.may_state and page.organisation.constituency and source):
        raise NotFound
    return actor_for(viewer, page.organisation.constituency)


def _page(request: HttpRequest, organisation: UUID, form: ShareForm | None = None, status: int = 200) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    page = shared_page(viewer, organisation, now)
    log_look(viewer=viewer, organisation=organisation, what="systems", at=now)
    context = {
        "page": page,
        "form": form or ShareForm(by_desk=page.may_state),
        "run": [(host, uses, LabelForm(initial={"label": host.label.value}, auto_id=False)) for host, uses in page.run],
        "end": EndUseForm(auto_id=False),
        "now": now,
        "now_only": True,
        "fictional": page.organisation.fictional,
    }
    return render(request, "exposure/shared.html", context, status=status)
