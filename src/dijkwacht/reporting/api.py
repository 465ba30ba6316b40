"""The account over the API: documents with their sources, questions with their answers, the picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Axis
from dijkwacht.disclosure.domain import Audience
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.operation import Asking, Body, File, Given, Operation, Recorded, Scope, filled
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.reporting import services
from dijkwacht.reporting.domain.answers import numbered_answers
from dijkwacht.reporting.domain.chart import Series
from dijkwacht.reporting.domain.picture import Picture
from dijkwacht.reporting.domain.survey import Bucket
from dijkwacht.reporting.engine.odt import write_odt
from dijkwacht.reporting.engine.odt_styles import MIMETYPE
from dijkwacht.reporting.engine.typesetter import typeset
from dijkwacht.reporting.forms import AnswerForm, ApproveForm, QuestionForm, SendForm, VersionForm, WriteForm
from dijkwacht.reporting.selectors import picture_for
from dijkwacht.reporting.selectors.documents import (
    ChapterSeen,
    DocumentRow,
    LineSeen,
    VersionSeen,
    document_for,
    documents_seen,
    editable,
    pdf_for,
    preview,
)
from dijkwacht.reporting.selectors.drafts import material_of
from dijkwacht.reporting.selectors.registers import QuestionSet, question_sets
from dijkwacht.reporting.selectors.rights import Writing, writing, writing_document


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What a sentence rests on: the entry of the record, and what it says."""

    entry: UUID
    text: Text


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """A sentence, whether it goes out to this audience, and what it rests on; `now`: what the record says since."""

    text: Text
    state: str
    now: Text
    told: bool
    why_not: Text
    sources: tuple[SourceRead, ...]


@dataclass(frozen=True, slots=True)
class ChapterRead:
    """A heading with its sentences; for an answer the asker's number and words."""

    heading: Text
    number: str
    quote: str
    sentences: tuple[SentenceRead, ...]


@dataclass(frozen=True, slots=True)
class SignatureRead:
    """An office whose approval is asked, and whether it was given."""

    office: str
    words: Text
    done: bool
    deputy: bool
    may: Verdict


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A document with its sources; `version` is the one that If-Match wants, `number` the one on paper."""

    id: UUID
    version: int
    number: int
    title: Text
    type: Text
    state: str
    audience: Text
    response: UUID
    organisation: UUID
    as_of: datetime
    chapters: tuple[ChapterRead, ...]
    new: tuple[Text, ...]
    changed: bool
    signatures: tuple[SignatureRead, ...]
    sending: Verdict
    versions: tuple[VersionSeen, ...]


@dataclass(frozen=True, slots=True)
class QuestionsRead:
    """What was asked about a response; `version` is the one that If-Match wants."""

    response: UUID
    version: int
    sets: tuple[QuestionSet, ...]


@dataclass(frozen=True, slots=True)
class AnsweredSentence:
    """A sentence of an answer, with the entries it rests on; one that is not told is not for this audience."""

    text: Text
    told: bool
    why_not: Text
    entries: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """One question in the asker's number and words, and its answer as the record supports it."""

    number: str
    quote: str
    heading: Text
    sentences: tuple[AnsweredSentence, ...]


@dataclass(frozen=True, slots=True)
class AnswersRead:
    """The answers to one set, in the asker's order."""

    response: UUID
    version: int
    set: str
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class SurveyRead:
    """What a source counted of one question set, in its own words of size."""

    title: str
    asker: str
    population: str
    wording: str
    buckets: tuple[Bucket, ...]
    entry: UUID


@dataclass(frozen=True, slots=True)
class PictureRead:
    """Counts of a case at a moment, their course, and what surveys counted; small numbers may be hidden (null)."""

    case: UUID
    title: Text
    at: datetime
    picture: Picture
    series: Mapping[Axis, Series]
    surveys: tuple[SurveyRead, ...]
    sector_names: Mapping[str, Text]


def documents(asking: Asking) -> tuple[DocumentRow, ...]:
    """Return the documents that you may see, newest first."""
    return documents_seen(asking.viewer)


