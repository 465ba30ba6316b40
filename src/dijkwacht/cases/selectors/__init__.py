"""Doors out: cases, responses and counts as a viewer may see them."""

from dijkwacht.cases.selectors.counting import axes_at, axis_counts, axis_series
from dijkwacht.cases.selectors.desk import DeskRow, desk_rows
from dijkwacht.cases.selectors.following import OwnStory, closed_before, open_responses, own_story
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
    title_taken,
)
from dijkwacht.cases.selectors.rights import Desk, desk_of, label_for, members_without, origin_of, recording_as

__all__ = [
    "CaseRow",
    "CaseView",
    "Desk",
    "DeskRow",
    "OwnStory",
    "ResponseRow",
    "ResponseView",
    "axes_at",
    "axis_counts",
    "axis_series",
    "case_for",
    "cases_listed",
    "closed_before",
    "desk_of",
    "desk_rows",
    "folded",
    "label_for",
    "members_without",
    "open_responses",
    "origin_of",
    "own_story",
    "recording_as",
    "response_for",
    "responses_of",
    "title_taken",
]
