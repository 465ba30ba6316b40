"""The organisation's home: how we stand, the one thing asked now, and the answers to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dijkwacht.cases.domain.axes import Access, Misuse, Use, Weakness
from dijkwacht.cases.domain.sheets import ANSWERS
from dijkwacht.cases.selectors import ResponseRow, cases_listed, response_for, responses_of
from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.organisations.selectors import looks_seen, organisation_for
from dijkwacht.recovery.selectors import waiting_for
from dijkwacht.verification.selectors import contradictions_in
from dijkwacht.web.homes.advising import advice_news
from dijkwacht.web.homes.dossier import Dossier, dossier_of, moment_of
from dijkwacht.web.homes.promising import promises_of, questions_of
from dijkwacht.web.homes.telling import told_lines

MOST_LOOKS = 5


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Show the most urgent response of the viewer's organisation, and what is asked; others by ?opvolging=."""
    viewer = viewer_of(request)
    asof = asof_of(request)
    own = sorted(viewer.organisations(*WORKING_ROLES))
    if not own:
        return render(request, "dijkwacht/no_role.html", status=403)
    rows = sorted((row for row in responses_of(viewer) if row.organisation in own), key=urgency)
    chosen = _chosen(rows, request.GET.get("opvolging", ""))
    if chosen is None:
        cases = cases_listed(viewer, asof)
        organisation = organisation_for(viewer, own[0], timezone.now())
        context = {"cases": cases, "organisation": organisation, "fictional": organisation.fictional}
        context["waiting"] = waiting_for(viewer) if asof.is_now else 0
        return render(request, "homes/nothing.html", context)
    at = moment_of(asof, timezone.now())
    view = response_for(viewer, chosen.id, asof)
    organisation = organisation_for(viewer, view.organisation, timezone.now())
    page = dossier_of(viewer, view, organisation, at)
    others = tuple(row for row in rows if row.id != chosen.id)
    return render(request, "homes/now.html", _context(viewer, page, others, asof))


def _chosen(rows: list[ResponseRow], asked: str) -> ResponseRow | None:
    wanted = read_id(asked)
    return next((row for row in rows if row.id == wanted), rows[0] if rows else None)


def _context(viewer: Viewer, page: Dossier, others: tuple[ResponseRow, ...], asof: AsOf) -> dict[str, object]:
    svg, rows = page.strip(get_language() or "nl")
    acting = asof.is_now and not page.recorded
    return {
        "page": page,
        "others": others,
        "acting": acting,
        "answers": tuple(ANSWERS.items()) if acting and page.next else (),
        "strip_svg": svg,
        "strip_rows": rows,
        "advice": advice_news(page.view),
        "told_for": [one for one in told_lines(page.view) if one.waiting] if acting else (),
        "promises": promises_of(page.view, page.at),
        "questions": questions_of(page.view, page.at),
        "looks": looks_seen(viewer, page.view.organisation)[:MOST_LOOKS] if asof.is_now else (),
        "against": contradictions_in(page.view),
        "waiting": waiting_for(viewer) if acting else 0,
        "fictional": page.organisation.fictional,
    }


def urgency(row: ResponseRow) -> tuple[bool, bool, bool, bool, bool]:
    """Return the order in which responses press: open ones, misuse, an open door on a weakness, a weakness, unknown."""
    weak = row.axes.weakness is Weakness.OPEN
    door = row.axes.access in {Access.OPEN, Access.UNKNOWN, Access.REOPENED_AGAINST_GATE}
    return (
        row.closed_at is not None,
        row.axes.misuse not in {Misuse.SUSPECTED, Misuse.CONFIRMED},
        not (weak and door),
        not weak,
        row.axes.use is Use.DOES_NOT_USE,
    )
