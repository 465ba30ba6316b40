"""The strip as picture and as table: the same content twice, in order, escaped, and told in words."""

import itertools
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import fontpkg_atkinson_hyperlegible
import pytest
import typst

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, midnight, read_moment
from dijkwacht.reporting.domain.looks import Look, Pattern, Shape, Tone, look
from dijkwacht.reporting.domain.strip import GUTTER, RIGHT, Bar, Form, Lane, Mark, strip_rows, strip_svg

SVG = "{http://www.w3.org/2000/svg}"
TITLE = Text("Tijdlijn", "Time line")


def days(first, last):
    return Window(midnight(date.fromisoformat(first)), midnight(date.fromisoformat(last)))


WHOLE = days("2019-12-17", "2020-01-28")
EXPOSED = Bar(days("2019-12-24", "2020-01-17"), look("weakness", "open"))
CLOSED = Bar(days("2020-01-18", "2020-01-22"), look("access", "closed"), still=True)


def lane(*bars, marks=()):
    return Lane(Text("Ons systeem", "Our system"), bars, tuple(marks))


def drawn(*lanes, language="nl", whole=WHOLE, **wishes):
    return ET.fromstring(strip_svg(lanes, whole, TITLE, language, **wishes))  # noqa: S314 - our own picture


def words(svg):
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def grounds(svg):
    return [path for path in svg.iter(f"{SVG}path") if path.get("class", "").startswith("tone-")]


def ends(path):
    left, *_, right = sorted(float(x) for x in re.findall(r"[MHL]([\d.]+)", path.get("d")))
    return left, right


def test_the_table_tells_the_days_a_window_touches_with_both_ends_inside():
    (row,) = strip_rows([lane(EXPOSED)])
    assert row.period == Text("24 dec 2019 – 16 jan 2020 (24 dagen)", "24 Dec 2019 – 16 Jan 2020 (24 days)")
    assert row.what == Text("kwetsbaar", "vulnerable")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-01-18T00:00", "2020-01-19T00:00", "18 jan 2020 (1 dag)"),
        ("2020-01-18T09:30", "2020-01-18T12:00", "18 jan 2020 09:30 – 18 jan 2020 12:00 (1 dag)"),
        ("2020-03-28T00:00", "2020-03-30T00:00", "28 mrt 2020 – 29 mrt 2020 (2 dagen)"),
    ],
)
def test_the_table_tells_hours_only_where_they_are_known(first, last, expected):
    window = Window(read_moment(first).earliest, read_moment(last).earliest)
    assert strip_rows([lane(Bar(window, look("access", "closed")))])[0].period.nl == expected


def test_what_still_goes_on_has_no_end_in_the_table():
    assert strip_rows([lane(CLOSED)])[0].period == Text("sinds 18 jan 2020", "since 18 Jan 2020")


@pytest.mark.parametrize(
    ("written", "told"),
    [("2020-01", "jan 2020"), ("2020-01-17", "17 jan 2020"), ("2020-01-17T18:40", "17 jan 2020 18:40")],
)
def test_a_mark_is_told_as_exactly_as_it_is_known(written, told):
    mark = Mark(read_moment(written), look("advice", "advice"))
    assert strip_rows([lane(marks=[mark])])[0].period.nl == told


def test_bars_and_marks_of_a_lane_stand_in_order_of_time():
    mark = Mark(read_moment("2020-01-17T18:40"), look("advice", "urgent"))
    told = [row.what.nl for row in strip_rows([lane(CLOSED, EXPOSED, marks=[mark])])]
    assert told == ["kwetsbaar", "dringend advies", "dicht"]


def test_an_empty_lane_says_so_in_both():
    empty = lane()
    assert strip_rows([empty])[0].what.nl == "niet vastgelegd"
    assert "niet vastgelegd" in words(drawn(empty))


def test_every_row_of_the_table_is_in_the_description():
    lanes = [lane(EXPOSED, CLOSED), lane()]
    description = drawn(*lanes).find(f"{SVG}desc").text
    for row in strip_rows(lanes):
        assert row.what.nl in description
        assert row.period.nl in description


def test_a_picture_is_named_by_its_title_and_description():
    svg = drawn(lane(EXPOSED), name="one", language="en")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "one-title one-desc"
    assert svg.find(f"{SVG}title").text == "Time line"


def test_a_bar_lies_where_its_window_lies():
    half = Bar(days("2019-12-17", "2020-01-07"), look("weakness", "open"))
    (path,) = grounds(drawn(lane(half)))
    left, right = ends(path)
    assert left == GUTTER
    assert right == pytest.approx((GUTTER + RIGHT) / 2, abs=0.2)


def test_what_lies_outside_the_whole_is_cut_off_in_the_picture_and_whole_in_the_table():
    long = Bar(days("2019-06-01", "2021-01-01"), look("weakness", "open"))
    gone = Bar(days("2018-01-01", "2018-02-01"), look("weakness", "mitigated"))
    (path,) = grounds(drawn(lane(long, gone)))
    assert ends(path) == (GUTTER, RIGHT)
    assert len(strip_rows([lane(long, gone)])) == 2


