"""What every picture is drawn with: escaped tags, tones, patterns, shapes, the width of words, a scale of time.

A picture is one SVG text without script and without inline style: on a page the style sheets colour its classes; with
`standalone` it carries the light colours inside, for paper (Typst) and for files.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from html import escape

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, midnight
from dijkwacht.reporting.domain.dates import full_day, short_day, short_month
from dijkwacht.reporting.domain.looks import Pattern, Shape, Tone

FONT = "Atkinson Hyperlegible"
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Svg(str):
    """A finished picture: its texts are escaped, so a template may print it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the picture itself: templates take this as "already escaped"."""
        return str(self)


def text(words: str) -> str:
    """Return `words` escaped for XML; letters that XML forbids become the replacement character."""
    return escape(_UNPRINTABLE.sub("\ufffd", words))


def tag(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """Return one element; numbers are written with at most one decimal, None leaves an attribute out."""
    written = "".join(f' {key}="{text(_value(value))}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def _value(value: object) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


# --- tones -----------------------------------------------------------------------------------------------------------
# Each tone: the token of its ground, of its line and of the ink written on it. tone.css says the same by token; a test
# holds the two together.

TONES: dict[Tone, tuple[str, str, str]] = {
    Tone.ALARM: ("alarm-solid", "alarm", "on-solid"),
    Tone.ALARM_PALE: ("alarm-pale", "alarm", "ink"),
    Tone.SIGNAL: ("signal", "signal", "card"),
    Tone.SIGNAL_PALE: ("signal-pale", "signal", "ink"),
    Tone.DIKE: ("dike-solid", "dike", "on-solid"),
    Tone.DIKE_PALE: ("dike-pale", "dike", "ink"),
    Tone.WATER: ("water-solid", "water", "on-solid"),
    Tone.WATER_PALE: ("water-pale", "water", "ink"),
    Tone.GREY: ("wash", "line-strong", "ink"),
    Tone.PAPER: ("card", "line-strong", "ink"),
}

LIGHT = {
    "ink": "#14202b",
    "ink-soft": "#47586a",
    "line-strong": "#73838f",
    "line": "#d5dbe1",
    "wash": "#eef2f5",
    "card": "#ffffff",
    "water": "#0b4f79",
    "water-pale": "#dcebf5",
    "water-solid": "#0b4f79",
    "dike": "#2a6339",
    "dike-pale": "#e0f0e3",
    "dike-solid": "#2a6339",
    "signal": "#8f4700",
    "signal-pale": "#fdeeda",
    "alarm": "#a11d2b",
    "alarm-pale": "#fbe3e5",
    "alarm-solid": "#a11d2b",
    "on-solid": "#ffffff",
}


def tone_rules(colour: Mapping[str, str]) -> tuple[str, ...]:
    """Return the style rules of all tones, `colour` giving the value of each token."""
    rules: list[str] = []
    for tone, (ground, line, ink) in TONES.items():
        rules += [
            f".tone-{tone} {{ fill: {colour[ground]}; stroke: {colour[line]} }}",
            f".line-{tone} {{ stroke: {colour[line]}; fill: {colour[line]} }}",
            f".on-{tone} {{ fill: {colour[ink]}; stroke: {colour[ground]} }}",
        ]
    return tuple(rules)


def picture_rules(colour: Mapping[str, str]) -> tuple[str, ...]:
    """Return the style rules of what pictures share beside their tones."""
    return (
        f".p-words {{ fill: {colour['ink']}; stroke: {colour['card']} }}",
        f".p-soft {{ fill: {colour['ink-soft']}; stroke: {colour['card']} }}",
        ".p-words, .p-soft, .p-on { stroke-width: 4px; paint-order: stroke; stroke-linejoin: round }",
        f".p-grid {{ stroke: {colour['line']}; fill: none }}",
        f".p-axis {{ stroke: {colour['line-strong']}; fill: none }}",
        f".p-bracket {{ stroke: {colour['ink']}; fill: none; stroke-width: 2.5px }}",
        f".p-until {{ stroke: {colour['signal']}; fill: none; stroke-width: 2px; stroke-dasharray: 4 3 }}",
        ".p-mark { stroke-width: 1px }",
        ".p-hatch { opacity: .45; stroke: none }",
    )


def style_inside() -> str:
    """Return the <style> element of a standalone picture, in the light colours."""
    rules = " ".join((*tone_rules(LIGHT), *picture_rules(LIGHT)))
    return f'<style>text {{ font-family: "{FONT}" }} {rules}</style>'


# --- patterns --------------------------------------------------------------------------------------------------------

_PATTERN_LINES = {
    Pattern.DIAGONAL: (8, "M-2 2 2-2M0 8 8 0M6 10l4-4"),
    Pattern.BACK: (11, "M-2 9l4 4M0 0 11 11M9-2l4 4"),
    Pattern.CROSS: (10, "M0 10 10 0M0 0 10 10"),
    Pattern.UPRIGHT: (6, "M3 0V6"),
}


def pattern_id(name: str, tone: Tone, pattern: Pattern) -> str:
    """Return the id under which a picture called `name` defines this pattern in the line colour of `tone`."""
    return f"{name}-{tone}-{pattern}"


def pattern_definitions(name: str, used: set[tuple[Tone, Pattern]]) -> str:
    """Return the <defs> with the patterns that a picture uses; empty where it uses none."""
    made = [_definition(name, tone, pattern) for tone, pattern in sorted(used) if pattern is not Pattern.NONE]
    return tag("defs", {}, *made) if made else ""


def _definition(name: str, tone: Tone, pattern: Pattern) -> str:
    if pattern is Pattern.DOTS:
        size = 6
        drawn = tag("circle", {"cx": 3, "cy": 3, "r": 1.1, "class": f"line-{tone}"})
    else:
        size, path = _PATTERN_LINES[pattern]
        drawn = tag("path", {"d": path, "class": f"line-{tone}", "stroke-width": 1.3, "fill": "none"})
    frame = {"id": pattern_id(name, tone, pattern), "width": size, "height": size, "patternUnits": "userSpaceOnUse"}
    return tag("pattern", frame, drawn)


def filled(name: str, tone: Tone, pattern: Pattern, path: str) -> str:
    """Return a closed path filled with a tone and, over it, its pattern."""
    ground = tag("path", {"d": path, "class": f"tone-{tone}"})
    if pattern is Pattern.NONE:
        return ground
    over = tag("path", {"d": path, "class": "p-hatch", "fill": f"url(#{pattern_id(name, tone, pattern)})"})
    return ground + over


# --- shapes on a field of 16 by 16 -----------------------------------------------------------------------------------

SHAPES: dict[Shape, str] = {
    Shape.DISC: "M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2Z",
    Shape.RING: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13ZM8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9Z",
    Shape.HALF: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13ZM8 3.5a4.5 4.5 0 0 1 0 9Z",
    Shape.QUARTER: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13ZM8 3.5V8h-4.5A4.5 4.5 0 1 0 8 3.5Z",
    Shape.SQUARE: "M2.5 2.5h11v11h-11Z",
    Shape.DOOR: "M2.5 14.5V1.5h11v13h-2.5V4H5v10.5Z",
    Shape.DOOR_HALF: "M2.5 14.5V1.5h11v13H8V4H5v10.5Z",
    Shape.CHECK: "M1.6 8.6 3.4 6.8 6.4 9.8 12.8 3.2 14.6 5 6.4 13.4Z",
    Shape.CHECKS: "M.4 8.8 2 7.2 4.6 9.8 9.8 4.4 11.4 6 4.6 13ZM8 11.4l1-1 .6.5L14 5.6l1.6 1.6-6 6Z",
    Shape.BENT: "M2 11.5c0-4.6 2-6.6 6-6.6V2l6 4.6-6 4.6V8.3c-2.2-.1-3.4.8-3.4 3.2Z",
    Shape.CROSS: "M3.4 1.9 8 6.5l4.6-4.6 1.5 1.5L9.5 8l4.6 4.6-1.5 1.5L8 9.5l-4.6 4.6-1.5-1.5L6.5 8 1.9 3.4Z",
    Shape.PLAY: "M3.5 2 13.5 8l-10 6Z",
    Shape.STOP: "M5.2 1.5h5.6L14.5 5.2v5.6L10.8 14.5H5.2L1.5 10.8V5.2ZM4 7v2h8V7Z",
    Shape.BANG: "M8 1l7.5 13.5H.5ZM7.1 5.5v5h1.8v-5ZM7.1 11.4v1.8h1.8v-1.8Z",
    Shape.QUESTION: (
        "M4.2 5.2C4.3 2.9 5.9 1.5 8.1 1.5c2.3 0 3.9 1.3 3.9 3.3 0 1.5-.8 2.3-1.9 3.1-.9.6-1.1 1-1.1 2H7"
        "c0-1.7.4-2.4 1.7-3.3.8-.6 1.1-1 1.1-1.7 0-.9-.7-1.5-1.8-1.5-1.1 0-1.8.7-1.9 1.8ZM7 11.6h2.2v2.4H7Z"
    ),
    Shape.DASH: "M2.5 6.9h11v2.2h-11Z",
    Shape.DIAMOND: "M8 1l7 7-7 7-7-7Z",
}


def sign(shape: Shape, tone: Tone, x: float, y: float, size: float = 14) -> str:
    """Return a shape in the line colour of `tone`, its centre at (x, y)."""
    place = f"translate({_value(x - size / 2)} {_value(y - size / 2)}) scale({_value(size / 16)})"
    return tag("path", {"d": SHAPES[shape], "class": f"line-{tone} p-mark", "fill-rule": "evenodd", "transform": place})


# --- words -----------------------------------------------------------------------------------------------------------

_NARROW = frozenset("iljIftr.,:;'’!|()[]- ·")
_WIDE = frozenset("mwMW@%–")


def width_of(words: str, size: float = 13) -> float:
    """Return about how wide `words` are in the house's type at `size`; errs to the wide side."""
    ems = sum(0.32 if c in _NARROW else 0.86 if c in _WIDE else 0.65 if c.isupper() else 0.55 for c in words)
    return ems * size


