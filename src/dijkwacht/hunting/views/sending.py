"""A large file from a page with script: promised, sent in parts with their digests, finished; answered in JSON."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.forms import PartForm, UploadingForm
from dijkwacht.hunting.selectors import acting, response_of
from dijkwacht.hunting.services import keeping
from dijkwacht.kernel.errors import Conflict, Refused, Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.looking import viewer_of


@require_POST
def begin(request: HttpRequest, response: UUID) -> HttpResponse:
    """Promise a file and answer where its parts go, or why it may not come in."""
    now = timezone.now()
    actor = acting(viewer_of(request), response, now)[1]
    form = UploadingForm(request.POST)
    if not form.is_valid():
        return _refused(_("This file cannot be sent so."))
    told = form.cleaned_data
    label = Label(told.pop("label"))
    try:
        upload = keeping.begin_upload(actor=actor, response=response, at=now, label=label, **told)
    except keeping.NoRoom as error:
        language = get_language() or "nl"
        return _refused("; ".join(reason.text.in_language(language) for reason in error.verdict.reasons))
    places = {"part": reverse("evidence_part", args=[upload]), "finish": reverse("evidence_finish", args=[upload])}
    return JsonResponse({"size": PART, **places}, status=201)


@require_POST
def part(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Take one part; the same part again is fine."""
    acting(viewer_of(request), response_of("upload", upload), timezone.now())
    form = PartForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(_("This part cannot be taken."))
    told = form.cleaned_data
    try:
        keeping.put_part(upload=upload, number=told["number"], sha256=told["sha256"], content=told["file"].read())
    except (Refused, Unreadable, Conflict):
        return _refused(_("This part cannot be taken."))
    return HttpResponse(status=204)


@require_POST
def finish(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Say that all parts are in, and answer which page shows it."""
    response = response_of("upload", upload)
    acting(viewer_of(request), response, timezone.now())
    try:
        keeping.finish_upload(upload=upload)
    except (keeping.PartsMissing, keeping.NotOpen):
        return _refused(_("Parts of this file have not come in."))
    return JsonResponse({"next": reverse("evidence", args=[response])})


def _refused(why: str) -> HttpResponse:
    return JsonResponse({"why": why}, status=422)
