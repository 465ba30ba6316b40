"""Version schemes: the examples in the scheme files, and laws that hold for every version."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.exposure.engine.claims import Bounds, Status, claim_of
from dijkwacht.exposure.engine.naming import own_id, vendor_forms
from dijkwacht.exposure.engine.schemes import (
    Hints,
    UnreadableScheme,
    failed_examples,
    load_schemes,
    read_scheme,
    shipped_schemes,
)

NETSCALER = load_schemes().for_product("netscaler")
DOTTED = load_schemes().for_product("")

numbers = st.integers(0, 400)
builds = st.tuples(st.integers(9, 16), st.integers(0, 2), numbers, numbers)
dotted = st.lists(st.integers(0, 300), min_size=1, max_size=5)


def plain(build):
    return "{}.{}-{}.{}".format(*build)


@pytest.mark.parametrize("scheme", shipped_schemes(), ids=lambda scheme: scheme.name)
def test_a_scheme_passes_the_examples_in_its_own_file(scheme):
    assert failed_examples(scheme) == []


def test_an_example_that_does_not_hold_is_named():
    scheme = read_scheme(
        {
            "scheme": "x",
            "parts": {"train": 1, "least": 2},
            "examples": {
                "order": ["1.2", "1.1", "?"],
                "equal": [["1.2", "1.3"]],
                "trains": {"1.2": "7"},
                "not_versions": ["1.5"],
            },
        },
        "x.toml",
    )
    assert failed_examples(scheme) == [
        "'?' is no version",
        "'1.2' does not stand below '1.1'",
        "'1.2', '1.3' are not equal",
        "the train of '1.2' is '1', not '7'",
        "'1.5' is a version",
    ]


@pytest.mark.parametrize(
    ("text", "train", "edition", "exact"),
    [
        ("10.5.70.12", "10.5", "-", True),
        ("13.1-59.19.nc", "13.1", "-", True),
        ("NS13.1: Build 59.19.nc, Date: Nov 11 2024", "13.1", "-", True),
        ("12.1-55.328-FIPS", "12.1", "fips", True),
        ("13.1-37.235", "13.1", "fips", True),
        ("13.1-37.38", "13.1", "-", True),
        ("12.1-55.18", "12.1", "-", True),
        ("13.1-FIPS 13.1-37.235", "13.1", "fips", True),
        ("13.1 NDcPP", "13.1", "fips", False),
        ("13.0-92.x", "13.0", None, False),
        ("13.1", "13.1", None, False),
    ],
)
def test_netscaler_versions_are_read_with_train_and_edition(text, train, edition, exact):
    version = NETSCALER.parse(text)
    assert (version.train, version.edition, version.exact) == (train, edition, exact)


@pytest.mark.parametrize(
    "text", ["", "abc", "13", "14.1-47.46.1", "0)", "1" * 300, "١٣.١-٥٩.١٩", "13.1-59.19;drop", "\x00"]
)
def test_what_is_no_netscaler_version_is_none(text):
    assert NETSCALER.parse(text) is None


@given(builds, builds)
def test_key_order_is_the_order_of_the_numbers(one, other):
    left, right = NETSCALER.parse(plain(one)).low, NETSCALER.parse(plain(other)).low
    assert (left < right) == (one < other)
    assert (left == right) == (one == other)


@given(
    builds,
    st.sampled_from([".", "-", "_", " "]),
    st.sampled_from(["", "v", "V", "NS", "Release "]),
    st.sampled_from(["", ".nc", "_nc_64"]),
)
def test_separators_case_prefix_and_suffix_never_change_a_key(build, sign, prefix, suffix):
    written = prefix + re.sub(r"[.-]", sign, plain(build)) + suffix
    assert NETSCALER.parse(written).low == NETSCALER.parse(plain(build)).low


@given(dotted, dotted)
def test_dotted_numbers_order_as_lists_without_trailing_zeros(one, other):
    def stripped(parts):
        while len(parts) > 1 and parts[-1] == 0:
            parts = parts[:-1]
        return parts

    left, right = (DOTTED.parse(".".join(map(str, parts))).low for parts in (one, other))
    assert (left < right) == (stripped(one) < stripped(other))
    assert (left == right) == (stripped(one) == stripped(other))


@given(builds)
def test_a_train_holds_all_its_builds(build):
    train = NETSCALER.parse("{}.{}".format(*build[:2]))
    assert train.low <= NETSCALER.parse(plain(build)).low < train.high


def test_a_train_older_than_the_oldest_listed_ended_no_later():
    assert NETSCALER.ended_on("9.3", "-") == NETSCALER.ended_on("10.5", "-")
    assert NETSCALER.ended_on("12.1", "fips") is None
    assert NETSCALER.ended_on("14.1", "-") is None


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"scheme": "x", "parts": 3},
        {"scheme": "x", "out_of_support": [{"train": "1"}]},
        {"scheme": "x", "seperators": "."},
        {"scheme": "x", "order": "lexicographic"},
        {"scheme": "x", "shapes": ["{a}.{b"], "order_by": ["a"], "needs": ["a"]},
        {"scheme": "x", "shapes": ["{a}[.{b}"], "order_by": ["a"], "needs": ["a"]},
        {"scheme": "x", "shapes": ["{a}.{a}"], "order_by": ["a"], "needs": ["a"]},
        {"scheme": "x", "shapes": ["{a}"], "order_by": ["b"], "needs": ["b"]},
        {"scheme": "x", "recognised_by": {"texts": ["("]}},
    ],
)
def test_a_broken_scheme_file_is_refused_with_its_place(value):
    with pytest.raises(UnreadableScheme, match=r"own\.json"):
        read_scheme(value, "own.json")


def test_a_letter_inside_a_version_is_no_pattern():
    assert DOTTED.parse("17.9.1x1").exact
    assert not DOTTED.parse("4.0.x").exact


def test_a_scheme_of_ones_own_stands_over_the_shipped_one(tmp_path):
    (tmp_path / "acme.json").write_text(
        '{"scheme": "acme", "products": ["acme:box"], "parts": {"train": 1, "full": 2}, "separators": "."}'
    )
    scheme = load_schemes(tmp_path).for_product("acme:box")
    assert (scheme.name, scheme.parse("7.12").train) == ("acme", "7")


TOML = """
scheme = "acme"
revision = 3
products = ["acme:box*"]
separators = ".-"
after_release = ["fix"]
parts = { train = 2, least = 3 }

