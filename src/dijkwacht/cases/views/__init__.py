"""Pages of cases, and the forms by which people record what happens in a response."""

from dijkwacht.cases.views.on_paper import answer_sheet, type_in
from dijkwacht.cases.views.opening import open_case, open_members, open_own
from dijkwacht.cases.views.reading import case, cases
from dijkwacht.cases.views.recording import answer_step, record_in_case, record_in_response
from dijkwacht.cases.views.telling import confirm_told

__all__ = [
    "answer_sheet",
    "answer_step",
    "case",
    "cases",
    "confirm_told",
    "open_case",
    "open_members",
    "open_own",
    "record_in_case",
    "record_in_response",
    "type_in",
]
