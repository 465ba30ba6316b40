"""How far one can judge a check by what is recorded of it."""

import pytest

from dijkwacht.verification.domain import check_strength


@pytest.mark.parametrize(
    ("method", "where_from", "limits", "answer", "codes"),
    [
        ("", "", "", "not-stated", ["no-method"]),
        ("", "buiten", "", "not-stated", ["no-method"]),
        ("scan", "", "", "partly-stated", ["method", "no-place"]),
        ("scan", "buiten", "", "stated", ["method", "place"]),
        ("scan", "buiten", "alleen poort 443", "stated", ["method", "place", "limits"]),
    ],
)
def test_a_check_is_worth_what_is_stated_of_it(method, where_from, limits, answer, codes):
    verdict = check_strength(method, where_from, limits)
    assert verdict.answer == answer
    assert [reason.code for reason in verdict.reasons] == codes
