"""The strip: one time axis with lanes below each other, as a picture and as a table with the same content (SCREENS)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.window import Moment, Precision, Window
from dijkwacht.reporting.domain.dates import at_text, full_day, period_text, short_month
from dijkwacht.reporting.domain.drawing import (
    Picture,
    Scale,
    Svg,
    filled,
    sign,
    tag,
    ticks,
    width_of,
    written,
)
from dijkwacht.reporting.domain.looks import Look, Pattern, Tone

WIDTH = 960
GUTTER = 152
RIGHT = WIDTH - 8
HEAD = 30
BAR = 22
LINE = 16
GAP = 10
KNOWN_UNTIL = Text("tot hier bekend", "known up to here")
NOT_RECORDED = Text("niet vastgelegd", "not recorded")


class Form(StrEnum):
    """How a stretch is drawn: filled, or as a bracket (a window that is meant, not a state)."""

    FILLED = "filled"
    BRACKET = "bracket"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in a lane.

    `text` is written in or beside it, its look's word where it is empty. `still`: the end is not known, it goes on;
    the window then ends where knowledge ends. `source` names where the fact comes from, for the table.
    """

    window: Window
    look: Look
    text: Text = NOTHING
    form: Form = Form.FILLED
    still: bool = False
    source: Text = NOTHING

    @property
    def words(self) -> Text:
        """Return what is written for it."""
        return self.text or self.look.word


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment, drawn as its look's shape in the middle of the period it may lie in."""

    at: Moment
    look: Look
    text: Text = NOTHING
    source: Text = NOTHING

    @property
    def words(self) -> Text:
        """Return what is written for it."""
        return self.text or self.look.word


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the strip; `empty` is what is said where nothing lies in it."""

    name: Text
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    empty: Text = NOT_RECORDED


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the strip's table."""

    lane: Text
    period: Text
    what: Text
    source: Text = NOTHING


def strip_rows(lanes: Iterable[Lane]) -> tuple[Row, ...]:
    """Return all the picture shows, lane by lane in order of time; an empty lane has one row that says so."""
    rows: list[Row] = []
    for lane in lanes:
        found = [
            (bar.window.start, Row(lane.name, period_text(bar.window, still=bar.still), bar.words, bar.source))
            for bar in lane.bars
        ]
        found += [
            (mark.at.earliest, Row(lane.name, moment_text(mark.at), mark.words, mark.source)) for mark in lane.marks
        ]
        rows += [row for _, row in sorted(found, key=lambda pair: pair[0])] or [Row(lane.name, NOTHING, lane.empty)]
    return tuple(rows)


def moment_text(at: Moment) -> Text:
    """Return a moment as exactly as it is known: "jan 2020", "17 jan 2020", "17 jan 2020 12:00"."""
    match at.precision:
        case Precision.MONTH:
            return short_month(at.day)
        case Precision.DAY:
            return full_day(at.day)
        case _:
            return at_text(at.earliest)


def strip_svg(  # noqa: PLR0913 - a picture's few wishes, all by name
    lanes: Sequence[Lane],
    whole: Window,
    title: Text,
    language: str,
    *,
    known_until: datetime | None = None,
    standalone: bool = False,
    name: str = "strip",
) -> Svg:
    """Return the strip of `lanes` over `whole` as one SVG with title and description.

    `known_until` draws the line up to which anything is known. `name` must be unique on a page. `standalone` puts the
    light colours inside, for Typst and for files. What lies outside `whole` is in the table only.
    """
    picture = Picture("strip", name, language, standalone, WIDTH)
    scale = Scale(whole, GUTTER, RIGHT)
    y = float(HEAD)
    drawn: list[str] = []
    used: set[tuple[Tone, Pattern]] = set()
    for lane in lanes:
        done = _lane(lane, scale, y, picture)
        drawn.append(done.svg)
        used |= done.used
        y += done.height + GAP
    body = "".join((_axis(scale, y, picture), _until(known_until, scale, y, picture), *drawn))
    return picture.close(body, y + (10 if known_until else 6), (title, _described(lanes, picture)), used)


@dataclass(frozen=True, slots=True)
class _Drawn:
    svg: str
    height: float
    used: frozenset[tuple[Tone, Pattern]]


def _described(lanes: Sequence[Lane], picture: Picture) -> str:
    sentences = []
    for row in strip_rows(lanes):
        fact = " ".join(filter(None, (picture.say(row.what), picture.say(row.period))))
        sentences.append(f"{picture.say(row.lane)}: {fact}.")
    return " ".join(sentences)


def _axis(scale: Scale, bottom: float, picture: Picture) -> str:
    parts = []
    for x, word in ticks(scale):
        parts.append(tag("path", {"d": f"M{x:g} {HEAD - 8}V{bottom:g}", "class": "p-grid"}))
        parts.append(written(picture.say(word), (x, HEAD - 14), kind="p-soft", size=12))
    return "".join(parts)


