"""The list of cases, and one case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dijkwacht.cases.domain.sheets import CASE_SHEETS
from dijkwacht.cases.domain.telling import list_sentence
from dijkwacht.cases.selectors import cases_listed, desk_of, responses_of
from dijkwacht.cases.selectors.pages import case_page
from dijkwacht.kernel.looking import asof_of, viewer_of


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases that exist for the viewer, with how many responses of each they may see."""
    viewer, asof = viewer_of(request), asof_of(request)
    rows = cases_listed(viewer, asof)
    counts: dict[UUID, int] = {}
    for response in responses_of(viewer):
        counts[response.case] = counts.get(response.case, 0) + 1
    context = {
        "sentence": list_sentence([row.recorded for row in rows]),
        "rows": [(row, counts.get(row.id, 0)) for row in rows],
        "may_open": desk_of(viewer) is not None,
        "fictional": any(row.fictional for row in rows),
    }
    return render(request, "cases/cases.html", context)


@require_safe
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """Show one case: advice from vendor to sector, vulnerabilities, responses, press beside what was stated."""
    viewer, asof = viewer_of(request), asof_of(request)
    page = case_page(viewer, case, asof)
    desk = desk_of(viewer) if asof.is_now else None
    sheets = CASE_SHEETS if desk else {}
    context = {"page": page, "desk": desk, "sheets": sheets, "fictional": page.case.fictional}
    return render(request, "cases/case.html", context)
