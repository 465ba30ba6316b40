"""Use as inventories and declarations tell it, and how old they are."""

from datetime import UTC, datetime

import pytest

from dijkwacht.exposure.domain.standing import Declared, Listed, Use, inventory_age, use_axis
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


def test_age_is_counted_in_calendar_days_and_unknown_where_not_stated():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert inventory_age(read_moment("2026-02-01"), at) == 29
    assert inventory_age(None, at) is None