def document(asking: Asking, document: UUID) -> DocumentRead:
    """Return a document: each sentence with its sources, what changed since, who approved."""
    page = document_for(asking.viewer, document, asking.at)
    log_look(viewer=asking.viewer, organisation=page.organisation.id, what="document", at=asking.at)
    return DocumentRead(
        id=page.id,
        version=page.version,
        number=page.number,
        title=page.title,
        type=page.type,
        state=page.state,
        audience=page.audience,
        response=page.response,
        organisation=page.organisation.id,
        as_of=page.as_of,
        chapters=tuple(map(_chapter, page.chapters)),
        new=page.new,
        changed=page.changed,
        signatures=tuple(
            SignatureRead(one.signature.office, one.signature.words, one.done, one.deputy, one.may)
            for one in page.places
        ),
        sending=page.sending,
        versions=page.versions,
    )


def document_pdf(asking: Asking, document: UUID) -> File:
    """Return the PDF of a document that was sent, byte for byte as it left."""
    digest, content = pdf_for(asking.viewer, document)
    return File(content, "application/pdf", f"{digest[:12]}.pdf")


def document_preview(asking: Asking, document: UUID) -> File:
    """Return the PDF that the version would be now, marked as a draft; for your own organisation."""
    return File(typeset(preview(asking.viewer, document, asking.at), asking.at), "application/pdf", "concept.pdf")


def document_odt(asking: Asking, document: UUID) -> File:
    """Return the version that stands as ODT, to be edited: as it left, or marked as a draft for your own people."""
    values, at = editable(asking.viewer, document, asking.at)
    return File(write_odt(values, at), MIMETYPE, "concept.odt" if values["draft"] else f"{document}.odt")


def write_document(asking: Asking, given: Given, response: UUID) -> Recorded:
    """Write a document from the record."""
    about = writing(asking.viewer, response, asking.at)
    told = filled(WriteForm(given.data)).cleaned_data
    made = services.draft_document(
        actor=about.actor,
        response=response,
        at=asking.at,
        kind=told["kind"],
        audience=Audience(told["audience"]),
        question_set=told["question_set"],
    )
    return Recorded(made)


def redraft_document(asking: Asking, given: Given, document: UUID) -> Recorded:
    """Write a new version from the record as it stands; it asks for new approvals."""
    actor = writing_document(asking.viewer, document, asking.at)
    told = filled(VersionForm(given.data)).cleaned_data
    services.redraft_document(actor=actor, document=document, at=asking.at, expected_version=told["version"])
    return Recorded(document)


def approve_document(asking: Asking, given: Given, document: UUID) -> Recorded:
    """Approve the version that you saw, as an office or its deputy."""
    actor = writing_document(asking.viewer, document, asking.at)
    told = filled(ApproveForm(given.data)).cleaned_data
    services.approve_document(
        actor=actor,
        viewer=asking.viewer,
        document=document,
        office=told["office"],
        at=asking.at,
        expected_version=told["version"],
    )
    return Recorded(document)


def send_document(asking: Asking, given: Given, document: UUID) -> Recorded:
    """Freeze and send the approved version; what is not approved stays."""
    actor = writing_document(asking.viewer, document, asking.at)
    told = filled(SendForm(given.data)).cleaned_data
    services.send_document(
        actor=actor,
        document=document,
        addressee=told["addressee"],
        channel=told["channel"],
        at=asking.at,
        expected_version=told["version"],
    )
    return Recorded(document)


def questions(asking: Asking, response: UUID) -> QuestionsRead:
    """Return what was asked, with its terms and how each question is answered; for who writes the answers."""
    about, sets = _questions(asking, response)
    return QuestionsRead(response, about.view.version, sets)


def answers(asking: Asking, response: UUID, question_set: str) -> AnswersRead:
    """Return the answers to a set as the record supports them."""
    about = writing(asking.viewer, response, asking.at)
    material = material_of(asking.viewer, about.view, asking.at, about.organisation)
    if question_set not in {one.set for one in question_sets(material)}:
        raise NotFound
    draft = numbered_answers(material, question_set)
    listed = tuple(
        Answered(
            chapter.number,
            chapter.quote,
            chapter.heading,
            tuple(
                AnsweredSentence(line.sentence.text, line.told, line.why_not, line.sentence.entries)
                for line in chapter.lines
            ),
        )
        for chapter in draft.chapters
    )
    return AnswersRead(response, about.view.version, question_set, listed)


