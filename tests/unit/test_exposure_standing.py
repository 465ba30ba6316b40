"""Use and weakness as inventories and declarations tell them."""

from datetime import UTC, datetime

import pytest

from dijkwacht.exposure.domain.standing import (
    Declared,
    DeviceFinding,
    Listed,
    Use,
    inventory_age,
    use_axis,
    weakness_axis,
)
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.kernel.window import read_moment

YES = Declared(Use.USES, read_moment("2020-01-10"))
NO = Declared(Use.DOES_NOT_USE, read_moment("2020-01-12"))
HAS, HAS_NOT = Listed(holds_product=True), Listed(holds_product=False)


@pytest.mark.parametrize(
    ("declarations", "inventories", "answer", "codes"),
    [
        ((), (), "unknown", ["nothing-known"]),
        ((), (HAS_NOT,), "unknown", ["nothing-known"]),
        ((), (HAS_NOT, HAS), "uses", ["in-inventory"]),
        ((YES,), (), "uses", ["declared-uses"]),
        ((NO,), (), "does-not-use", ["declared-does-not-use"]),
        ((NO,), (HAS_NOT,), "does-not-use", ["declared-does-not-use", "not-in-inventory"]),
        ((NO,), (HAS,), "uses", ["in-inventory", "contradiction"]),
        ((NO, YES), (), "does-not-use", ["declared-does-not-use"]),
    ],
)
def test_use_is_backed_by_an_inventory_or_a_declaration_and_says_which(declarations, inventories, answer, codes):
    verdict = use_axis(declarations, inventories)
    assert (verdict.answer, [reason.code for reason in verdict.reasons]) == (answer, codes)


@pytest.mark.parametrize(
    ("use", "findings", "value", "devices", "of"),
    [
        ("uses", [], "unknown", 0, 0),
        ("does-not-use", [DeviceFinding("a", "x", Exposure.AFFECTED)], "not-applicable", 0, 0),
        (
            "uses",
            [DeviceFinding("a", "5777", Exposure.FIXED), DeviceFinding("a", "6543", Exposure.AFFECTED)],
            "open",
            1,
            1,
        ),
        (
            "uses",
            [DeviceFinding("a", "x", Exposure.AFFECTED, mitigated=True), DeviceFinding("b", "x", Exposure.FIXED)],
            "mitigated",
            1,
            2,
        ),
        (
            "uses",
            [
                DeviceFinding("a", "x", Exposure.VERSION_UNKNOWN),
                DeviceFinding("b", "x", Exposure.AFFECTED, mitigated=True),
            ],
            "unknown",
            1,
            2,
        ),
        (
            "uses",
            [DeviceFinding("a", "x", Exposure.FIXED, checked=True), DeviceFinding("b", "x", Exposure.FIXED)],
            "fixed-unchecked",
            1,
            2,
        ),
        ("uses", [DeviceFinding("a", "x", Exposure.NOT_AFFECTED)], "not-applicable", 1, 1),
    ],
)
def test_weakness_is_the_worst_over_devices_and_flaws_with_how_many_devices(use, findings, value, devices, of):
    answer = weakness_axis(use, findings)
    assert (answer.value, answer.devices, answer.of) == (value, devices, of)


def test_age_is_counted_in_calendar_days_and_unknown_where_not_stated():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert inventory_age(read_moment("2026-02-01"), at) == 29
    assert inventory_age(None, at) is None
