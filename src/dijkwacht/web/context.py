"""What every page needs beside its own content: links by role, the moment looked at, the language switch."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import NotAMoment
from dijkwacht.organisations.selectors import acting_for
from dijkwacht.web.asof import KNOWN, RECORDED, asof_from, asof_query, local_text
from dijkwacht.web.demo.exercise_accounts import shown
from dijkwacht.web.signing.refusing import TROUBLE

ORGANISATION = frozenset({Role.CISO, Role.ICT, Role.DIRECTOR, Role.CLERK, Role.SPOKESPERSON})
DESK = frozenset({Role.DESK, Role.SHIFT_LEAD})
NATIONAL = frozenset({Role.NATIONAL})


@dataclass(frozen=True, slots=True)
class NavLink:
    """A page of the main menu: the URL name, its word, and the roles that find it there."""

    name: str
    word: Text
    roles: frozenset[Role]


NAV = (
    NavLink("now", Text("Wat nu", "What now"), ORGANISATION),
    NavLink("members", Text("Deelnemers", "Members"), DESK),
    NavLink("picture", Text("Landelijk beeld", "National picture"), NATIONAL),
    NavLink("cases", Text("Casus", "Case"), ORGANISATION),
    NavLink("cases", Text("Casussen", "Cases"), DESK | NATIONAL),
    NavLink("systems", Text("Systemen", "Systems"), ORGANISATION),
    NavLink("documents", Text("Stukken", "Documents"), ORGANISATION),
    NavLink("advisories", Text("Advies", "Advice"), DESK | NATIONAL),
    NavLink("record", Text("Register", "Record"), ORGANISATION | DESK),
)

LANGUAGES = ({"code": "nl", "name": "Nederlands"}, {"code": "en", "name": "English"})


def links_for(viewer: Viewer) -> tuple[NavLink, ...]:
    """Return the menu of `viewer`: each page once, in the order of NAV, the first word that fits."""
    held = {office.role for office in viewer.offices}
    chosen: dict[str, NavLink] = {}
    for link in NAV:
        if link.roles & held:
            chosen.setdefault(link.name, link)
    return tuple(chosen.values())


def home_of(viewer: Viewer) -> str:
    """Return the address of the page where the work of `viewer` begins; empty where there is none."""
    return next((address for link in links_for(viewer) if (address := _address(link, viewer))), "")


def page(request: HttpRequest) -> dict[str, object]:
    """Return the context of base.html; a view's own `asof`, `fictional` or `now_only` goes before it."""
    viewer = viewer_of(request)
    language = get_language() or "nl"
    acting = acting_for(viewer)
    return {
        "links": tuple(_shown(viewer, request.path, language)),
        "signed_in": viewer.account is not None,
        "sign_in_url": url_or_empty("account_login"),
        "sign_out_url": url_or_empty("account_logout"),
        "account_url": url_or_empty("mfa_index"),
        "language_url": url_or_empty("set_language"),
        "other_language": next(other for other in LANGUAGES if not language.startswith(other["code"])),
        "here": request.get_full_path(),
        "acting_for": ", ".join(acting.names),
        "attention": [
            (url_or_empty("attention", organisation=organisation), count) for organisation, count in acting.attention
        ],
        "factor_missing": acting.second_factor is False,
        "sso_name": settings.OIDC_NAME if settings.OIDC_URL else "",
        "sso_trouble": TROUBLE.get(request.GET.get("sso", "")),
        "demo_accounts": shown,
        **_moment(request),
    }


def url_or_empty(name: str, **parts: object) -> str:
    """Return the address of a page by its URL name; empty where this installation does not mount it."""
    try:
        return reverse(name, kwargs=parts or None)
    except NoReverseMatch:
        return ""


def _address(link: NavLink, viewer: Viewer) -> str:
    """Return where a link leads: its page, or that page of the first organisation for which the viewer finds it."""
    offices = (office.organisation for office in viewer.offices if office.role in link.roles)
    return url_or_empty(link.name) or url_or_empty(link.name, organisation=next(offices, None))


def _shown(viewer: Viewer, path: str, language: str) -> Iterable[dict[str, object]]:
    for link in links_for(viewer):
        if url := _address(link, viewer):
            yield {"url": url, "label": link.word.in_language(language), "current": path.startswith(url)}


def _moment(request: HttpRequest) -> dict[str, object]:
    wrong = False
    try:
        asof = asof_from(request.GET)
    except NotAMoment:
        asof, wrong = NOW, True
    kept = [(name, each) for name, all_ in request.GET.lists() for each in all_ if name not in {KNOWN, RECORDED}]
    bare = "?" + urlencode(kept) if kept else request.path
    swapped = AsOf(known=asof.recorded, recorded=asof.known)
    return {
        "asof": asof,
        "asof_wrong": wrong,
        "asof_query": asof_query(asof),
        "asof_kept": kept,
        "asof_now": bare,
        "asof_swapped": asof_query(swapped) + ("&" + urlencode(kept) if kept else ""),
        "asof_known_value": local_text(asof.known),
        "asof_recorded_value": local_text(asof.recorded),
    }
