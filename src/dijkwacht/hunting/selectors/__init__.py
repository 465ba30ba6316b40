"""Doors out: who may act, the window as it stands, the pages about hunting, the evidence room and its runs."""

from dijkwacht.hunting.selectors.page import (
    ACTING,
    Change,
    CoverDay,
    HuntPage,
    Standpoint,
    acting,
    changes_of,
    cover_days,
    hunts_for,
    standpoint,
    story_for,
)
from dijkwacht.hunting.selectors.room import FilePage, RoomPage, file_page, response_of, room_page
from dijkwacht.hunting.selectors.searches import RunPage, run_page

__all__ = [
    "ACTING",
    "Change",
    "CoverDay",
    "FilePage",
    "HuntPage",
    "RoomPage",
    "RunPage",
    "Standpoint",
    "acting",
    "changes_of",
    "cover_days",
    "file_page",
    "hunts_for",
    "response_of",
    "room_page",
    "run_page",
    "standpoint",
    "story_for",
]
