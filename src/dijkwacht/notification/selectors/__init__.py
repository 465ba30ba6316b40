"""Doors out: inquiries, the call list, notices as a viewer may see them."""

from dijkwacht.notification.selectors.calls import (
    CallListPage,
    NoticeSeen,
    call_list,
    may_call,
    next_rungs,
    notices_seen,
    role_for,
)
from dijkwacht.notification.selectors.hooks import HookSeen, hook_for, hooks_due, hooks_of
from dijkwacht.notification.selectors.hosts import host_operated
from dijkwacht.notification.selectors.inquiries import (
    AskedSeen,
    InquirySeen,
    inquiries_seen,
    inquiry_for,
    own_answer,
    silent_since,
)
from dijkwacht.notification.selectors.outbox import mails_by_delivery

__all__ = [
    "AskedSeen",
    "CallListPage",
    "HookSeen",
    "InquirySeen",
    "NoticeSeen",
    "call_list",
    "hook_for",
    "hooks_due",
    "hooks_of",
    "host_operated",
    "inquiries_seen",
    "inquiry_for",
    "mails_by_delivery",
    "may_call",
    "next_rungs",
    "notices_seen",
    "own_answer",
    "role_for",
    "silent_since",
]
