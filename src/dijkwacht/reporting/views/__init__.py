"""Pages of the account: documents, questions and answers, the national picture."""

from dijkwacht.reporting.views.asked import answers, questions
from dijkwacht.reporting.views.counted import picture, pictures
from dijkwacht.reporting.views.unplugged import desk_folder, new_words, sheet, sheet_pdf
from dijkwacht.reporting.views.written import (
    approve,
    document,
    document_odt,
    document_pdf,
    document_preview,
    documents,
    redraft,
    send,
    write,
)

__all__ = [
    "answers",
    "approve",
    "desk_folder",
    "document",
    "document_odt",
    "document_pdf",
    "document_preview",
    "documents",
    "new_words",
    "picture",
    "pictures",
    "questions",
    "redraft",
    "send",
    "sheet",
    "sheet_pdf",
    "write",
]
