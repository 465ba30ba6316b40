"""Questions asked of us: the register, terms, the standard set, the asker's premise beside what is recorded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dijkwacht.hunting.domain.day_words import count_words, day_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, Precision, days_between, midnight, read_moment
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_words

TERMS: Mapping[str, int] = {"parliament": 21}
"""Calendar days to answer, where they hold for all; a council's own term is a local setting (facts, council papers)."""

STANDARD_SET = "standaard"
_STANDARD: tuple[tuple[str, Text], ...] = (
    ("use", Text("Gebruikt u het?", "Do you use it?")),
    ("measure", Text("Wanneer is het hersteld?", "When was it fixed?")),
    ("misuse", Text("Zijn er sporen van misbruik?", "Are there signs of misuse?")),
    ("impact", Text("Is de dienstverlening geraakt?", "Are services affected?")),
)
_WORDS: tuple[tuple[str, str], ...] = (
    ("cost", r"kosten|orde van grootte|\bcost"),
    ("misuse", r"misbruik|sporen|besmet|infect|schade|pati[eë]nt|gelekt|gestolen|\bmisuse|\bhack"),
    ("impact", r"gevolgen|dienstverlening|inwoners|medewerkers|hinder|\bimpact|\bservice"),
    ("measure", r"leverancier|gecontroleerd|hersteld|herstelversie|\bpatch|\bfixed|mitigat"),
    ("advice", r"advies|geadviseerd|waarschuw|opgevolgd|\badvice"),
    ("reopening", r"heropen|weer open|\breopen"),
    ("use", r"gebruik|\buse\b"),
)
_MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it was asked: its number and words are the asker's, the premise stands apart from fact."""

    set: str
    number: int
    asker: str
    topic: str
    entry: UUID
    wording: str = ""
    premise: str = ""
    conditional_on: str = ""
    authority: str = ""
    asked: Moment | None = None
    term: Moment | None = None

    @property
    def words(self) -> str:
        """Return the asker's text, or the topic where the text is not recorded."""
        return self.wording or self.topic


@dataclass(frozen=True, slots=True)
class Given:
    """The answer as recorded: its form (own, reference, joint, cannot, not-applicable), what it refers to and why."""

    number: int
    form: str
    entry: UUID
    refers_to: int | None = None
    because: str = ""
    wording: str = ""
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """When an answer is due, how long it took, by how many days that is over the term, and the deferral if any.

    `deferral`: "stated", "not-stated" (late and nobody says that a deferral was sent) or "none". Calendar days.
    """

    due: Moment | None
    days: int | None
    over: int
    deferral: str
    text: Text


def questions_in(material: Material, question_set: str = "") -> tuple[Question, ...]:
    """Return the questions received, of one set or all, by number in the order of asking."""
    found = []
    for entry in material.of_kind("question.received"):
        number = entry.payload.get("number")
        if question_set and entry.text("set") != question_set:
            continue
        asked, term = entry.text("asked"), entry.text("term")
        found.append(
            Question(
                entry.text("set"),
                number if isinstance(number, int) else 0,
                entry.text("asker"),
                entry.text("topic"),
                entry.id,
                material.wording.get(entry.id, ""),
                entry.text("premise"),
                entry.text("conditional_on"),
                entry.text("authority"),
                read_moment(asked) if asked else entry.happened,
                read_moment(term) if term else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.set, one.number)))


def answers_in(material: Material, question_set: str) -> Mapping[int, Given]:
    """Return the answers recorded for a set, by number; the last one for a number counts."""
    found: dict[int, Given] = {}
    for entry in material.of_kind("question.answered"):
        number, refers = entry.payload.get("number"), entry.payload.get("refers_to")
        if entry.text("set") != question_set or not isinstance(number, int):
            continue
        found[number] = Given(
            number,
            entry.text("form"),
            entry.id,
            refers if isinstance(refers, int) else None,
            entry.text("because"),
            material.wording.get(entry.id, ""),
            entry.happened or entry.known,
        )
    return found


def subject_of(topic: str) -> str:
    """Return what a question is about, by its words: a key of `templates.SUBJECTS`, "" where no word tells."""
    low = topic.lower()
    return next((subject for subject, words in _WORDS if re.search(words, low)), "")


