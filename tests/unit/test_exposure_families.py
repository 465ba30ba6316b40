"""Families of versions and every maker's records, judged by a reading of its own; `make match-score` has the table."""

import pytest

import exposure_expansion as expansion
import exposure_truth as truth

absent = pytest.mark.skipif(not truth.SHARED.is_dir(), reason="the real records are not on this machine")


def test_each_family_of_versions_gets_the_verdicts_of_its_makers():
    tallies = expansion.family_tallies()
    assert {name: one.wrong + one.crashed for name, one in tallies.items() if one.wrong or one.crashed} == {}
    assert len(tallies) > 10
    assert sum(one.hedged for one in tallies.values()) == 0


@absent
@pytest.mark.deep
def test_every_maker_of_the_records_is_judged_as_comparing_judges_in_every_spelling():
    tallies = expansion.cve_tallies()
    assert [text for one in tallies.values() for text in (*one.wrong, *one.changed, *one.crashed)] == []
    assert sum(one.cases for one in tallies.values()) > 6000


@absent
@pytest.mark.deep
def test_the_advisories_for_industry_are_judged_as_comparing_judges():
    tallies = expansion.csaf_tallies()
    assert [text for one in tallies.values() for text in (*one.wrong, *one.crashed)] == []
    cases = sum(one.cases for one in tallies.values())
    assert cases > 15_000
    assert sum(one.hedged for one in tallies.values()) <= cases / 100
    assert sum(len(one.changed) for one in tallies.values()) <= sum(one.respelt for one in tallies.values()) / 1000
