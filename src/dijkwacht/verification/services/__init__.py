"""Doors in: checks by hand and by instrument, targets of one's own, and the permission to check them."""

from dijkwacht.verification.services.asking import (
    RegisteredAlready,
    ask_permission,
    permit,
    register_target,
    revoke,
    withdraw_target,
)
from dijkwacht.verification.services.by_hand import record_check
from dijkwacht.verification.services.handed_in import DoneWithoutPermission, OfAnotherTarget, hand_in
from dijkwacht.verification.services.running import (
    NotPermitted,
    Work,
    begin,
    finish,
    repeat_what_is_due,
    start_check,
)

__all__ = [
    "DoneWithoutPermission",
    "NotPermitted",
    "OfAnotherTarget",
    "RegisteredAlready",
    "Work",
    "ask_permission",
    "begin",
    "finish",
    "hand_in",
    "permit",
    "record_check",
    "register_target",
    "repeat_what_is_due",
    "revoke",
    "start_check",
    "withdraw_target",
]
