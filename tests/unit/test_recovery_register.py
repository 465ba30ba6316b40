"""Waves, both sides of a link, what a system is for, and what stays: decided from entries alone."""

from dataclasses import replace
from uuid import UUID

import pytest

from dijkwacht.cases.domain.waves import Wave
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.recovery.domain.closing import closable, what_is_left
from dijkwacht.recovery.domain.functions import what_stops
from dijkwacht.recovery.domain.linking import agreement, link_state
from dijkwacht.recovery.domain.staging import wave_behind, wave_gate
from response_story import story, told

OPENED = told("response.opened", "2025-07-16")
FIRST = told("wave.planned", "2025-08-01", wave="kern", number=1, systems=["dossiers"], criteria=["schoon"])
SECOND = told("wave.planned", "2025-08-01", wave="keten", number=2, partners=["politie"], after=["kern"])
DOSSIERS_OFF = told("system.off", "2025-07-17", system="dossiers", tier="primary")
DOSSIERS_BACK = told("system.restored", "2025-08-10", system="dossiers", with_limits=False)
ENTERED = told("wave.entered", "2025-08-05", wave="kern")
BROKEN = told("link.broken", "2025-07-17", partner="politie", direction="both")
BACK = told("link.restored", "2025-09-03", partner="politie")
ASKED = told("link.asked", "2025-09-04", partner="politie", partner_organisation=UUID(int=7))


def ticked(*, met=True, on="2025-08-04"):
    entry = told("wave.criterion", on, wave="kern", criterion="schoon", met=met)
    return replace(entry, actor=Actor(ActorKind.PERSON, "ict", UUID(int=9)))


def trial(result, on="2025-09-04"):
    return told("link.tested", on, partner="politie", result=result, method="proefbericht")


def confirmed(*, agreed=True, tried="works", on="2025-09-05"):
    return told("link.confirmed", on, partner="politie", agreed=agreed, tried=tried)


def agreed(side, *, yes=True, on="2025-09-04", **more):
    return told("link.agreed", on, partner="politie", side=side, agreed=yes, **more)


def state(*entries):
    return story(OPENED, *entries)[0]


def wave(*entries, name="kern"):
    left = state(*entries).leftover
    return left.waves[name], left


def link(*entries):
    return state(*entries).leftover.links["politie", ""]


@pytest.mark.req("S3.6", breaks="dijkwacht.recovery.domain.staging.wave_gate")
def test_a_wave_begins_when_its_criteria_are_ticked_and_earlier_waves_are_back():
    assert wave_gate(*wave(FIRST)).answer == "not-ready"
    ready = wave_gate(*wave(FIRST, ticked()))
    assert ready.answer == "ready"
    assert ready.reasons[0].text.nl == "voldaan: schoon, 4 augustus 2025, ICT"
    second = wave(DOSSIERS_OFF, FIRST, SECOND, ticked(), ENTERED, name="keten")
    assert "van golf kern is nog niet terug: dossiers" in wave_gate(*second).reasons[0].text.nl
    back = wave(DOSSIERS_OFF, FIRST, SECOND, ticked(), ENTERED, DOSSIERS_BACK, name="keten")
    assert wave_gate(*back).answer == "no-criteria"


def test_a_tick_is_by_an_account_and_can_be_taken_away():
    one, _ = wave(FIRST, ticked())
    assert (one.tick("schoon").account, one.tick("schoon").role) == (UUID(int=9), "ict")
    assert wave(FIRST, ticked(), ticked(met=False, on="2025-08-05"))[0].open_criteria == ("schoon",)


def test_a_wave_may_begin_without_its_criteria_and_that_shows():
    one, left = wave(FIRST, ENTERED)
    assert one.unmet == ("schoon",)
    assert [reason.text.nl for reason in wave_gate(one, left).reasons] == [
        "begonnen op 5 augustus 2025",
        "begonnen zonder: schoon",
    ]


def test_a_new_plan_keeps_the_ticks_of_criteria_that_stay():
    anew = told("wave.planned", "2025-08-06", wave="kern", criteria=["schoon", "back-up getest"])
    assert wave(FIRST, ticked(), anew)[0].open_criteria == ("back-up getest",)


def test_what_of_a_wave_is_behind_counts_systems_and_partners_nobody_spoke_of():
    left = state(DOSSIERS_OFF, BROKEN).leftover
    plan = Wave("alles", UUID(int=1), systems=("dossiers", "nieuw"), partners=("politie",))
    assert wave_behind(plan, left) == ("dossiers", "nieuw", "politie")
    assert wave_behind(plan, state(DOSSIERS_OFF, DOSSIERS_BACK, BACK).leftover) == ("nieuw",)


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ([], "not-stated"),
        ([agreed("own")], "own-only"),
        ([agreed("partner", told_by="meldkamer")], "partner-only"),
        ([agreed("own"), agreed("partner", told_by="meldkamer")], "both"),
        ([agreed("own"), confirmed()], "both"),
        ([agreed("own"), confirmed(agreed=False)], "refused"),
        ([agreed("own", yes=False)], "refused"),
        ([ASKED], "asked"),
        ([agreed("own"), ASKED], "asked"),
        ([ASKED, confirmed()], "partner-only"),
    ],
)
def test_each_side_speaks_for_itself(entries, answer):
    assert agreement(link(BROKEN, BACK, *entries)).answer == answer


