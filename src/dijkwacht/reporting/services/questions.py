"""Record questions that were asked of us, and how they are answered."""

from uuid import UUID

from dijkwacht.cases.services import record
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.window import Moment
from dijkwacht.reporting.domain.questions import TERMS, question_term

NO_SOURCE = Source()


def receive_question(  # noqa: PLR0913 - a question has this many parts, all by keyword
    *,
    actor: Actor,
    response: UUID,
    question_set: str,
    number: int,
    asker: str,
    topic: str,
    asked: Moment | None = None,
    term: Moment | None = None,
    premise: str = "",
    conditional_on: str = "",
    authority: str = "",
    wording: str = "",
    audience: str = "",
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record one question as it was asked; its number and words stay the asker's (S2.2, S2.3).

    Without `term` the term of the audience is taken where one holds for all (parliament: three weeks).
    """
    due = term or question_term(asked, None, days=TERMS.get(audience)).due
    return record(
        actor=actor,
        response=response,
        kind="question.received",
        payload={
            "set": question_set,
            "number": number,
            "asker": asker,
            "topic": topic,
            "asked": asked.text() if asked else None,
            "term": due.text() if due else None,
            "premise": premise or None,
            "conditional_on": conditional_on or None,
            "authority": authority or None,
            "wording": wording or None,
        },
        happened=asked,
        known=known,
        source=source,
        expected_version=expected_version,
    )


def defer_question(  # noqa: PLR0913 - a deferral has this many parts, all by keyword
    *,
    actor: Actor,
    response: UUID,
    question_set: str,
    until: Moment,
    because: str = "",
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record that the answers come later than the term, and until when (S4.1)."""
    return record(
        actor=actor,
        response=response,
        kind="question.deferred",
        payload={"set": question_set, "until": until.text(), "because": because or None},
        known=known,
        source=source,
        expected_version=expected_version,
    )


def answer_question(  # noqa: PLR0913 - an answer has this many parts, all by keyword
    *,
    actor: Actor,
    response: UUID,
    question_set: str,
    number: int,
    form: str,
    refers_to: int | None = None,
    because: str = "",
    wording: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record how a question is answered: "own", "reference", "joint", "cannot" or "not-applicable" (S2.16, S4.21)."""
    return record(
        actor=actor,
        response=response,
        kind="question.answered",
        payload={
            "set": question_set,
            "number": number,
            "form": form,
            "refers_to": refers_to,
            "because": because or None,
            "wording": wording or None,
        },
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )
