"""Doors in: fetch, receive, write, revise and join advice, advise reopening and take that back, record who read."""

from dijkwacht.advisories.services.dealing import (
    DealtWith,
    NoReason,
    assign_advisory,
    comment_advisory,
    mark_read,
    set_aside,
)
from dijkwacht.advisories.services.fetching import Outcome, Progress, Running, fetch_provider, providers_due
from dijkwacht.advisories.services.joining import join_pre_warning
from dijkwacht.advisories.services.judging import ask_judgement, judge_revision, mark_judgement
from dijkwacht.advisories.services.linking import link_case
from dijkwacht.advisories.services.marking import import_epss, import_kev
from dijkwacht.advisories.services.providers import KnownProvider, add_provider, confirm_provider, pause_provider
from dijkwacht.advisories.services.publishing import record_publication
from dijkwacht.advisories.services.reading import record_reading
from dijkwacht.advisories.services.receiving import LARGE, Received, Validate, read_intake, receive_advisory
from dijkwacht.advisories.services.reopening import AlreadyRevoked, advise_reopening, revoke_reopening
from dijkwacht.advisories.services.writing import OlderVersion, revise, write_by_hand

__all__ = [
    "LARGE",
    "AlreadyRevoked",
    "DealtWith",
    "KnownProvider",
    "NoReason",
    "OlderVersion",
    "Outcome",
    "Progress",
    "Received",
    "Running",
    "Validate",
    "add_provider",
    "advise_reopening",
    "ask_judgement",
    "assign_advisory",
    "comment_advisory",
    "confirm_provider",
    "fetch_provider",
    "import_epss",
    "import_kev",
    "join_pre_warning",
    "judge_revision",
    "link_case",
    "mark_judgement",
    "mark_read",
    "pause_provider",
    "providers_due",
    "read_intake",
    "receive_advisory",
    "record_publication",
    "record_reading",
    "revise",
    "revoke_reopening",
    "set_aside",
    "write_by_hand",
]
