"""The OM, July - November 2025: disconnected as a precaution, confirmed later, back in stages, and not closable."""

import pytest

from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.domain.told import claims, statements
from dijkwacht.containment.domain.order import closing_ground
from dijkwacht.kernel.actor import PUBLIC
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.window import read_moment
from dijkwacht.recovery.domain.closing import backlogs_left, closable, restrictions_left, systems_left
from dijkwacht.recovery.domain.delay import confirmation_delay
from dijkwacht.recovery.domain.functions import what_stops
from dijkwacht.recovery.domain.linking import link_state
from dijkwacht.recovery.domain.progress import backlog_forecast, process_vs_system, tier_progress
from dijkwacht.reporting.selectors import status_draft

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


@pytest.mark.req("S3.4", breaks="dijkwacht.recovery.domain.functions.what_stops")
def test_the_system_lets_staff_work_from_home_and_so_its_closing_stops_that(september):
    found = what_stops(september.state.leftover, september.state.door)
    assert [verdict.answer for verdict in found] == ["stops"]
    verdict = found[0]
    assert "medewerkers kunnen niet: thuis werken" in verdict.reasons[0].text.nl
    assert [reason.code for reason in verdict.reasons] == ["shut", "restriction"]


STATEMENT = (
    ("Het NCSC waarschuwde Openbaar Ministerie op 16 juli 2025: mogelijk misbruik.", ["signal.received"]),
    (
        (
            "De toegang van buiten is gesloten (alle interne systemen losgekoppeld van het internet), op 17 "
            "juli 2025, "
            "uit voorzorg."
        ),
        ["access.closed"],
    ),
    (
        "De toegang van buiten tot Citrix NetScaler is dicht: medewerkers kunnen niet: thuis werken (buiten kantoor).",
        ["function.stated", "access.closed", "restriction.imposed"],
    ),
    (
        (
            "Misbruik is bevestigd door Openbaar Ministerie, op 4 augustus 2025 (bevestigd 18 dagen na het "
            "afsluiten en 19 "
            "dagen na de melding); hoe ver het reikte is niet vermeld."
        ),
        ["misuse.confirmed", "access.closed"],
    ),
    ("Het herstel gaat stapsgewijs (stapsgewijze terugkeer); op welke voorwaarden is niet vermeld.", ["wave.entered"]),
    (
        "Primaire systemen: alles is hersteld, niet later dan 25 september 2025, hoogstens 70 dagen na het afsluiten.",
        ["system.restored", "system.restored", "access.closed"],
    ),
    (
        (
            "Wat het werkproces strafrechtproces ondersteunt, werkt weer: primaire systemen en toepassingen voor het "
            "strafrechtproces."
        ),
        ["system.restored", "system.restored"],
    ),
    (
        "Alle vastgelegde koppelingen zijn hersteld (ketenpartners), niet later dan 25 september 2025.",
        ["link.restored"],
    ),
    ("Uitwisselen met ketenpartners kan weer: de uitwisseling is beproefd.", ["link.restored"]),
    ("Reguliere ketenprocessen: loopt als voorheen, volgens de opgave van 25 september 2025.", ["process.stated"]),
    (
        (
            "De gevolgen zijn nog niet voorbij. Nog open: beperking: thuis werken voor medewerkers vanaf buiten "
            "kantoor, "
            "sinds 17 juli 2025; met beperkingen hersteld: bedrijfsvoering (enkele toepassingen werken nog niet "
            "optimaal); "
            "achterstand: per onderdeel (digitaal), omvang niet vermeld; achterstand: per onderdeel (op "
            "papier), omvang "
            "niet vermeld."
        ),
        ["restriction.imposed", "system.restored", "backlog.measured", "backlog.measured"],
    ),
    ("Sinds 17 juli 2025 niet mogelijk: thuis werken, voor medewerkers, buiten kantoor.", ["restriction.imposed"]),
    (
        "Met beperkingen hersteld: bedrijfsvoering (enkele toepassingen werken nog niet optimaal).",
        ["system.restored"],
    ),
    (
        "Achterstand per onderdeel, digitaal: omvang niet vermeld (opgave niet later dan 25 september 2025).",
        ["backlog.measured"],
    ),
    (
        "Achterstand per onderdeel, op papier: omvang niet vermeld (opgave niet later dan 25 september 2025).",
        ["backlog.measured"],
    ),
    ("Einde van de achterstand per onderdeel, digitaal: geen verwachting vermeld.", ["backlog.measured"]),
    ("Einde van de achterstand per onderdeel, op papier: geen verwachting vermeld.", ["backlog.measured"]),
    (
        (
            "In het openbaar verklaard door Openbaar Ministerie, niet later dan 25 september 2025: alle "
            "primaire systemen "
            "zijn hersteld; de gevolgen zijn nog niet voorbij."
        ),
        ["statement.made"],
    ),
    (
        (
            "In het openbaar verklaard door Openbaar Ministerie, niet later dan 25 september 2025: de "
            "achterstanden worden "
            "weggewerkt."
        ),
        ["statement.made"],
    ),
)


def test_the_statement_of_25_september_comes_out_of_the_register_sentence_by_sentence(citrix_2025, september):
    at = read_moment(SEPTEMBER).earliest
    draft = status_draft(PUBLIC, citrix_2025.made.responses["om"], at, asof=AsOf(known=at))
    kinds = {entry.id: entry.kind for entry in september.entries}
    told = [line.sentence for line in draft.lines() if line.sentence.entries]
    assert [(one.text.nl, [kinds[entry] for entry in one.entries]) for one in told] == list(STATEMENT)
    assert all(line.told for line in draft.lines())


def test_each_sentence_of_the_statement_leads_to_a_document(citrix_2025, september):
    at = read_moment(SEPTEMBER).earliest
    draft = status_draft(PUBLIC, citrix_2025.made.responses["om"], at, asof=AsOf(known=at))
    sources = {entry.id: entry.source.document for entry in september.entries}
    for sentence in draft.told():
        assert all("Security.NL" in sources[entry] for entry in sentence.entries), sentence.text.nl
    assert "25 september 2025" in draft.text("nl")
