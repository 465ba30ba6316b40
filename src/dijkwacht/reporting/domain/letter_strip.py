"""The strip for paper: advice, exploitation, the door, the exposed window and the watch on one axis of time."""

from datetime import timedelta

from dijkwacht.cases.domain.facts import exploited_since
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window
from dijkwacht.reporting.domain.looks import look
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.strip import Bar, Form, Lane, Mark

MARGIN = timedelta(days=2)
PAST = timedelta(days=45)


def paper_lanes(material: Material) -> tuple[tuple[Lane, ...], Window]:
    """Return the lanes and the stretch of time that a letter shows."""
    whole = _stretch(material)
    return (
        (
            _exploited(material, whole),
            _advice(material),
            _door(material, whole),
            _window(material),
            _watch(material, whole),
        ),
        whole,
    )


def _stretch(material: Material) -> Window:
    points = [one.at.earliest for one in material.facts.advice] + [
        one.since.earliest for one in material.facts.exploitation
    ]
    points += [entry.happened_from for entry in material.entries.values() if entry.response is not None]
    if material.window:
        points.append(material.window.start)
    points = sorted(min(point, material.at) for point in points) or [material.at - MARGIN]
    end = material.at if material.at - points[-1] < PAST else points[-1] + MARGIN
    start = points[0] - MARGIN
    return Window(start, max(end, start + timedelta(days=7)))


def _exploited(material: Material, whole: Window) -> Lane:
    name, known = Text("Misbruik bekend", "Exploited"), exploited_since(material.facts)
    if known is None or known.since.earliest >= whole.end:
        return Lane(name)
    return Lane(name, (Bar(Window(known.since.earliest, whole.end), look("advice", "exploited"), still=True),))


def _advice(material: Material) -> Lane:
    marks = [Mark(one.at, look("advice", "advice"), Text(one.issuer, one.issuer)) for one in material.facts.advice]
    marks += [
        Mark(one.at, look("advice", "safe"), Text(f"{one.issuer}: open kan", f"{one.issuer}: safe to open"))
        for one in material.facts.reopening
    ]
    return Lane(Text("Advies", "Advice"), marks=tuple(sorted(marks, key=lambda mark: mark.at)))


def _door(material: Material, whole: Window) -> Lane:
    bars = []
    for one in material.state.door.closings:
        end = one.reopened.earliest if one.reopened else whole.end
        if one.closed.earliest < end:
            value = "closed" if one.scope == "all" else "partly"
            bars.append(Bar(Window(one.closed.earliest, end), look("access", value), still=one.reopened is None))
    return Lane(Text("Toegang van buiten", "Outside access"), tuple(bars))


def _window(material: Material) -> Lane:
    name = Text("Kwetsbare periode", "Exposed window")
    if material.window is None:
        return Lane(name)
    days = material.window.days()
    words = Text(f"{days} dagen", f"{days} days")
    return Lane(name, (Bar(material.window, look("weakness", "open"), words, Form.BRACKET),))


def _watch(material: Material, whole: Window) -> Lane:
    watch = material.state.watch
    end = watch.lowered.earliest if watch.lowered else whole.end
    name = Text("Bewaking", "Monitoring")
    if watch.since is None or watch.since.earliest >= end:
        return Lane(name)
    return Lane(
        name, (Bar(Window(watch.since.earliest, end), look("monitoring", "heightened"), still=watch.heightened),)
    )
