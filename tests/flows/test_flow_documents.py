"""The documents that account for it: letters and answers, sentence by sentence from recorded facts."""

from pathlib import Path

import pytest

from dijkwacht.containment.domain.gate import Surroundings
from dijkwacht.kernel.window import read_moment
from dijkwacht.reporting.domain.answers import by_form, numbered_answers, standard_answers
from dijkwacht.reporting.domain.approval import default_chain, may_send, missing
from dijkwacht.reporting.domain.draft import citations
from dijkwacht.reporting.domain.letter import as_of, council_letter
from dijkwacht.reporting.domain.material import gather
from dijkwacht.reporting.domain.questions import (
    answers_in,
    premise_checked,
    question_term,
    questions_in,
    standard_questions,
)
from dijkwacht.reporting.domain.sentences_fix import fixes_published, sessions
from dijkwacht.reporting.domain.sentences_statements import (
    about_care,
    about_misuse,
    outcome,
    press,
    provisional,
    public_status,
    spokesperson,
)
from dijkwacht.reporting.domain.sentences_use import context
from dijkwacht.reporting.domain.sentences_watch import raised, signals

GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
QUESTIONS = "raadsvragen-20-01"


def material(view, name, at):
    around = Surroundings(constituencies=frozenset({view.constituency} if view.constituency else ()))
    return gather(
        organisation=view.organisation,
        name=name,
        state=view.state,
        facts=view.facts,
        entries=view.entries,
        at=read_moment(at).latest,
        around=around,
        recorded=True,
    )


@pytest.fixture
def laarbeek(citrix_2020):
    return material(citrix_2020.of("laarbeek"), "Laarbeek", "2020-01-31")


@pytest.fixture
def almelo(citrix_2020):
    return material(citrix_2020.of("almelo"), "Almelo", "2020-02-29")


@pytest.fixture
def ministry(citrix_2020):
    return material(citrix_2020.of("vws"), "VWS", "2020-02-29")


@pytest.fixture
def om(citrix_2025):
    return material(citrix_2025.of("om", "2025-09-26T00:00"), "OM", "2025-09-25")


def words(sentences):
    return " ".join(sentence.text.nl for sentence in sentences or ())


@pytest.mark.parametrize("name", ["laarbeek-letter", "almelo-answers"])
def test_the_document_reads_as_it_was_accepted(laarbeek, almelo, name):
    draft = council_letter(laarbeek) if name == "laarbeek-letter" else numbered_answers(almelo, QUESTIONS)
    written = draft.text().rstrip() + "\n"
    accepted = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert written == accepted


def test_every_sentence_rests_on_entries_or_says_that_nothing_is_recorded(laarbeek):
    about = {"as-of", "entered-later"}
    for sentence in council_letter(laarbeek).told():
        assert sentence.entries or "niet vastgelegd" in sentence.text.nl or sentence.template in about, sentence


@pytest.mark.req("S1.10", breaks="dijkwacht.reporting.domain.sentences_use.context")
def test_a_firewall_is_context_and_no_proof(laarbeek):
    assert "firewall" in words(context(laarbeek))
    assert "geen bewijs" in words(context(laarbeek))


@pytest.mark.req("S1.19", breaks="dijkwacht.reporting.domain.sentences_statements.spokesperson")
def test_towards_the_press_the_line_of_the_cert_is_taken(laarbeek):
    assert words(spokesperson(laarbeek)) == "Naar de pers: in de media volgen wij de lijn van de IBD."


@pytest.mark.req("S1.22", breaks="dijkwacht.reporting.domain.letter.as_of")
def test_the_letter_has_the_date_of_its_facts_though_the_original_had_none(laarbeek):
    assert as_of(laarbeek).text.nl == "Dit stuk geeft de stand van tot en met 31 januari 2020 (Nederlandse tijd)."


@pytest.mark.req("S0.22", breaks="dijkwacht.reporting.domain.sentences_watch.raised")
def test_a_derived_date_says_that_it_is(laarbeek):
    assert "17 januari 2020 (datum afgeleid)" in words(raised(laarbeek))


@pytest.mark.req("S0.23", breaks="dijkwacht.reporting.domain.sentences_fix.fixes_published")
def test_the_plain_word_stands_beside_the_technical_one(laarbeek):
    assert words([fixes_published(laarbeek)]).startswith("Citrix gaf herstelversies (patches) uit")


@pytest.mark.req("S0.8", breaks="dijkwacht.reporting.domain.sentences_fix.sessions")
def test_all_sessions_were_ended_and_staff_signed_in_again(citrix_2025):
    ede = material(citrix_2025.of("ede"), "Ede", "2025-07-31")
    assert "alle medewerkers moesten opnieuw inloggen" in words(sessions(ede))


@pytest.mark.req("S0.13", breaks="dijkwacht.reporting.domain.sentences_statements.about_misuse")
def test_neither_misuse_nor_attempts_stay_two_grades(citrix_2025):
    brummen = material(citrix_2025.of("brummen"), "Brummen", "2025-07-31")
    said = words(about_misuse(brummen))
    assert "geen misbruik gevonden" in said
    assert "geen pogingen gezien" in said


