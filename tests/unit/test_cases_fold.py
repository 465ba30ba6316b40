"""The fold of a response, module by module, as tables: entries in, state out."""

import itertools

import pytest

from dijkwacht.cases.domain.access import closed_days, closed_days_after, open_restrictions
from dijkwacht.cases.domain.axes import AXIS_WORDS, VALUE_WORDS, VALUES, Access, Axis, Misuse, Use, Weakness
from dijkwacht.cases.domain.facts import exploited_since
from dijkwacht.cases.domain.history import joined, pieces_from
from dijkwacht.cases.domain.lowering import lowering
from dijkwacht.cases.domain.measures import STATE_WORDS, MeasureState, overdue, timeliness, was_checked
from dijkwacht.cases.domain.next_step import next_station, stations
from dijkwacht.cases.domain.state import fold
from dijkwacht.cases.domain.steps import CATALOGUE, CircularSteps, Step, in_order, read_steps
from dijkwacht.cases.domain.telling import action_said, case_sentence, change_in_words, list_sentence
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from response_story import case_told, story, told

USES = told("use.declared", "2020-01-02", use="uses", product="NetScaler ADC")
FLAW = "CVE-2019-19781"
KNOWN_FLAW = case_told("exploitation.known", "2020-01-09", vulnerabilities=[FLAW], since="2020-01-09")
PUBLISHED = case_told("fix.published", "2020-01-19", vulnerabilities=[FLAW], builds=["13.0-47.24"])


def measure(kind, day, step="fix", **payload):
    return told(f"measure.{kind}", day, step=step, **payload)


def device(name, build="13.0-47.22"):
    return told("device.stated", "2020-01-02", name=name, device=name, product="NetScaler ADC", build=build)


WEAKNESS = {
    "nothing said": ((), Weakness.UNKNOWN),
    "does not use it": (
        (told("use.declared", "2020-01-02", use="does-not-use", product="x"),),
        Weakness.NOT_APPLICABLE,
    ),
    "uses it": ((USES,), Weakness.OPEN),
    "planned only": ((USES, measure("planned", "2020-01-10")), Weakness.OPEN),
    "mitigated": ((USES, measure("done", "2020-01-10", "mitigate")), Weakness.MITIGATED),
    "mitigation failed": ((USES, measure("failed", "2020-01-10", "mitigate")), Weakness.OPEN),
    "mitigation found wanting": (
        (
            USES,
            measure("done", "2020-01-10", "mitigate"),
            measure("verified", "2020-01-11", "mitigate", result="not-effective"),
        ),
        Weakness.OPEN,
    ),
    "mitigation on an unsound build": (
        (
            USES,
            KNOWN_FLAW,
            case_told("mitigation.unsound", "2020-01-16", step="mitigate", builds=["12.1-50.28"]),
            measure("done", "2020-01-10", "mitigate", build="12.1-50.28"),
        ),
        Weakness.OPEN,
    ),
    "fixed": ((USES, measure("done", "2020-01-20")), Weakness.FIXED_UNCHECKED),
    "fixed and checked": (
        (USES, measure("done", "2020-01-20"), measure("verified", "2020-01-21", result="effective")),
        Weakness.FIXED_CHECKED,
    ),
    "fixed again after the check": (
        (
            USES,
            measure("done", "2020-01-20"),
            measure("verified", "2020-01-21", result="effective"),
            measure("done", "2020-01-25"),
        ),
        Weakness.FIXED_UNCHECKED,
    ),
    "fix taken back": (
        (USES, measure("done", "2020-01-20"), measure("invalidated", "2020-01-22", because="new bulletin")),
        Weakness.OPEN,
    ),
    "one of two devices": (
        (device("ns1"), device("ns2"), measure("done", "2020-01-20", device="ns1")),
        Weakness.OPEN,
    ),
    "both devices": (
        (device("ns1"), device("ns2"), *(measure("done", "2020-01-20", device=name) for name in ("ns1", "ns2"))),
        Weakness.FIXED_UNCHECKED,
    ),
    "fixed before the fix was there": ((USES, KNOWN_FLAW, PUBLISHED, measure("done", "2020-01-10")), Weakness.OPEN),
    "fixed on the day of the fix": ((USES, PUBLISHED, measure("done", "2020-01-19")), Weakness.FIXED_UNCHECKED),
}


