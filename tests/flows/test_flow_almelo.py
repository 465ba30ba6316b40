"""Almelo, December 2019 - February 2020: five questions of a councillor, answered from the record."""

from datetime import date

import pytest

from dijkwacht.advisories.domain.following import Deed, followed_advice
from dijkwacht.advisories.domain.plain import read_action
from dijkwacht.advisories.domain.receiving import Receipt, publication_to_receipt, received_order
from dijkwacht.cases.domain.access import closed_days, closed_days_after
from dijkwacht.cases.domain.measures import timeliness, was_checked
from dijkwacht.cases.domain.told import cost, efforts, impact_on
from dijkwacht.cases.domain.weakness import standings
from dijkwacht.containment.domain.order import deviation_verdict
from dijkwacht.hunting.domain.coverage import coverage
from dijkwacht.kernel.window import read_moment
from dijkwacht.verification.domain import check_strength

TODAY = date(2020, 2, 29)


@pytest.fixture
def almelo(citrix_2020):
    return citrix_2020.of("almelo")


def receipts(view):
    return [
        Receipt(entry.text("issuer"), entry.text("reader"), entry.happened)
        for entry in view.entries
        if entry.kind == "advisory.read"
    ]


@pytest.mark.req("S2.4", breaks="dijkwacht.advisories.domain.following.followed_advice")
def test_the_sector_advice_was_followed_by_another_measure_with_a_reason(almelo):
    (action,) = [read_action(a) for seen in almelo.facts.advice if seen.issuer == "IBD" for a in seen.actions]
    closed = almelo.state.measure("close-access")
    assert followed_advice(action, Deed(closed.step, closed.done_at, entry=closed.entry)).answer == "followed"
    assert followed_advice(action, None).answer == "not-recorded"


@pytest.mark.req("S2.5", breaks="dijkwacht.advisories.domain.receiving.publication_to_receipt")
def test_the_ciso_had_the_sector_advice_a_day_after_the_national_one(almelo):
    published = next(seen.at for seen in almelo.facts.advice if (seen.issuer, seen.version) == ("NCSC", "3"))
    received = next(receipt.received for receipt in receipts(almelo) if receipt.sender == "IBD")
    latency = publication_to_receipt(published, received)
    assert (latency.least, latency.most) == (1, 1)


@pytest.mark.req("S2.6", breaks="dijkwacht.advisories.domain.receiving.received_order")
def test_the_vendor_told_first_and_that_is_provable(almelo):
    order = received_order(receipts(almelo))
    assert [receipt.sender for receipt in order.receipts] == ["Citrix", "IBD"]
    assert order.first.received == read_moment("2019-12-23")
    assert order.first_is_certain


@pytest.mark.req("S2.7", breaks="dijkwacht.cases.domain.measures.timeliness")
def test_the_team_mitigated_on_christmas_eve_the_day_after_the_vendors_notice(citrix_2020):
    mitigated = citrix_2020.of("almelo", known="2019-12-26T00:00").state.measure("mitigate")
    assert (mitigated.team, mitigated.done_at) == ("I&A", read_moment("2019-12-24"))
    verdict = timeliness(mitigated, read_moment("2019-12-23"), None)
    assert (verdict.answer, [reason.text.nl for reason in verdict.reasons]) == ("in-time", ["1 dag na het advies"])


@pytest.mark.req("S2.8", breaks="dijkwacht.verification.domain.check_strength")
def test_the_mitigation_was_found_effective_but_how_is_not_stated(almelo):
    mitigated = almelo.state.measure("mitigate")
    assert mitigated.check == "effective"
    strength = check_strength(mitigated.check_method, "", "")
    assert strength.answer == "not-stated"


@pytest.mark.req("S2.9", breaks="dijkwacht.containment.domain.order.deviation_verdict")
def test_not_unplugged_but_closed_is_an_equivalent_measure_with_its_reason(almelo):
    verdict = deviation_verdict(almelo.state.measure("close-access"))
    assert verdict.answer == "equivalent"
    assert any("externe toegang afgesloten" in reason.text.nl for reason in verdict.reasons)


@pytest.mark.req("S2.10", breaks="dijkwacht.cases.domain.weakness.standings")
def test_the_final_patch_came_on_24_january_and_ended_the_weakness(citrix_2020):
    def worst(known):
        view = citrix_2020.of("almelo", known)
        found = standings(view.state.devices.values(), view.facts.flaws.values(), view.state.measures)
        return {standing.weakness for standing in found}

    assert worst("2020-01-24T00:00") == {"mitigated"}
    assert worst("2020-01-25T00:00") == {"fixed-checked"}


@pytest.mark.req("S2.11", breaks="dijkwacht.cases.domain.measures.was_checked")
def test_installing_and_checking_are_two_steps(almelo):
    fix = almelo.state.measure("fix")
    assert fix.done_at == read_moment("2020-01-24")
    assert was_checked(fix).answer == "effective"
    assert fix.check_entry != fix.done_entry


@pytest.mark.req("S2.12", breaks="dijkwacht.cases.domain.access.closed_days")
def test_the_door_was_shut_nine_calendar_days(almelo):
    (closing,) = almelo.state.door.closings
    assert closed_days(closing, TODAY) == 9


@pytest.mark.req("S2.12", breaks="dijkwacht.cases.domain.access.closed_days_after")
def test_three_of_the_nine_days_came_after_the_patch(almelo):
    (closing,) = almelo.state.door.closings
    assert closed_days_after(closing, almelo.state.measure("fix").done_at, TODAY) == 3


@pytest.mark.req("S2.13", "S2.14", breaks="dijkwacht.cases.domain.told.impact_on")
def test_residents_do_not_use_it_and_staff_were_limited(almelo):
    assert impact_on(almelo.state.told, "inwoners") == "none"
    assert impact_on(almelo.state.told, "medewerkers") == "limited"
    assert impact_on(almelo.state.told, "raadsleden") == "not-stated"


@pytest.mark.req("S2.15", breaks="dijkwacht.cases.domain.access.moved")
def test_staff_could_work_in_citrix_at_the_central_offices_only(citrix_2020):
    shut = citrix_2020.of("almelo", known="2020-01-20T00:00").state.door
    (restriction,) = shut.restrictions.values()
    assert (restriction.where, restriction.still_works) == ("buiten de centrale locaties", "op de centrale locaties")
    assert restriction.until is None
    later = citrix_2020.of("almelo").state.door.restrictions["werken-in-citrix"]
    assert later.until == read_moment("2020-01-27")


@pytest.mark.req("S2.18", breaks="dijkwacht.hunting.domain.coverage.coverage")
def test_the_look_before_reopening_found_nothing_and_its_reach_is_not_stated(almelo):
    found = coverage(None, almelo.state.traces.hunts.values())
    assert found.verdict.answer == "no-signs-partial"
    assert found.full_days == 0


@pytest.mark.req("S2.19", breaks="dijkwacht.cases.domain.told.cost")
def test_nil_is_a_figure_of_its_own(almelo, citrix_2020):
    assert cost(almelo.state.told).cents == 0
    assert cost(citrix_2020.of("laarbeek").state.told).cents is None


@pytest.mark.req("S2.20", "S2.21", breaks="dijkwacht.cases.domain.told.efforts")
def test_three_roles_worked_overtime(almelo):
    worked = efforts(almelo.state.told)
    assert {one.role for one in worked} == {"I&A", "CISO", "management"}
    assert all(one.outside_hours for one in worked)
