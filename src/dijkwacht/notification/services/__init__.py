"""Doors in: inquiries and their answers, notices and receipts, calls, rungs, signals and exchanges."""

from dijkwacht.notification.services.calling import climb_rung, log_call, log_exchange, receive_signal
from dijkwacht.notification.services.hooks import (
    NewHook,
    TooManyHooks,
    UnknownKind,
    add_hook,
    deliver,
    drop_hook,
    resume_hook,
)
from dijkwacht.notification.services.hosts import record_for_users
from dijkwacht.notification.services.inquiring import answer_inquiry, decline_inquiry, send_inquiry, take_answers
from dijkwacht.notification.services.notifying import NotHandedOver, acknowledge, hand_over, send_notice

__all__ = [
    "NewHook",
    "NotHandedOver",
    "TooManyHooks",
    "UnknownKind",
    "acknowledge",
    "add_hook",
    "answer_inquiry",
    "climb_rung",
    "decline_inquiry",
    "deliver",
    "drop_hook",
    "hand_over",
    "log_call",
    "log_exchange",
    "receive_signal",
    "record_for_users",
    "resume_hook",
    "send_inquiry",
    "send_notice",
    "take_answers",
]
