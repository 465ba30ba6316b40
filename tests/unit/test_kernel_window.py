from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.kernel.window import (
    Moment,
    NotAMoment,
    Precision,
    Window,
    covered_part,
    days_between,
    full_days,
    local_date,
    midnight,
    minute,
    read_moment,
    uncovered_part,
    union,
    window_between,
)


def between(start, end):
    return window_between(read_moment(start), read_moment(end))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param("2019-12-24", "2020-01-16", 24, id="24 December to 16 January, both days counted"),
        pytest.param("2020-01-17", "2020-01-17", 1, id="one day"),
        pytest.param("2020-01", "2020-01", 31, id="a month"),
        pytest.param("2020-02", "2020-02", 29, id="a leap February"),
        pytest.param("2020-01-17T23:59", "2020-01-18T00:01", 2, id="two minutes over midnight touch two days"),
        pytest.param("2020-01-17T00:00", "2020-01-18T00:00", 1, id="until midnight is outside the next day"),
        pytest.param("2020-03-28", "2020-03-30", 3, id="over the clock change in spring"),
        pytest.param("2020-10-24", "2020-10-26", 3, id="over the clock change in autumn"),
        pytest.param("2020-03", "2020-10", 245, id="over both"),
    ],
)
def test_a_window_counts_the_calendar_days_it_touches(start, end, days):
    assert between(start, end).days() == days


def test_a_window_of_days_ends_at_the_midnight_after_its_last_day():
    window = between("2019-12-24", "2020-01-16")
    assert window == Window(datetime(2019, 12, 23, 23, tzinfo=UTC), datetime(2020, 1, 16, 23, tzinfo=UTC))
    assert window.dates() == (date(2019, 12, 24), date(2020, 1, 16))


def test_from_18_to_27_january_are_nine_days():
    assert days_between(date(2020, 1, 18), date(2020, 1, 27)) == 9


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2020-03-29", 23), ("2020-10-25", 25), ("2020-07-01", 24)],
    ids=["spring", "autumn", "summer"],
)
def test_the_day_of_a_clock_change_is_shorter_or_longer_and_still_one_day(day, hours):
    window = between(day, day)
    assert window.end - window.start == timedelta(hours=hours)
    assert window.days() == 1
    assert full_days(window, [window]) == 1


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2020-01", (2019, 12, 31, 23), (2020, 1, 31, 23), Precision.MONTH),
        ("2020-12", (2020, 11, 30, 23), (2020, 12, 31, 23), Precision.MONTH),
        ("2020-03", (2020, 2, 29, 23), (2020, 3, 31, 22), Precision.MONTH),
        ("2020-07-17", (2020, 7, 16, 22), (2020, 7, 17, 22), Precision.DAY),
        ("2020-01-17T12:00", (2020, 1, 17, 11), (2020, 1, 17, 11), Precision.MINUTE),
        ("2020-07-17 12:00", (2020, 7, 17, 10), (2020, 7, 17, 10), Precision.MINUTE),
        ("2020-01-17T12:00:00Z", (2020, 1, 17, 12), (2020, 1, 17, 12), Precision.MINUTE),
        ("2020-01-17T12:00-05:00", (2020, 1, 17, 17), (2020, 1, 17, 17), Precision.MINUTE),
    ],
)
def test_a_moment_lies_between_its_bounds_as_exactly_as_it_is_known(text, earliest, latest, precision):
    moment = read_moment(text)
    assert (moment.earliest, moment.latest, moment.precision) == (
        datetime(*earliest, tzinfo=UTC),
        datetime(*latest, tzinfo=UTC),
        precision,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020",
        "2020-13",
        "2020-02-30",
        "2019-02-29",
        "30-02-2020",
        "2020-01-17T25:00",
        "yesterday",
        "12:00",
        "0001-01-01",
        "9999-12-31",
        "9999-12",
        "20200117",
        "2020-1-7",
        "2020-01-17T12:00+99:00",
    ],
)
def test_what_is_no_date_or_time_is_refused_and_quoted(text):
    with pytest.raises(NotAMoment) as refused:
        read_moment(text)
    assert repr(text) in str(refused.value)
    assert "2020-01-17" in refused.value.expected


