"""The national picture: counts at any moment of both axes, with their course and what surveys counted."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dijkwacht.cases.selectors import cases_listed
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.reporting.domain.chart import Series, SeriesRow, area_rows, area_svg
from dijkwacht.reporting.domain.drawing import Svg
from dijkwacht.reporting.domain.picture import NOT_SAID, AxisTable
from dijkwacht.reporting.domain.survey import Survey, survey_total, what_it_leaves_out
from dijkwacht.reporting.selectors import PicturePage, picture_for


@dataclass(frozen=True, slots=True)
class AxisShown:
    """One axis on the page: its table, its chart, the numbers of the chart."""

    table: AxisTable
    series: Series
    svg: Svg
    rows: tuple[SeriesRow, ...]


@dataclass(frozen=True, slots=True)
class SurveyShown:
    """One survey on the page, with whether its counts may be added up and what it does not say."""

    survey: Survey
    total: Verdict
    left_out: tuple[Text, ...]


@require_safe
def pictures(request: HttpRequest) -> HttpResponse:
    """Lead to the picture of the newest case; say so where there is none."""
    cases = cases_listed(viewer_of(request), asof_of(request))
    if not cases:
        return render(request, "reporting/no_picture.html")
    query = request.META.get("QUERY_STRING", "")
    target = redirect("case_picture", cases[0].id)
    if query:
        target["Location"] += f"?{query}"
    return target


@require_safe
def picture(request: HttpRequest, case: UUID) -> HttpResponse:
    """Show the picture of a case at the moment that the address asks for."""
    page = picture_for(viewer_of(request), case, timezone.now(), asof_of(request))
    surveys = [SurveyShown(one, survey_total(one.buckets), what_it_leaves_out(one)) for one in page.surveys]
    context = {
        "page": page,
        "axes": [_shown(page, table) for table in page.picture.tables],
        "surveys": surveys,
        "not_said": NOT_SAID,
        "fictional": page.fictional,
    }
    return render(request, "reporting/picture.html", context)


def _shown(page: PicturePage, table: AxisTable) -> AxisShown:
    series = page.series[table.axis]
    language = get_language() or "nl"
    name = f"area-{table.axis.value}"
    return AxisShown(table, series, area_svg(series, table.word, language, name=name), area_rows(series))
