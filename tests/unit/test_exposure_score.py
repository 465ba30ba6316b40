"""Matching scored against truth that was worked out without it; `make match-score` writes the whole table."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exposure_truth as truth
from dijkwacht.exposure.domain.conditions import read_answer
from dijkwacht.exposure.engine.amendments import shipped_amendments
from dijkwacht.exposure.engine.matching import matcher_of

absent = pytest.mark.skipif(not truth.SHARED.is_dir(), reason="the real records are not on this machine")
MATCHERS = {one.vulnerability: matcher_of([], amendments=[one]) for one in shipped_amendments()}


def test_every_build_of_the_bulletins_gets_its_verdict():
    score = truth.netscaler_score()
    assert score.wrong == []
    assert (score.precision, score.recall, score.hedged) == (1.0, 1.0, 0)
    assert score.cases > 200


@absent
@pytest.mark.parametrize(
    "vendor",
    ["fortinet", pytest.param("cisco", marks=pytest.mark.deep), "ivanti", "f5"],
)
def test_every_bound_of_real_records_and_its_neighbours_get_the_verdict_that_comparing_gives(vendor):
    score = truth.boundary_score(vendor)
    assert score.wrong == []
    assert score.cases > 30
    assert score.hedged <= score.cases / 10


@absent
def test_version_strings_of_the_labels_are_read_by_a_scheme():
    versions, by_scheme, unread = truth.label_score()
    assert unread == []
    assert sum(by_scheme.values()) == versions > 1000


@absent
@pytest.mark.deep
def test_range_texts_of_the_real_advisories_are_read():
    texts, unread = truth.range_score(truth.csaf_documents())
    assert unread.total() <= texts * 0.05


# The recorded crises (facts: bulletins CTX693420 of 17 June and CTX694788 of 25 June 2025).
CRISES = [
    ("14.1-43.56", "gateway=yes", "fixed", "affected"),
    ("12.1-55.328-FIPS", "gateway=yes", "fixed", "not-affected"),
    ("13.0-92.x", "gateway=yes", "out-of-support", "out-of-support"),
    ("13.1-37.235-FIPS", "gateway=yes", "fixed", "affected"),
    ("13.1-59.19", "gateway=yes", "fixed", "fixed"),
    ("14.1-43.50", "gateway=no;aaa=no", "precondition-not-met", "precondition-not-met"),
]


@pytest.mark.parametrize(("version", "config", "for_5777", "for_6543"), CRISES)
def test_the_recorded_devices_get_the_verdicts_of_the_crisis(version, config, for_5777, for_6543):
    facts = {name: read_answer(value) for name, value in (pair.split("=") for pair in config.split(";"))}
    told = [
        next(iter(MATCHERS[flaw].match([("f", truth.Row(1, "X", "a", "Citrix", "ADC", version, facts=facts))])))
        for flaw in ("CVE-2025-5777", "CVE-2025-6543")
    ]
    assert [match.verdict.value for match in told] == [for_5777, for_6543]
    assert all(match.reasons and all(reason.text.nl and reason.text.en for reason in match.reasons) for match in told)


@absent
@given(
    st.sampled_from(["7.0.0", "7.0.12", "7.0.13", "7.2.5", "7.2.6", "7.4.0", "6.4.15", "6.4.16"]),
    st.sampled_from(
        [("Fortinet", "FortiOS"), ("FORTINET, Inc.", "forti os"), ("", "FortiOS"), ("fortinet", "Fortinet FortiOS")]
    ),
    st.sampled_from([".", "-", "_", " "]),
    st.sampled_from(["", "v", "V", "Version "]),
    st.booleans(),
)
def test_spelling_never_changes_a_verdict_on_another_maker(version, spelling, sign, prefix, padded):
    matcher = _fortios()
    written = prefix + ".".join(f"0{n}" if padded else n for n in version.split(".")).replace(".", sign)
    assert truth.verdict(matcher, *spelling, written) == truth.verdict(matcher, "Fortinet", "FortiOS", version)


def _fortios(kept=[]):  # noqa: B006 - read once for all examples
    if not kept:
        kept.append(matcher_of([truth.read_path(truth.SHARED / "cve" / "CVE-2023-45583.json").document], shipped=()))
    return kept[0]


@absent
@given(st.integers(0, 30), st.integers(0, 9), st.integers(0, 30))
def test_the_verdict_is_the_same_with_idle_zeros(major, minor, patch):
    matcher = _fortios()
    plain = f"{major}.{minor}.{patch}"
    assert re.fullmatch(r"\d+\.\d+\.\d+", plain)
    assert truth.verdict(matcher, "Fortinet", "FortiPAM", plain) == truth.verdict(
        matcher, "Fortinet", "FortiPAM", f"{plain}.0"
    )