@pytest.mark.parametrize("name", WEAKNESS)
def test_weakness_is_the_worst_over_devices_and_flaws(name):
    entries, expected = WEAKNESS[name]
    assert story(*entries)[0].axes.weakness is expected


ACCESS = {
    "nothing said": ((), Access.UNKNOWN),
    "does not use it": ((told("use.declared", "2020-01-02", use="does-not-use", product="x"),), Access.NOT_APPLICABLE),
    "kept open": ((told("service.kept", "2020-01-17", decided_by="director"),), Access.OPEN),
    "closed": ((told("access.closed", "2020-01-18", scope="all", what="x"),), Access.CLOSED),
    "partly": ((told("access.closed", "2020-01-18", scope="partly", what="x"),), Access.PARTLY),
    "reopened": (
        (
            told("access.closed", "2020-01-18", scope="all", what="x"),
            told("access.reopened", "2020-01-27", decided_by="director", gate="met"),
        ),
        Access.REOPENED,
    ),
    "reopened against the gate": (
        (
            told("access.closed", "2020-01-18", scope="all", what="x"),
            told(
                "access.reopened",
                "2020-01-27",
                decided_by="director",
                gate="not-met",
                open_conditions=["investigation"],
            ),
        ),
        Access.REOPENED_AGAINST_GATE,
    ),
    "closed again": (
        (
            told("access.closed", "2020-01-18", scope="all", what="x"),
            told("access.reopened", "2020-01-27", decided_by="director", gate="met"),
            told("access.closed", "2020-02-01", scope="all", what="x"),
        ),
        Access.CLOSED,
    ),
}


@pytest.mark.parametrize("name", ACCESS)
def test_the_door_is_where_it_was_last_put(name):
    entries, expected = ACCESS[name]
    assert story(*entries)[0].axes.access is expected


def hunt(covered, result="no-signs"):
    return (
        told(
            "hunt.opened",
            "2020-01-20",
            hunt="h",
            questions=["access"],
            window_start="2020-01-09",
            window_end="2020-01-16",
        ),
        told("hunt.ran", "2020-01-21", hunt="h", covered=[covered], result=result),
    )


