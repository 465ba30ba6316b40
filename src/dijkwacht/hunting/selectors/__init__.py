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

__all__ = [
    "ACTING",
    "Change",
    "CoverDay",
    "HuntPage",
    "Standpoint",
    "acting",
    "changes_of",
    "cover_days",
    "hunts_for",
    "standpoint",
    "story_for",
]
