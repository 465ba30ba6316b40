"""What hunts cover, what they answer, what is presumed: tables of facts and verdicts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dijkwacht.cases.domain.hunts import HuntMark
from dijkwacht.hunting.domain.coverage import coverage, coverage_sentence
from dijkwacht.hunting.domain.investigation import (
    follow_up,
    follow_up_due,
    investigation,
    open_follow_up,
    provisional_finding,
)
from dijkwacht.hunting.domain.presumption import presumption, rule_of_thumb
from dijkwacht.kernel.window import Window, midnight, read_moment, window_between
from response_story import RESPONSE, case_told, story, told

WINDOW = window_between(read_moment("2019-12-24"), read_moment("2020-01-16"))


def opened(hunt="eerste", at="2020-01-17", **more):
    given = {"questions": ["access", "attempts", "extent"], **more}
    return told("hunt.opened", at, hunt=hunt, **given)


def ran(hunt="eerste", at="2020-01-20", covered=(("2020-01-08", "2020-01-16"),), result="no-signs", **more):
    return told(
        "hunt.ran",
        at,
        hunt=hunt,
        sources=["webserver"],
        covered=[list(pair) for pair in covered],
        result=result,
        **more,
    )


def closed(hunt="eerste", at="2020-01-22"):
    return told("hunt.closed", at, hunt=hunt)


def covered_of(*entries, window=WINDOW):
    state, _ = story(*entries)
    return coverage(window, state.traces.hunts.values())


def test_nine_of_24_days_names_the_gap():
    found = covered_of(opened(), ran())
    assert found.words.nl == "9 van 24 dagen"
    assert found.verdict.answer == "no-signs-partial"
    assert "24 december - 7 januari" in found.verdict.reasons[0].text.nl
    sentence = coverage_sentence(found).nl
    assert sentence == "Geen sporen gevonden over 9 van 24 dagen; over 15 dagen kunnen we niets zeggen."


WHOLE = (("2019-12-24", "2020-01-16"),)


@pytest.mark.parametrize(
    ("name", "entries", "answer", "full"),
    [
        ("nothing opened", [], "not-looked", 0),
        ("opened, not run", [opened()], "not-looked", 0),
        ("whole window", [opened(), ran(covered=WHOLE)], "no-signs-covered", 24),
        ("two runs together", [
            opened(), ran(), ran(at="2020-01-21", covered=[("2019-12-24", "2020-01-07")]),
        ], "no-signs-covered", 24),
        ("half a day is not a day", [opened(), ran(covered=[("2019-12-24T12:00", "2020-01-16")])],
         "no-signs-partial", 23),
        ("attempts are no signs", [opened(), ran(covered=WHOLE, result="attempts")], "no-signs-covered", 24),
        ("signs", [opened(), ran(covered=WHOLE, result="signs")], "signs-found", 24),
        ("no days stated", [opened(), ran(covered=())], "no-signs-partial", 0),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_verdict_speaks_only_for_what_is_covered(name, entries, answer, full):
    found = covered_of(*entries)
    assert found.verdict.answer == answer
    assert found.full_days == full
    assert coverage_sentence(found).nl


def test_without_a_computed_window_the_hunts_own_counts():
    found = covered_of(opened(window_start="2020-01-01", window_end="2020-01-10"), ran(), window=None)
    assert found.words.nl == "3 van 10 dagen"


def test_limits_of_a_hunt_are_named():
    found = covered_of(opened(), ran(limits="alleen de webserver"))
    assert any("alleen de webserver" in reason.text.nl for reason in found.verdict.reasons)


def test_no_verdict_says_clean():
    for entries in ([], [opened(), ran(covered=WHOLE)], [opened(), ran()]):
        found = covered_of(*entries)
        said = [coverage_sentence(found), *(reason.text for reason in found.verdict.reasons)]
        assert not any("schoon" in text.nl or "clean" in text.en for text in said)


@pytest.mark.parametrize(
    ("name", "entries", "states"),
    [
        ("nothing", [], {"access": "not-recorded", "attempts": "not-recorded", "extent": "not-recorded"}),
        ("open", [opened()], {"access": "open", "attempts": "open", "extent": "open"}),
        ("one question only", [opened(questions=["access"]), ran(), closed()],
         {"access": "answered", "attempts": "not-recorded", "extent": "not-recorded"}),
        ("answered", [opened(), ran(), closed()],
         {"access": "answered", "attempts": "answered", "extent": "answered"}),
        ("asked again", [opened(), ran(), closed(), opened("tweede", "2020-01-23", questions=["extent"])],
         {"access": "answered", "attempts": "answered", "extent": "open"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_questions_of_the_investigation_stand_apart(name, entries, states):
    state, _ = story(told("response.opened", "2020-01-13"), *entries)
    found = investigation(state, WINDOW)
    assert {question.key: question.state for question in found.questions} == states


def test_finding_stays_provisional_while_a_hunt_is_open():
    state, _ = story(opened(), ran())
    found = provisional_finding(state, WINDOW)
    assert found.provisional
    assert found.as_of == read_moment("2020-01-20")
    assert len(found.open_questions) == 3
    done, _ = story(opened(), ran(), closed())
    assert not provisional_finding(done, WINDOW).provisional


def test_follow_up_is_due_n_days_after_the_fix():
    assert follow_up_due(read_moment("2025-07-16T14:00"), 5) == read_moment("2025-07-21")


FOLLOW = opened("vervolg", "2025-07-17", follow_up=True, due="2025-07-21")


@pytest.mark.parametrize(
    ("entries", "at", "answer", "waiting"),
    [
        ([], datetime(2025, 7, 30, tzinfo=UTC), "none", (None, False)),
        ([FOLLOW], datetime(2025, 7, 21, 12, tzinfo=UTC), "planned", (read_moment("2025-07-21"), False)),
        ([FOLLOW], datetime(2025, 7, 21, 22, tzinfo=UTC), "overdue", (read_moment("2025-07-21"), False)),
        ([FOLLOW, ran("vervolg", "2025-07-21")], datetime(2025, 7, 30, tzinfo=UTC), "done",
         (read_moment("2025-07-21"), True)),
    ],
)  # fmt: skip
def test_follow_up_waits_until_it_was_done(entries, at, answer, waiting):
    state, _ = story(told("response.opened", "2025-07-16"), *entries)
    assert follow_up(state, at).answer == answer
    assert open_follow_up(state) == waiting


def test_planned_follow_up_keeps_no_investigation_open():
    state, _ = story(opened(), ran(covered=WHOLE), closed(), opened("vervolg", "2020-01-23", follow_up=True))
    assert investigation(state, WINDOW).concluded


ADVICE = case_told("presumption.advised", "2020-01-20", issuer="NCSC", mitigated_before="2020-01-09")
LINKED = case_told("case.linked", "2019-12-18", what="vulnerability", ref="CVE-2019-19781")
UNSOUND = case_told("mitigation.unsound", "2020-01-16", step="mitigate", builds=["12.1-50.28"])


def mitigated(at, build="13.0-41.20"):
    return told("measure.done", at, step="mitigate", build=build)


@pytest.mark.parametrize(
    ("name", "entries", "answer"),
    [
        ("no rule", [mitigated("2019-12-24")], "no-rule"),
        ("in time on a sound build", [ADVICE, UNSOUND, mitigated("2019-12-24")], "low-likelihood"),
        ("on 8 January still in time", [ADVICE, mitigated("2020-01-08")], "low-likelihood"),
        ("on 9 January too late", [ADVICE, mitigated("2020-01-09")], "presumed"),
        ("in time on the bad build", [ADVICE, UNSOUND, mitigated("2019-12-24", "12.1-50.28")], "presumed"),
        ("in time, build not recorded", [ADVICE, UNSOUND, mitigated("2019-12-24", None)], "presumed"),
        ("nothing done", [ADVICE], "presumed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_presumption_follows_the_rule_of_thumb_of_the_case(name, entries, answer):
    listed = (told("response.opened", "2020-01-13"), LINKED, *entries)
    state, facts = story(*listed)
    found = presumption(rule_of_thumb(listed), state, facts)
    assert found.answer == answer
    assert found.reasons


SPANS = st.tuples(st.integers(-5, 30), st.integers(1, 15))


@settings(max_examples=80, deadline=None)
@given(spans=st.lists(SPANS, max_size=4), more=SPANS)
def test_looking_at_more_never_covers_less(spans, more):
    def hunts(listed):
        at = read_moment("2020-01-20")
        parts = tuple(
            Window(WINDOW.start + timedelta(days=first), WINDOW.start + timedelta(days=first + length))
            for first, length in listed
        )
        return [HuntMark("h", at, RESPONSE, covered=parts, result="no-signs", ran=at)]

    before, after = coverage(WINDOW, hunts(spans)), coverage(WINDOW, hunts([*spans, more]))
    assert before.full_days <= after.full_days <= 24
    assert sum((gap.end - gap.start for gap in after.gaps), timedelta()) <= sum(
        (gap.end - gap.start for gap in before.gaps), timedelta()
    )


@given(grown=st.integers(1, 60))
def test_a_longer_window_makes_a_covered_hunt_partial(grown):
    state, _ = story(opened(), ran(covered=WHOLE))
    larger = Window(midnight(date(2019, 12, 24)) - timedelta(days=grown), WINDOW.end)
    assert coverage(larger, state.traces.hunts.values()).verdict.answer == "no-signs-partial"