def written(words: str, at: tuple[float, float], *, kind: str = "p-words", size: float = 13, anchor: str = "") -> str:
    """Return a line of text whose baseline starts (or, by `anchor`, ends or centres) at a point."""
    x, y = at
    return tag("text", {"x": x, "y": y, "class": kind, "font-size": size, "text-anchor": anchor or None}, text(words))


# --- the frame -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """What all parts of one picture share; its name is unique on a page, `standalone` puts the colours inside."""

    kind: str
    name: str
    language: str
    standalone: bool = False
    width: int = 960

    def say(self, words: Text) -> str:
        """Return `words` in the picture's language."""
        return words.in_language(self.language)

    def close(self, body: str, height: float, said: tuple[Text, str], used: set[tuple[Tone, Pattern]]) -> Svg:
        """Return the whole SVG: `said` is its title and its description."""
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {self.width} {height:g}",
            "class": self.kind,
            "role": "img",
            "aria-labelledby": f"{self.name}-title {self.name}-desc",
        }
        head = tag("title", {"id": f"{self.name}-title"}, text(self.say(said[0])))
        head += tag("desc", {"id": f"{self.name}-desc"}, text(said[1]))
        inside = style_inside() if self.standalone else ""
        return Svg(tag("svg", attributes, head, inside, pattern_definitions(self.name, used), body))


