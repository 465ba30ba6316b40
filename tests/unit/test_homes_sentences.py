"""The sentence on top and its words: tables of facts and what is said, in both languages."""

from datetime import timedelta

import pytest

from dijkwacht.cases.domain.steps import CATALOGUE
from dijkwacht.containment.domain.gate import reopening
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.domain.window import exposed_window
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, read_moment
from dijkwacht.reporting.domain.lanes import Told, lanes_of, stretch
from dijkwacht.reporting.domain.strip import strip_rows
from dijkwacht.web.homes.how import HOW
from dijkwacht.web.homes.standing import Standing, standing_sentence
from dijkwacht.web.homes.words import age_said, day_said, length_said, money_said, said_list, time_left
from dijkwacht.web.templatetags.homes import weighed
from response_story import case_told, story, told

NOW = read_moment("2020-01-21T09:00").earliest
USES = told("use.declared", "2020-01-02", use="uses", product="NetScaler ADC")
NOT_USED = told("use.declared", "2020-01-02", use="does-not-use", product="NetScaler ADC")
CASE = case_told("case.opened", "2019-12-18", title_nl="Oefening", title_en="Exercise", product="NetScaler", steps=[])
SHUT = told("access.closed", "2020-01-18", scope="all", what="inloggen")
FIXED = told("measure.done", "2020-01-20", step="fix")
EXPLOITED = case_told("exploitation.known", "2020-01-09", vulnerabilities=["CVE-2019-19781"], since="2019-12-24")
HUNTED = (
    told("hunt.opened", "2020-01-19", hunt="h", window_start="2019-12-24", window_end="2020-01-18"),
    told("hunt.ran", "2020-01-20", hunt="h", covered=[["2020-01-08", "2020-01-18"]], result="no-signs"),
)


def said(*entries, recorded=False, seen=True):
    state, facts = story(CASE, *entries)
    exposed = exposed_window(state, facts, NOW)
    found = investigation(state, exposed.window)
    conditions = reopening(state, facts, found, NOW) if seen else None
    return standing_sentence(Standing(state, facts, NOW, conditions, found.coverage if seen else None, recorded))


@pytest.mark.parametrize(
    ("entries", "nl"),
    [
        ((), "Of NetScaler hier in gebruik is, is **nog niet vastgelegd**"),
        ((NOT_USED,), "NetScaler is hier **niet in gebruik**. Er wordt nu niets gevraagd."),
        ((USES,), "Er is een **kwetsbaar systeem**, en of de voordeur dicht is, is niet vastgelegd."),
        (
            (USES, told("service.kept", "2020-01-17", decided_by="x")),
            "De voordeur staat **open op een kwetsbaar systeem**.",
        ),
        ((USES, SHUT), "De voordeur is **dicht** sinds zaterdag 18 januari. Het systeem zelf is **nog kwetsbaar**."),
        ((USES, SHUT, FIXED), "Hersteld, maar niet gecontroleerd."),
        ((USES, SHUT, FIXED, EXPLOITED, *HUNTED), "dekt **11 van 26 dagen**"),
        (
            (USES, told("misuse.suspected", "2020-01-20", named_by="CISO")),
            "Misbruik is **vermoed** op maandag 20 januari.",
        ),
        ((USES, told("response.closed", "2020-01-20")), "De opvolging is afgesloten op maandag 20 januari."),
        (
            (USES, SHUT, told("access.reopened", "2020-01-20", decided_by="x", gate="not-met")),
            "De voordeur is op maandag 20 januari **tegen de toets in** heropend, na 2 dagen dicht.",
        ),
    ],
)
def test_the_sentence_says_how_things_stand_and_what_is_asked(entries, nl):
    assert nl in said(*entries).nl


def test_the_sentence_is_there_in_english_too():
    text = said(USES, SHUT, FIXED, EXPLOITED, *HUNTED).en
    assert text.startswith("The front door has been **shut** since Saturday 18 January. Fixed, but not checked.")
    assert "**11 of 26 days**" in text


@pytest.mark.parametrize("entries", [(), (USES,), (USES, SHUT)])
def test_what_no_source_says_is_said_to_be_so_and_nothing_is_asked(entries):
    text = said(*entries, recorded=True)
    assert "niet in de bron" in text.nl
    assert "is not stated in the source" in text.en or "**not stated in the source**" in text.en
    for asked in ("Heropenen kan nog niet", "nog kwetsbaar", "te laat", "zoek dat eerst uit"):
        assert asked not in text.nl


def test_who_may_not_see_the_hunts_is_told_nothing_of_them():
    assert "onderzoek" not in said(USES, SHUT, FIXED, EXPLOITED, *HUNTED, seen=False).nl


def test_bold_words_are_escaped_first():
    text = Text("**<b>dicht</b>** & open", "x")
    assert weighed(text) == "<strong>&lt;b&gt;dicht&lt;/b&gt;</strong> &amp; open"
    assert weighed(None) == ""


