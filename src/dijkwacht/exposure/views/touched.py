"""The desk's page for one advisory or vulnerability: which members are touched, which not, which cannot be told yet."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.selectors.files import flaws_of
from dijkwacht.exposure.domain.touching import TOUCH_WORDS, Touch
from dijkwacht.exposure.selectors import TouchedPage, touched_page
from dijkwacht.exposure.services.answering import clipped
from dijkwacht.journal.services import log_looks
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.text import Text

WIDTH = 400
TONES = {
    Touch.AFFECTED: "alarm",
    Touch.UNCLEAR: "signal-pale",
    Touch.CLEAR: "dike",
    Touch.UNSPOKEN: "grey",
    Touch.NO_INVENTORY: "paper",
}
TOLD_ALWAYS = frozenset({Touch.AFFECTED, Touch.UNCLEAR, Touch.CLEAR})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: how an organisation stands, how many do, where it is drawn, and its own address."""

    touch: Touch
    word: Text
    count: int
    x: int
    width: int
    tone: str
    address: str

    @property
    def middle(self) -> int:
        """Return where its number stands."""
        return self.x + self.width // 2


@require_safe
def advisory_touches(request: HttpRequest, advisory: UUID) -> HttpResponse:
    """Show which members an advisory touches, by all vulnerabilities that it names; looks are logged."""
    line, flaws = flaws_of(viewer_of(request), advisory)
    return _page(request, line.title, flaws, advisory)


@require_safe
def flaw_touches(request: HttpRequest, flaw: str) -> HttpResponse:
    """Show which members one vulnerability touches, where any has an answer to it; looks are logged."""
    name = clipped(flaw).upper()
    return _page(request, name, (name,), None)


def _page(request: HttpRequest, title: str, flaws: tuple[str, ...], advisory: UUID | None) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    cert = desk_of(viewer)
    if cert is None:
        raise NotFound
    asked = request.GET.get("answer", "")
    touch = Touch(asked) if asked in set(Touch) else None
    changed = request.GET.get("changed") == "1"
    page = touched_page(viewer, cert, flaws, now, touch=touch, changed=changed, answered=advisory is None)
    log_looks(viewer=viewer, organisations=[one.organisation for one in page.members], what="systems", at=now)
    context = {
        "title": title,
        "advisory": advisory,
        "page": page,
        "parts": (parts := _parts(page)),
        "told": [part for part in parts if part.count or part.touch in TOLD_ALWAYS],
        "touch": touch,
        "changed": changed,
        "changed_address": "?" + urlencode({"changed": "1", **({"answer": touch.value} if touch else {})}),
        "now_only": True,
    }
    return render(request, "exposure/touched.html", context)


def _parts(page: TouchedPage) -> tuple[Part, ...]:
    total = sum(page.counts.values())
    parts, x = [], 0
    for touch, count in page.counts.items():
        # Whoever is one of many is drawn all the same.
        width = max(WIDTH * count // total, 6) if count else 0
        address = "?" + urlencode({"answer": touch.value})
        parts.append(Part(touch, TOUCH_WORDS[touch], count, x, width, TONES[touch], address))
        x += width
    return tuple(parts)