def _until(at: datetime | None, scale: Scale, bottom: float, picture: Picture) -> str:
    if at is None or not scale.whole.start < at <= scale.whole.end:
        return ""
    x = scale.x(at)
    line = tag("path", {"d": f"M{x:g} {HEAD - 8}V{bottom + 4:g}", "class": "p-until"})
    words = picture.say(KNOWN_UNTIL)
    fits = x + 6 + width_of(words, 12) <= RIGHT
    place = (x + 6, bottom + 4) if fits else (x - 6, bottom + 4)
    return line + written(words, place, kind="p-soft", size=12, anchor="" if fits else "end")


@dataclass(frozen=True, slots=True)
class _Item:
    """A bar or mark with its place: what is drawn, and the label that must find room."""

    left: float
    right: float
    words: str
    tone: Tone
    inside: bool


def _lane(lane: Lane, scale: Scale, y: float, picture: Picture) -> _Drawn:
    bars = [(bar, common) for bar in lane.bars if (common := scale.whole.intersect(bar.window))]
    marks = [mark for mark in lane.marks if mark.at.latest >= scale.whole.start and mark.at.earliest < scale.whole.end]
    parts = [tag("path", {"d": f"M{GUTTER} {y + BAR / 2:g}H{RIGHT}", "class": "p-grid"})]
    parts.append(written(picture.say(lane.name), (0, y + 16), kind="p-soft"))
    items: list[_Item] = []
    for bar, window in bars:
        x1 = scale.x(window.start)
        x2 = max(scale.x(window.end), x1 + 3)
        parts.append(_bar(bar, x1, x2, y, picture.name))
        items.append(_Item(x1, x2, picture.say(bar.words), bar.look.tone, bar.form is Form.FILLED))
    for mark in marks:
        x = scale.x(_middle(mark.at, scale.whole))
        parts.append(sign(mark.look.shape, mark.look.tone, x, y + BAR / 2, 15))
        items.append(_Item(x - 9, x + 9, picture.say(mark.words), mark.look.tone, inside=False))
    if not items:
        items = [_Item(GUTTER + 6, RIGHT, picture.say(lane.empty), Tone.PAPER, inside=True)]
    labels, extra = _labels(sorted(items, key=lambda item: (item.left, item.right)), y)
    used = frozenset((bar.look.tone, bar.look.pattern) for bar, _ in bars if bar.form is Form.FILLED)
    return _Drawn("".join((*parts, *labels)), BAR + extra, used)


def _middle(at: Moment, whole: Window) -> datetime:
    start, end = max(at.earliest, whole.start), min(at.latest, whole.end)
    return start + (end - start) / 2


def _bar(bar: Bar, x1: float, x2: float, y: float, name: str) -> str:
    if bar.form is Form.BRACKET:
        middle = y + BAR / 2
        d = f"M{x1:g} {middle:g}H{x2:g}M{x1:g} {middle - 8:g}v16" + ("" if bar.still else f"M{x2:g} {middle - 8:g}v16")
        return tag("path", {"d": d, "class": "p-bracket"})
    if bar.still and x2 - x1 > BAR / 2:
        d = f"M{x1:g} {y:g}H{x2 - 7:g}L{x2:g} {y + BAR / 2:g}L{x2 - 7:g} {y + BAR:g}H{x1:g}Z"
    else:
        d = f"M{x1:g} {y:g}H{x2:g}V{y + BAR:g}H{x1:g}Z"
    return filled(name, bar.look.tone, bar.look.pattern, d)


def _labels(items: Sequence[_Item], y: float) -> tuple[list[str], float]:
    """Write each label in its bar, else beside it, else on a line below; return also how much height that adds."""
    written_labels: list[str] = []
    taken = [(item.left, item.right) for item in items]
    below: list[list[tuple[float, float]]] = []
    for item in items:
        width = width_of(item.words)
        if item.inside and width + 12 <= item.right - item.left:
            written_labels.append(written(item.words, (item.left + 7, y + 15.5), kind=f"p-on on-{item.tone}"))
            continue
        beside = _beside(item, width, taken)
        if beside is not None:
            taken.append((beside, beside + width))
            written_labels.append(written(item.words, (beside, y + 15.5)))
            continue
        left, line = _below(item, width, below)
        written_labels.append(written(item.words, (left, y + BAR + 13 + line * LINE), size=12))
    return written_labels, len(below) * LINE + (4 if below else 0)


def _beside(item: _Item, width: float, taken: Sequence[tuple[float, float]]) -> float | None:
    for left in (item.right + 6, item.left - 6 - width):
        free = all(left + width + 4 <= start or end + 4 <= left for start, end in taken)
        if free and left >= GUTTER and left + width <= RIGHT:
            return left
    return None


def _below(item: _Item, width: float, lines: list[list[tuple[float, float]]]) -> tuple[float, int]:
    left = max(GUTTER, min(item.left, RIGHT - width))
    for number, line in enumerate(lines):
        if all(left + width + 8 <= start or end + 8 <= left for start, end in line):
            line.append((left, left + width))
            return left, number
    lines.append([(left, left + width)])
    return left, len(lines) - 1
