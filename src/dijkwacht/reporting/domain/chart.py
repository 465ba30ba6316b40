"""Counts as pictures: one stacked bar, and stacked steps over time; each with the same numbers as rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window
from dijkwacht.reporting.domain.dates import at_text
from dijkwacht.reporting.domain.drawing import (
    Picture,
    Scale,
    Svg,
    filled,
    tag,
    ticks,
    width_of,
    written,
)
from dijkwacht.reporting.domain.looks import Look, Pattern, Tone

WIDTH = 960
NARROW = 340
LEFT = 56
RIGHT = WIDTH - 12
PLOT = 260
LEGEND_LINE = 22
SWATCH = 14
BAR = 26


@dataclass(frozen=True, slots=True)
class Share:
    """One value of an axis and how many organisations have it."""

    look: Look
    count: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One line of a bar's table: the count and its part of the total in whole percents ("–" where the total is 0)."""

    word: Text
    count: int
    percent: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One value's counts over time, one for each moment of its series."""

    look: Look
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Counts at moments in order of time; a count holds from its moment until the next, so layers are steps."""

    moments: tuple[datetime, ...]
    layers: tuple[Layer, ...]

    def totals(self) -> tuple[int, ...]:
        """Return the total at each moment."""
        return tuple(sum(layer.counts[i] for layer in self.layers) for i in range(len(self.moments)))


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One line of a series' table: the moment, the count of each layer in order, the total."""

    moment: Text
    counts: tuple[int, ...]
    total: int


def bar_rows(shares: Sequence[Share]) -> tuple[ShareRow, ...]:
    """Return the numbers of `bar_svg`, in the same order, values with count 0 included."""
    total = sum(share.count for share in shares)
    return tuple(
        ShareRow(share.look.word, share.count, f"{round(100 * share.count / total)}%" if total else "–")
        for share in shares
    )


def area_rows(series: Series) -> tuple[SeriesRow, ...]:
    """Return the numbers of `area_svg`, one row for each moment."""
    return tuple(
        SeriesRow(at_text(at), tuple(layer.counts[i] for layer in series.layers), total)
        for i, (at, total) in enumerate(zip(series.moments, series.totals(), strict=True))
    )


def bar_svg(  # noqa: PLR0913 - a picture's few wishes, all by name
    shares: Sequence[Share],
    title: Text,
    language: str,
    *,
    narrow: bool = False,
    standalone: bool = False,
    name: str = "bar",
) -> Svg:
    """Return one stacked bar with its counts written in it and named below; `name` must be unique on a page.

    `narrow` fits a card beside others, with letters of the same size as the words around it.
    """
    width = NARROW if narrow else WIDTH
    picture = Picture("chart chart-narrow" if narrow else "chart", name, language, standalone, width)
    legend, bottom = _legend(shares, BAR + 12, picture)
    described = ", ".join(f"{picture.say(share.look.word)}: {share.count}" for share in shares)
    return picture.close(_stack(shares, picture) + legend, bottom, (title, described), _used(shares))


def _stack(shares: Sequence[Share], picture: Picture) -> str:
    total = sum(share.count for share in shares)
    room = picture.width - 2
    if not total:
        return filled(picture.name, Tone.PAPER, Pattern.NONE, _box(1, 1, room, BAR))
    parts: list[str] = []
    at = 1.0
    for share in (share for share in shares if share.count):
        width = room * share.count / total
        parts.append(filled(picture.name, share.look.tone, share.look.pattern, _box(at, 1, width, BAR)))
        if width > width_of(str(share.count)) + 8:
            kind = f"p-on on-{share.look.tone}"
            parts.append(written(str(share.count), (at + width / 2, BAR / 2 + 6), kind=kind, size=14, anchor="middle"))
        at += width
    return "".join(parts)


