"""The sector desk: how all members stand, whom to look at first, and each member's steps in one row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dijkwacht.cases.domain.facts import CaseFacts, fold_case
from dijkwacht.cases.selectors import CaseRow, cases_listed, desk_rows
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import story_seen
from dijkwacht.journal.services import log_looks
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.organisations.selectors import members_of
from dijkwacht.verification.selectors import contradictions_of
from dijkwacht.web.homes.desk import (
    FILTERS,
    MemberRow,
    Totals,
    advised_last,
    bars_of,
    desk_sentence,
    member_row,
    totals_of,
    why_first,
)
from dijkwacht.web.homes.matrix import matrix, shapes

SILENT = Text("stil", "silent")
NO_RESPONSE = Text("geen opvolging", "no response")


@dataclass(frozen=True, slots=True)
class RailLine:
    """One filter of the rail: its word, how many members, whether it is chosen, whether it is hot."""

    key: str
    word: Text
    count: int
    chosen: bool
    hot: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's page is made of."""

    case: CaseRow | None
    facts: CaseFacts
    rows: tuple[MemberRow, ...]
    totals: Totals
    advice: Entry | None


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Show the desk's members in one case; looks at them are logged and shown to them."""
    viewer = viewer_of(request)
    now = timezone.now()
    certs = sorted(viewer.organisations(Role.DESK, Role.SHIFT_LEAD))
    if not certs:
        raise NotFound
    cases = cases_listed(viewer)
    desk = desk_for(viewer, certs, _chosen(cases, request.GET.get("casus", "")), now)
    shown = sorted_rows(filtered(desk.rows, request.GET), request.GET.get("sorteer", ""))
    looked_at = [row.member.id for row in shown if row.desk is not None]
    log_looks(viewer=viewer, organisations=looked_at, what="members", at=now)
    return render(request, "homes/members.html", _context(request, cases, desk, shown, now))


def desk_for(viewer: Viewer, certs: Sequence[UUID], case: CaseRow | None, now: datetime) -> Desk:
    """Return every member of these CERTs beside its response in the case; members without one are there too."""
    entries = story_seen(viewer, case.id, None) if case else ()
    facts = fold_case(entries)
    advice = advised_last(entries)
    found = {row.organisation: row for row in desk_rows(viewer, case.id, now)} if case else {}
    checked = contradictions_of(viewer, case=case.id) if case else {}
    listed = [member for cert in certs for member in members_of(viewer, cert, now)]
    rows = tuple(
        member_row(member, row, advice, now, checked.get(row.response, ()) if row else ())
        for member in listed
        for row in (found.get(member.id),)
    )
    return Desk(case, facts, rows, totals_of(rows), advice)


def _chosen(cases: Sequence[CaseRow], asked: str) -> CaseRow | None:
    wanted = read_id(asked)
    return next((case for case in cases if case.id == wanted), cases[0] if cases else None)


def filtered(rows: Iterable[MemberRow], query: Mapping[str, str]) -> list[MemberRow]:
    """Return the members that the address asks for: `toon` a filter of the rail, `q` part of a name."""
    show, key = query.get("toon", ""), search_key(query.get("q", ""))
    wanted = FILTERS.get(show)
    return [
        row for row in rows if (wanted is None or wanted.holds(row)) and (not key or key in search_key(row.member.name))
    ]


def sorted_rows(rows: Iterable[MemberRow], by: str) -> tuple[MemberRow, ...]:
    """Return the members most urgent first, or by name where the address asks so."""
    if by == "naam":
        return tuple(sorted(rows, key=lambda row: row.member.sort_key))
    return tuple(sorted(rows, key=lambda row: (-row.weight, row.member.sort_key)))


def _context(
    request: HttpRequest, cases: Sequence[CaseRow], desk: Desk, shown: Sequence[MemberRow], now: datetime
) -> dict[str, object]:
    language = get_language() or "nl"
    chosen = request.GET.get("toon", "")
    rail = [
        RailLine(key, one.word, sum(map(one.holds, desk.rows)), key == chosen, one.hot) for key, one in FILTERS.items()
    ]
    head, rows = matrix(shown, desk.facts, now, language)
    return {
        "desk": desk,
        "cases": cases,
        "sentence": desk_sentence(desk.totals, desk.rows, desk.advice, now),
        "why": why_first(desk.rows),
        "bars": bars_of(desk.rows, desk.advice, language),
        "rail": rail,
        "everybody": RailLine("", NOTHING, len(desk.rows), chosen not in FILTERS, hot=False),
        "head": head,
        "rows": rows,
        "search": request.GET.get("q", ""),
        "by_name": request.GET.get("sorteer", "") == "naam",
        "kept": _kept(request),
        "hidden": [(name, value) for name, value in request.GET.items() if name in {"casus", "toon", "sorteer"}],
        "sort_by": _sorting(request),
        "may_open": True,
        "shapes": shapes(),
        "silent_word": SILENT.in_language(language),
        "none_word": NO_RESPONSE.in_language(language),
        "now_only": True,
        "fictional": any(row.member.fictional for row in desk.rows),
    }


def _kept(request: HttpRequest) -> str:
    case = request.GET.get("casus", "")
    return f"casus={case}&" if read_id(case) else ""


def _sorting(request: HttpRequest) -> str:
    """Return the query that sorts by name, or by urgency again, and keeps the rest."""
    query = request.GET.copy()
    if query.pop("sorteer", [""])[-1] != "naam":
        query["sorteer"] = "naam"
    return query.urlencode()