def question_term(
    asked: Moment | None,
    answered: Moment | None,
    *,
    due: Moment | None = None,
    days: int | None = None,
    deferred_until: Moment | None = None,
) -> Term:
    """Return how an answer stands to its term: 16 January to 10 February is 25 days, 4 beyond three weeks (S2.2, S4.1).

    `due` is the stated last day; else `days` calendar days after the asking (TERMS, or the council's own); without both
    no term is recorded. Whether a deferral was sent is said only where it is recorded.
    """
    last = due or (Moment(midnight(asked.day + timedelta(days=days)), Precision.DAY) if asked and days else None)
    took = days_between(asked.day, answered.day) if asked and answered else None
    over = max(days_between(last.day, answered.day), 0) if last and answered else 0
    deferral = "stated" if deferred_until else "not-stated" if over else "none"
    return Term(last, took, over, deferral, _term_text(last, took, over, deferred_until))


def _term_text(last: Moment | None, took: int | None, over: int, deferred_until: Moment | None) -> Text:
    if took is None:
        if last is None:
            return Text("nog niet beantwoord; een termijn is niet vastgelegd", "not answered yet; no term is recorded")
        by = day_words(last.day)
        return Text(f"nog niet beantwoord; termijn {by.nl}", f"not answered yet; due {by.en}")
    count = count_words(took)
    if last is None:
        return Text(
            f"beantwoord na {count.nl}; een termijn is niet vastgelegd", f"answered after {count.en}; no term recorded"
        )
    if not over:
        return Text(f"beantwoord na {count.nl}, binnen de termijn", f"answered after {count.en}, within the term")
    late = count_words(over)
    if deferred_until:
        until = day_words(deferred_until.day)
        why = Text(f"uitstel tot {until.nl} gemeld", f"deferral until {until.en} was announced")
    else:
        why = Text(
            "of uitstel is gemeld, staat niet in de bron", "whether a deferral was sent is not stated in the source"
        )
    return Text(
        f"beantwoord na {count.nl}, {late.nl} na de termijn; {why.nl}",
        f"answered after {count.en}, {late.en} beyond the term; {why.en}",
    )


def standard_questions(asker: str = "") -> tuple[Question, ...]:
    """Return the standard question set, the same for press, council, parliament and regulator (S0.24)."""
    return tuple(
        Question(STANDARD_SET, number, asker, text.nl, UUID(int=0), wording=text.nl)
        for number, (_, text) in enumerate(_STANDARD, start=1)
    )


def standard_subject(number: int) -> str:
    """Return the subject of a question of the standard set by its number."""
    return _STANDARD[number - 1][0]


def premise_checked(question: Question, material: Material) -> Sentence | None:
    """Return the asker's premise, apart from fact, and what the record says where it contradicts (S2.3, S4.12)."""
    if not question.premise:
        return None
    contradiction, entries = _against_dates(question.premise, material)
    if not contradiction:
        contradiction, entries = _against_deeds(question.premise, material)
    tail = contradiction or Text(
        " Dat uitgangspunt is van de vraagsteller en is hier niet vastgelegd.",
        " That premise is the asker's and is not recorded here.",
    )
    return Sentence(
        Text(
            f"De vraag gaat uit van: \N{LEFT SINGLE QUOTATION MARK}{question.premise}\N{RIGHT SINGLE QUOTATION MARK}."
            f"{tail.nl}",
            f"The question assumes: \N{LEFT SINGLE QUOTATION MARK}{question.premise}\N{RIGHT SINGLE QUOTATION MARK}."
            f"{tail.en}",
        ),
        (question.entry, *entries),
        "premise",
    )


def _against_deeds(premise: str, material: Material) -> tuple[Text, tuple[UUID, ...]]:
    """Return what was done instead of what the premise takes for granted, with the reason that is recorded."""
    for measure in material.state.measures.values():
        if measure.instead and premise.lower() not in measure.instead.lower():
            text = Text(
                f" Dat klopt niet met wat is vastgelegd: {measure.reason}; gedaan is: {measure.instead}.",
                f" That does not agree with the record: {measure.reason}; what was done: {measure.instead}.",
            )
            return text, (measure.done_entry or measure.entry,)
    return NO_WORDS, ()


def _against_dates(premise: str, material: Material) -> tuple[Text, tuple[UUID, ...]]:
    """Return the recorded days of an issuer's advice where the premise names another day."""
    said = _DAY.search(premise.lower())
    issuers = [one for one in material.facts.advice if one.issuer and one.issuer.lower() in premise.lower()]
    if said is None or not issuers:
        return NO_WORDS, ()
    days = dict.fromkeys(day_words(one.at.day).nl for one in issuers)
    if said.group(0) in days:
        return NO_WORDS, ()
    english = and_words(dict.fromkeys(day_words(one.at.day).en for one in issuers), "and")
    text = Text(
        f" Die datum is van de vraagsteller; van {issuers[0].issuer} is advies vastgelegd van {and_words(days)}.",
        f" That date is the asker's; of {issuers[0].issuer} advice is recorded of {english}.",
    )
    return text, tuple(one.entry for one in issuers)