def area_svg(series: Series, title: Text, language: str, *, standalone: bool = False, name: str = "area") -> Svg:
    """Return the layers stacked as steps over time, first layer at the bottom; `name` must be unique on a page.

    Fewer than two moments make no picture of time: then the frame holds the legend only and the table says the rest.
    """
    picture = Picture("chart", name, language, standalone, WIDTH)
    shares = [Share(layer.look, layer.counts[-1] if layer.counts else 0) for layer in reversed(series.layers)]
    legend, top = _legend(shares, 4, picture)
    plot = _plot(series, top + 8, picture) if len(series.moments) > 1 else ""
    ends = (0, len(series.moments) - 1) if series.moments else ()
    described = "; ".join(_sentence(series, i, picture) for i in ends)
    bottom = top + 8 + (PLOT + 28 if plot else 0)
    return picture.close(legend + plot, bottom, (title, described), _used(shares))


def _used(shares: Sequence[Share]) -> set[tuple[Tone, Pattern]]:
    return {(share.look.tone, share.look.pattern) for share in shares}


def _sentence(series: Series, index: int, picture: Picture) -> str:
    counts = ", ".join(f"{picture.say(layer.look.word)} {layer.counts[index]}" for layer in series.layers)
    return f"{picture.say(at_text(series.moments[index]))}: {counts}"


def _plot(series: Series, top: float, picture: Picture) -> str:
    scale = Scale(Window(series.moments[0], series.moments[-1]), LEFT, RIGHT)
    bottom = top + PLOT
    highest = max(1, *series.totals())
    per = PLOT / highest
    floor = [0] * len(series.moments)
    parts: list[str] = []
    for layer in series.layers:
        roof = [low + count for low, count in zip(floor, layer.counts, strict=True)]
        if any(layer.counts):
            xs = [scale.x(at) for at in series.moments]
            path = _steps(xs, [bottom - n * per for n in roof], [bottom - n * per for n in floor])
            parts.append(filled(picture.name, layer.look.tone, layer.look.pattern, path))
        floor = roof
    return _grid(scale, top, highest, picture) + "".join(parts)


def _grid(scale: Scale, top: float, highest: int, picture: Picture) -> str:
    bottom = top + PLOT
    parts = []
    for n in range(0, highest + 1, nice_step(highest)):
        y = bottom - n * PLOT / highest
        parts.append(tag("path", {"d": f"M{LEFT} {y:.1f}H{RIGHT}", "class": "p-grid"}))
        parts.append(written(str(n), (LEFT - 8, y + 4), kind="p-soft", size=12, anchor="end"))
    for x, word in ticks(scale):
        parts.append(tag("path", {"d": f"M{x:g} {bottom:g}v5", "class": "p-axis"}))
        parts.append(written(picture.say(word), (x, bottom + 18), kind="p-soft", size=12))
    return "".join(parts)


def nice_step(highest: int) -> int:
    """Return 1, 2 or 5 times a power of ten that parts `highest` into at most six steps."""
    step, ladder = 1, (2, 2.5, 2)
    turn = 0
    while highest / step > 6:  # noqa: PLR2004 - six lines are enough to read a height by
        step = int(step * ladder[turn % 3])
        turn += 1
    return step


def _steps(xs: Sequence[float], roof: Sequence[float], floor: Sequence[float]) -> str:
    forth = f"M{xs[0]:g} {roof[0]:.1f}" + "".join(f"H{x:g}V{y:.1f}" for x, y in zip(xs[1:], roof[1:], strict=True))
    back = "".join(f"V{floor[i - 1]:.1f}H{xs[i - 1]:g}" for i in range(len(xs) - 1, 0, -1))
    return forth + back + "Z"


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.1f} {y:g}h{width:.1f}v{height:g}h-{width:.1f}Z"


def _legend(shares: Sequence[Share], top: float, picture: Picture) -> tuple[str, float]:
    x, y = 1.0, top
    parts: list[str] = []
    for share in shares:
        words = f"{picture.say(share.look.word)} {share.count}"
        width = SWATCH + 6 + width_of(words) + 18
        if x > 1 and x + width - 18 > picture.width:
            x, y = 1.0, y + LEGEND_LINE
        parts.append(filled(picture.name, share.look.tone, share.look.pattern, _box(x, y, SWATCH, SWATCH)))
        parts.append(written(words, (x + SWATCH + 6, y + 12)))
        x += width
    return "".join(parts), y + LEGEND_LINE
