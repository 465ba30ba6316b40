"""Doors in: draft, approve and send documents; receive, defer and answer questions; set an approval chain."""

from dijkwacht.reporting.services.documents import (
    AlreadySent,
    DocumentChanged,
    MayNotApprove,
    Unapproved,
    UnknownOffice,
    approve_document,
    draft_document,
    forget_removed_words,
    redraft_document,
    send_document,
    set_approval_chain,
)
from dijkwacht.reporting.services.night_sheets import refresh_night_sheet
from dijkwacht.reporting.services.questions import answer_question, defer_question, receive_question

__all__ = [
    "AlreadySent",
    "DocumentChanged",
    "MayNotApprove",
    "Unapproved",
    "UnknownOffice",
    "answer_question",
    "approve_document",
    "defer_question",
    "draft_document",
    "forget_removed_words",
    "receive_question",
    "redraft_document",
    "refresh_night_sheet",
    "send_document",
    "set_approval_chain",
]