MISUSE = {
    "nobody looked": ((), Misuse.NOT_LOOKED),
    "a hunt was opened only": (hunt(["2020-01-09", "2020-01-16"])[:1], Misuse.NOT_LOOKED),
    "part was covered": (hunt(["2020-01-12", "2020-01-16"]), Misuse.NO_SIGNS_PARTIAL),
    "all was covered": (hunt(["2020-01-09", "2020-01-16"]), Misuse.NO_SIGNS_COVERED),
    "signs are no verdict of an office": (hunt(["2020-01-09", "2020-01-16"], "signs"), Misuse.NOT_LOOKED),
    "suspected": ((told("misuse.suspected", "2020-01-22", named_by="CISO"),), Misuse.SUSPECTED),
    "a better hunt never lowers": (
        (told("misuse.suspected", "2020-01-11", named_by="CISO"), *hunt(["2020-01-09", "2020-01-16"])),
        Misuse.SUSPECTED,
    ),
    "closed by an office": (
        (
            told("misuse.suspected", "2020-01-11", named_by="CISO"),
            *hunt(["2020-01-09", "2020-01-16"]),
            told("misuse.closed_no_signs", "2020-01-25", hunt="h", named_by="CISO"),
        ),
        Misuse.NO_SIGNS_COVERED,
    ),
    "confirmed": ((told("misuse.confirmed", "2020-01-25", named_by="director", reach="edge"),), Misuse.CONFIRMED),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_is_what_hunts_cover_unless_an_office_named_it(name):
    entries, expected = MISUSE[name]
    assert story(*entries)[0].axes.misuse is expected


def test_a_window_that_grows_makes_a_covered_hunt_partial():
    entries = hunt(["2020-01-09", "2020-01-16"])
    grown = told(
        "window.grown", "2020-02-01", start="2019-12-24", end="2020-01-16", because="earlier exploitation known"
    )
    assert story(*entries)[0].axes.misuse is Misuse.NO_SIGNS_COVERED
    state, _ = story(*entries, grown)
    assert state.axes.misuse is Misuse.NO_SIGNS_PARTIAL
    assert state.window.days() == 24


def test_a_corrected_entry_no_longer_counts():
    wrong = told("use.declared", "2020-01-02", use="does-not-use", product="x")
    correction = told("entry.corrected", "2020-01-03", entry=str(wrong.id), how="retracted")
    assert story(wrong)[0].axes.use is Use.DOES_NOT_USE
    assert story(wrong, correction)[0].axes.use is Use.UNKNOWN


def test_the_axes_hold_whatever_order_unrelated_entries_come_in():
    entries = [
        USES,
        told("access.closed", "2020-01-18", scope="all", what="x"),
        measure("done", "2020-01-20"),
        told("monitoring.raised", "2020-01-17", reason="x"),
    ]
    found = {fold(order)[0].axes for order in itertools.permutations(entries)}
    assert len(found) == 1


def test_closed_days_are_calendar_days_and_those_after_the_fix_are_counted_apart():
    state, _ = story(
        told("access.closed", "2020-01-18", scope="all", what="x"),
        told("access.reopened", "2020-01-27", decided_by="college", gate="met"),
    )
    closing = state.door.closings[0]
    until = read_moment("2020-03-01").day
    assert closed_days(closing, until) == 9
    assert closed_days_after(closing, read_moment("2020-01-24"), until) == 3
    still = story(told("access.closed", "2020-01-18", scope="all", what="x"))[0].door.closings[0]
    assert closed_days(still, read_moment("2020-01-20").day) == 2


def test_a_restriction_stands_until_it_is_lifted():
    imposed = told("restriction.imposed", "2020-01-18", key="home", what="working from home", who="everybody")
    other = told("restriction.imposed", "2020-01-17", name="o", key="portal", what="portal", who="suppliers")
    lifted = told("restriction.lifted", "2020-01-27", key="home")
    assert [one.key for one in open_restrictions(story(imposed, other)[0].door)] == ["portal", "home"]
    assert [one.key for one in open_restrictions(story(imposed, other, lifted)[0].door)] == ["portal"]


DUE = measure("planned", "2020-01-16", deadline="2020-01-17")


@pytest.mark.parametrize(
    ("entries", "at", "expected"),
    [
        ((DUE,), "2020-01-17T23:59", False),
        ((DUE,), "2020-01-18T00:00", True),
        ((DUE, measure("started", "2020-01-17")), "2020-01-18T00:00", True),
        ((DUE, measure("done", "2020-01-17")), "2020-01-18T00:00", False),
        ((DUE, measure("not_applicable", "2020-01-17", why="x")), "2020-01-19", False),
        ((DUE, measure("done", "2020-01-20")), "2020-01-18T12:00", True),
        ((measure("started", "2020-01-17"),), "2021-01-01", False),
    ],
)
def test_a_step_is_overdue_when_its_term_passed_before_it_was_settled(entries, at, expected):
    found = story(*entries)[0].measure("fix")
    assert overdue(found, read_moment(at).earliest) is expected


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ((), "open"),
        ((measure("done", "2020-01-17"),), "in-time"),
        ((measure("done", "2020-01-20"),), "late"),
        ((measure("not_applicable", "2020-01-17", why="x"),), "not-stated"),
    ],
)
def test_timeliness_is_counted_from_the_advice(entries, answer):
    found = story(*entries)[0].measure("fix")
    assert timeliness(found, read_moment("2020-01-13"), read_moment("2020-01-18")).answer == answer


def test_a_check_names_its_method_or_says_that_it_is_not_stated():
    bare = story(measure("done", "2020-01-20"))[0].measure("fix")
    assert was_checked(bare).answer == "not-recorded"
    silent = story(measure("done", "2020-01-20"), measure("verified", "2020-01-21", result="effective"))[0].measure(
        "fix"
    )
    assert was_checked(silent).reasons[0].text.en == "method not stated in the source"
    named = story(measure("done", "2020-01-20"), measure("verified", "2020-01-21", result="effective", method="scan"))
    assert "scan" in was_checked(named[0].measure("fix")).reasons[0].text.en


def test_steps_wait_for_those_before_them_and_the_overdue_one_comes_first():
    steps = read_steps([{"key": "hunt"}, {"key": "secure-evidence"}, {"key": "fix"}, {"key": "account"}])
    at = read_moment("2020-01-18").earliest
    state, _ = story(measure("planned", "2020-01-10", "account", deadline="2020-01-12"))
    listed = stations(steps, state.measures, at)
    assert [one.step.key for one in listed] == ["secure-evidence", "hunt", "fix", "account"]
    assert [one.progress for one in listed] == ["open", "waits", "waits", "open"]
    assert next_station(listed).step.key == "account"
    assert next_station(stations((), {}, at)) is None