# --- time ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """Places moments of `whole` on the stretch from `left` to `right`."""

    whole: Window
    left: float
    right: float

    def x(self, at: datetime) -> float:
        """Return the place of `at`, clamped to the stretch."""
        share = (at - self.whole.start) / (self.whole.end - self.whole.start)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 1)


class Step(StrEnum):
    """How far the ticks of a time axis lie apart."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_APART = 52
_LONGEST = {Step.DAY: 14, Step.WEEK: 150, Step.MONTH: 1100}


def step_of(whole: Window) -> Step:
    """Return days for up to a fortnight, weeks for five months, months for three years, else years."""
    return next((step for step, longest in _LONGEST.items() if whole.days() <= longest), Step.YEAR)


def ticks(scale: Scale) -> tuple[tuple[float, Text], ...]:
    """Return place and word of each tick (weeks begin on Monday); a tick names its year where the year is new."""
    step = step_of(scale.whole)
    chosen: list[tuple[float, Text]] = []
    year = 0
    for day in _tick_days(scale.whole, step):
        x = scale.x(midnight(day))
        if x > scale.right - 20 or (chosen and x - chosen[-1][0] < _APART):
            continue
        chosen.append((x, _tick_text(day, step, new_year=day.year != year)))
        year = day.year
    return tuple(chosen)


def _tick_days(whole: Window, step: Step) -> Iterator[date]:
    first, last = whole.dates()
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        match step:
            case Step.DAY:
                fits = True
            case Step.WEEK:
                fits = day.weekday() == 0
            case Step.MONTH:
                fits = day.day == 1
            case Step.YEAR:
                fits = (day.month, day.day) == (1, 1)
        if fits:
            yield day


def _tick_text(day: date, step: Step, *, new_year: bool) -> Text:
    if step is Step.YEAR:
        return Text(str(day.year), str(day.year))
    if step is Step.MONTH:
        return short_month(day, with_year=new_year)
    return full_day(day) if new_year else short_day(day)
