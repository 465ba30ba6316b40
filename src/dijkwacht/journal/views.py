"""Pages of the record: its entries as sentences, one entry explained, an evidence file handed out."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dijkwacht.journal.domain.removals import may_remove
from dijkwacht.journal.forms import RecordForm
from dijkwacht.journal.ports import Nameless, Names
from dijkwacht.journal.selectors import evidence_for
from dijkwacht.journal.selectors.pages import explained, record_page
from dijkwacht.journal.services import log_look, log_looks
from dijkwacht.kernel.looking import asof_of, viewer_of


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Show what the viewer may see of the record, newest first; looks at others' entries are logged."""
    viewer, asof = viewer_of(request), asof_of(request)
    form = RecordForm(request.GET)
    filters = form.filters()
    page = record_page(viewer, names=_names(request), filters=filters, asof=asof, before=form.before())
    log_looks(viewer=viewer, organisations=page.looked_at, what="record", at=timezone.now())
    kept = [(name, value) for name, value in request.GET.items() if name != "voor" and value]
    context = {
        "page": page,
        "filters": filters,
        "filtered": any(name in RecordForm.base_fields for name, _ in kept),
        "older": "?" + urlencode([*kept, ("voor", str(page.older))]) if page.older else "",
        "newest": "?" + urlencode(kept) if form.before() else "",
        "hidden": [(name, value) for name, value in kept if name not in {"casus", "onderwerp"}],
        "asof_only": [(name, value) for name, value in kept if name not in RecordForm.base_fields],
        "fictional": page.fictional,
        **form.choices_for(page),
    }
    return render(request, "journal/record.html", context)


@require_safe
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Show one entry with its values, proof, evidence, corrections and the rule by which the viewer sees it."""
    viewer = viewer_of(request)
    shown = explained(viewer, entry, names=_names(request))
    about = shown.line.entry.organisation
    if about is not None and not any(reason.code == "D7" for reason in shown.allowed.reasons):
        log_look(viewer=viewer, organisation=about, what="entry", at=timezone.now())
    fictional = shown.line.organisation is not None and shown.line.organisation.fictional
    held = any(value.removable for value in shown.values) or any(file for _, file in shown.evidence)
    removable = held and may_remove(viewer, shown.line.entry.owner).answer == "yes"
    context = {"shown": shown, "removable": removable, "fictional": fictional}
    return render(request, "journal/entry.html", context)


@require_safe
def evidence(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out an evidence file as plain bytes, never shown in the browser: it may be what an attacker left."""
    held, content = evidence_for(viewer_of(request), digest)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, held.name or held.digest) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _names(request: HttpRequest) -> Names:
    names: Names = getattr(request, "names", Nameless())
    return names
