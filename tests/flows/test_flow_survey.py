"""The press agency's survey of July 2025: a question set of the press, with what it says and what it does not."""

from uuid import uuid4

import pytest

from dijkwacht.cases.domain.measures import Measure, MeasureState
from dijkwacht.cases.domain.told import impact_on, statements
from dijkwacht.cases.domain.watch import may_lower
from dijkwacht.cases.domain.weakness import covers
from dijkwacht.disclosure.domain import small_cells_hidden
from dijkwacht.hunting.domain.coverage import coverage, coverage_sentence
from dijkwacht.hunting.domain.investigation import follow_up
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import PUBLIC
from dijkwacht.kernel.window import read_moment
from dijkwacht.notification.domain.counting import inquiry_counts
from dijkwacht.notification.domain.inquiries import AnswerState, answer_state, inquiries_from
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.organisations.selectors import organisation_named


@pytest.fixture
def survey(citrix_2025):
    (inquiry,) = inquiries_from(entries(PUBLIC, case=citrix_2025.case))
    return inquiry


@pytest.mark.req("S0.1", breaks="dijkwacht.notification.domain.inquiries.inquiries_from")
def test_one_question_set_and_one_answer_each(citrix_2025):
    inquiries = inquiries_from(entries(PUBLIC, case=citrix_2025.case))
    assert [(one.asker, one.audience, len(one.questions)) for one in inquiries] == [("ANP", "press", 4)]
    assert [len(one.given) for one in inquiries] == [22]


@pytest.mark.req("S0.7", "S0.15", breaks="dijkwacht.notification.domain.counting.inquiry_counts")
def test_more_than_fifty_stays_more_than_fifty_and_about_a_hundred_stays_about(survey):
    counted = {bucket.answer: bucket.text.nl for bucket in inquiry_counts(survey).states}
    assert counted.get("patched-at-once") == "meer dan 50 van ongeveer 340 gemeenten"
    assert counted.get("does-not-use") == "ongeveer 100 van ongeveer 340 gemeenten"


@pytest.mark.req("S0.16", "S0.17", breaks="dijkwacht.notification.domain.inquiries.answer_state")
def test_declining_and_not_being_reported_belong_to_this_question_and_asker(citrix_2025, survey):
    ids = citrix_2025.made.organisations

    def state(organisation, asker="ANP"):
        return answer_state(survey, survey.given, ids[organisation], asker).answer

    assert (state("om"), state("ede")) == (AnswerState.DECLINED, AnswerState.ANSWERED)
    assert state("zcert") in {AnswerState.NOT_REPORTED, AnswerState.NOT_ASKED}
    assert state("om", "CERT") == AnswerState.NOT_ASKED
    assert citrix_2025.of("om").state.axes.use == "uses"


@pytest.mark.req("S0.11", "S0.12", breaks="dijkwacht.cases.domain.told.statements")
def test_nothing_suspicious_no_misuse_and_no_attempts_stay_three_different_claims(citrix_2025):
    def grades(organisation):
        return [one.grade for one in statements(citrix_2025.of(organisation).state.told)]

    assert grades("gorinchem") == ["nothing-suspicious"]
    assert grades("oosterhout") == ["no-misuse-found"]
    assert grades("brummen") == ["no-misuse-found", "no-attempts-seen"]
    assert grades("leeuwarden") == ["no-attempts-seen"]


@pytest.mark.req("S0.2", breaks="dijkwacht.hunting.domain.coverage.coverage")
def test_no_signs_is_a_claim_and_no_verdict_without_coverage(citrix_2025):
    ede = citrix_2025.of("ede").state
    assert coverage(None, ede.traces.hunts.values()).verdict.answer == "no-signs-partial"
    assert coverage(None, citrix_2025.of("gorinchem").state.traces.hunts.values()).verdict.answer == "not-looked"


@pytest.mark.req("S0.4", breaks="dijkwacht.hunting.domain.coverage.coverage_sentence")
def test_the_claim_says_over_how_much_it_speaks(citrix_2025):
    found = coverage(None, citrix_2025.of("ede").state.traces.hunts.values())
    assert coverage_sentence(found).nl != coverage_sentence(coverage(None, ())).nl
    assert "geen sporen" in coverage_sentence(found).nl.lower()


@pytest.mark.req("S0.9", breaks="dijkwacht.hunting.domain.investigation.follow_up")
def test_ede_looked_again_after_a_few_days(citrix_2025):
    state = citrix_2025.of("ede").state
    assert [mark.follow_up for mark in state.traces.hunts.values()] == [True]
    assert follow_up(state, read_moment("2025-07-24").earliest).answer == "done"


@pytest.mark.req("S0.10", breaks="dijkwacht.cases.domain.watch.may_lower")
def test_watching_went_down_by_its_criterion(citrix_2025):
    watch = citrix_2025.of("ede").state.watch
    assert (watch.heightened, watch.lowered_because) == (False, "alles bleek in orde")
    assert may_lower(watch, read_moment("2025-07-23").latest, None, follow_up_done=True).answer == "yes"


@pytest.mark.req("S0.6", breaks="dijkwacht.cases.domain.told.impact_on")
def test_services_did_not_change_at_the_named_hospitals(citrix_2025):
    for hospital in ("alrijne", "zgt", "gelderse-vallei"):
        assert impact_on(citrix_2025.of(hospital).state.told, "patiënten en medewerkers") == "none"


@pytest.mark.req("S0.14", breaks="dijkwacht.organisations.domain.names.search_key")
def test_a_name_with_marks_is_found_as_people_type_it(citrix_2025):
    assert search_key("Ede") == "ede"
    assert search_key("sudwest fryslan") == search_key("Súdwest-Fryslân")
    assert organisation_named(PUBLIC, "sudwest fryslan", read_moment("2025-07-23").latest).name == "Súdwest-Fryslân"


@pytest.mark.req("S0.3", breaks="dijkwacht.cases.domain.weakness.covers")
def test_who_patched_on_18_june_is_open_to_what_was_published_on_25_june(citrix_2025):
    facts = citrix_2025.of("ede").facts
    from_18_june = patched_on("2025-06-18")
    assert covers(from_18_june, facts.flaws["CVE-2025-5777"])
    assert not covers(from_18_june, facts.flaws["CVE-2025-6543"])


def patched_on(day):
    at = read_moment(day)
    return Measure("fix", "", MeasureState.DONE, at.earliest, uuid4(), done_at=at)


def test_small_counts_never_point_at_somebody():
    assert small_cells_hidden({"declined": 3, "answered": 40, "silent": 9}) == {
        "declined": None,
        "answered": 40,
        "silent": None,
    }