[[out_of_support]]
train = "7.1"
until = "2024-01-31"

[examples]
order = ["7.1.1", "7.1.1-fix2", "7.1.2"]
"""


def test_a_scheme_in_toml_may_name_many_products_and_brings_its_dates(tmp_path):
    (tmp_path / "acme.toml").write_text(TOML)
    (tmp_path / "notes.txt").write_text("not a scheme")
    scheme = load_schemes(tmp_path).for_product("acme:box pro")
    assert (scheme.name, failed_examples(scheme)) == ("acme", [])
    assert str(scheme.ended_on("7.1", "-")) == "2024-01-31"


@pytest.mark.parametrize("text", ["scheme = ", "\x00"])
def test_a_scheme_file_that_is_no_toml_is_refused_with_its_path(tmp_path, text):
    (tmp_path / "acme.toml").write_text(text)
    with pytest.raises(UnreadableScheme, match=r"acme\.toml"):
        load_schemes(tmp_path)


@pytest.mark.parametrize(
    ("hints", "name"),
    [
        (Hints(purl_types=frozenset({"deb"})), "deb"),
        (Hints(collection="https://pypi.example/project/x"), "pypi"),
        (Hints(version_types=frozenset({"semver"}), texts=("1.2.3",)), "semver"),
        (Hints(version_types=frozenset({"semver"}), texts=("2022 su3", "22.7R1.2.x")), "dotted"),
        (Hints(texts=("1:3.0.7-16.el9_2",)), "rpm"),
        (Hints(texts=("1.0-1ubuntu2",)), "deb"),
        (Hints(), "dotted"),
    ],
)
def test_a_product_without_scheme_is_read_as_its_source_shows(hints, name):
    assert load_schemes().for_product("acme:unheard of", hints).name == name


@pytest.mark.parametrize("scheme", shipped_schemes(), ids=lambda scheme: scheme.name)
@given(loud=st.booleans(), padded=st.booleans())
def test_case_and_blanks_around_never_change_a_key(scheme, loud, padded):
    for text in scheme.examples["order"]:
        written = text.upper() if loud else text.lower()
        written = f"  {written} " if padded else written
        assert scheme.parse(written).low == scheme.parse(text).low


def _example(scheme, draw):
    return draw(st.sampled_from([str(text) for text in scheme.examples["order"]]))


def _padded(scheme, text):
    """Put a zero before each whole number, where the scheme's numbers are not decimals or hexadecimal."""
    return text if scheme.order == "letters" else re.sub(r"(?<![\w.~^])(\d{1,3})(?=[.\-(])", r"0\1", text)


@pytest.mark.parametrize("scheme", shipped_schemes(), ids=lambda scheme: scheme.name)
@given(data=st.data(), loud=st.booleans(), padded=st.booleans(), led=st.booleans(), dashed=st.booleans())
def test_no_spelling_of_a_version_changes_what_it_is(scheme, data, loud, padded, led, dashed):
    text = _example(scheme, data.draw)
    written = text.upper() if loud else text
    written = _padded(scheme, written) if padded else written
    signs = set(scheme.separators) if scheme.order == "parts" and not scheme.shapes else set()
    if dashed and {"-", "_"} <= signs:
        written = written.replace("-", "_")
    may_lead = "v" in scheme.prefixes or scheme.leading_ignored
    if led and may_lead and written[0].isdigit() and not scheme.is_name(text):
        written = f"v{written}"
    plain, other = scheme.parse(text), scheme.parse(written)
    assert other is not None, written
    assert (plain.low, plain.high, plain.train, plain.edition) == (other.low, other.high, other.train, other.edition)


