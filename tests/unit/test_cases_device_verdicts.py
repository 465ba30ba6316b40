"""What matching observed of a device decides weakness and use in the fold."""

from dataclasses import replace

import pytest

from dijkwacht.cases.domain.axes import Use, Weakness
from dijkwacht.cases.domain.state import fold
from dijkwacht.kernel.origin import Origin
from response_story import case_told, told

CVE = "CVE-2025-6543"
FLAW = case_told("case.linked", "2025-06-25", what="vulnerability", ref=CVE)
SAID_NO = told("use.declared", "2025-06-25", use="does-not-use", product="NetScaler ADC")
OF_MACHINE = {"name": "ns1", "device": "ns1", "product": "NetScaler ADC", "build": "14.1-43.50"}


def seen(verdict, day="2025-06-26", **more):
    told_ = [{"vulnerability": CVE, "verdict": verdict}] if verdict else None
    return told("device.stated", day, **{**OF_MACHINE, **more}, **({"verdicts": told_} if told_ else {}))


def weak(*entries):
    return fold([FLAW, *entries])[0].axes.weakness


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("affected", Weakness.OPEN),
        ("out-of-support", Weakness.OPEN),
        ("version-unknown", Weakness.UNKNOWN),
        ("fixed", Weakness.FIXED_UNCHECKED),
        ("not-affected", Weakness.NOT_APPLICABLE),
        ("precondition-not-met", Weakness.NOT_APPLICABLE),
        ("", Weakness.OPEN),
        ("a word of a later release", Weakness.OPEN),
    ],
)
def test_weakness_follows_what_was_observed_of_the_build(verdict, expected):
    assert weak(seen(verdict)) is expected


def test_a_fix_that_an_inventory_shows_counts_as_checked_after_a_check_and_a_worse_device_decides():
    checked = told("measure.done", "2025-06-28", step="verify")
    assert weak(seen("fixed"), checked) is Weakness.FIXED_CHECKED
    assert weak(seen("fixed"), seen("affected", device="ns2")) is Weakness.OPEN
    assert weak(seen("not-affected"), seen("fixed", device="ns2")) is Weakness.FIXED_UNCHECKED


def test_a_build_that_a_person_states_anew_drops_the_verdict_of_the_old_one():
    assert weak(seen("fixed"), seen("", day="2025-06-27")) is Weakness.FIXED_UNCHECKED
    assert weak(seen("fixed"), seen("", day="2025-06-27", build="13.1-1.1")) is Weakness.OPEN


def test_a_system_that_was_observed_outweighs_the_word_that_it_is_not_used_and_another_word_does_not():
    declared = fold([FLAW, SAID_NO, seen("affected")])[0]
    observed = fold([FLAW, SAID_NO, replace(seen("affected"), origin=Origin.OBSERVED)])[0]
    assert (declared.use.value, declared.axes.weakness) == (Use.DOES_NOT_USE, Weakness.NOT_APPLICABLE)
    assert (observed.use.value, observed.axes.weakness) == (Use.USES, Weakness.OPEN)
