"""Laarbeek, January 2020: the letter to the council, followed from its facts to the gate."""

from datetime import UTC, datetime

import pytest

from dijkwacht.advisories.domain.difference import compare_actions, said
from dijkwacht.advisories.domain.plain import read_action
from dijkwacht.cases.domain.access import open_restrictions
from dijkwacht.cases.domain.facts import fold_case
from dijkwacht.cases.domain.measures import timeliness
from dijkwacht.cases.domain.state import axes_of
from dijkwacht.cases.domain.told import impact_on, impacts, occasion, promises
from dijkwacht.containment.domain.conditions import cert_advice, fix_installed
from dijkwacht.containment.domain.gate import Surroundings, gate, investigation_concluded, open_conditions, reopening
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.domain.window import exposed_window
from dijkwacht.kernel.verdict import ConditionState
from dijkwacht.kernel.window import ZONE, read_moment

AFTER = datetime(2020, 1, 28, tzinfo=UTC)


@pytest.fixture
def laarbeek(citrix_2020):
    return citrix_2020.of("laarbeek")


@pytest.fixture
def around(laarbeek):
    return Surroundings(constituencies=frozenset({laarbeek.constituency}))


def by_key(conditions):
    return {condition.key: condition for condition in conditions}


@pytest.mark.req("S1.1", breaks="dijkwacht.cases.domain.told.occasion")
def test_media_coverage_is_the_occasion_of_the_letter(laarbeek):
    assert occasion(laarbeek.entries) == "berichtgeving in landelijke en lokale media"


@pytest.mark.req("S1.2", breaks="dijkwacht.cases.domain.state.axes_of")
def test_the_municipality_uses_the_software_by_its_own_word(laarbeek):
    assert axes_of(laarbeek.state, laarbeek.facts).use == "uses"
    mark = laarbeek.state.use
    declared = next(entry for entry in laarbeek.entries if entry.id == mark.entry)
    assert declared.source.stated_by == "college van Laarbeek"
    assert mark.origin == "relayed"


@pytest.mark.req("S1.3", breaks="dijkwacht.cases.domain.facts.fold_case")
def test_the_whole_stream_of_advice_stands_in_the_case(laarbeek):
    stream = fold_case(entry for entry in laarbeek.entries if entry.response is None).advice
    assert [(seen.issuer, seen.version) for seen in stream if seen.issuer in {"NCSC", "IBD"}] == [
        ("NCSC", "1"),
        ("NCSC", "2"),
        ("NCSC", "3"),
        ("IBD", "1"),
        ("NCSC", "4"),
    ]


@pytest.mark.req("S1.4", breaks="dijkwacht.advisories.domain.difference.compare_actions")
def test_the_sector_advice_follows_the_national_line_without_its_unless(laarbeek):
    advice = {(seen.issuer, seen.version): seen for seen in laarbeek.facts.advice}
    national = tuple(read_action(action) for action in advice["NCSC", "3"].actions)
    sector = tuple(read_action(action) for action in advice["IBD", "1"].actions)
    changes = compare_actions(national, sector)
    assert {change.about for change in changes} == {"close-access"}
    assert not compare_actions(national, national)


@pytest.mark.req("S1.5", breaks="dijkwacht.advisories.domain.difference.said")
def test_the_main_advice_is_to_close_the_environment_off_from_the_internet(laarbeek):
    (action,) = [read_action(a) for seen in laarbeek.facts.advice if seen.issuer == "IBD" for a in seen.actions]
    assert action.step == "close-access"
    assert said(action).endswith("Citrix-omgeving afsluiten van het internet")


@pytest.mark.req("S1.6", breaks="dijkwacht.cases.domain.measures.timeliness")
def test_the_advice_was_followed_and_nothing_makes_it_late(laarbeek):
    closed = laarbeek.state.measure("close-access")
    advised = next(seen.at for seen in laarbeek.facts.advice if seen.issuer == "IBD")
    assert timeliness(closed, advised, None).answer == "in-time"


@pytest.mark.req("S1.7", "S1.17", breaks="dijkwacht.cases.domain.access.open_restrictions")
def test_nobody_signs_in_from_outside_while_the_town_hall_works(laarbeek):
    found = [(r.what, r.until, r.still_works) for r in open_restrictions(laarbeek.state.door)]
    assert found == [("inloggen van buiten", None, "op het gemeentehuis werkt alles")]


