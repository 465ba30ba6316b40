"""Pictures of recovery, drawn on the server: {% load recovery_pictures %}."""

from datetime import timedelta

from django import template
from django.utils.translation import get_language

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window
from dijkwacht.recovery.domain.burn_down import daily
from dijkwacht.recovery.selectors import BacklogSeen, RecoveryView
from dijkwacht.reporting.domain.burn_chart import burn_rows, burn_svg
from dijkwacht.reporting.domain.recovery_lanes import recovery_lanes
from dijkwacht.reporting.domain.strip import Lane, strip_rows, strip_svg

register = template.Library()
DAY = timedelta(days=1)
TITLE = Text("Wat wanneer terug is", "What came back when")


@register.inclusion_tag("dijkwacht/parts/strip.html")
def recovery_strip(page: RecoveryView) -> dict[str, object]:
    """Show tiers, links, restrictions, waves and backlogs on one axis of time, with the same as a table."""
    lanes = recovery_lanes(page.state, page.entries, page.standpoint.at)
    whole = _whole(lanes, page)
    language = get_language() or "nl"
    svg = strip_svg(lanes, whole, TITLE, language, known_until=page.standpoint.at, name="recovery") if lanes else ""
    return {"svg": svg, "rows": strip_rows(lanes), "title": TITLE}


def _whole(lanes: tuple[Lane, ...], page: RecoveryView) -> Window:
    starts = [bar.window.start for lane in lanes for bar in lane.bars]
    starts += [mark.at.earliest for lane in lanes for mark in lane.marks]
    end = page.standpoint.at
    return Window(min([*starts, end - DAY]), end + DAY)


@register.inclusion_tag("recovery/parts/burn_down.html")
def burn_down(seen: BacklogSeen, number: int) -> dict[str, object]:
    """Show a backlog's counts and where they lead, with the same as a table; `number` is unique on the page."""
    counts = daily(seen.backlog.counts)
    title = Text(f"Verloop van {seen.backlog.unit}", f"Course of {seen.backlog.unit}")
    svg = burn_svg(counts, seen.counted, title, get_language() or "nl", name=f"burn-{number}")
    return {"svg": svg, "rows": burn_rows(counts, seen.counted), "title": title}
