"""Pages with which desks write advice and organisations say that they read it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.domain.rights import desk_of, reads_for, writes_for
from dijkwacht.advisories.domain.summary import Action
from dijkwacht.advisories.forms import AdviceForm, ReadingForm, Rows, UploadForm, action_rows
from dijkwacht.advisories.selectors import AdvisoryPage
from dijkwacht.advisories.views.looker import recipients_for
from dijkwacht.advisories.views.looking import advisory_shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.window import minute
from dijkwacht.organisations.selectors import actor_for, constituency_of


@require_http_methods(["GET", "HEAD", "POST"])
def write_advisory(request: HttpRequest) -> HttpResponse:
    """Write the first version of an advisory by hand, with `?from=` deriving it from another one."""
    viewer = viewer_of(request)
    owner = _desk(viewer)
    source = _source(request, viewer)
    first = _derived(source) if source else {}
    form, rows = _forms(request, viewer, first, source.line.summary.actions if source else ())
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            advisory = services.write_by_hand(
                written=form.written(rows.actions()),
                actor=actor_for(viewer, owner),
                handling=form.handling(owner),
                derived_from=source.line.id if source else None,
                known=form.cleaned_data["known"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The advice has been recorded."))
            return redirect("advisory", advisory)
    return _write_page(request, form, rows, source=source)


@require_http_methods(["GET", "HEAD", "POST"])
def revise_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Write a new version; who was slower sees the other's change first (409)."""
    viewer = viewer_of(request)
    page = selectors.advisory_page(viewer, advisory)
    if not writes_for(viewer, page.line.owner):
        raise NotFound
    form, rows = _forms(request, viewer, _revised(page), page.line.summary.actions)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        services.revise(
            advisory=advisory,
            written=form.written(rows.actions()),
            actor=actor_for(viewer, page.line.owner),
            handling=form.handling(page.line.owner, page.line.case),
            expected=form.cleaned_data["expected"],
            known=form.cleaned_data["known"],
        )
        messages.success(request, _("The new version has been recorded."))
        return redirect("advisory", advisory)
    return _write_page(request, form, rows, revised=page)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_advisory(request: HttpRequest) -> HttpResponse:
    """Take in a file as its issuer published it; what cannot be read is kept apart, with where and why."""
    viewer = viewer_of(request)
    owner = _desk(viewer)
    form = UploadForm(request.POST or None, request.FILES or None, recipients=recipients_for(viewer))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            received = form.take_in(actor_for(viewer, owner), owner)
            if received is not None and received.state == "waiting":
                messages.info(request, _("The file is large and is being read; it will appear in the list."))
                return redirect("advisories")
            if received is not None and received.advisory is not None:
                messages.success(request, _("The advice has been recorded."))
                return redirect("advisory", received.advisory)
    return render(request, "advisories/upload.html", {"form": form, "now_only": True}, status=status)


@require_POST
def read_advisory(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Record that one's own office received and read this advice."""
    viewer = viewer_of(request)
    organisation = reads_for(viewer)
    if organisation is None:
        raise NotFound
    line, form, now = selectors.advisory_page(viewer, advisory).line, ReadingForm(request.POST), timezone.now()
    if not form.is_valid():
        return advisory_shown(request, advisory, 422, reading_form=form)
    actor = actor_for(viewer, organisation)
    services.record_reading(
        actor=actor,
        organisation=organisation,
        reader=actor.role,
        title=line.title,
        advisory=advisory,
        issuer=line.issuer,
        channel=form.cleaned_data["channel"],
        happened=form.cleaned_data["read"] or minute(now),
        constituency=constituency_of(organisation, now),
        case=line.case,
    )
    messages.success(request, _("It has been recorded that you read this."))
    return redirect("advisory", advisory)


def _desk(viewer: Viewer) -> UUID:
    owner = desk_of(viewer)
    if owner is None:
        raise NotFound
    return owner


def _source(request: HttpRequest, viewer: Viewer) -> AdvisoryPage | None:
    given = request.POST.get("derived_from") or request.GET.get("from") or ""
    try:
        source = UUID(given)
    except ValueError:
        return None
    return selectors.advisory_page(viewer, source)


def _derived(source: AdvisoryPage) -> dict[str, object]:
    return {
        "derived_from": source.line.id,
        "title": source.line.title,
        "vulnerabilities": "\n".join(source.line.summary.names),
        "label": source.line.label.value,
    }


def _revised(page: AdvisoryPage) -> dict[str, object]:
    line, summary = page.line, page.line.summary
    fixes = [f"{fix.train}; {fix.build}; {fix.available.text() if fix.available else ''}" for fix in summary.fixes]
    return {
        "nature": line.nature.value,
        "level": line.level.value,
        "issuer": line.issuer,
        "title": line.title,
        "version": "",
        "tracking_id": line.tracking_id,
        "finding": page.current.finding,
        "chance": summary.severity.chance or "",
        "damage": summary.severity.damage or "",
        "urgency": summary.severity.urgency or "",
        "vulnerabilities": "\n".join(summary.names),
        "fixes": "\n".join(fixes),
        "url": page.current.url,
        "label": line.label.value,
        "expected": line.row_version,
    }


def _forms(
    request: HttpRequest, viewer: Viewer, first: dict[str, object], actions: tuple[Action, ...]
) -> tuple[AdviceForm, Rows]:
    sent = request.POST if request.method == "POST" else None
    initial: list[dict[str, object]] = [
        {
            "step": action.step,
            "scope": action.scope,
            "audience": action.audience,
            "builds": ", ".join(action.builds),
            "deadline": action.deadline.text() if action.deadline else "",
            "unless": action.unless,
            "then": action.then,
        }
        for action in actions
    ]
    form = AdviceForm(sent, initial=first, recipients=recipients_for(viewer))
    return form, action_rows(sent, initial)


def _write_page(request: HttpRequest, form: AdviceForm, rows: Rows, **more: object) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(
        request, "advisories/write.html", {"form": form, "rows": rows, "now_only": True, **more}, status=status
    )
