"""The OM, July - November 2025: disconnected as a precaution, confirmed later, back in stages, and not closable."""

import pytest

from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.domain.told import claims, statements
from dijkwacht.containment.domain.order import closing_ground
from dijkwacht.recovery.domain.closing import backlogs_left, closable, restrictions_left, systems_left
from dijkwacht.recovery.domain.delay import confirmation_delay
from dijkwacht.recovery.domain.linking import link_state
from dijkwacht.recovery.domain.progress import backlog_forecast, process_vs_system, tier_progress

SEPTEMBER = "2025-09-26T00:00"


@pytest.fixture
def september(citrix_2025):
    return citrix_2025.of("om", known=SEPTEMBER)


@pytest.mark.req("S3.1", breaks="dijkwacht.recovery.domain.progress.tier_progress")
def test_all_primary_systems_are_back_and_business_operations_are_not_quite(september):
    tiers = {tier.tier: (tier.off, tier.limited, tier.restored) for tier in tier_progress(september.state.leftover)}
    assert tiers == {"primary": (0, 0, 2), "business": (0, 1, 0)}
    assert all(tier.complete for tier in tier_progress(september.state.leftover) if tier.tier == "primary")


@pytest.mark.req("S3.2", "S0.20", breaks="dijkwacht.containment.domain.order.closing_ground")
def test_everything_was_disconnected_as_a_precaution_by_one_outside_both_sector_certs(citrix_2025):
    july = citrix_2025.of("om", known="2025-07-19T00:00")
    assert closing_ground(july.state).answer == "precaution"
    assert july.state.axes.access is Access.CLOSED
    assert july.constituency is None


@pytest.mark.req("S3.5", breaks="dijkwacht.recovery.domain.delay.confirmation_delay")
def test_confirmed_18_days_after_disconnecting_and_19_after_the_notice(september):
    delay = confirmation_delay(september.state)
    assert (delay.from_closing, delay.from_notice) == (18, 19)


@pytest.mark.req("S3.7", breaks="dijkwacht.cases.domain.leftover.left")
def test_the_applications_of_the_criminal_process_work_again(citrix_2025):
    listed = citrix_2025.of("om", known=SEPTEMBER).state.leftover.systems.values()
    serving = [mark.state for mark in listed if mark.process == "strafrechtproces"]
    assert serving == ["restored", "restored"]


@pytest.mark.req("S3.8", "S3.9", breaks="dijkwacht.recovery.domain.linking.link_state")
def test_the_links_with_chain_partners_are_back_and_were_tried(september):
    (link,) = september.state.leftover.links.values()
    assert link_state(link).answer == "restored-tested"


@pytest.mark.req("S3.10", breaks="dijkwacht.recovery.domain.progress.process_vs_system")
def test_the_chain_processes_run_as_before_whatever_the_systems_do(september):
    assert process_vs_system("reguliere ketenprocessen", september.state.leftover).answer == "as-before"


@pytest.mark.req("S3.11", breaks="dijkwacht.recovery.domain.closing.closable")
def test_the_response_cannot_be_closed_in_september_and_says_which(september):
    verdict = closable(september.state)
    assert verdict.answer == "not-closable"
    named = " ".join(reason.text.nl for reason in verdict.reasons)
    assert "thuis werken" in named
    assert "bedrijfsvoering" in named
    assert "chterstand" in named


@pytest.mark.req("S3.12", breaks="dijkwacht.recovery.domain.closing.backlogs_left")
def test_digital_and_paper_backlogs_are_apart_and_their_size_is_not_made_up(september):
    backlogs = september.state.leftover.backlogs.values()
    assert len(backlogs_left(backlogs)) == 2
    assert {(mark.kind, mark.amount) for mark in backlogs} == {("digital", None), ("paper", None)}


@pytest.mark.req("S3.13", breaks="dijkwacht.recovery.domain.closing.restrictions_left")
def test_staff_still_cannot_work_from_home(september):
    reasons = restrictions_left(september.state.door.restrictions.values())
    assert ["thuis werken" in reason.text.nl for reason in reasons] == [True]


@pytest.mark.req("S3.14", breaks="dijkwacht.recovery.domain.closing.systems_left")
def test_some_business_applications_are_not_optimal_yet(september):
    reasons = systems_left(september.state.leftover.systems.values())
    assert ["bedrijfsvoering" in reason.text.nl for reason in reasons] == [True]


@pytest.mark.req("S3.15", breaks="dijkwacht.recovery.domain.progress.backlog_forecast")
def test_the_end_of_the_backlog_could_not_be_foreseen_in_november(citrix_2025):
    november = citrix_2025.of("om").state.leftover.backlogs["per onderdeel", "digital"]
    assert backlog_forecast(november).answer == "not-foreseeable"
    september = citrix_2025.of("om", known=SEPTEMBER).state.leftover.backlogs["per onderdeel", "digital"]
    assert backlog_forecast(september).answer == "not-stated"


def test_its_own_public_statement_is_dated(september):
    said = [one for one in statements(september.state.told) if one.grade == "restored"]
    assert [one.at.text() for one in said] == ["2025-09-25"]
    assert said[0].source.stated_by == "Openbaar Ministerie"


@pytest.mark.req("S0.21", breaks="dijkwacht.cases.domain.told.claims")
def test_a_press_claim_stands_beside_no_comment_and_is_no_status(citrix_2025):
    july = citrix_2025.of("om", known="2025-07-24T00:00")
    assert [(one.publisher, one.claim) for one in claims(july.entries)] == [("NRC", "hack bij het Openbaar Ministerie")]
    assert [one.grade for one in statements(july.state.told)] == ["declined"]
    assert july.state.axes.misuse == "suspected"
