"""The orders of package ecosystems against other implementations of the same rules, which run here only."""

import itertools
import json
from pathlib import Path

import pytest
from packaging.version import Version as PythonVersion
from univers.versions import DebianVersion, MavenVersion, RpmVersion, SemverVersion

import exposure_oracles as oracles
from dijkwacht.exposure.engine.schemes.orders import ORDERS

VERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "vers"
# Maven's own tests of a dot before a letter after zeros; the package manager itself changed its mind about them.
MAVEN_DISPUTED = {"2.0.a", "2.0.0.a"}
SAMPLES = {
    "pypi": [
        f"{epoch}{release}{pre}{post}{dev}{local}"
        for epoch in ("", "1!")
        for release in ("1", "1.0", "1.1", "1.0.1", "10")
        for pre in ("", "a1", "b2", "rc1")
        for post in ("", ".post1")
        for dev in ("", ".dev0", ".dev3")
        for local in ("", "+ab.1")
    ],
    "semver": [
        f"{release}{pre}"
        for release in ("1.0.0", "1.0.1", "1.1.0", "10.0.0")
        for pre in ("", "-alpha", "-alpha.1", "-1", "-beta.11", "-beta.2", "-rc.1.x")
    ],
    "deb": [
        f"{epoch}{upstream}{revision}"
        for epoch in ("", "0:", "1:")
        for upstream in ("1.0", "1.0~rc1", "1.0.1", "1.0a", "1.0+dfsg", "01.00")
        for revision in ("-1", "-1+deb11u1", "-1ubuntu2", "-1~bpo1", "-10")
    ],
    "rpm": [
        f"{epoch}{version}{release}"
        for epoch in ("", "0:", "2:")
        for version in ("1.0", "1.0~rc1", "1.0.1", "1.0a", "1.10")
        for release in ("-1.el8", "-1.el8_4.2", "-10.el9", "-1")
    ],
    "maven": [
        "1",
        "1.0",
        "1-alpha-1",
        "1-beta2",
        "1-rc1",
        "1-SNAPSHOT",
        "1-sp",
        "1-foo",
        "1-1",
        "1.1",
        "1.0.1-ga",
        "2",
    ],
}
OTHERS = {
    "pypi": PythonVersion,
    "semver": SemverVersion,
    "deb": DebianVersion,
    "rpm": RpmVersion,
    "maven": MavenVersion,
}


@pytest.mark.parametrize("order", SAMPLES)
def test_two_versions_stand_as_another_implementation_puts_them(order):
    read = [(text, ORDERS[order](text)[0], OTHERS[order](text)) for text in SAMPLES[order]]
    pairs = list(itertools.product(read, repeat=2))
    for one, other in pairs[:: max(len(pairs) // 4000, 1)]:
        assert (one[1] < other[1]) == (one[2] < other[2]), (one[0], other[0])
        equal = not one[2] < other[2] and not other[2] < one[2]
        assert (one[1] == other[1]) == equal, (one[0], other[0])


@pytest.mark.skipif(not VERS.is_dir(), reason="the vers-spec cases are not on this machine")
def test_maven_stands_as_the_vers_cases_say():
    cases = json.loads((VERS / "maven_version_cmp_test.json").read_text("utf-8"))["tests"]
    wrong = [case["input"]["versions"] for case in cases if not _holds(case)]
    assert len(cases) > 900
    assert [pair for pair in wrong if not MAVEN_DISPUTED & set(pair)] == []


def _holds(case):
    versions = case["input"]["versions"]
    keys = [ORDERS["maven"](text)[0] for text in versions]
    if case["test_type"] == "equality":
        return (keys[0] == keys[1]) == case["expected_output"]
    in_order = [text for text, _ in sorted(zip(versions, keys, strict=True), key=lambda pair: pair[1])]
    return in_order == case["expected_output"] and (keys[0] != keys[1] or versions[0] == versions[1])


@pytest.mark.parametrize(
    ("order", "below", "bound", "above"),
    [("rpm", "1.0-99.el8", "1.0", "1.0.1-1.el8"), ("pypi", "1.0+local.9", "1.0", "1.0.post1")],
)
def test_a_bound_that_leaves_the_release_open_holds_all_of_them(order, below, bound, above):
    low, high = ORDERS[order](bound)
    assert low < ORDERS[order](below)[0] < high <= ORDERS[order](above)[0]


@pytest.mark.skipif(not VERS.is_dir(), reason="the vers-spec cases are not on this machine")
def test_ecosystems_with_a_scheme_agree_with_the_vers_cases_and_others_differ_for_a_written_reason():
    told = oracles.agreements()
    whole = {"nuget_version_cmp_test.json", "openssl_version_cmp_test.json", "pypi_range_containment_test.json"}
    assert {name for name in whole if told[name].right < told[name].cases} == set()
    assert {name for name, one in told.items() if one.right < one.cases} <= set(oracles.REASONS)
    assert told["npm_range_from_native_test.json"].right > 470
    assert sum(one.right for one in told.values()) >= 0.97 * sum(one.cases for one in told.values())
