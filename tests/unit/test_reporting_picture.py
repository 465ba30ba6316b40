"""The picture and surveys: every axis its own total, no number that gives somebody away, no sum a source lacks."""

import itertools
import random

import pytest

from dijkwacht.cases.domain.axes import VALUES, Axis
from dijkwacht.reporting.domain.picture import SMALLEST, TOTAL, picture, smoothed
from dijkwacht.reporting.domain.survey import (
    Bucket,
    counted_wording,
    never_inferable,
    survey_total,
    surveys_in,
    what_it_leaves_out,
)
from response_story import case_told


def counts(**use):
    """Return counts on every axis: the ones given on use, and everything on the first value of the others."""
    total = sum(use.values())
    found = {axis: {str(value): 0 for value in VALUES[axis]} for axis in Axis}
    found[Axis.USE] |= {key.replace("_", "-"): count for key, count in use.items()}
    for axis in (Axis.WEAKNESS, Axis.ACCESS, Axis.MISUSE):
        found[axis][str(VALUES[axis][0])] = total
    return found


def added(*tables):
    return {axis: {value: sum(one[axis][value] for one in tables) for value in tables[0][axis]} for axis in Axis}


def use_rows(made):
    return {row.scope: (list(row.counts.values()), row.total) for row in made.tables[0].rows}


def test_with_all_names_every_number_stands_with_its_denominator():
    towns, care = counts(unknown=2, uses=30, does_not_use=8), counts(uses=3)
    made = picture(added(towns, care), {"municipalities": towns, "health": care}, names_withheld=False)
    assert use_rows(made) == {"": ([2, 33, 8], 43), "municipalities": ([2, 30, 8], 40), "health": ([0, 3, 0], 3)}


def test_without_names_a_small_sector_is_left_out_and_no_difference_gives_it_back():
    towns, care = counts(unknown=20, uses=30, does_not_use=8), counts(uses=3)
    made = picture(added(towns, care), {"municipalities": towns, "health": care}, names_withheld=True)
    assert made.left_out == ("health",)
    rows = use_rows(made)
    assert "health" not in rows
    assert rows[""][0][1] is None or rows["municipalities"][0][1] is None, "33 - 30 would be the three of health"


@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_cell_can_be_had_back_from_its_row_or_column(seed):
    dice = random.Random(seed)  # noqa: S311 - tables of every shape, the same each time
    sectors = {
        f"s{n}": counts(unknown=dice.randint(0, 9), uses=dice.randint(0, 40), does_not_use=dice.randint(0, 9))
        for n in range(dice.randint(1, 5))
    }
    made = picture(added(*sectors.values()), sectors, names_withheld=True)
    for table in made.tables:
        for row in table.rows:
            hidden = sum(count is None for count in row.counts.values())
            assert hidden != 1 or row.total is None
            assert all(count is None or count == 0 or count >= SMALLEST for count in row.counts.values())
        for value in table.values:
            cells = [row.counts[value] for row in table.rows]
            unshown = any(sectors[key][table.axis][value] for key in made.left_out)
            shown_hidden = sum(cell is None for cell in cells)
            positive = sum(bool(cell) for cell in cells)
            assert shown_hidden + unshown != 1 or not positive, (table.axis, value, cells)


def test_a_series_without_names_moves_the_few_to_the_largest_and_keeps_the_sum():
    assert smoothed([{"a": 40, "b": 3, "c": 0, "d": 7}]) == ({"a": 43, "b": 0, "c": 0, "d": 7},)
    assert smoothed([{"a": 2, "b": 1}]) == ({"a": 0, "b": 0},)


@pytest.mark.parametrize(
    ("count", "wording", "nl", "en"),
    [
        (50, "more-than", "meer dan 50", "more than 50"),
        (100, "about", "ongeveer 100", "about 100"),
        (12, "", "12", "12"),
        (12, "exactly", "12", "12"),
    ],
)
def test_a_size_is_worded_as_the_source_words_it(count, wording, nl, en):
    assert (counted_wording(count, wording).nl, counted_wording(count, wording).en) == (nl, en)


def test_loose_counts_have_no_sum_and_exact_ones_do():
    loose = [Bucket("patched-at-once", 50, "more-than"), Bucket("declined", 10, "more-than")]
    assert survey_total(loose).answer == "no-total"
    assert survey_total([Bucket("declined", 10), Bucket("answered", 20)]).reasons[0].text.nl == "samen 30"


@pytest.mark.parametrize(
    ("all_", "named", "answer"),
    [
        ({"declined": 10, "answered": 100}, {"answered": 20}, "safe"),
        ({"declined": 10, "answered": 22}, {"answered": 20}, "inferable"),
        ({"declined": 10, "answered": 100}, {"declined": 1}, "inferable"),
        ({"declined": 0, "answered": 3}, {"answered": 3}, "safe"),
    ],
)
def test_who_declined_is_never_named_and_never_guessed(all_, named, answer):
    assert never_inferable(all_, named).answer == answer


def test_the_survey_is_told_with_what_it_leaves_out():
    sent = case_told(
        "inquiry.sent", "2025-07-23", inquiry="anp", asker="ANP", audience="press", questions=[{"key": "use"}]
    )
    rows = [
        {"answer": "declined", "count": 10, "wording": "more-than"},
        {"answer": "not-reported", "count": 180, "wording": "about"},
    ]
    counted = case_told(
        "inquiry.counted", "2025-07-23", inquiry="anp", counts=rows, population="ongeveer 340 gemeenten"
    )
    (survey,) = surveys_in([sent, counted])
    assert survey.asker == "ANP"
    words = " ".join(text.nl for text in what_it_leaves_out(survey))
    assert "Noemer: ongeveer 340 gemeenten." in words
    assert "Van ongeveer 180 zegt de bron niets" in words
    assert "Meer dan 10 gaf deze vrager geen antwoord" in words


def test_total_is_the_first_row_of_every_axis():
    made = picture(counts(uses=9), {}, names_withheld=False)
    assert [table.rows[0].scope for table in made.tables] == [TOTAL] * 4
    assert list(itertools.chain.from_iterable(table.values for table in made.tables))[:3] == [
        "unknown",
        "uses",
        "does-not-use",
    ]
