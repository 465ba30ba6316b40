"""Builds on which a mitigation does not work, and builds by their time stamp."""

import pytest

from dijkwacht.verification.domain.builds import STAMPS, UNSOUND, build_of_stamp, same_build, soundness, stamp_moment

FLAW = ["CVE-2019-19781"]


@pytest.mark.req("S2.8", breaks="dijkwacht.verification.domain.builds.soundness")
@pytest.mark.parametrize(
    ("build", "answer"),
    [
        ("12.1-50.28", "unsound"),
        ("NS12.1: Build 50.28.nc", "unsound"),
        ("12.1 50.28", "unsound"),
        ("12.1-49.23", "unsound"),
        ("12.1-50.31", "none-known"),
        ("12.1-51.10", "unsound"),
        ("12.1-51.16", "doubtful"),
        ("12.1-51.19", "none-known"),
        ("12.1-55.18", "none-known"),
        ("13.0-47.24", "none-known"),
        ("", "not-stated"),
        ("twaalf", "not-stated"),
    ],
)
def test_the_mitigation_of_2019_has_no_effect_on_some_builds(build, answer):
    found = soundness("mitigate", build, FLAW)
    assert found.answer == answer
    assert bool(found.reasons) == (answer != "none-known")


def test_what_is_known_of_one_flaw_says_nothing_of_another_or_of_a_fix():
    assert soundness("mitigate", "12.1-50.28", ["CVE-2025-5777"]).answer == "none-known"
    assert soundness("fix", "12.1-50.28", FLAW).answer == "none-known"


def test_every_row_names_its_source():
    assert all(one.source.startswith("https://") and one.first < one.below for one in UNSOUND)


def test_a_stamp_is_a_moment_and_for_some_a_build():
    assert build_of_stamp(1543395386) == "12.1-50.28"
    assert stamp_moment(1543395386).isoformat() == "2018-11-28T08:56:26+00:00"
    assert build_of_stamp(1) == ""
    assert soundness("mitigate", STAMPS[1543395386], FLAW).answer == "unsound"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [("12.1-55.18", "NS12.1: Build 55.18.nc", True), ("12.1-55.18", "12.1-55.24", False), ("12.1-55.18", "", None)],
)
def test_builds_are_compared_however_they_are_written(left, right, same):
    assert same_build(left, right) is same
