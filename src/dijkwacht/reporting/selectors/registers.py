"""The register of questions: who asked what, when it is due, how it was answered (S2.2, S4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.questions import Given, Question, Term, answers_in, question_term, questions_in
from dijkwacht.reporting.selectors.drafts import material_for

FORMS: Mapping[str, Text] = {
    "own": Text("beantwoord", "answered"),
    "reference": Text("verwijst naar een ander antwoord", "refers to another answer"),
    "joint": Text("samen beantwoord", "answered jointly"),
    "cannot": Text("kan niet worden beantwoord", "cannot be answered"),
    "not-applicable": Text("niet van toepassing", "not applicable"),
}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with how it stands; `form` is None where no answer is recorded yet."""

    question: Question
    given: Given | None
    form: Text | None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one asker, with the term of the whole set."""

    set: str
    asker: str
    rows: tuple[QuestionRow, ...]
    term: Term
    deferred_until: str = ""


def questions_for(viewer: Viewer, response: UUID, at: datetime, asof: AsOf = NOW) -> tuple[QuestionSet, ...]:
    """Return the questions asked about a response, by set; raises NotFound."""
    return question_sets(material_for(viewer, response, at, asof))


def question_sets(material: Material) -> tuple[QuestionSet, ...]:
    """Return the sets with their questions, answers and terms; a set is answered when its last answer is recorded."""
    found: dict[str, list[Question]] = {}
    for question in questions_in(material):
        found.setdefault(question.set, []).append(question)
    return tuple(_set(key, tuple(listed), material) for key, listed in found.items())


def _set(key: str, listed: tuple[Question, ...], material: Material) -> QuestionSet:
    given = answers_in(material, key)
    rows = tuple(QuestionRow(one, given.get(one.number), _form(given.get(one.number))) for one in listed)
    moments = [answer.at for answer in given.values() if answer.at]
    answered = max(moments) if len(given) == len(listed) and len(moments) == len(given) else None
    deferred = next((e.text("until") for e in material.of_kind("question.deferred") if e.text("set") == key), "")
    term = question_term(
        listed[0].asked,
        answered,
        due=next((one.term for one in listed if one.term), None),
        deferred_until=read_moment(deferred) if deferred else None,
    )
    return QuestionSet(key, listed[0].asker, rows, term, deferred)


def _form(answer: Given | None) -> Text | None:
    return FORMS[answer.form] if answer else None
