"""The page that says why: everything behind one verdict, with a picture of where the build stands."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dijkwacht.exposure.engine.explaining import Order, Stretch
from dijkwacht.exposure.selectors import why
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.looking import viewer_of

WIDTH, EDGE, LANE, TOP = 420, 20, 34, 46
TONES = {"affected": "alarm", "no-fix": "alarm", "fixed": "dike", "not-affected": "dike", "unknown": "grey"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch as it is drawn: from `x` over `width` at `y`, in its tone, by its number; open ends run off."""

    number: int
    stretch: Stretch
    x: int
    y: int
    width: int
    tone: str

    @property
    def label(self) -> int:
        """Return where its number stands: at its beginning, clear of the line of the build."""
        return self.x + min(self.width // 2, 12)

    @property
    def look(self) -> str:
        """Return its tone, pale where the build lies outside."""
        return self.tone if self.stretch.covers or self.tone == "grey" else f"{self.tone}-pale"


@dataclass(frozen=True, slots=True)
class Picture:
    """The order drawn: stretches below each other, and a line where the build stands."""

    bars: tuple[Bar, ...]
    build: int
    height: int
    width: int = WIDTH


def picture(order: Order) -> Picture:
    """Return the picture of an order: places stand evenly, for versions have no distance, only an order."""
    step = (WIDTH - 2 * EDGE) // max(order.places + 1, 1)
    bars = []
    for number, stretch in enumerate(order.stretches, start=1):
        left = 0 if stretch.low is None else EDGE + step * (stretch.low + 1)
        right = WIDTH if stretch.high is None else EDGE + step * (stretch.high + 1)
        wide = max(right - left, 6)
        bars.append(Bar(number, stretch, left, TOP + LANE * (number - 1), wide, TONES[stretch.status]))
    # A bound that is the build itself lies on its left side: from there on it counts.
    build = EDGE + step * (order.build + 1) + min(step // 3, 18)
    return Picture(tuple(bars), build, TOP + LANE * len(bars) + 8)


@require_safe
def why_verdict(request: HttpRequest, organisation: UUID, verdict: UUID) -> HttpResponse:
    """Show everything behind one verdict; a look from outside is logged and shown to the organisation."""
    viewer, now = viewer_of(request), timezone.now()
    page = why(viewer, organisation, verdict, now)
    log_look(viewer=viewer, organisation=organisation, what="systems", at=now)
    context = {
        "page": page,
        "sources": [(one, picture(one.explained.order) if one.explained.order else None) for one in page.sources],
        "now_only": True,
        "fictional": page.organisation.fictional,
    }
    return render(request, "exposure/why.html", context)
