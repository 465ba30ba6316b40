from types import MappingProxyType
from uuid import uuid4

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.kernel.actor import PUBLIC, Office, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.canonical import LARGEST, NotCanonical, canonical_text
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.identifiers import new_id, read_id
from dijkwacht.kernel.labels import Label, read_label, strictest
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.verdict import Condition, ConditionState, all_met
from dijkwacht.kernel.window import read_moment

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
ASCII = st.text(st.characters(max_codepoint=127, exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(1 - LARGEST, LARGEST - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_text_is_that_of_rfc_8785(value):
    assert canonical_text(value).encode() == rfc8785.dumps(value)


def test_other_sequences_and_mappings_have_the_text_of_lists_and_objects():
    assert canonical_text({"b": (1, 2), "a": MappingProxyType({"c": Role.CISO})}) == '{"a":{"c":"ciso"},"b":[1,2]}'


def _deep(levels):
    value = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "place"),
    [
        pytest.param(1.0, "", id="a float"),
        pytest.param({"a": [1, float("nan")]}, "/a/1", id="not a number"),
        pytest.param({"a": 2**53}, "/a", id="too large"),
        pytest.param({"a": -(2**53)}, "/a", id="too small"),
        pytest.param({"a/b": {"c~d": "\x00"}}, "/a~1b/c~0d", id="NUL, with a pointer that escapes"),
        pytest.param(["\udc80"], "/0", id="half a character"),
        pytest.param({"é": 1}, "", id="a key beyond ASCII"),
        pytest.param({1: 1}, "", id="a key that is no text"),
        pytest.param({"a": b"x"}, "/a", id="bytes"),
        pytest.param({"a": {1, 2}}, "/a", id="a set"),
        pytest.param({"a": uuid4()}, "/a", id="an identifier that was not written as text"),
        pytest.param(_deep(33), "/0" * 33, id="too deep"),
    ],
)
def test_what_has_no_place_in_the_record_is_refused_with_a_pointer(value, place):
    with pytest.raises(NotCanonical) as refused:
        canonical_text(value)
    assert refused.value.place == place


def test_thirty_two_levels_are_still_fine():
    assert canonical_text(_deep(32)) == "[" * 32 + '"x"' + "]" * 32


def test_labels_grow_stricter_in_their_order():
    assert [label.rank for label in Label] == [0, 1, 2, 3, 4]
    assert strictest(Label.GREEN, Label.AMBER_STRICT, Label.AMBER) is Label.AMBER_STRICT
    assert strictest() is Label.CLEAR


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("WHITE", Label.CLEAR),
        ("tlp:white", Label.CLEAR),
        (" TLP:AMBER+STRICT ", Label.AMBER_STRICT),
        ("amber", Label.AMBER),
        ("TLP: RED", Label.RED),
    ],
)
def test_labels_are_read_in_both_editions_of_the_protocol(written, label):
    assert read_label(written) is label


@pytest.mark.parametrize("written", ["", "TLP:", "PURPLE", "AMBER STRICT"])
def test_an_unknown_label_is_no_label(written):
    with pytest.raises(ValueError, match="not a valid Label"):
        read_label(written)


def test_origins_are_graded():
    assert sorted(Origin, key=lambda origin: origin.rank) == [
        Origin.RELAYED,
        Origin.DECLARED,
        Origin.OBSERVED,
        Origin.VERIFIED,
    ]


def test_an_error_says_where_what_was_expected_and_what_to_do():
    error = Unreadable("this is no date.", place="a.csv, line 3", expected="a date", remedy="correct it.")
    assert str(error) == "a.csv, line 3: this is no date. Expected a date. Correct it."
    assert str(Unreadable()) == "This input cannot be read."


def test_a_malformed_identifier_is_absent():
    fresh = new_id()
    assert read_id(str(fresh)) == fresh
    assert fresh.version == 4
    assert read_id("1; DROP TABLE") is None


def test_a_text_speaks_the_language_asked_for():
    both = Text("dijk", "dike")
    assert [both.in_language(code) for code in ("nl", "nl-nl", "en", "de")] == ["dijk", "dijk", "dike", "dike"]
    assert both
    assert not NOTHING


def test_all_met_needs_every_condition_and_at_least_one():
    met = Condition("a", ConditionState.MET, Text("a", "a"))
    missing = Condition("b", ConditionState.NOT_RECORDED, Text("b", "b"))
    assert all_met([met, met])
    assert not all_met([met, missing])
    assert not all_met([])


def test_a_viewer_holds_roles_per_organisation():
    one, other = uuid4(), uuid4()
    viewer = Viewer(uuid4(), (Office(one, Role.CISO), Office(other, Role.OPERATOR)))
    assert viewer.organisations() == {one, other}
    assert viewer.organisations(Role.CISO, Role.ICT) == {one}
    assert viewer.holds(Role.OPERATOR)
    assert not PUBLIC.holds(Role.CISO)


def test_now_is_now_on_both_axes():
    at = read_moment("2020-01-17").earliest
    assert NOW.is_now
    assert not AsOf(known=at).is_now
    assert not AsOf(recorded=at).is_now
