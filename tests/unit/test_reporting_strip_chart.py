"""Counts as pictures and as rows: the same numbers, steps that hold until the next moment, honest empty cases."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import midnight
from dijkwacht.reporting.domain.chart import (
    LEFT,
    PLOT,
    RIGHT,
    WIDTH,
    Layer,
    Series,
    Share,
    area_rows,
    area_svg,
    bar_rows,
    bar_svg,
    nice_step,
)
from dijkwacht.reporting.domain.looks import look

SVG = "{http://www.w3.org/2000/svg}"
TITLE = Text("Zwakte", "Weakness")
OPEN, FIXED = look("weakness", "open"), look("weakness", "fixed-checked")


def read(picture):
    return ET.fromstring(picture)  # noqa: S314 - our own picture


def words(svg):
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def grounds(svg, tone):
    return [path.get("d") for path in svg.iter(f"{SVG}path") if path.get("class") == f"tone-{tone}"]


def series(*counts):
    moments = tuple(midnight(date(2020, 1, 1 + n)) for n in range(len(counts[0])))
    return Series(moments, tuple(Layer(each, tuple(row)) for each, row in zip((FIXED, OPEN), counts, strict=True)))


def test_shares_take_their_part_of_the_width():
    svg = read(bar_svg([Share(OPEN, 3), Share(FIXED, 1)], TITLE, "nl"))
    width = float(re.search(r"h([\d.]+)", grounds(svg, "alarm-pale")[0]).group(1))
    assert width == pytest.approx((WIDTH - 2) * 3 / 4, abs=0.1)


def test_rows_hold_every_value_also_those_that_nobody_has():
    rows = bar_rows([Share(OPEN, 3), Share(FIXED, 0)])
    assert [(row.word.nl, row.count, row.percent) for row in rows] == [
        ("kwetsbaar", 3, "100%"),
        ("hersteld en gecontroleerd", 0, "0%"),
    ]


def test_nobody_at_all_is_an_empty_frame_and_no_percentage():
    shares = [Share(OPEN, 0)]
    assert bar_rows(shares)[0].percent == "–"
    svg = read(bar_svg(shares, TITLE, "nl"))
    assert grounds(svg, "paper")
    assert "kwetsbaar 0" in words(svg)


def test_every_count_stands_in_the_legend_and_in_the_description():
    svg = read(bar_svg([Share(OPEN, 3), Share(FIXED, 12)], TITLE, "en"))
    assert {"vulnerable 3", "fixed and checked 12"} <= set(words(svg))
    assert svg.find(f"{SVG}desc").text == "vulnerable: 3, fixed and checked: 12"


def edges_at(path, share):
    """Return the heights (from the top) at which a layer begins and ends, at a share of the time axis."""
    x = y = 0.0
    level = []
    for command, first, second in re.findall(r"([MHV])([\d.]+)(?: ([\d.]+))?", path):
        before = x
        if command == "V":
            y = float(first)
            continue
        x = float(first)
        y = float(second) if second else y
        if command == "H":
            level.append((min(before, x), max(before, x), y))
    at = LEFT + share * (RIGHT - LEFT)
    return sorted(edge for left, right, edge in level if left <= at < right)


def test_a_count_holds_until_the_next_moment():
    path = grounds(read(area_svg(series((0, 0, 0), (4, 2, 0)), TITLE, "nl")), "alarm-pale")[-1]
    heights = [bottom - top for top, bottom in (edges_at(path, share) for share in (0.1, 0.4, 0.6, 0.9))]
    assert heights == [PLOT, PLOT, PLOT / 2, PLOT / 2]


def test_layers_lie_on_each_other_without_gap():
    svg = read(area_svg(series((1, 2, 3), (3, 2, 1)), TITLE, "nl"))
    lower, upper = grounds(svg, "dike")[-1], grounds(svg, "alarm-pale")[-1]
    for share in (0.1, 0.9):
        assert edges_at(lower, share)[0] == edges_at(upper, share)[1]


def test_rows_of_a_series_carry_moment_counts_and_total():
    rows = area_rows(series((0, 2), (5, 3)))
    assert [(row.moment.nl, row.counts, row.total) for row in rows] == [
        ("1 jan 2020", (0, 5), 5),
        ("2 jan 2020", (2, 3), 5),
    ]


@pytest.mark.parametrize("counts", [((), ()), ((1,), (2,))])
def test_less_than_two_moments_draw_no_time(counts):
    svg = read(area_svg(series(*counts), TITLE, "nl"))
    assert not [path for path in svg.iter(f"{SVG}path") if path.get("class") == "p-grid"]


@pytest.mark.parametrize(
    ("highest", "step"), [(1, 1), (6, 1), (7, 2), (12, 2), (30, 5), (61, 20), (340, 100), (9_999, 2_000)]
)
def test_heights_are_told_in_round_numbers(highest, step):
    assert nice_step(highest) == step
    assert highest / step <= 6


def test_words_from_outside_are_escaped():
    assert "<b>" not in bar_svg([Share(look("weakness", "<b>"), 1)], Text("<b>", "<b>"), "nl")