def receive_question(asking: Asking, given: Given, response: UUID) -> Recorded:
    """Record a question as it was asked."""
    about = writing(asking.viewer, response, asking.at)
    form = filled(QuestionForm(given.data))
    told = dict(form.cleaned_data)
    services.receive_question(
        actor=about.actor,
        response=response,
        expected_version=told.pop("version"),
        **{**told, "asked": form.moment("asked"), "term": form.moment("term")},
    )
    return Recorded(response)


def answer_question(asking: Asking, given: Given, response: UUID, question_set: str) -> Recorded:
    """Record how a question is answered."""
    about, sets = _questions(asking, response)
    if question_set not in {one.set for one in sets}:
        raise NotFound
    told = dict(filled(AnswerForm(given.data)).cleaned_data)
    services.answer_question(
        actor=about.actor,
        response=response,
        question_set=question_set,
        expected_version=told.pop("version"),
        **told,
    )
    return Recorded(response)


def case_picture(asking: Asking, case: UUID) -> PictureRead:
    """Return the picture of a case; for desks. `known` and `recorded` ask for any other moment."""
    page = picture_for(asking.viewer, case, asking.at, asking.asof)
    surveys = tuple(
        SurveyRead(one.title, one.asker, one.population, one.wording, one.buckets, one.entry.id) for one in page.surveys
    )
    return PictureRead(page.case, page.title, page.at, page.picture, page.series, surveys, page.sector_names)


def _questions(asking: Asking, response: UUID) -> tuple[Writing, tuple[QuestionSet, ...]]:
    about = writing(asking.viewer, response, asking.at)
    return about, question_sets(material_of(asking.viewer, about.view, asking.at, about.organisation))


def _chapter(chapter: ChapterSeen) -> ChapterRead:
    return ChapterRead(chapter.heading, chapter.number, chapter.quote, tuple(map(_sentence, chapter.lines)))


def _sentence(line: LineSeen) -> SentenceRead:
    sources = tuple(SourceRead(source.entry.id, source.text) for source in line.sources)
    return SentenceRead(line.text, line.state, line.now, line.told, line.why_not, sources)


_ONE = "/documents/{document}"
_ASKED = "/responses/{response}/questions"

OPERATIONS = (
    Operation("documents", "/documents", documents, pages=("documents",)),
    Operation("document", _ONE, document, pages=("document",)),
    Operation("document_pdf", _ONE + "/pdf", document_pdf, pages=("document_pdf",)),
    Operation("document_preview", _ONE + "/preview", document_preview, pages=("document_preview",)),
    Operation("document_odt", _ONE + "/odt", document_odt, pages=("document_odt",)),
    Operation("questions", _ASKED, questions, pages=("questions",)),
    Operation("answers", _ASKED + "/answers", answers, pages=("answers",)),
    Operation("case_picture", "/cases/{case}/picture", case_picture, pages=("case_picture", "picture"), dated=True),
    Operation(
        "write_document",
        "/responses/{response}/documents",
        write_document,
        pages=("write_document",),
        method="POST",
        scope=Scope.DOCUMENTS,
        body=Body(WriteForm),
        made="/documents/{id}",
    ),
    Operation(
        "redraft_document",
        _ONE + "/versions",
        redraft_document,
        pages=("redraft_document",),
        method="POST",
        scope=Scope.DOCUMENTS,
        body=Body(VersionForm),
        locks="version",
        made=_ONE,
    ),
    Operation(
        "approve_document",
        _ONE + "/approvals",
        approve_document,
        pages=("approve_document",),
        method="POST",
        scope=Scope.DOCUMENTS,
        body=Body(ApproveForm),
        locks="version",
        made=_ONE,
    ),
    Operation(
        "send_document",
        _ONE + "/send",
        send_document,
        pages=("send_document",),
        method="POST",
        scope=Scope.DOCUMENTS,
        body=Body(SendForm),
        locks="version",
        made=_ONE,
    ),
    Operation(
        "receive_question",
        _ASKED,
        receive_question,
        pages=("questions",),
        method="POST",
        scope=Scope.DOCUMENTS,
        body=Body(QuestionForm),
        locks="version",
        made=_ASKED,
    ),
    Operation(
        "answer_question",
        _ASKED + "/answers",
        answer_question,
        pages=("answers",),
        method="POST",
        scope=Scope.DOCUMENTS,
        body=Body(AnswerForm),
        locks="version",
        made=_ASKED,
    ),
)
