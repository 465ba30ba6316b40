"""Every state has a look of its own: word, shape, tone and pattern; style sheet and pictures agree on the colours."""

import itertools
import re
from pathlib import Path

import pytest

import dijkwacht.web
from dijkwacht.cases.domain.axes import Access, Axis, Misuse, Use, Weakness
from dijkwacht.cases.domain.measures import MeasureState
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.verdict import ConditionState
from dijkwacht.reporting.domain.drawing import LIGHT, SHAPES, TONES, picture_rules, tone_rules
from dijkwacht.reporting.domain.looks import LOOKS, Shape, Tone

CSS = Path(dijkwacht.web.__file__).parent / "static" / "dijkwacht" / "css"
TOKEN = re.compile(r"--dijkwacht-color-([a-z-]+):\s*(#[0-9a-f]{6})")
FAMILIES = [
    (Axis.USE, Use),
    (Axis.WEAKNESS, Weakness),
    (Axis.ACCESS, Access),
    (Axis.MISUSE, Misuse),
    ("measure", MeasureState),
    ("condition", ConditionState),
    ("origin", Origin),
]


def tokens(sheet):
    return dict(TOKEN.findall((CSS / sheet).read_text(encoding="utf-8")))


@pytest.mark.parametrize(("family", "values"), FAMILIES, ids=[str(family) for family, _ in FAMILIES])
def test_every_value_has_its_look(family, values):
    assert {str(value) for value in values} <= set(LOOKS[family])


@pytest.mark.parametrize("family", LOOKS)
def test_no_two_values_of_a_family_look_alike_without_colour(family):
    for one, other in itertools.combinations(LOOKS[family].values(), 2):
        assert (one.shape, one.word) != (other.shape, other.word)
        assert (one.tone, one.pattern) != (other.tone, other.pattern) or one.shape != other.shape


def test_every_shape_is_drawn_and_every_tone_coloured():
    assert set(SHAPES) == set(Shape)
    assert set(TONES) == set(Tone)


def test_the_style_sheet_colours_pictures_as_a_standalone_picture_does():
    by_token = {name: f"var(--dijkwacht-color-{name})" for name in LIGHT}
    lines = (CSS / "tone.css").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(".")] == [*tone_rules(by_token), *picture_rules(by_token)]
    day = tokens("tokens.css")
    assert {name: day[name] for name in LIGHT} == LIGHT


def test_the_night_has_every_colour_of_the_day():
    assert set(tokens("dark.css")) == set(tokens("tokens.css"))


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_counted_as_the_guidelines_count_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("sheet", ["tokens.css", "dark.css"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *(
            (ink, ground)
            for ink in ("ink", "ink-soft", "water", "alarm", "signal", "dike")
            for ground in ("paper", "card", "wash")
        ),
        *(("ink", f"{tone}-pale") for tone in ("water", "dike", "signal", "alarm")),
        *((tone, f"{tone}-pale") for tone in ("water", "dike", "signal", "alarm")),
        *(("on-solid", f"{tone}-solid") for tone in ("water", "dike", "alarm")),
    ],
)
def test_words_stand_out_from_their_ground(sheet, ink, ground):
    colours = tokens(sheet)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("sheet", ["tokens.css", "dark.css"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_lines_that_mean_something_stand_out(sheet, ground):
    colours = tokens(sheet)
    assert contrast(colours["line-strong"], colours[ground]) >= 3
