"""Numbered answers: the asker's numbering and text kept, each answer written from recorded facts (S2.3, S4.1)."""

from collections.abc import Mapping

from dijkwacht.disclosure.domain import Audience
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.draft import Chapter, Draft, Line, judged, once, written
from dijkwacht.reporting.domain.letter import about_the_document
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.questions import (
    STANDARD_SET,
    Given,
    Question,
    answers_in,
    premise_checked,
    questions_in,
    standard_questions,
    standard_subject,
    subject_of,
)
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.storing import OWN_WORDS
from dijkwacht.reporting.domain.templates import SUBJECTS
from dijkwacht.reporting.domain.words import and_words

ANSWERS_TYPE = "answers"


def numbered_answers(material: Material, question_set: str, audience: Audience = Audience.COUNCIL) -> Draft:
    """Return the answers to a set of questions, in the asker's order and numbering, assembled from the record.

    An answer by reference says so; joint answers stand under the first of their questions; a question that does not
    apply, or that cannot be answered, says why. What no fact answers reads "niet vastgelegd".
    """
    questions, given = questions_in(material, question_set), answers_in(material, question_set)
    chapters = [_answer(question, given, material, audience) for question in questions]
    return _draft(material, question_set, audience, chapters, questions[0].asker if questions else "")


def standard_answers(material: Material, audience: Audience = Audience.PUBLIC) -> Draft:
    """Return the answers to the standard question set for any asker (S0.24)."""
    chapters = []
    for question in standard_questions():
        lines = once(written(SUBJECTS[standard_subject(question.number)], material, audience))
        chapters.append(_chapter(question, lines or (nothing_recorded(),)))
    return _draft(material, STANDARD_SET, audience, chapters, "")


def _draft(material: Material, question_set: str, audience: Audience, chapters: list[Chapter], asker: str) -> Draft:
    about = Chapter(Text("Over deze antwoorden", "About these answers"), about_the_document(material, audience))
    of = f" van {asker}" if asker else ""
    by = f" of {asker}" if asker else ""
    title = Text(f"Antwoorden op vragen{of}", f"Answers to questions{by}")
    listed = (*chapters, about)
    return Draft(ANSWERS_TYPE, title, material.organisation, material.name, audience, material.at, listed, question_set)


def _answer(question: Question, given: Mapping[int, Given], material: Material, audience: Audience) -> Chapter:
    answer = given.get(question.number)
    sentences = [one for one in (premise_checked(question, material),) if one]
    lines = [judged(one, material, audience) for one in sentences]
    if question.conditional_on:
        lines.append(judged(conditional(question), material, audience))
    if answer is not None and (said := by_form(answer)) is not None:
        lines.append(judged(said, material, audience))
    if answer is None or answer.form in {"own", "joint"}:
        lines += _facts(question, answer, given, material, audience)
    return _chapter(question, tuple(lines))


def _facts(
    question: Question, answer: Given | None, given: Mapping[int, Given], material: Material, audience: Audience
) -> list[Line]:
    if answer is not None and answer.form == "joint" and not _speaks(answer, given):
        return []
    own = [judged(in_own_words(answer), material, audience)] if answer and answer.wording else []
    subject = subject_of(question.words) or subject_of(question.topic)
    lines = [*own, *once(written(SUBJECTS.get(subject, {}), material, audience))]
    if lines:
        return lines
    if answer is not None:
        return [judged(text_not_recorded(answer), material, audience)]
    return [nothing_recorded()]


def _speaks(answer: Given, given: Mapping[int, Given]) -> bool:
    """Return whether this is the first of the joint answers, under which the words stand."""
    return answer.refers_to is None or answer.number < answer.refers_to or answer.refers_to not in given


def _chapter(question: Question, lines: tuple[Line, ...]) -> Chapter:
    asked = question.entry if question.set != STANDARD_SET else None
    return Chapter(Text(question.topic, question.topic), lines, str(question.number), question.words, asked)


def by_form(answer: Given) -> Sentence | None:
    """Return what an answer's form says: joint, by reference, not applicable, or why none can be given (S4.21)."""
    number, because = answer.refers_to, answer.because
    entries = (answer.entry,)
    match answer.form:
        case "joint":
            return joint(answer)
        case "reference":
            return Sentence(
                Text(f"Zie het antwoord op vraag {number}.", f"See the answer to question {number}."), entries
            )
        case "not-applicable":
            return not_applicable(answer)
        case "cannot":
            return Sentence(
                Text(
                    f"Deze vraag kunnen wij niet beantwoorden, want {because or 'de reden is niet vastgelegd'}.",
                    f"We cannot answer this question, because {because or 'the reason is not recorded'}.",
                ),
                entries,
                "cannot",
            )
        case _:
            return None


def joint(answer: Given) -> Sentence:
    """Return that two questions are answered together (S4.1)."""
    first, second = sorted((answer.number, answer.refers_to or answer.number))
    numbers = and_words((str(first), str(second))) if first != second else str(first)
    english = and_words((str(first), str(second)), "and") if first != second else str(first)
    return Sentence(
        Text(f"De vragen {numbers} worden samen beantwoord.", f"Questions {english} are answered together."),
        (answer.entry,),
        "joint",
    )


def not_applicable(answer: Given) -> Sentence:
    """Return that a question does not apply, and why (S2.16)."""
    because = f": {answer.because}" if answer.because else ""
    return Sentence(
        Text(f"Niet van toepassing{because}.", f"Not applicable{because}."), (answer.entry,), "not-applicable"
    )


def conditional(question: Question) -> Sentence:
    """Return on which answer a question depends (S2.16)."""
    number, _, value = question.conditional_on.partition(":")
    wanted = value.strip()
    return Sentence(
        Text(
            f"Deze vraag geldt alleen als het antwoord op vraag {number.strip()} \N{LEFT SINGLE QUOTATION MARK}{wanted}"
            "\N{RIGHT SINGLE QUOTATION MARK} is.",
            f"This question applies only if the answer to question {number.strip()} is \N{LEFT SINGLE QUOTATION MARK}"
            f"{wanted}\N{RIGHT SINGLE QUOTATION MARK}.",
        ),
        (question.entry,),
        "conditional",
    )


def in_own_words(answer: Given) -> Sentence:
    """Return the answer in the words that the answerer recorded."""
    return Sentence(Text(answer.wording, answer.wording), (answer.entry,), OWN_WORDS)


def text_not_recorded(answer: Given) -> Sentence:
    """Return that an answer was given, when, and that its words are not recorded."""
    at = moment_words(answer.at) if answer.at else Text("een niet vastgelegde dag", "a day not recorded")
    return Sentence(
        Text(
            f"Deze vraag is beantwoord op {at.nl}; de tekst van het antwoord is niet vastgelegd.",
            f"This question was answered on {at.en}; the words of the answer are not recorded.",
        ),
        (answer.entry,),
        "text-not-recorded",
    )


def nothing_recorded() -> Line:
    """Return that nothing recorded answers the question."""
    text = Text("Wat deze vraag beantwoordt, is niet vastgelegd.", "What answers this question is not recorded.")
    return Line(Sentence(text, template="nothing-recorded"))
