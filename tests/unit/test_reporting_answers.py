"""Questions and answers: numbering kept, premise apart from fact, terms counted, forms of answer."""

from datetime import UTC, datetime

import pytest

from dijkwacht.kernel.window import read_moment
from dijkwacht.reporting.domain.answers import numbered_answers, standard_answers
from dijkwacht.reporting.domain.material import gather
from dijkwacht.reporting.domain.questions import question_term, standard_questions, subject_of
from response_story import TOWN, case_told, story, told

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
USES = told("use.declared", "2026-01-03", use="uses", product="Voordeur")


def material(*entries):
    state, facts = story(*entries)
    return gather(organisation=TOWN, name="Polderdam", state=state, facts=facts, entries=entries, at=AT)


def asked(number, topic, **more):
    given = {"set": "raad", "number": number, "asker": "een raadslid", "topic": topic, "asked": "2026-01-16", **more}
    return told("question.received", "2026-01-16", **given)


def answered(number, form, **more):
    return told("question.answered", "2026-01-30", set="raad", number=number, form=form, **more)


def answer(draft, number):
    """Return the words under the question with this number."""
    chapter = next(one for one in draft.chapters if one.number == str(number))
    return " ".join(line.sentence.text.nl for line in chapter.lines)


@pytest.mark.parametrize(
    ("start", "end", "more", "days", "over", "deferral"),
    [
        ("2020-01-16", "2020-02-10", {"days": 21}, 25, 4, "not-stated"),
        ("2020-01-16", "2020-02-06", {"days": 21}, 21, 0, "none"),
        ("2020-01-16", "2020-02-10", {"due": read_moment("2020-02-06")}, 25, 4, "not-stated"),
        ("2020-01-16", "2020-02-10", {"days": 21, "deferred_until": read_moment("2020-02-20")}, 25, 4, "stated"),
        ("2020-01-16", "2020-02-10", {}, 25, 0, "none"),
    ],
)
def test_a_term_counts_calendar_days_and_says_by_how_many_it_was_missed(start, end, more, days, over, deferral):
    term = question_term(read_moment(start), read_moment(end), **more)
    assert (term.days, term.over, term.deferral) == (days, over, deferral)


def test_whether_a_deferral_was_sent_is_not_guessed():
    term = question_term(read_moment("2020-01-16"), read_moment("2020-02-10"), days=21)
    assert term.text.nl == (
        "beantwoord na 25 dagen, 4 dagen na de termijn; of uitstel is gemeld, staat niet in de bron"
    )


def test_an_unanswered_question_shows_when_it_is_due():
    assert question_term(read_moment("2020-01-16"), None, days=21).text.nl == "nog niet beantwoord; termijn 6 februari"


@pytest.mark.parametrize(
    ("topic", "subject"),
    [
        ("is het landelijke advies gevolgd", "advice"),
        ("gevolgen voor medewerkers, gemeente en inwoners", "impact"),
        ("is de maatregel van de leverancier genomen, wanneer, en gecontroleerd", "measure"),
        ("kosten en orde van grootte", "cost"),
        ("Gebruikt u het?", "use"),
        ("Wanneer is het hersteld?", "measure"),
        ("Zijn er sporen van misbruik?", "misuse"),
        ("Wanneer gaat de toegang weer open, heropening?", "reopening"),
        ("de kleur van het stadhuis", ""),
    ],
)
def test_what_a_question_is_about_follows_from_its_words(topic, subject):
    assert subject_of(topic) == subject


def test_the_askers_numbers_and_words_are_kept_in_order():
    draft = numbered_answers(material(USES, asked(3, "kosten"), asked(1, "gebruik")), "raad")
    assert [chapter.number for chapter in draft.chapters] == ["1", "3", ""]


def test_a_question_that_does_not_apply_says_on_what_it_depends_and_why():
    words = answer(
        numbered_answers(
            material(
                asked(3, "zo nee, waarom niet", conditional_on="1: nee"),
                answered(3, "not-applicable", because="het advies is gevolgd"),
            ),
            "raad",
        ),
        3,
    )
    assert words == (
        "Deze vraag geldt alleen als het antwoord op vraag 1 ‘nee’ is. Niet van toepassing: het advies is gevolgd."
    )


def test_an_answer_by_reference_and_one_that_cannot_be_given():
    draft = numbered_answers(
        material(
            asked(1, "gebruik"),
            asked(2, "gebruik u het nog"),
            asked(3, "uitkomst"),
            answered(2, "reference", refers_to=1),
            answered(3, "cannot", because="de analyse loopt nog"),
        ),
        "raad",
    )
    assert answer(draft, 2) == "Zie het antwoord op vraag 1."
    assert answer(draft, 3) == "Deze vraag kunnen wij niet beantwoorden, want de analyse loopt nog."


def test_a_joint_answer_stands_once_under_its_first_question():
    draft = numbered_answers(
        material(
            USES,
            asked(3, "gebruikt u het"),
            asked(4, "en waarom"),
            answered(3, "joint", refers_to=4),
            answered(4, "joint", refers_to=3),
        ),
        "raad",
    )
    assert answer(draft, 3).startswith("De vragen 3 en 4 worden samen beantwoord. Polderdam gebruikt Voordeur")
    assert answer(draft, 4) == "De vragen 3 en 4 worden samen beantwoord."


def test_a_premise_stays_the_askers_and_is_set_against_what_was_done():
    deed = told(
        "measure.deviated",
        "2026-01-11",
        step="close-access",
        instead="toegang afgesloten",
        reason="de server bleef aan",
    )
    words = answer(
        numbered_answers(material(USES, deed, asked(1, "advies", premise="de stekker moet eruit")), "raad"), 1
    )
    assert words.startswith(
        "De vraag gaat uit van: ‘de stekker moet eruit’. Dat klopt niet met wat is vastgelegd: de server bleef aan; "
        "gedaan is: toegang afgesloten."
    )


def test_a_date_of_the_asker_is_set_against_the_dates_of_the_advice():
    given = {"advisory": TOWN, "issuer": "NCSC", "level": "national", "version": "1", "title": "Advies"}
    warned = case_told("advisory.received", "2026-01-13", **given)
    premise = "het NCSC waarschuwde op 9 januari"
    words = answer(numbered_answers(material(warned, asked(4, "waarom", premise=premise)), "raad"), 4)
    assert "Die datum is van de vraagsteller; van NCSC is advies vastgelegd van 13 januari." in words
    same = answer(
        numbered_answers(material(warned, asked(4, "waarom", premise="het NCSC waarschuwde op 13 januari")), "raad"), 4
    )
    assert "Die datum is van de vraagsteller" not in same


def test_what_nobody_recorded_is_said_to_be_so():
    assert answer(numbered_answers(material(asked(5, "kosten")), "raad"), 5) == (
        "Wat deze vraag beantwoordt, is niet vastgelegd."
    )


def test_the_standard_set_serves_every_asker():
    assert [one.words for one in standard_questions()] == [
        "Gebruikt u het?",
        "Wanneer is het hersteld?",
        "Zijn er sporen van misbruik?",
        "Is de dienstverlening geraakt?",
    ]
    draft = standard_answers(material(USES, told("measure.done", "2026-01-12", step="fix")))
    assert "gebruikt Voordeur" in answer(draft, 1)
    assert "op 12 januari 2026" in answer(draft, 2)
    assert "niet vastgelegd" in answer(draft, 3)
    assert answer(draft, 4) == "Wat deze vraag beantwoordt, is niet vastgelegd."
