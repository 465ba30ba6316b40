"""Doors out: the register of a response, and what partners were asked about links."""

from dijkwacht.recovery.selectors.asked import LinkAsked, answering, link_asked, links_asked, waiting_for
from dijkwacht.recovery.selectors.register import (
    BacklogSeen,
    CriterionSeen,
    LinkSeen,
    ProcessSeen,
    RecoveryView,
    TierLane,
    WaveSeen,
    recovery_for,
)

__all__ = [
    "BacklogSeen",
    "CriterionSeen",
    "LinkAsked",
    "LinkSeen",
    "ProcessSeen",
    "RecoveryView",
    "TierLane",
    "WaveSeen",
    "answering",
    "link_asked",
    "links_asked",
    "recovery_for",
    "waiting_for",
]
