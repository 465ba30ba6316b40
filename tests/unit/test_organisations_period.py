from datetime import UTC, datetime

import pytest

from dijkwacht.kernel.window import NotAMoment
from dijkwacht.organisations.domain.period import EmptyPeriod, period_from_bounds, read_period


@pytest.mark.parametrize(
    ("since", "until", "start", "end"),
    [
        ("2020-02", "", datetime(2020, 1, 31, 23, tzinfo=UTC), None),
        ("2020-02", "2020-02", datetime(2020, 1, 31, 23, tzinfo=UTC), datetime(2020, 2, 29, 23, tzinfo=UTC)),
        ("2020-01-17", "2020-01-17", datetime(2020, 1, 16, 23, tzinfo=UTC), datetime(2020, 1, 17, 23, tzinfo=UTC)),
        (
            "2025-03-30T01:00+01:00",
            "2025-03-30",
            datetime(2025, 3, 30, 0, tzinfo=UTC),
            datetime(2025, 3, 30, 22, tzinfo=UTC),
        ),
        (
            "2020-01-17T12:00Z",
            "2020-12",
            datetime(2020, 1, 17, 12, tzinfo=UTC),
            datetime(2020, 12, 31, 23, tzinfo=UTC),
        ),
    ],
)
def test_coarse_bounds_round_outwards_and_come_back_from_the_stored_range(since, until, start, end):
    period = read_period(since, until)

    assert (period.start, period.end) == (start, end)
    until_precision = period.until.precision if period.until else period.since.precision
    assert period_from_bounds(start, end, period.since.precision, until_precision) == period


def test_a_period_holds_its_start_and_not_its_end():
    period = read_period("2020-01-17T12:00Z", "2020-01-18T12:00Z")

    assert period.contains(datetime(2020, 1, 17, 12, tzinfo=UTC))
    assert not period.contains(datetime(2020, 1, 18, 12, tzinfo=UTC))
    assert not period.contains(datetime(2020, 1, 17, 11, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("since", "until", "error"),
    [
        ("2020-02-30", "", NotAMoment),
        ("2020-02-01", "2020-02-31", NotAMoment),
        ("2020-02-02", "2020-02-01", EmptyPeriod),
        ("2020-01-17T12:00Z", "2020-01-17T12:00Z", EmptyPeriod),
        ("", "", NotAMoment),
    ],
)
def test_dates_that_do_not_exist_and_empty_periods_are_refused(since, until, error):
    with pytest.raises(error):
        read_period(since, until)