@pytest.mark.req("S1.8", breaks="dijkwacht.cases.domain.watch.watched")
def test_watching_was_tightened_on_friday_with_what_was_added(citrix_2020):
    friday = citrix_2020.of("laarbeek", known="2020-01-18T00:00").state.watch
    assert friday.heightened
    assert friday.since == read_moment("2020-01-17")
    assert friday.added == "bewaking aangescherpt"
    assert not citrix_2020.of("laarbeek", known="2020-01-17T12:00").state.watch.heightened


@pytest.mark.req("S1.9", breaks="dijkwacht.hunting.domain.investigation.investigation")
def test_the_investigation_asks_three_questions_and_all_are_open(laarbeek):
    window = exposed_window(laarbeek.state, laarbeek.facts, AFTER).window
    found = investigation(laarbeek.state, window)
    assert {(question.key, question.state) for question in found.questions} == {
        ("access", "open"),
        ("attempts", "open"),
        ("extent", "open"),
    }
    assert not found.concluded


@pytest.mark.req("S1.12", breaks="dijkwacht.containment.domain.conditions.fix_installed")
def test_the_updates_are_installed(laarbeek):
    assert fix_installed(laarbeek.state, laarbeek.facts).state is ConditionState.MET


@pytest.mark.req("S1.13", breaks="dijkwacht.containment.domain.conditions.cert_advice")
def test_the_sector_cert_calls_opening_safe_again(laarbeek, around):
    condition = cert_advice(laarbeek.facts, AFTER, around.constituencies)
    assert condition.state is ConditionState.MET
    before = cert_advice(laarbeek.facts, datetime(2020, 1, 19, 12, tzinfo=ZONE), around.constituencies)
    assert before.state is not ConditionState.MET


@pytest.mark.req("S1.14", breaks="dijkwacht.containment.domain.gate.investigation_concluded")
def test_reopening_waits_for_the_investigation_though_the_cert_calls_it_safe(laarbeek, around):
    window = exposed_window(laarbeek.state, laarbeek.facts, AFTER).window
    found = investigation(laarbeek.state, window)
    assert investigation_concluded(laarbeek.state, found, AFTER).state is ConditionState.NOT_MET
    conditions = by_key(reopening(laarbeek.state, laarbeek.facts, found, AFTER, around))
    assert gate(conditions.values()).answer == "not-met"
    assert conditions["cert-advice"].state is ConditionState.MET
    assert conditions["fix-installed"].state is ConditionState.MET
    assert "24 december" in conditions["investigation"].text.nl
    not_recorded = {c.key for c in open_conditions(conditions.values()) if c.state is ConditionState.NOT_RECORDED}
    assert {"fix-checked", "sessions-ended", "advised-build"} <= not_recorded


@pytest.mark.req("S1.15", breaks="dijkwacht.hunting.domain.window.exposed_window")
def test_the_exposed_window_is_24_days_rounded_outwards(laarbeek):
    window = exposed_window(laarbeek.state, laarbeek.facts, AFTER).window
    assert window.start == datetime(2019, 12, 24, tzinfo=ZONE)
    assert window.end == datetime(2020, 1, 17, tzinfo=ZONE)
    assert window.days() == 24


@pytest.mark.req("S1.16", "S1.18", breaks="dijkwacht.cases.domain.told.impacts")
def test_services_go_on_at_the_desk_digitally_and_for_councillors_in_ibabs(laarbeek):
    stated = {(one.group, one.channel): one.impact for one in impacts(laarbeek.state.told)}
    assert (stated.get(("inwoners", "balie")), stated.get(("inwoners", "digitaal"))) == ("none", "none")
    assert stated.get(("raadsleden", "iBabs")) == "none"
    assert impact_on(laarbeek.state.told, "inwoners") == "none"


@pytest.mark.req("S1.20", breaks="dijkwacht.cases.domain.told.promises")
def test_the_council_is_promised_word_of_important_developments(laarbeek):
    made = [(one.trigger, one.owner_role, one.to, one.kept) for one in promises(laarbeek.state.told)]
    assert made == [("belangrijke ontwikkelingen", "college", "gemeenteraad, via de griffier", None)]