FIRST, LAST = datetime.fromisoformat("1901-01-01"), datetime.fromisoformat("2998-01-01")
MOMENTS = st.one_of(
    st.datetimes(FIRST, LAST).map(lambda at: minute(at.replace(tzinfo=UTC))),
    st.dates(date(1901, 1, 1), date(2998, 1, 1)).map(lambda day: Moment(midnight(day), Precision.DAY)),
    st.dates(date(1901, 1, 1), date(2998, 1, 1)).map(lambda day: Moment(midnight(day.replace(day=1)), Precision.MONTH)),
)


@given(MOMENTS)
def test_a_moment_is_read_back_from_its_text(moment):
    assert read_moment(moment.text()) == moment


@given(MOMENTS, MOMENTS)
def test_bounds_round_outwards(one, other):
    start, end = sorted((one, other))
    window = window_between(start, end)
    assert window.start <= start.earliest
    assert window.end >= max(end.latest, end.earliest)


def test_an_empty_or_inverted_window_is_refused():
    at = datetime(2020, 1, 17, tzinfo=UTC)
    for end in (at, at - timedelta(hours=1)):
        with pytest.raises(NotAMoment, match="empty"):
            Window(at, end)


HOURS = st.integers(0, 24 * 400)
WINDOWS = (
    st.tuples(HOURS, HOURS)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: Window(*(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in sorted(pair))))
)


@given(WINDOWS, st.lists(WINDOWS, max_size=8))
def test_what_is_covered_and_what_is_not_make_up_the_whole(whole, parts):
    covered, open_ = covered_part(whole, parts), uncovered_part(whole, parts)
    assert union([*covered, *open_]) == (whole,)
    assert not any(one.intersect(other) for one in covered for other in open_)


@given(st.lists(WINDOWS, max_size=8))
def test_a_union_is_sorted_and_has_no_touching_neighbours(windows):
    merged = union(windows)
    assert all(one.end < other.start for one, other in pairwise(merged))
    assert all(any(part.start <= w.start and w.end <= part.end for part in merged) for w in windows)


@given(WINDOWS, st.lists(WINDOWS, max_size=8))
def test_days_covered_entirely_are_no_more_than_the_days_touched(whole, parts):
    assert 0 <= full_days(whole, parts) <= whole.days()


def test_a_day_counts_as_covered_only_when_the_whole_day_is():
    whole = between("2020-01-01", "2020-01-03")
    assert full_days(whole, [between("2020-01-01", "2020-01-02")]) == 2
    assert full_days(whole, [between("2020-01-01", "2020-01-02T12:00")]) == 1
    assert full_days(whole, []) == 0


def test_a_local_day_begins_at_midnight_in_amsterdam():
    assert local_date(datetime(2020, 1, 16, 23, 30, tzinfo=UTC)) == date(2020, 1, 17)
    assert local_date(datetime(2020, 7, 16, 21, 59, tzinfo=UTC)) == date(2020, 7, 16)


def test_a_window_holds_its_start_and_not_its_end():
    window = between("2020-01-17", "2020-01-17")
    assert window.contains(window.start)
    assert not window.contains(window.end)


def test_a_window_told_backwards_is_refused_with_its_place_and_a_minute_twice_is_that_minute():
    with pytest.raises(NotAMoment) as refusal:
        window_between(read_moment("2020-01-17"), read_moment("2020-01-16"))
    assert refusal.value.place == "end"
    assert "2020-01-16 lies before 2020-01-17" in refusal.value.message
    noon = read_moment("2020-01-17T12:00")
    assert window_between(noon, noon).end - noon.earliest == timedelta(minutes=1)
    assert window_between(read_moment("2020-01-17"), read_moment("2020-01")).days() == 15
