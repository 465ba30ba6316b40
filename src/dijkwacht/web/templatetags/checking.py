"""The picture of the checks of one address: a lane for each question, place and side, and the standing permission."""

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, minute
from dijkwacht.reporting.domain.looks import look
from dijkwacht.reporting.domain.strip import Bar, Lane, Mark, strip_rows, strip_svg
from dijkwacht.verification.domain.methods import Method
from dijkwacht.verification.selectors import TargetSeen

register = template.Library()
TITLE = Text("De controles in de tijd", "The checks over time")
PERMISSION = Text("toestemming", "permission")
SHORT: dict[Method, Text] = {
    Method.REACHABILITY: Text("deur", "door"),
    Method.TRAVERSAL: Text("padtest", "traversal"),
    Method.STAMP: Text("versie", "build"),
}
AROUND = timedelta(hours=12)


@register.inclusion_tag("verification/strip.html")
def check_strip(target: TargetSeen) -> dict[str, object]:
    """Return the picture and its table; nothing where nothing was checked."""
    done = [run for run in target.runs if run.results]
    if not done:
        return {"svg": None}
    moments = [run.at for run in done]
    whole = Window(min(moments) - AROUND, max(*moments, timezone.now()) + AROUND)
    lanes: dict[Text, list[Mark]] = {}
    for run in done:
        for one in run.results:
            words = SHORT[one.result.method]
            name = Text(f"{words.nl}, {run.side_word.nl}", f"{words.en}, {run.side_word.en}")
            mark = Mark(
                minute(run.at), look("check", one.result.outcome.value), one.outcome, Text(run.place, run.place)
            )
            lanes.setdefault(name, []).append(mark)
    listed = [Lane(name, marks=tuple(sorted(marks, key=lambda mark: mark.at))) for name, marks in lanes.items()]
    standing = _standing(target, whole)
    drawn = [*listed, *([standing] if standing else [])]
    return {"svg": strip_svg(drawn, whole, TITLE, get_language() or "nl"), "rows": strip_rows(drawn), "title": TITLE}


def _standing(target: TargetSeen, whole: Window) -> Lane | None:
    if target.permission is None:
        return None
    given = target.permission.permission
    window = Window(given.since, given.until).intersect(whole)
    if window is None:
        return None
    return Lane(PERMISSION, bars=(Bar(window, look("monitoring", "normal"), PERMISSION),))