def test_steps_in_a_circle_are_refused_and_own_words_win():
    with pytest.raises(CircularSteps):
        in_order([Step("a", Text("a", "a"), ("b",)), Step("b", Text("b", "b"), ("a",))])
    (step,) = read_steps([{"key": "fix", "title_nl": "Werk bij", "title_en": "Update", "after": []}])
    assert (step.title, step.after) == (Text("Werk bij", "Update"), ())


RAISED = told("monitoring.raised", "2020-01-17", reason="x", until="2020-02-17")
LOOK_AGAIN = told("hunt.opened", "2020-01-20", hunt="later", due="2020-02-01", follow_up=True)


@pytest.mark.parametrize(
    ("entries", "at", "answer", "codes"),
    [
        ((RAISED,), "2020-02-18T00:00", "yes", []),
        ((RAISED,), "2020-02-17T12:00", "needs-reason", ["term"]),
        ((RAISED, LOOK_AGAIN), "2020-03-01", "needs-reason", ["follow-up"]),
        ((RAISED, LOOK_AGAIN), "2020-02-01", "needs-reason", ["term", "follow-up"]),
        (
            (RAISED, LOOK_AGAIN, told("hunt.ran", "2020-02-01", hunt="later", result="no-signs")),
            "2020-03-01",
            "yes",
            [],
        ),
    ],
)
def test_the_level_goes_down_by_its_criterion_or_with_a_reason(entries, at, answer, codes):
    verdict = lowering(story(*entries)[0], read_moment(at).earliest)
    assert (verdict.answer, [reason.code for reason in verdict.reasons]) == (answer, codes)


def test_the_first_exploitation_counts_even_when_it_is_known_later():
    later = case_told("exploitation.known", "2020-02-01", vulnerabilities=[FLAW], since="2019-12")
    assert exploited_since(story(KNOWN_FLAW)[1]).since.text() == "2020-01-09"
    assert exploited_since(story(KNOWN_FLAW, later)[1]).since.text() == "2019-12"
    assert exploited_since(story()[1]) is None


def test_history_keeps_what_stood_before_and_merges_equal_neighbours():
    entries = [USES, told("access.closed", "2020-01-18", known="2020-01-18", scope="all", what="x")]
    since = read_moment("2020-01-01").earliest
    pieces = pieces_from(since, entries, lambda known: fold(known)[0].axes, lambda _: True)[Axis.ACCESS]
    assert [piece.value for piece in pieces][-1] == "closed"
    again = joined(pieces, since, pieces)
    assert again == pieces


def test_every_value_and_state_has_its_word_in_both_languages():
    assert set(AXIS_WORDS) == set(Axis)
    assert set(VALUE_WORDS) == {(axis, str(value)) for axis in Axis for value in VALUES[axis]}
    assert set(STATE_WORDS) == set(MeasureState)


def test_the_case_says_what_is_known_and_what_no_source_says():
    assert case_sentence(story()[1], 0).en == (
        "No exploitation is known yet. No vulnerability has been named yet. "
        "There is no advice yet. You see no responses."
    )
    facts = story(KNOWN_FLAW, PUBLISHED)[1]
    assert "**9 January 2020**" in case_sentence(facts, 1).en
    assert "the last on 19 January 2020" in case_sentence(facts, 2).en
    assert "niet in de bron" in case_sentence(story()[1], 0, recorded=True).nl
    assert "nog geen herstel" in case_sentence(story(KNOWN_FLAW)[1], 1).nl


@pytest.mark.parametrize(
    ("flags", "en"),
    [
        ([], "There is no case that you may see."),
        ([False], "There is **1** case that you may see."),
        ([True, False], "There are **2** cases that you may see; 1 of them is recorded from public documents."),
    ],
)
def test_the_list_counts_its_cases(flags, en):
    assert list_sentence(flags).en == en


def test_actions_and_changes_are_said_with_the_words_of_a_step():
    action = {"scope": "switch off", "unless": "harm", "then": "watch"}
    assert action_said(action).en == "switch off; unless harm, then: watch"
    assert action_said({"step": "hunt"}).nl == CATALOGUE["hunt"].title.nl
    assert change_in_words("action-added hunt").nl.startswith("Misbruik onderzoeken: ")
    assert change_in_words("no-such-code").en == "no-such-code"
