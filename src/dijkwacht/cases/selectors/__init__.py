"""Doors out: cases, responses and counts as a viewer may see them."""

from dijkwacht.cases.selectors.counting import axes_at, axis_counts, axis_series
from dijkwacht.cases.selectors.desk import DeskRow, desk_rows
from dijkwacht.cases.selectors.following import OwnStory, open_responses, own_story
from dijkwacht.cases.selectors.reading import (
    CaseRow,
    CaseView,
    ResponseRow,
    ResponseView,
    case_for,
    cases_listed,
    folded,
    response_for,
    responses_of,
)

__all__ = [
    "CaseRow",
    "CaseView",
    "DeskRow",
    "OwnStory",
    "ResponseRow",
    "ResponseView",
    "axes_at",
    "axis_counts",
    "axis_series",
    "case_for",
    "cases_listed",
    "desk_rows",
    "folded",
    "open_responses",
    "own_story",
    "response_for",
    "responses_of",
]