@pytest.mark.parametrize(
    ("deadline", "nl"),
    [
        ("2020-01-21T15:00", "nog 6 uur · vóór 15:00"),
        ("2020-01-21T09:30", "nog 30 minuten · vóór 09:30"),
        ("2020-01-21", "nog 15 uur · uiterlijk dinsdag 21 januari"),
        ("2020-01-31", "nog 10 dagen · uiterlijk vrijdag 31 januari"),
        ("2020-01-17", "3 dagen te laat · was vrijdag 17 januari"),
        ("2020-01-21T08:00", "1 uur te laat · was dinsdag 21 januari 08:00"),
    ],
)
def test_a_deadline_is_told_as_time_left(deadline, nl):
    assert time_left(read_moment(deadline), NOW).nl == nl


@pytest.mark.parametrize(
    ("back", "nl", "en"),
    [
        (timedelta(seconds=5), "net", "just now"),
        (timedelta(minutes=40), "40 min", "40 min"),
        (timedelta(hours=8, minutes=20), "8 u", "8 h"),
        (timedelta(days=3), "3 d", "3 d"),
        (timedelta(minutes=-5), "", ""),
    ],
)
def test_an_age_is_told_in_the_unit_that_says_enough(back, nl, en):
    assert age_said(NOW - back, NOW) == Text(nl, en)


def test_days_carry_their_year_where_that_is_far_off_and_months_stay_months():
    assert day_said(read_moment("2020-01-18"), NOW).nl == "zaterdag 18 januari"
    assert day_said(read_moment("2018-03-05"), NOW).nl == "5 maart 2018"
    assert day_said(read_moment("2025-05"), NOW).en == "May 2025"
    assert length_said(timedelta(minutes=1)).en == "1 minute"
    assert money_said(125_000).nl == "€\xa01.250,00"
    assert said_list([Text(word, word) for word in ("a", "b", "c")]).en == "a, b and c"


def told_of(*entries, recorded=False, at=NOW):
    state, facts = story(CASE, *entries)
    exposed = exposed_window(state, facts, at)
    found = investigation(state, exposed.window)
    return Told(
        state, facts, tuple(sorted((CASE, *entries), key=lambda e: e.order())), at, exposed, found.coverage, recorded
    )


def test_the_strip_tells_every_lane_and_the_same_as_rows():
    made = told_of(USES, SHUT, FIXED, EXPLOITED, *HUNTED, told("monitoring.raised", "2020-01-18", reason="x"))
    whole = stretch(made)
    rows = {(row.lane.en, row.what.en) for row in strip_rows(lanes_of(made, whole))}
    assert whole.contains(read_moment("2020-01-20").earliest)
    assert rows >= {
        ("Exploited", "exploitation known"),
        ("Our system", "vulnerable"),
        ("Our system", "fixed, not checked"),
        ("Front door", "open"),
        ("Front door", "closed"),
        ("Exposed window", "26 days"),
        ("Hunt covers", "11 days"),
        ("Hunt covers", "15 days: nothing to say"),
        ("Monitoring", "heightened"),
    }


def test_what_a_newer_inventory_shows_held_only_from_then_on():
    verdicts = [{"vulnerability": "CVE-2019-19781", "verdict": "fixed"}]
    first = told("device.stated", "2020-01-10", name="old", device="gw-1", product="NetScaler ADC", build="13.0-47.22")
    newer = told(
        "device.stated",
        "2020-01-19",
        name="new",
        device="gw-1",
        product="NetScaler ADC",
        build="13.0-47.24",
        verdicts=verdicts,
    )
    made = told_of(USES, EXPLOITED, first, newer)
    bars = next(lane for lane in lanes_of(made, stretch(made)) if lane.name.en == "Our system").bars
    assert [bar.look.word.en for bar in bars] == ["vulnerable", "fixed, not checked"]
    assert bars[1].window.start == read_moment("2020-01-19").earliest


def test_a_lane_without_facts_says_so_and_a_source_that_is_silent_is_named():
    empty = told_of()
    rows = {row.lane.en: row.what.en for row in strip_rows(lanes_of(empty, stretch(empty)))}
    assert rows["Front door"] == "not recorded"
    silent = told_of(USES, recorded=True)
    rows = {row.lane.en: row.what.en for row in strip_rows(lanes_of(silent, stretch(silent)))}
    assert rows["Our system"] == rows["Front door"] == "not stated in the source"


def test_the_strip_of_an_old_story_ends_a_little_after_its_last_fact():
    late = told_of(USES, SHUT, at=read_moment("2026-03-01").earliest)
    whole = stretch(late)
    assert whole.end < read_moment("2020-02-01").earliest
    assert isinstance(whole, Window)


def test_every_step_of_the_catalogue_is_explained_in_three_lines():
    assert set(CATALOGUE) <= set(HOW)
    assert {len(lines) for lines in HOW.values()} == {3}
