from datetime import UTC, datetime
from uuid import UUID

import pytest

from dijkwacht.organisations.domain.grounds import (
    Consent,
    Ground,
    Membership,
    constituency_at,
    ground_allows,
    named_for,
)
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.sectors import HEALTH, MUNICIPALITIES, supervisor_of
from dijkwacht.organisations.domain.words import ConsentTo, Data

NCSC, ZCERT, IBD, HOSPITAL, TOWN, OTHER_TOWN = (UUID(int=n) for n in range(1, 7))
END_OF_JANUARY = datetime(2020, 1, 31, 22, 59, tzinfo=UTC)
FIRST_OF_FEBRUARY = datetime(2020, 1, 31, 23, 0, tzinfo=UTC)
MARCH = datetime(2020, 3, 10, tzinfo=UTC)


def designation(to, since="2020-02", until=""):
    return Ground(
        "Wbni",
        "art. 3(2)(c), 16(3)(b), 20(2)(b)",
        "Stcrt 2020-4410",
        NCSC,
        to,
        frozenset({Data.ORGANISATION_NAMES, Data.VULNERABILITIES}),
        read_period(since, until),
    )


@pytest.mark.req("S4.26", breaks="dijkwacht.organisations.domain.grounds.ground_allows")
def test_the_designation_of_february_2020_opens_one_way_and_from_the_month_on():
    grounds = [designation(ZCERT), designation(IBD)]

    def answer(from_, to, at):
        verdict = ground_allows(grounds, from_, to, Data.ORGANISATION_NAMES, at)
        return verdict.answer, *(reason.code for reason in verdict.reasons[:1])

    assert answer(NCSC, ZCERT, END_OF_JANUARY) == ("no", "not-yet")
    assert answer(NCSC, ZCERT, FIRST_OF_FEBRUARY) == ("yes", "ground")
    assert answer(ZCERT, NCSC, MARCH) == ("no", "other-way")
    assert answer(ZCERT, IBD, MARCH) == ("no", "no-ground")


def test_a_ground_covers_only_its_data_and_its_time():
    ended = [designation(ZCERT, until="2020-02")]

    assert ground_allows([designation(ZCERT)], NCSC, ZCERT, Data.INCIDENTS, MARCH).reasons[0].code == "other-data"
    assert (
        ground_allows(ended, NCSC, ZCERT, Data.VULNERABILITIES, datetime(2020, 2, 29, 22, 59, tzinfo=UTC)).answer
        == "yes"
    )
    assert ground_allows(ended, NCSC, ZCERT, Data.VULNERABILITIES, MARCH).reasons[0].code == "no-longer"


def test_the_reason_cites_the_law_and_says_how_exactly_the_date_is_known():
    (reason,) = ground_allows([designation(ZCERT)], NCSC, ZCERT, Data.VULNERABILITIES, MARCH).reasons

    assert "Stcrt 2020-4410" in reason.text.nl
    assert "op de maand bekend" in reason.text.nl
    assert "known to the month" in reason.text.en


@pytest.mark.req("S4.6", "S4.20", breaks="dijkwacht.organisations.domain.grounds.constituency_at")
def test_an_organisation_belongs_to_one_constituency_at_a_time_and_some_to_none():
    memberships = [
        Membership(HOSPITAL, ZCERT, read_period("2019-01")),
        Membership(TOWN, IBD, read_period("2013-01-01", "2020-01-31")),
        Membership(TOWN, ZCERT, read_period("2020-02-01")),
    ]

    assert constituency_at(memberships, END_OF_JANUARY) == {HOSPITAL: ZCERT, TOWN: IBD}
    assert constituency_at(memberships, MARCH) == {HOSPITAL: ZCERT, TOWN: ZCERT}
    assert OTHER_TOWN not in constituency_at(memberships, MARCH)


def test_the_national_desk_sees_names_by_consent_or_by_a_ground_towards_it_and_not_by_one_away_from_it():
    memberships = [
        Membership(TOWN, IBD, read_period("2013-01")),
        Membership(HOSPITAL, ZCERT, read_period("2013-01")),
    ]
    away = [designation(IBD), designation(ZCERT)]
    towards = Ground("Wet", "art. 1", "", IBD, NCSC, frozenset({Data.ORGANISATION_NAMES}), read_period("2020-02"))
    consents = [Consent(OTHER_TOWN, ConsentTo.NATIONAL_DESK, read_period("2020-01", "2020-01"))]

    assert named_for([NCSC], away, memberships, [], MARCH) == frozenset()
    assert named_for([NCSC], away, memberships, consents, END_OF_JANUARY) == {OTHER_TOWN}
    assert named_for([NCSC], away, memberships, consents, MARCH) == frozenset()
    assert named_for([NCSC], [*away, towards], memberships, [], MARCH) == {IBD, TOWN}
    assert named_for([NCSC], [*away, towards], memberships, [], END_OF_JANUARY) == frozenset()
    assert named_for([], [*away, towards], memberships, [], MARCH) == frozenset()


@pytest.mark.req("S4.5", breaks="dijkwacht.organisations.domain.sectors.supervisor_of")
def test_health_has_nen_7510_and_the_igj_and_where_no_source_says_it_reads_not_recorded():
    health = supervisor_of(HEALTH)

    assert health.answer == "IGJ"
    assert any("NEN 7510" in reason.text.nl for reason in health.reasons)
    assert any("Inspectie Gezondheidszorg en Jeugd" in reason.text.nl for reason in health.reasons)
    assert supervisor_of(MUNICIPALITIES).answer == "not-recorded"
