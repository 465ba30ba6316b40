"""A large file from a page with script: promised, sent in parts with their digests, finished; answered in JSON."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.forms import PartForm, SendingForm
from dijkwacht.hunting.selectors import acting, response_of
from dijkwacht.hunting.selectors.room import open_upload
from dijkwacht.hunting.services import keeping
from dijkwacht.kernel.errors import Conflict, Refused, Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.looking import viewer_of


@require_POST
def begin(request: HttpRequest, response: UUID) -> HttpResponse:
    """Promise a file and answer where its parts go, or why it may not come in.

    The same promise by the same person goes on with what came in before: `have` gives those parts' digests. `anew`
    begins another one all the same.
    """
    now = timezone.now()
    actor = acting(viewer_of(request), response, now)[1]
    form = SendingForm(request.POST)
    if not form.is_valid():
        return _refused(_("This file cannot be sent so."))
    told = form.cleaned_data
    label, anew = Label(told.pop("label")), told.pop("anew")
    before = None if anew else open_upload(response, actor.account, told["name"], told["size"], told["device"], label)
    if before is not None:
        return JsonResponse({**_places(before.id), "have": before.have})
    try:
        upload = keeping.begin_upload(actor=actor, response=response, at=now, label=label, **told)
    except keeping.NoRoom as error:
        language = get_language() or "nl"
        return _refused("; ".join(reason.text.in_language(language) for reason in error.verdict.reasons))
    return JsonResponse({**_places(upload), "have": {}}, status=201)


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
    """Say that all parts are in, and answer which page shows it; who pressed a button gets that page."""
    response = response_of("upload", upload)
    acting(viewer_of(request), response, timezone.now())
    try:
        keeping.finish_upload(upload=upload)
    except (keeping.PartsMissing, keeping.NotOpen):
        if _by_form(request):
            messages.error(request, _("Parts of this file have not come in."))
            return redirect("evidence", response)
        return _refused(_("Parts of this file have not come in."))
    if _by_form(request):
        messages.success(request, _("It came in whole and is being verified."))
        return redirect("evidence", response)
    return JsonResponse({"next": reverse("evidence", args=[response])})


def _by_form(request: HttpRequest) -> bool:
    """Return whether a person pressed a button and waits for a page."""
    return "text/html" in request.headers.get("accept", "")


def _places(upload: UUID) -> dict[str, object]:
    names = {"part": "evidence_part", "finish": "evidence_finish"}
    return {"size": PART, **{key: reverse(name, args=[upload]) for key, name in names.items()}}


def _refused(why: str) -> HttpResponse:
    return JsonResponse({"why": why}, status=422)
