"""The questions of parliament about the hospital, and what an answer to them names: who answers, and the papers."""

import pytest

from dijkwacht.containment.domain.gate import Surroundings
from dijkwacht.kernel.window import read_moment
from dijkwacht.reporting.domain.answers import numbered_answers
from dijkwacht.reporting.domain.draft import citations, references
from dijkwacht.reporting.domain.material import gather
from dijkwacht.reporting.domain.questions import questions_in
from dijkwacht.reporting.domain.sentences_statements import outcome

QUESTIONS = "kamervragen-mcl"


@pytest.fixture
def told(citrix_2020):
    def gathered(key, name):
        view = citrix_2020.of(key)
        return gather(
            organisation=view.organisation,
            name=name,
            state=view.state,
            facts=view.facts,
            entries=view.entries,
            at=read_moment("2020-02-29").latest,
            around=Surroundings(constituencies=frozenset({view.constituency} if view.constituency else ())),
            recorded=True,
        )

    return gathered


@pytest.mark.req("S4.30", breaks="dijkwacht.reporting.domain.questions.questions_in")
def test_each_question_names_the_authority_that_answers_it(told):
    listed = questions_in(told("vws", "Ministerie"), QUESTIONS)
    assert [(one.number, one.authority) for one in listed] == [(n, "minister voor Medische Zorg") for n in range(1, 9)]


@pytest.mark.req("S4.24", breaks="dijkwacht.reporting.domain.draft.references")
def test_an_answer_refers_to_the_parliamentary_paper_by_its_number(told):
    ministry = told("vws", "Ministerie")
    draft = numbered_answers(ministry, QUESTIONS)
    numbered = references(draft, citations(draft, ministry))
    assert numbered
    assert any("Kamerstuk 27 529, nr. 177" in source.text for source in numbered[0])


@pytest.mark.req("S4.3", breaks="dijkwacht.reporting.domain.sentences_statements.outcome")
def test_which_data_were_touched_is_said_or_said_to_be_unknown(told):
    said = " ".join(sentence.text.nl for sentence in outcome(told("mcl", "MCL")))
    assert "gegevens: geen patiëntgegevens" in said
