"""Doors out: drafts as the record supports them, documents, the register of questions, the national picture."""

from dijkwacht.reporting.selectors.documents import (
    DocumentPage,
    DocumentRow,
    document_for,
    documents_seen,
    pdf_for,
)
from dijkwacht.reporting.selectors.drafts import (
    answers_draft,
    letter_draft,
    material_for,
    standard_draft,
    status_draft,
)
from dijkwacht.reporting.selectors.pictures import PicturePage, picture_for
from dijkwacht.reporting.selectors.registers import QuestionRow, QuestionSet, questions_for

__all__ = [
    "DocumentPage",
    "DocumentRow",
    "PicturePage",
    "QuestionRow",
    "QuestionSet",
    "answers_draft",
    "document_for",
    "documents_seen",
    "letter_draft",
    "material_for",
    "pdf_for",
    "picture_for",
    "questions_for",
    "standard_draft",
    "status_draft",
]
