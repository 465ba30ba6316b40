"""A backlog's counts over time and where they lead: a line with dots, and the forecast with its interval (S3.15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, midnight
from dijkwacht.recovery.domain.burn_down import Forecast
from dijkwacht.reporting.domain.chart import nice_step
from dijkwacht.reporting.domain.dates import full_day
from dijkwacht.reporting.domain.drawing import Picture, Scale, Svg, sign, tag, ticks, written
from dijkwacht.reporting.domain.looks import Shape, Tone

WIDTH, LEFT, RIGHT = 960, 64, 948
TOP, PLOT = 12, 220


@dataclass(frozen=True, slots=True)
class BurnRow:
    """One line of the table: the day, the count or when none was left, and what it is."""

    day: Text
    amount: str
    what: Text


def burn_rows(counts: Sequence[tuple[date, int]], found: Forecast) -> tuple[BurnRow, ...]:
    """Return all that the picture shows: each day's count, then the ends that the counts allow."""
    counted, ends = Text("geteld", "counted"), []
    if found.early and found.likely and found.late:
        ends = [
            BurnRow(full_day(found.early), "0", Text("vroegste einde (90 procent)", "earliest end (90 percent)")),
            BurnRow(full_day(found.likely), "0", Text("einde bij dit tempo", "end at this rate")),
            BurnRow(full_day(found.late), "0", Text("laatste einde (90 procent)", "latest end (90 percent)")),
        ]
    return (*(BurnRow(full_day(day), str(amount), counted) for day, amount in counts), *ends)


def burn_svg(
    counts: Sequence[tuple[date, int]], found: Forecast, title: Text, language: str, *, name: str
) -> Svg | None:
    """Return the picture of a backlog counted on two days or more, else None; `name` must be unique on a page."""
    if len(counts) < 2:  # noqa: PLR2004 - one dot is no line
        return None
    picture = Picture("chart", name, language, width=WIDTH)
    last = max(counts[-1][0], found.late or counts[-1][0])
    scale = Scale(Window(midnight(counts[0][0]), midnight(last + timedelta(days=1))), LEFT, RIGHT)
    highest = max(1, *(amount for _, amount in counts))
    spots = [(scale.x(midnight(day)), _y(amount, highest)) for day, amount in counts]
    line = "M" + "L".join(f"{x:g} {y:.1f}" for x, y in spots)
    parts = [_grid(scale, highest, picture), _ahead(spots[-1], found, scale, picture)]
    parts.append(tag("path", {"d": line, "class": "p-bracket"}))
    parts += [sign(Shape.DISC, Tone.WATER, x, y, 11) for x, y in spots]
    described = "; ".join(
        f"{picture.say(row.day)}: {row.amount}, {picture.say(row.what)}" for row in burn_rows(counts, found)
    )
    return picture.close("".join(parts), TOP + PLOT + 30, (title, described), set())


def _y(amount: int, highest: int) -> float:
    return TOP + PLOT - amount * PLOT / highest


def _grid(scale: Scale, highest: int, picture: Picture) -> str:
    parts = []
    for n in range(0, highest + 1, nice_step(highest)):
        y = _y(n, highest)
        parts.append(tag("path", {"d": f"M{LEFT} {y:.1f}H{RIGHT}", "class": "p-grid"}))
        parts.append(written(str(n), (LEFT - 8, y + 4), kind="p-soft", size=12, anchor="end"))
    for x, word in ticks(scale):
        parts.append(tag("path", {"d": f"M{x:g} {TOP + PLOT}v5", "class": "p-axis"}))
        parts.append(written(picture.say(word), (x, TOP + PLOT + 18), kind="p-soft", size=12))
    return "".join(parts)


def _ahead(start: tuple[float, float], found: Forecast, scale: Scale, picture: Picture) -> str:
    if not (found.early and found.likely and found.late):
        return ""
    x, y = start
    early, likely, late = (scale.x(_noon(day)) for day in (found.early, found.likely, found.late))
    floor = TOP + PLOT
    fan = tag("path", {"d": f"M{x:g} {y:.1f}L{early:g} {floor}H{late:g}Z", "class": "tone-water-pale"})
    middle = tag("path", {"d": f"M{x:g} {y:.1f}L{likely:g} {floor}", "class": "p-until"})
    end = sign(Shape.DIAMOND, Tone.SIGNAL, likely, floor, 12)
    words = picture.say(full_day(found.likely))
    return fan + middle + end + written(words, (min(likely + 8, RIGHT - 70), floor - 8), size=12)


def _noon(day: date) -> datetime:
    return midnight(day) + timedelta(hours=12)
