"""Doors in: evidence, the exposed window, hunts recorded by hand, and what a named office says about misuse."""

from dijkwacht.hunting.services.hunts import (
    SignsNeedAName,
    close_hunt,
    open_follow_up_hunt,
    open_hunt,
    record_hunt_run,
    secure_evidence,
)
from dijkwacht.hunting.services.misuse import Misuse, state_misuse
from dijkwacht.hunting.services.windows import (
    recompute_changed,
    recompute_window,
    recompute_windows_of_case,
    state_window,
)

__all__ = [
    "Misuse",
    "SignsNeedAName",
    "close_hunt",
    "open_follow_up_hunt",
    "open_hunt",
    "recompute_changed",
    "recompute_window",
    "recompute_windows_of_case",
    "record_hunt_run",
    "secure_evidence",
    "state_misuse",
    "state_window",
]
