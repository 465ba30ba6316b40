"""A backlog's end from its counts: exact on a straight line, calm under a wrong count, and silent where it must be."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.cases.domain.leftover import Counted
from dijkwacht.kernel.window import read_moment
from dijkwacht.recovery.domain.burn_down import daily, forecast, net_rate

START = date(2025, 9, 1)
AN_ENTRY = UUID(int=1)


def counted(*amounts, every=7, start=START):
    return tuple(
        Counted(read_moment((start + timedelta(days=n * every)).isoformat()), amount, AN_ENTRY)
        for n, amount in enumerate(amounts)
    )


def today(counts):
    return counts[-1].at.day


@pytest.mark.req("S3.15", breaks="dijkwacht.recovery.domain.burn_down.forecast")
def test_a_straight_line_ends_where_it_points():
    counts = counted(100, 90, 80, 70, 60)
    found = forecast(counts, today(counts))
    assert found.verdict.answer == "foreseeable"
    assert found.likely == found.early == found.late == date(2025, 9, 29) + timedelta(days=42)
    assert "netto -10 per week" in found.verdict.reasons[1].text.nl


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (counted(100, 90, 80), "op 3 dagen geteld"),
        (counted(100, 99, 98, 97, every=2), "minder dan twee weken"),
        (counted(100, 110, 90, 120, 100), "groeit"),
        (counted(100000, 99999, 99998, 99997, 99996), "twee jaar"),
    ],
)
def test_where_the_counts_say_too_little_it_is_not_yet_foreseeable(counts, words):
    found = forecast(counts, today(counts))
    assert found.verdict.answer == "not-foreseeable"
    assert words in found.verdict.reasons[0].text.nl
    assert (found.early, found.likely, found.late) == (None, None, None)


def test_an_old_count_foretells_nothing():
    counts = counted(100, 90, 80, 70, 60)
    assert forecast(counts, today(counts) + timedelta(days=46)).verdict.answer == "not-foreseeable"


@pytest.mark.parametrize(("counts", "still_open"), [(counted(5, 3, 0), True), (counted(5, 3, 2), False), ((), False)])
def test_what_is_worked_off_is_gone(counts, still_open):
    assert forecast(counts, START, still_open=still_open).verdict.answer == "gone"


def test_the_last_count_of_a_day_counts_and_only_twelve_weeks_back():
    day = read_moment("2025-09-01")
    assert daily([Counted(day, 9, AN_ENTRY), Counted(day, 7, AN_ENTRY)]) == ((date(2025, 9, 1), 7),)
    slow_then_fast = (*counted(1000, 1000, 1000, start=date(2025, 1, 6)), *counted(100, 90, 80, 70, 60))
    assert forecast(slow_then_fast, today(slow_then_fast)).likely == date(2025, 11, 10)


def test_one_wrong_count_in_seven_moves_the_middle_little():
    right = counted(700, 600, 500, 400, 300, 200, 100)
    wrong = counted(700, 600, 500, 4000, 300, 200, 100)
    rates = [net_rate(daily(one)) for one in (right, wrong)]
    assert abs(rates[0].slope - rates[1].slope) < 0.15 * abs(rates[0].slope)


AMOUNTS = st.lists(st.integers(0, 10_000), min_size=2, max_size=12)


@given(AMOUNTS)
def test_the_middle_lies_within_its_interval_and_within_all_slopes(amounts):
    days = daily(counted(*amounts))
    rate = net_rate(days)
    assert rate.low <= rate.slope <= rate.high
    slopes = [(b[1] - a[1]) / (b[0] - a[0]).days for n, a in enumerate(days) for b in days[n + 1 :]]
    assert min(slopes) <= rate.low
    assert rate.high <= max(slopes)


@given(AMOUNTS, st.integers(1, 5000), st.integers(1, 9))
def test_adding_a_pile_leaves_the_rate_and_a_larger_unit_scales_it(amounts, more, times):
    base, added, scaled = (
        net_rate(daily(counted(*listed)))
        for listed in (amounts, [one + more for one in amounts], [one * times for one in amounts])
    )
    assert added.slope == pytest.approx(base.slope)
    assert scaled.slope == pytest.approx(base.slope * times)


@given(AMOUNTS, st.integers(0, 60))
def test_an_end_lies_after_the_last_count_and_early_before_late(amounts, later):
    counts = counted(*amounts)
    found = forecast(counts, today(counts) + timedelta(days=later))
    if found.verdict.answer == "foreseeable":
        assert counts[-1].at.day < found.early <= found.likely <= found.late
    else:
        assert found.early is None
