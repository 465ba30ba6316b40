"""What did we know on that day, and what did the record show: two questions, two answers."""

from datetime import UTC, datetime

import pytest

from dijkwacht.cases.domain.axes import Axis
from dijkwacht.cases.selectors import axis_counts, response_for
from dijkwacht.journal.selectors import story_seen
from dijkwacht.kernel.actor import PUBLIC
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.window import read_moment

NOON = read_moment("2020-01-17T12:00").earliest
TEN_DAYS_LATER = read_moment("2020-01-27T12:00").earliest


def ids(entries):
    return {entry.id for entry in entries}


def test_17_and_27_january_differ_exactly_in_what_became_known_between(citrix_2020):
    response = citrix_2020.made.responses["almelo"]
    everything = story_seen(PUBLIC, citrix_2020.case, response)
    then = story_seen(PUBLIC, citrix_2020.case, response, AsOf(known=NOON))
    later = story_seen(PUBLIC, citrix_2020.case, response, AsOf(known=TEN_DAYS_LATER))
    between = {entry.id for entry in everything if NOON < entry.known_by <= TEN_DAYS_LATER}
    assert between
    assert ids(then) < ids(later)
    assert ids(later) - ids(then) == between
    assert all(entry.replayed for entry in later)


def test_the_record_itself_showed_nothing_then(citrix_2020):
    response = citrix_2020.made.responses["almelo"]
    assert story_seen(PUBLIC, citrix_2020.case, response, AsOf(recorded=TEN_DAYS_LATER)) == ()
    assert axis_counts(PUBLIC, citrix_2020.case, AsOf(recorded=TEN_DAYS_LATER))[""][Axis.USE] == {
        "unknown": 0,
        "uses": 0,
        "does-not-use": 0,
    }
    now = datetime(2100, 1, 1, tzinfo=UTC)
    assert story_seen(PUBLIC, citrix_2020.case, response, AsOf(recorded=now))


def test_the_axes_move_as_knowledge_grows(citrix_2020):
    response = citrix_2020.made.responses["almelo"]

    def axes(day):
        return response_for(PUBLIC, response, AsOf(known=read_moment(day).earliest)).state.axes

    assert (axes("2019-12-24T00:00").use, axes("2019-12-24T00:00").weakness) == ("uses", "open")
    assert axes("2019-12-25T00:00").weakness == "mitigated"
    assert axes("2020-01-19T00:00").access == "closed"
    assert axes("2020-01-25T00:00").weakness == "fixed-checked"
    assert axes("2020-01-28T00:00").access == "reopened"


@pytest.mark.parametrize("day", ["2019-12-25T00:00", "2020-01-19T00:00", "2020-02-15T00:00"])
def test_history_says_what_folding_says(citrix_2020, day):
    at = read_moment(day).earliest
    counts = axis_counts(PUBLIC, citrix_2020.case, AsOf(known=at))[""]
    folded = [response_for(PUBLIC, one, AsOf(known=at)).state.axes for one in citrix_2020.made.responses.values()]
    started = [axes for axes in folded if axes.use != "unknown"]
    assert counts[Axis.USE]["uses"] == len(started)