@pytest.mark.req("S0.19", breaks="dijkwacht.reporting.domain.sentences_statements.about_care")
def test_the_measures_are_linked_to_the_continuity_of_care(citrix_2025):
    parnassia = material(citrix_2025.of("parnassia"), "Parnassia", "2025-07-31")
    assert "geen gevaar voor systemen en voor de zorg" in words(about_care(parnassia))


@pytest.mark.req("S3.3", breaks="dijkwacht.reporting.domain.sentences_watch.signals")
def test_one_victim_was_warned_by_name(om):
    assert words(signals(om)) == "Het NCSC waarschuwde het OM op 16 juli 2025: mogelijk misbruik."


@pytest.mark.req("S3.16", breaks="dijkwacht.reporting.domain.sentences_statements.public_status")
def test_its_own_public_statement_is_quoted_with_its_date(om):
    assert "25 september 2025" in words(public_status(om))


@pytest.mark.req("S4.7", breaks="dijkwacht.reporting.domain.sentences_statements.outcome")
def test_the_attack_came_as_far_as_the_edge(citrix_2020):
    mcl = material(citrix_2020.of("mcl"), "MCL", "2020-02-29")
    assert "geen patiëntgegevens" in words(outcome(mcl))


@pytest.mark.req("S4.11", breaks="dijkwacht.reporting.domain.sentences_statements.provisional")
def test_no_leaked_data_is_the_picture_for_now(citrix_2020):
    mcl = material(citrix_2020.of("mcl"), "MCL", "2020-02-29")
    assert "geen aanwijzingen dat gegevens zijn gelekt" in words(provisional(mcl))


@pytest.mark.req("S4.2", breaks="dijkwacht.reporting.domain.sentences_statements.press")
def test_a_press_item_stands_beside_the_official_words(citrix_2025):
    july = material(citrix_2025.of("om", "2025-07-24T00:00"), "Openbaar Ministerie", "2025-07-23")
    assert "NRC" in words(press(july))


@pytest.mark.req("S2.2", breaks="dijkwacht.reporting.domain.questions.questions_in")
def test_the_register_holds_the_councillors_five_questions_with_their_date(almelo):
    listed = questions_in(almelo, QUESTIONS)
    assert [question.number for question in listed] == [1, 2, 3, 4, 5]
    assert {(question.asker, question.asked.text()) for question in listed} == {("raadslid", "2020-01-20")}


@pytest.mark.req("S2.3", breaks="dijkwacht.reporting.domain.questions.premise_checked")
def test_the_askers_premise_stands_apart_and_is_corrected(almelo):
    first = questions_in(almelo, QUESTIONS)[0]
    said = premise_checked(first, almelo).text.nl
    assert "de stekkers moeten uit de servers" in said
    assert "externe toegang afgesloten" in said


@pytest.mark.req("S2.16", "S4.21", breaks="dijkwacht.reporting.domain.answers.by_form")
def test_a_question_that_does_not_apply_or_cannot_be_answered_says_why(almelo, ministry):
    third = answers_in(almelo, QUESTIONS).get(3)
    assert by_form(third).text.nl == "Niet van toepassing: het advies is gevolgd."
    seventh = answers_in(ministry, "kamervragen-mcl").get(7)
    assert "de analyse is nog niet bekend" in by_form(seventh).text.nl


@pytest.mark.req("S2.17", breaks="dijkwacht.reporting.domain.answers.numbered_answers")
def test_the_fourth_question_is_answered_from_the_record(almelo):
    chapters = {chapter.number: chapter for chapter in numbered_answers(almelo, QUESTIONS).chapters}
    templates = [line.sentence.template for line in chapters["4"].lines] if "4" in chapters else []
    assert templates[:2] == ["mitigation", "mitigation-checked"]


@pytest.mark.req("S0.24", breaks="dijkwacht.reporting.domain.questions.standard_questions")
def test_one_set_of_questions_serves_every_asker(almelo):
    assert len(standard_questions("pers")) == len(standard_questions("raad")) >= 4
    assert {chapter.number for chapter in standard_answers(almelo).chapters} >= {"1", "2", "3", "4"}


@pytest.mark.req("S4.1", breaks="dijkwacht.reporting.domain.questions.question_term")
def test_25_days_are_four_beyond_the_term_and_the_deferral_is_not_stated():
    term = question_term(read_moment("2020-01-16"), read_moment("2020-02-10"), days=21)
    assert (term.days, term.over, term.deferral) == (25, 4, "not-stated")


@pytest.mark.req("S4.29", breaks="dijkwacht.reporting.domain.draft.citations")
def test_answers_carry_the_public_reference_of_each_fact(laarbeek):
    cited = citations(council_letter(laarbeek), laarbeek)
    said = [part for source in cited.values() for part in source]
    assert any("Brief aan de gemeenteraad van Laarbeek" in part for part in said)
    assert any(part.startswith("https://") for part in said)


@pytest.mark.req("S2.22", breaks="dijkwacht.reporting.domain.approval.may_send")
def test_no_letter_leaves_before_secretary_and_mayor_approved_it():
    chain = default_chain(["municipality"])
    assert len(chain) == 2
    assert may_send(chain, ()).answer == "unapproved"
    assert len(missing(chain, ())) == 2
