"""Documents: the list, one with its sources and marks, and the deeds: write, write anew, approve, send."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dijkwacht.disclosure.domain import Audience
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import Refused, Unreadable
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.reporting import services
from dijkwacht.reporting.engine.odt import write_odt
from dijkwacht.reporting.engine.odt_styles import MIMETYPE
from dijkwacht.reporting.engine.typesetter import typeset
from dijkwacht.reporting.forms import ApproveForm, SendForm, VersionForm, WriteForm
from dijkwacht.reporting.selectors.documents import document_for, documents_seen, editable, pdf_for, preview
from dijkwacht.reporting.selectors.rights import may_write_about, writing, writing_document


class WrongForm(Unreadable):
    """This form was not made by its page."""


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """List the documents the viewer may see, and about which responses one can be written."""
    viewer = viewer_of(request)
    context = {"documents": documents_seen(viewer), "responses": may_write_about(viewer), "now_only": True}
    return render(request, "reporting/documents.html", context)


@require_safe
def document(request: HttpRequest, document: UUID) -> HttpResponse:
    """Show a document: draft left, the sources of each sentence right, what changed since, who approved."""
    return _document(request, document, None)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, response: UUID) -> HttpResponse:
    """Ask which document, and write it from the record."""
    viewer, now = viewer_of(request), timezone.now()
    about = writing(viewer, response, now)
    form = WriteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.draft_document(
            actor=about.actor,
            response=response,
            at=now,
            kind=form.cleaned_data["kind"],
            audience=Audience(form.cleaned_data["audience"]),
            question_set=form.cleaned_data["question_set"],
        )
        messages.success(request, _("The draft has been written from the record."))
        return redirect("document", made)
    context = {"about": about, "form": form, "now_only": True, "fictional": about.organisation.fictional}
    return render(request, "reporting/write.html", context, status=422 if form.errors else 200)


@require_POST
def redraft(request: HttpRequest, document: UUID) -> HttpResponse:
    """Write a new version from the record as it stands."""
    viewer, now = viewer_of(request), timezone.now()
    actor = writing_document(viewer, document, now)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise WrongForm
    services.redraft_document(actor=actor, document=document, at=now, expected_version=form.cleaned_data["version"])
    messages.success(request, _("A new version has been written; it asks for new approvals."))
    return redirect("document", document)


@require_POST
def approve(request: HttpRequest, document: UUID) -> HttpResponse:
    """Approve the version that was looked at, as an office or its deputy."""
    viewer, now = viewer_of(request), timezone.now()
    actor = writing_document(viewer, document, now)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise WrongForm
    services.approve_document(
        actor=actor,
        viewer=viewer,
        document=document,
        office=form.cleaned_data["office"],
        at=now,
        expected_version=form.cleaned_data["version"],
    )
    messages.success(request, _("Your approval has been recorded."))
    return redirect("document", document)


@require_POST
def send(request: HttpRequest, document: UUID) -> HttpResponse:
    """Freeze and send the approved version; what is not approved stays here, and the page says why."""
    viewer, now = viewer_of(request), timezone.now()
    actor = writing_document(viewer, document, now)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _document(request, document, form, status=422)
    try:
        services.send_document(
            actor=actor,
            document=document,
            addressee=form.cleaned_data["addressee"],
            channel=form.cleaned_data["channel"],
            at=now,
            expected_version=form.cleaned_data["version"],
        )
    except Refused:
        form.add_error(None, _("This version has not been approved by everybody yet."))
        return _document(request, document, form, status=422)
    messages.success(request, _("The document has been sent and does not change any more."))
    return redirect("document", document)


@require_safe
def document_pdf(request: HttpRequest, document: UUID) -> HttpResponse:
    """Give the PDF of a document that was sent, byte for byte as it left."""
    digest, content = pdf_for(viewer_of(request), document)
    return _pdf(content, f"{digest[:12]}.pdf")


@require_safe
def document_preview(request: HttpRequest, document: UUID) -> HttpResponse:
    """Give the PDF that the version would be now, marked as a draft; for the own organisation."""
    now = timezone.now()
    return _pdf(typeset(preview(viewer_of(request), document, now), now), "concept.pdf")


@require_safe
def document_odt(request: HttpRequest, document: UUID) -> HttpResponse:
    """Give the version that stands as ODT, to be edited: as it left, or marked as a draft for the own organisation."""
    values, at = editable(viewer_of(request), document, timezone.now())
    answer = HttpResponse(write_odt(values, at), content_type=MIMETYPE)
    answer["Content-Disposition"] = f'attachment; filename="{"concept" if values["draft"] else document}.odt"'
    return answer


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _document(request: HttpRequest, document: UUID, form: SendForm | None, status: int = 200) -> HttpResponse:
    page = document_for(viewer_of(request), document, timezone.now())
    log_look(viewer=viewer_of(request), organisation=page.organisation.id, what="document", at=timezone.now())
    if form is None and page.own and page.sending.answer == "yes":
        form = SendForm(initial={"version": page.version})
    context = {"page": page, "form": form, "now_only": True, "fictional": page.organisation.fictional}
    return render(request, "reporting/document.html", context, status=status)
