"""The desk's question "who is hit if", the counts per flaw, and an organisation's exploited flaws."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.exposure.forms import WhatIfForm
from dijkwacht.exposure.selectors import (
    Question,
    WhatIf,
    coverage,
    exploited,
    remedy_table,
    require_systems,
    what_if,
)
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import NotFound, Unreadable
from dijkwacht.kernel.looking import viewer_of


@require_safe
def who_is_hit(request: HttpRequest) -> HttpResponse:
    """Count whom a range would touch that nobody published yet; with script while typing, without it by a button."""
    viewer = viewer_of(request)
    if desk_of(viewer) is None:
        raise NotFound
    asked = WhatIfForm(request.GET) if "product" in request.GET else WhatIfForm()
    found: WhatIf | None = None
    if asked.is_bound and asked.is_valid():
        told = asked.cleaned_data
        try:
            question = Question(told["vendor"], told["product"], told["fixed"], told["train"])
            found = what_if(viewer, question, timezone.now())
        except Unreadable as error:
            asked.add_error("fixed", str(error))
    context = {"form": asked, "found": found, "now_only": True}
    part = bool(getattr(request, "htmx", False))
    return render(request, "exposure/parts/hits.html" if part else "exposure/what_if.html", context)


@require_safe
def remediation(request: HttpRequest) -> HttpResponse:
    """Show per flaw how many systems of the members are not remediated, in progress, done, or cannot be told."""
    viewer = viewer_of(request)
    if desk_of(viewer) is None:
        raise NotFound
    context = {"flaws": remedy_table(viewer), "coverage": coverage(viewer), "now_only": True}
    return render(request, "exposure/remediation.html", context)


@require_safe
def exploited_flaws(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show which products of the organisation had an exploited flaw in the last year; a look from outside is logged."""
    viewer, now = viewer_of(request), timezone.now()
    seen = require_systems(viewer, organisation, now)
    log_look(viewer=viewer, organisation=organisation, what="systems", at=now)
    context = {
        "organisation": seen,
        "flaws": exploited(viewer, organisation, now),
        "fictional": seen.fictional,
        "now_only": True,
    }
    return render(request, "exposure/exploited.html", context)
