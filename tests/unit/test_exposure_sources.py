"""What sources say in other ways: CSAF trees, words for ranges, changes, defaults, contradictions, amendments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.advisories.engine.values import (
    Affected,
    CveStatus,
    Document,
    Format,
    Product,
    ProductStatus,
    Remediation,
    VersionChange,
    VersionStatement,
    Vulnerability,
)
from dijkwacht.exposure.domain.conditions import (
    AllOf,
    Answer,
    AnyOf,
    FactIs,
    Not,
    UnreadableCondition,
    holds,
    read_condition,
)
from dijkwacht.exposure.engine.amendments import UnreadableAmendment, read_amendment
from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.engine.ranges import read_range
from dijkwacht.kernel.window import midnight, read_moment

HEADER = "organisation,asset,vendor,product,version,config\n"


def rows(*lines):
    return [("f.csv", row) for row in read_csv((HEADER + "\n".join(lines)).encode()).rows]


def document(flaw, *, name="CVE-1", products=(), day="2025-07-01", form=Format.CSAF_2_0):
    return Document(
        form,
        name,
        "1",
        name,
        "X",
        status="final",
        current_release=midnight(read_moment(day).day),
        products=products,
        vulnerabilities=(flaw,),
    )


def csaf(
    status, *, version=None, version_range=None, vendor="Acme", product="Box", remediations=(), name="A-1", cve="CVE-1"
):
    leaf = Product("P1", f"{vendor} {product}", vendor, "", product, version, version_range)
    statuses = ((status, ("P1",)),) if isinstance(status, ProductStatus) else tuple((one, ("P1",)) for one in status)
    return document(Vulnerability(cve, cve, statuses=statuses, remediations=remediations), name=name, products=(leaf,))


def cve(*versions, default=CveStatus.UNAFFECTED, vendor="Acme", product="Box", name="CVE-1"):
    return document(
        Vulnerability(name, name, affected=(Affected(vendor, product, versions, default),)),
        name=name,
        form=Format.CVE_5,
    )


def affected(version, less_than=None, less_than_or_equal=None, changes=(), status=CveStatus.AFFECTED):
    return VersionStatement(version, status, less_than, less_than_or_equal, "custom", changes)


def verdict(documents, version, *, product="Box", config="", **kwargs):
    documents = documents if isinstance(documents, list) else [documents]
    found = list(matcher_of(documents, **kwargs).match(rows(f"X,a,Acme,{product},{version},{config}")))
    return found[0].verdict.value if found else None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("<13.1-59.19", None, "13.1-59.19"),
        ("<= 3.40 R5 build 571848", None, "3.40 R5 build 571848"),
        (">=1.0, <2.0", "1.0", "2.0"),
        (">= 1.0 and < 2.0", "1.0", "2.0"),
        ("vers:generic/>=1.0|<2.0", "1.0", "2.0"),
        ("vers:all/*", None, None),
        ("All versions", None, None),
        ("All versions < V4.33", None, "V4.33"),
        ("All versions prior to 4.33", None, "4.33"),
        ("prior to 5.2", None, "5.2"),
        ("5.1 and earlier", None, "5.1"),
        ("5.1 and later versions", "5.1", None),
        ("from 1.0 to 2.0", "1.0", "2.0"),
        ("up to and including 7.2", None, "7.2"),
        ("7.2", "7.2", "7.2"),
        ("vers:all/>=V2022.4<V2023.1", "V2022.4", "V2023.1"),
    ],
)
def test_ranges_in_the_words_of_issuers_are_read(text, low, high):
    assert [(bounds.low, bounds.high) for bounds in read_range(text)] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    ["", "n/a", "<", ">=1 >=2", "see <http://x> for >", "G1 with BSP <= UN31 1.76", "<" * 2000],
)
def test_what_cannot_be_read_is_not_guessed(text):
    assert read_range(text) is None


@pytest.mark.parametrize(
    ("source", "version", "expected"),
    [
        (csaf(ProductStatus.KNOWN_AFFECTED, version_range="<5.2"), "5.1", "affected"),
        (csaf(ProductStatus.KNOWN_AFFECTED, version_range="<5.2"), "5.2", "fixed"),
        (csaf(ProductStatus.KNOWN_AFFECTED, version_range="<=5.2"), "5.2", "affected"),
        (csaf(ProductStatus.KNOWN_AFFECTED, version_range="All versions"), "", "affected"),
        (csaf(ProductStatus.KNOWN_AFFECTED, version_range="<5.2"), "", "version-unknown"),
        (csaf(ProductStatus.KNOWN_AFFECTED, version_range="G1 with BSP <= 7"), "5.2", "undetermined"),
        (csaf(ProductStatus.FIXED, version="5.2"), "5.2", "fixed"),
        (csaf(ProductStatus.FIXED, version="5.2"), "5.1", "undetermined"),
        (csaf(ProductStatus.KNOWN_NOT_AFFECTED, version="5.2"), "5.2", "not-affected"),
        (csaf(ProductStatus.UNDER_INVESTIGATION, version="5.2"), "5.2", "undetermined"),
        (csaf((ProductStatus.KNOWN_AFFECTED, ProductStatus.FIXED), version="5.2"), "5.2", "undetermined"),
        (
            csaf(
                ProductStatus.KNOWN_AFFECTED,
                version="5.2",
                remediations=(Remediation("no_fix_planned", "", product_ids=("P1",)),),
            ),
            "5.2",
            "out-of-support",
        ),
        (cve(affected("7.0.0", less_than_or_equal="7.0.12")), "7.0.12", "affected"),
        (cve(affected("7.0.0", less_than_or_equal="7.0.12")), "7.0.13", "fixed"),
        (cve(affected("7.0.0", less_than_or_equal="7.0.12")), "7.4.0", "not-affected"),
        (cve(affected("7.0.0", less_than_or_equal="7.0.12")), "6.9", "not-affected"),
        (cve(affected("0", less_than="22.7R2.5")), "22.7R2.4", "affected"),
        (cve(affected("0", less_than="22.7R2.5")), "9.1R18", "affected"),
        (cve(affected("0", less_than="22.7R2.5")), "22.7R2.5", "fixed"),
        (cve(affected("1.0", less_than="*")), "99", "affected"),
        (cve(affected("2.1"), default=CveStatus.UNKNOWN), "2.2", "undetermined"),
        (cve(affected("2.1")), "2.2", "not-affected"),
        (cve(affected("2.1", status=CveStatus.UNAFFECTED), default=CveStatus.AFFECTED), "2.2", "affected"),
        (cve(affected("n/a")), "2.2", "undetermined"),
        (cve(affected("3.0", less_than="2.0")), "2.5", "undetermined"),
        (cve(affected("< 1.2.3")), "1.2.2", "affected"),
    ],
)
def test_a_source_is_judged_as_the_table_of_verdicts_says(source, version, expected):
    assert verdict(source, version) == expected


def test_changes_switch_the_status_within_their_own_maintenance_line():
    record = cve(
        affected(
            "0",
            less_than="*",
            changes=(VersionChange("7.0.13", CveStatus.UNAFFECTED), VersionChange("7.2.6", CveStatus.UNAFFECTED)),
        )
    )
    assert [verdict(record, version) for version in ("7.0.12", "7.0.13", "7.1.1", "7.2.5", "7.2.6")] == [
        "affected",
        "fixed",
        "affected",
        "affected",
        "fixed",
    ]


def test_a_line_open_above_ends_where_the_source_bounds_later_lines():
    record = cve(affected("17.1.0", less_than="17.1.0.2"), affected("13.1.0", less_than="*"), default=CveStatus.UNKNOWN)
    told = [verdict(record, version) for version in ("13.1.5", "13.1.99", "17.1.0.1", "17.1.0.2", "13.0.1")]
    assert told == ["affected", "affected", "affected", "fixed", "undetermined"]


def test_versions_between_bars_are_each_spoken_of():
    source = csaf(ProductStatus.KNOWN_AFFECTED, version_range="<= 1.12.0.27 | 1.12.13.2")
    assert [verdict(source, v) for v in ("1.12.0.27", "1.12.13.2", "1.12.13.1")] == ["affected", "affected", "fixed"]


def test_an_exact_statement_beats_a_range():
    record = cve(affected("1.0", less_than="2.0"), affected("1.5", status=CveStatus.UNAFFECTED))
    assert (verdict(record, "1.4"), verdict(record, "1.5")) == ("affected", "not-affected")


def test_another_release_of_the_product_has_no_line():
    assert verdict(cve(affected("0", less_than="9"), product="Server 2022"), "5", product="Server 2025") is None


def test_the_worst_clear_answer_wins_and_all_are_considered():
    clear, worse, mute = (
        csaf(ProductStatus.KNOWN_NOT_AFFECTED, version="5.1"),
        csaf(ProductStatus.KNOWN_AFFECTED, version_range="<5.2", name="A-2"),
        csaf(ProductStatus.UNDER_INVESTIGATION, version="5.1", name="A-3"),
    )
    elsewhere = csaf(ProductStatus.KNOWN_AFFECTED, version="1", product="Other", name="A-4")
    match = next(matcher_of([clear, worse, mute, elsewhere]).match(rows("X,a,Acme,Box,5.1,")))
    assert (match.verdict.value, match.advisory) == ("affected", "A-2")
    assert [(c.advisory, c.verdict.value) for c in match.considered] == [
        ("A-1", "not-affected"),
        ("A-2", "affected"),
        ("A-3", "undetermined"),
        ("A-4", "undetermined"),
    ]
    unreadable = csaf(ProductStatus.KNOWN_AFFECTED, version_range="G1 with BSP <= 7", name="A-5")
    assert verdict([clear, unreadable], "5.1") == "not-affected"
    assert verdict([clear, mute], "5.1") == "undetermined"  # it gives a range that can be read, so it votes


def test_rows_of_one_asset_are_one_line():
    found = list(
        matcher_of([cve(affected("0", less_than="2.0"))]).match(rows("X,a,Acme,Box,3.0,", "X,A,Acme,Box,1.0,"))
    )
    assert [(m.verdict.value, m.row.number, len(m.considered)) for m in found] == [("affected", 2, 2)]


def amendment(*ranges, advisory=None, at="2025-07-02", **extra):
    return read_amendment(
        {
            "amends": {"advisory": advisory, "vulnerability": "CVE-1"},
            "by": "desk",
            "at": at,
            "because": "b",
            "source": "s",
            "ranges": [{"vendor": "Acme", "product": "Box", **item} for item in ranges],
            **extra,
        }
    )


def test_an_amendment_replaces_what_the_source_says_and_only_that():
    amended = amendment({"train": "5", "to": "5.9", "status": "affected"})
    record = cve(affected("0", less_than="5.2"), affected("6.0", less_than="6.3"))
    assert [verdict(record, version, amendments=[amended]) for version in ("5.5", "5.9", "6.2", "6.3")] == [
        "affected",
        "fixed",
        "affected",
        "fixed",
    ]


def test_an_amendment_speaks_only_for_the_advisory_and_flaw_that_it_names():
    elsewhere = amendment({"to": "5.9", "status": "affected"}, advisory="A-99")
    assert verdict(cve(affected("0", less_than="5.2")), "5.5", amendments=[elsewhere]) == "fixed"


def test_a_given_amendment_without_advisory_is_one_of_its_own():
    found = list(
        matcher_of([], amendments=[amendment({"to": "5.9", "status": "affected"})]).match(rows("X,a,Acme,Box,5.1,"))
    )
    assert [(m.advisory, m.verdict.value) for m in found] == [("amendment:CVE-1", "affected")]


def test_a_newer_revision_that_disagrees_stays_in_considered():
    record = cve(affected("0", less_than="5.2"))
    older = amendment({"to": "5.9", "status": "affected"}, advisory="CVE-1", at="2025-06-01")
    match = next(matcher_of([record], amendments=[older]).match(rows("X,a,Acme,Box,5.5,")))
    assert (match.verdict.value, match.reasons[-1].code) == ("affected", "newer-revision-disagrees")
    assert [c.verdict.value for c in match.considered] == ["affected", "fixed"]
    newer = amendment({"to": "5.9", "status": "affected"}, advisory="CVE-1", at="2025-08-01")
    assert [
        c.verdict.value
        for c in next(matcher_of([record], amendments=[newer]).match(rows("X,a,Acme,Box,5.5,"))).considered
    ] == ["affected"]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"amends": {"vulnerability": "CVE-1"}, "at": "2025-02-30", "ranges": [{"product": "x", "status": "fixed"}]},
        {"amends": {"vulnerability": "CVE-1"}, "at": "2025-02-01", "ranges": []},
        {"amends": {"vulnerability": "CVE-1"}, "at": "2025-02-01", "ranges": [{"product": "x", "status": "maybe"}]},
        {
            "amends": {"vulnerability": "CVE-1"},
            "at": "2025-02-01",
            "ranges": [{"product": "x", "status": "fixed", "to": 13.1}],
        },
    ],
)
def test_a_broken_amendment_is_refused_with_its_place(broken):
    with pytest.raises(UnreadableAmendment, match=r"a\.json"):
        read_amendment(broken, "a.json")


def test_an_inverted_bound_in_an_amendment_is_refused():
    with pytest.raises(UnreadableAmendment, match="bounds that are versions"):
        matcher_of([cve(affected("1"))], amendments=[amendment({"from": "9", "to": "5", "status": "affected"})])


YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (AnyOf((FactIs("a", YES), FactIs("b", YES))), {"a": YES}, YES),
        (AnyOf((FactIs("a", YES), FactIs("b", YES))), {"a": NO}, UNKNOWN),
        (AnyOf((FactIs("a", YES), FactIs("b", YES))), {"a": NO, "b": NO}, NO),
        (AllOf((FactIs("a", YES), FactIs("b", YES))), {"a": NO}, NO),
        (AllOf((FactIs("a", YES), FactIs("b", YES))), {"a": YES}, UNKNOWN),
        (Not(FactIs("a", YES)), {"a": NO}, YES),
        (Not(FactIs("a", YES)), {}, UNKNOWN),
    ],
)
def test_conditions_are_three_valued(condition, facts, expected):
    assert holds(condition, facts) is expected


conditions = st.recursive(
    st.builds(FactIs, st.sampled_from("abc"), st.sampled_from([YES, NO])),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
    ),
    max_leaves=8,
)


@given(
    conditions,
    st.dictionaries(st.sampled_from("abc"), st.sampled_from([YES, NO, UNKNOWN])),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from([YES, NO]), min_size=3),
)
def test_learning_a_fact_never_turns_a_settled_answer(condition, known, world):
    settled = holds(condition, known)
    fuller = {name: known[name] if known.get(name, UNKNOWN) is not UNKNOWN else world[name] for name in "abc"}
    assert settled is UNKNOWN or holds(condition, fuller) is settled


@pytest.mark.parametrize(
    "value",
    [None, {}, {"any": []}, {"fact": "a"}, {"fact": "a", "is": "maybe"}, {"any": [{"all": 3}]}, {"not": {"not": 1}}],
)
def test_a_broken_condition_says_where(value):
    with pytest.raises(UnreadableCondition):
        read_condition(value)