def test_texts_of_people_are_escaped_and_unprintable_letters_replaced():
    bad = Bar(days("2019-12-17", "2020-01-20"), look("weakness", "open"), Text("<script>&\x00\ud800", "x"))
    picture = strip_svg([lane(bad)], WHOLE, TITLE, "nl")
    assert "<script" not in picture
    assert "<script>&\ufffd\ufffd" in words(ET.fromstring(picture))  # noqa: S314 - our own picture


def test_a_picture_holds_no_inline_style_and_no_script():
    picture = strip_svg([lane(EXPOSED, CLOSED)], WHOLE, TITLE, "nl", standalone=True)
    assert " style=" not in picture
    assert "<script" not in picture


@pytest.mark.parametrize("standalone", [True, False])
def test_colours_are_inside_only_where_a_picture_stands_alone(standalone):
    assert bool(drawn(lane(EXPOSED), standalone=standalone).findall(f"{SVG}style")) is standalone


def test_a_pattern_is_defined_under_the_name_of_its_picture():
    svg = drawn(lane(EXPOSED), name="left")
    defined = {pattern.get("id") for pattern in svg.iter(f"{SVG}pattern")}
    assert defined == {"left-alarm-pale-cross"}
    assert any(path.get("fill") == "url(#left-alarm-pale-cross)" for path in svg.iter(f"{SVG}path"))


def test_a_bracket_is_no_state_and_fills_nothing():
    window = Bar(WHOLE, look("weakness", "open"), Text("42 dagen", "42 days"), form=Form.BRACKET)
    svg = drawn(lane(window))
    assert not grounds(svg)
    assert "42 dagen" in words(svg)


def test_labels_of_a_lane_never_overlap():
    marks = [
        Mark(read_moment(f"2020-01-{day}"), look("advice", "advice"), Text(f"advies nummer {day}", "x"))
        for day in range(10, 20)
    ]
    svg = drawn(lane(marks=marks))
    texts = [text for text in svg.iter(f"{SVG}text") if "nummer" in text.text]
    assert len(texts) == 10
    by_line = {}
    for text in texts:
        by_line.setdefault(text.get("y"), []).append(float(text.get("x")))
    for lefts in by_line.values():
        lefts.sort()
        assert all(right - left > 80 for left, right in itertools.pairwise(lefts))
    assert min(float(text.get("x")) for text in texts) >= GUTTER


def test_the_line_of_knowledge_is_drawn_inside_only():
    inside = drawn(lane(EXPOSED), known_until=midnight(date(2020, 1, 22)))
    outside = drawn(lane(EXPOSED), known_until=midnight(date(2021, 1, 1)))
    assert "tot hier bekend" in words(inside)
    assert "tot hier bekend" not in words(outside)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-01-13", "2020-01-17", ["13 jan 2020", "14 jan", "15 jan", "16 jan"]),
        ("2019-12-17", "2020-01-14", ["23 dec 2019", "30 dec", "6 jan 2020", "13 jan"]),
        ("2025-04-20", "2025-10-01", ["mei 2025", "jun", "jul", "aug", "sep"]),
        ("2019-06-01", "2023-06-01", ["2020", "2021", "2022", "2023"]),
    ],
)
def test_ticks_are_days_weeks_months_or_years_by_span(first, last, expected):
    svg = drawn(lane(), whole=days(first, last))
    assert [word for word in words(svg) if word not in {"Ons systeem", "niet vastgelegd"}] == expected


def test_a_value_the_catalogue_does_not_know_is_shown_by_its_own_word():
    assert look("weakness", "half_open") == Look(
        Text("half-open", "half-open"), Shape.QUESTION, Tone.GREY, Pattern.DOTS
    )


def test_paper_takes_the_picture_as_it_is(tmp_path: Path):
    lanes = [lane(EXPOSED, CLOSED), lane(marks=[Mark(read_moment("2020-01-17"), look("advice", "safe"))])]
    picture = strip_svg(lanes, WHOLE, TITLE, "nl", standalone=True)
    (tmp_path / "strip.svg").write_text(picture, encoding="utf-8")
    (tmp_path / "page.typ").write_text(
        '#set document(title: "x")\n#set text(font: "Atkinson Hyperlegible")\n#image("strip.svg", alt: "strip")',
        encoding="utf-8",
    )
    fonts = [str(fontpkg_atkinson_hyperlegible.ROOT / "files")]
    pdf, warnings = typst.compile_with_warnings(
        str(tmp_path / "page.typ"), font_paths=fonts, ignore_system_fonts=True, pdf_standards=["ua-1"]
    )
    assert pdf.startswith(b"%PDF")
    assert not warnings