@pytest.mark.parametrize("scheme", shipped_schemes(), ids=lambda scheme: scheme.name)
@given(data=st.data())
def test_a_bound_that_leaves_itself_out_and_one_that_does_not_part_at_the_bound_alone(scheme, data):
    below, bound = data.draw(st.sampled_from(list(pairwise(str(text) for text in scheme.examples["order"]))))
    low, high = scheme.parse(below), scheme.parse(bound)
    if low.train != high.train or low.edition != high.edition:
        return
    without = claim_of(scheme, Status.AFFECTED, "", Bounds(high=bound))
    with_it = claim_of(scheme, Status.AFFECTED, "", Bounds(high=bound, high_included=True))
    assert (without.covers(low.low), without.covers(high.low)) == (True, False)
    assert (with_it.covers(low.low), with_it.covers(high.low)) == (True, True)


SLUIS = """
scheme = "meerval-sluis"
about = "Meerval SluisOS: slot 4, release 7, fix 12. A slot is a train."
products = ["meerval:sluis os"]
separators = ".- "
prefixes = ["sluisos", "slot"]
noise = ["rel"]
after_release = ["fix"]
parts = { train = 1, least = 2, full = 3 }

[examples]
order = ["Slot 3 rel 9", "Slot 4 rel 7", "Slot 4 rel 7 fix 2", "Slot 4 rel 7 fix 12", "Slot 4 rel 8"]
equal = [["Slot 4 rel 7", "4.7", "SluisOS 4.7"]]
trains = { "Slot 4 rel 7" = "4" }
"""


@pytest.mark.parametrize("maker", ["Meerval B.V.", "MEERVAL", "The Meerval BV", "Meerval b v"])
def test_a_scheme_of_a_desk_is_found_however_the_maker_writes_itself(tmp_path, maker):
    (tmp_path / "sluis.toml").write_text(SLUIS, "utf-8")
    schemes = load_schemes(tmp_path)
    assert schemes.for_product(own_id(maker, "SluisOS")).name == "meerval-sluis"
    assert schemes.for_product(own_id("Meerval Marine", "SluisOS")).name == "dotted"
    assert failed_examples(schemes.called("meerval-sluis")) == []


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Meerval B.V.", "Meerval"),
        ("Rossi S.p.A.", "rossi spa"),
        ("Acme G.m.b.H.", "ACME GmbH"),
        ("N.V. Post", "NV Post"),
    ],
)
def test_legal_forms_with_points_are_legal_forms(written, same):
    assert vendor_forms(written) & vendor_forms(same)


def test_another_way_of_writing_is_turned_into_the_plain_one_and_a_group_that_is_not_there_is_refused():
    own = {"scheme": "own", "separators": ".u", "rewritten": [{"text": r"(\d+)u(\d+)", "as": r"\1.0.\2"}]}
    scheme = read_scheme(own, "own.toml")
    assert scheme.parse("8U401").low == scheme.parse("8.0.401").low
    with pytest.raises(UnreadableScheme, match="group"):
        read_scheme({**own, "rewritten": [{"text": r"\d+", "as": r"\1"}]}, "own.toml")


@pytest.mark.parametrize(
    ("written", "low", "high"), [("2024-03", "2024-02-29", "2024-04-01"), ("2023-12", "2023-11-30", "2024-01-01")]
)
def test_a_month_alone_is_any_of_its_days_and_none_of_another_month(written, low, high):
    dotted = load_schemes().called("dotted")
    month = dotted.parse(written)
    assert not month.exact
    assert month.low <= dotted.parse(f"{written}-01").low < dotted.parse(f"{written}-31").low < month.high
    assert dotted.parse(low).low < month.low
    assert month.high <= dotted.parse(high).low
    assert dotted.parse(written.replace("-", ".")).exact


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ({"parts": {"train": 2, "last": 3}}, r"parts\.last"),
        ({"out_of_support": [{"train": "1.0", "till": "2024-01-31"}]}, r"out_of_support\.till"),
        ({"editions": {"fips": {"word": ["fips"]}}}, r"editions\.fips\.word"),
        ({"out_of_support": [{"train": "1.0"}]}, "field 'until'"),
        ({"out_of_support": [{"train": "1.0", "until": "June 2024"}]}, "a day such as 2024-06-30"),
    ],
)
def test_a_slip_of_the_pen_inside_a_field_is_named(field, says):
    with pytest.raises(UnreadableScheme, match=says):
        read_scheme({"scheme": "own", **field}, "own.toml")


def test_separators_may_be_a_list():
    scheme = read_scheme({"scheme": "own", "separators": [".", "-"]}, "own.toml")
    assert scheme.parse("1.2-3").low == scheme.parse("1-2.3").low
    assert scheme.parse("1,2") is None
