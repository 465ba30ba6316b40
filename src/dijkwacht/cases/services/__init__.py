"""Doors in: open cases and responses, and record what happens in them; every write refolds and explains its rows."""

from dijkwacht.cases.services.answering import Attached, Told, answer, answer_many, confirm
from dijkwacht.cases.services.devices import take_in_all_matching, take_in_matching
from dijkwacht.cases.services.opening import AlreadyResponding, open_case, open_response, open_with
from dijkwacht.cases.services.recording import (
    Record,
    SomebodyElseWasFirst,
    record,
    record_case_fact,
    record_many,
    take_in,
    take_in_all,
)

__all__ = [
    "AlreadyResponding",
    "Attached",
    "Record",
    "SomebodyElseWasFirst",
    "Told",
    "answer",
    "answer_many",
    "confirm",
    "open_case",
    "open_response",
    "open_with",
    "record",
    "record_case_fact",
    "record_many",
    "take_in",
    "take_in_all",
    "take_in_all_matching",
    "take_in_matching",
]