def test_a_partners_own_word_and_a_told_one_are_told_apart():
    own = agreement(link(BACK, confirmed())).reasons[0].text.nl
    said = agreement(link(BACK, agreed("partner", told_by="meldkamer"))).reasons[0].text.nl
    assert "politie zelf: akkoord" in own
    assert "eigen account" in own
    assert "gezegd door meldkamer" in said


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ([BACK, trial("works")], "restored-tested"),
        ([BACK, trial("does-not-work")], "restored-test-failed"),
        ([BACK, trial("does-not-work"), trial("works", "2025-09-06")], "restored-tested"),
        ([BACK, trial("works"), confirmed(tried="does-not-work")], "restored-test-failed"),
        ([trial("works")], "not-stated"),
    ],
)
def test_a_link_is_as_good_as_the_last_try_of_either_side(entries, answer):
    assert link_state(link(*entries)).answer == answer


def test_a_link_that_breaks_anew_forgets_words_and_tries_of_before():
    again = told("link.broken", "2025-09-09", partner="politie")
    found = link(BROKEN, BACK, trial("works"), agreed("own"), again)
    assert (found.trials, found.words, found.direction) == ((), None, "both")
    assert [one for one, _, _ in found.past] == ["broken", "restored", "broken"]


def test_two_exchanges_with_one_partner_are_two_links():
    named = [told("link.broken", "2025-07-17", partner="politie", data=data) for data in ("zaken", "beslag")]
    one_back = told("link.restored", "2025-09-03", partner="politie", data="zaken")
    links = state(*named, one_back).leftover.links
    assert {data: mark.state for (_, data), mark in links.items()} == {"zaken": "restored", "beslag": "broken"}
    both = state(*named, told("link.restored", "2025-09-03", partner="politie")).leftover.links
    assert {mark.state for mark in both.values()} == {"restored"}
    taken_up = state(BROKEN, one_back).leftover.links
    assert list(taken_up) == [("politie", "zaken")]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([BROKEN, BACK, trial("does-not-work")], "link-test"),
        ([BROKEN, BACK, ASKED], "link-agreement"),
        ([BROKEN, BACK, confirmed(agreed=False)], "link-agreement"),
        ([told("process.stated", "2025-09-01", process="zittingen", state="limited")], "process"),
    ],
)
def test_a_link_or_process_that_is_not_really_back_keeps_it_open(entries, code):
    verdict = closable(state(*entries))
    assert verdict.answer == "not-closable"
    assert [reason.code for reason in verdict.reasons] == [code]


def accepted(what, key, on="2025-10-01"):
    return told("leftover.accepted", on, what=what, key=key, decided_by="het college", because="gaat elders verder")


@pytest.mark.req("S4.4", breaks="dijkwacht.recovery.domain.closing.what_is_left")
def test_what_the_organisation_accepts_for_good_no_longer_keeps_it_open():
    assert closable(state(DOSSIERS_OFF)).answer == "not-closable"
    assert closable(state(DOSSIERS_OFF, accepted("system", "dossiers"))).answer == "closable"


def test_an_acceptance_from_before_it_changed_counts_no_more():
    again = told("system.off", "2025-10-05", system="dossiers")
    assert closable(state(DOSSIERS_OFF, accepted("system", "dossiers"), again)).answer == "not-closable"


def test_everything_left_can_be_accepted_by_its_key():
    pile = told("backlog.measured", "2025-09-25", unit="parket", kind="paper", open=True)
    home = told("restriction.imposed", "2025-07-17", key="thuis", what="thuiswerken", who="medewerkers")
    slow = told("process.stated", "2025-09-01", process="zittingen", state="limited")
    entries = (DOSSIERS_OFF, BROKEN, pile, home, slow)
    left = what_is_left(state(*entries))
    assert {one.what for one in left} == {"restriction", "system", "link", "process", "backlog"}
    assert closable(state(*entries, *(accepted(one.what, one.key) for one in left))).answer == "closable"


FUNCTION = told(
    "function.stated", "2025-07-16", system="NetScaler", function="thuis werken", who="medewerkers", where="thuis"
)
SHUT = told("access.closed", "2025-07-17", scope="all", what="alles", ground="precaution")


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ([], "not-stated"),
        ([SHUT], "stops"),
        ([SHUT, told("access.reopened", "2025-10-01", decided_by="het college", gate="met", scope="all")], "works"),
        ([told("system.off", "2025-07-17", system="NetScaler")], "stops"),
    ],
)
def test_what_a_system_is_for_decides_what_its_closing_stops(entries, answer):
    found = state(FUNCTION, *entries)
    (verdict,) = what_stops(found.leftover, found.door)
    assert verdict.answer == answer


def test_a_consequence_without_a_restriction_on_record_is_named():
    found = state(FUNCTION, SHUT)
    assert what_stops(found.leftover, found.door)[0].reasons[1].text.nl == "er is geen beperking vastgelegd"
    home = told("restriction.imposed", "2025-07-17", key="thuis", what="Thuis werken", who="medewerkers")
    found = state(FUNCTION, SHUT, home)
    assert what_stops(found.leftover, found.door)[0].reasons[1].code == "restriction"
