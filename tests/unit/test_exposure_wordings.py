"""Ranges in the words that makers use: each wording is judged at its bounds, and prose is never taken for a build."""

import pytest

from dijkwacht.advisories.engine.values import (
    Affected,
    CveStatus,
    Document,
    Format,
    Product,
    ProductStatus,
    VersionStatement,
    Vulnerability,
)
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.kernel.window import midnight, read_moment

DAY = midnight(read_moment("2025-07-01").day)
OPEN, SAFE = "affected", "safe"


def csaf(text, status=ProductStatus.KNOWN_AFFECTED):
    leaf = Product("P", f"Acme Box {text}", "Acme", "", "Box", None, text)
    flaw = Vulnerability("CVE-1", "CVE-1", statuses=((status, ("P",)),))
    return Document(
        Format.CSAF_2_0,
        "A-1",
        "1",
        "t",
        "X",
        status="P",
        current_release=DAY,
        products=(leaf,),
        vulnerabilities=(flaw,),
    )


def cve(version, less_than=None, up_to=None, default=CveStatus.UNAFFECTED):
    said = VersionStatement(version, CveStatus.AFFECTED, less_than, up_to, "custom")
    flaw = Vulnerability("CVE-1", "CVE-1", affected=(Affected("Acme", "Box", (said,), default),))
    return Document(
        Format.CVE_5, "CVE-1", "1", "t", "X", status="P", current_release=DAY, products=(), vulnerabilities=(flaw,)
    )


def told(source, version, **row):
    found = list(matcher_of([source], shipped=()).match([("f", Row(1, "X", "a", "Acme", "Box", version, **row))]))
    verdict = found[0].verdict.value if found else "nothing"
    return SAFE if verdict in ("fixed", "not-affected") else verdict


UP_TO_2_5 = """<= 2.5|≤ 2.5|=< 2.5|2.5 and prior|2.5 and earlier|2.5 or earlier|2.5 and below|2.5 and older versions
version 2.5 and prior versions|v2.5 and prior|up to 2.5|up to and including 2.5|up to, and including, 2.5
through 2.5|versions through 2.5|before and including 2.5|prior to and including 2.5
prior to or equal to 2.5|2.5 and all prior versions|all versions prior to and including 2.5
2.5 (and prior)|<=\u00a02.5|vers:generic/<=2.5|2.5 en eerder|t/m 2.5|tot en met 2.5|0 - 2.5|0 \u2013 2.5
1.0 \u2014 2.5|1.0 \u2026 2.5|1.0 to 2.5|from 1.0 through 2.5|>=1.0,<=2.5|>= 1.0 and <= 2.5|1.0 ≤ 2.5
between 1.0 and 2.5|1.0 up to and including 2.5|versions 1.0 to 2.5 inclusive|[1.0,2.5]|(,2.5]
<= 2.5 on Windows|firmware version 2.5 and earlier|2.5 & prior|2.5 and earlier.|2.5 and under|at most 2.5
no later than 2.5|\uff1c\uff1d2.5|<= \uff12.\uff15|last affected version 2.5|up to v2.5 (inclusive)
2.5 (and possibly prior versions)"""
BELOW_2_5 = """< 2.5|<2.5|prior to 2.5|before 2.5|versions before 2.5|All versions < V2.5|earlier than 2.5
lower than v2.5|below 2.5|up to 2.5 (excluding)|up to (excluding) 2.5|up to, but not including, 2.5
until 2.5 (exclusive)|vers:npm/<2.5|1.0 before 2.5|>=1.0 <2.5|[1.0,2.5)|[1.0, 2.5[
from 1.0 to 2.5 (excluding)|Versions 1.0 to before 2.5|voor 2.5|eerder dan 2.5|any version before 2.5
Acme Box before 2.5|Box < 2.5|Box versions prior to 2.5|less than 2.5|fixed in 2.5"""


def pieces(table):
    return [text for line in table.splitlines() for text in line.split("|")]


@pytest.mark.parametrize("text", pieces(UP_TO_2_5))
@pytest.mark.parametrize("source", [csaf, cve])
def test_a_wording_that_includes_its_bound(text, source):
    answers = {version: told(source(text), version) for version in ("1.9", "2.5", "2.6")}
    assert answers == {"1.9": OPEN, "2.5": OPEN, "2.6": SAFE}


@pytest.mark.parametrize("text", pieces(BELOW_2_5))
@pytest.mark.parametrize("source", [csaf, cve])
def test_a_wording_that_leaves_its_bound_out(text, source):
    answers = {version: told(source(text), version) for version in ("1.9", "2.5", "2.6")}
    assert answers == {"1.9": OPEN, "2.5": SAFE, "2.6": SAFE}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("2.5+", {"2.4": SAFE, "2.5": OPEN, "3": OPEN}),
        ("2.5 and 2.6", {"2.4": SAFE, "2.5": OPEN, "2.6": OPEN}),
        ("2.5/2.6/2.7", {"2.6": OPEN, "2.8": SAFE}),
        ("!= 2.5", {"2.4": OPEN, "2.5": SAFE}),
        ("vers:npm/!=2.5.0", {"2.4.0": OPEN, "2.5.0": SAFE}),
        ("<= 2.1 >= 1.1", {"1.0": SAFE, "1.1": OPEN, "2.1": OPEN, "2.2": SAFE}),
        ("<1.6.5 || < 2.1.7 > 2.0.0", {"1.6.4": OPEN, "1.6.5": SAFE, "2.0.1": OPEN, "2.1.7": SAFE}),
        ("Only versions 7.1.x, 2.7.x", {"7.1.4": OPEN, "7.2.0": SAFE, "2.7.1": OPEN}),
        ("all versions from 6.3 GA to 6.3.3", {"6.3.0": OPEN, "6.3.3": OPEN, "6.3.4": SAFE}),
        ("10.12 RP10, 10.13 RP5 and 10.14 RP2", {"10.12 RP10": OPEN, "10.12 RP9": SAFE, "10.14 RP2": OPEN}),
        ("19.5.x 19.4.x", {"19.5.2": OPEN, "19.6.1": SAFE}),
        ("2.5 (all versions)", {"2.5.9": OPEN, "2.6": SAFE, "2.4": SAFE}),
        ("2.5 All", {"2.5.0": OPEN, "2.6": SAFE}),
        ("2.5 only", {"2.4": SAFE, "2.5": OPEN}),
        ("1.0 through 1.5 and 2.0 through 2.5", {"1.2": OPEN, "1.6": SAFE, "2.2": OPEN, "2.6": SAFE}),
        ("1.5 and prior, 2.0 to 2.5", {"1.2": OPEN, "1.6": SAFE, "2.2": OPEN, "2.6": SAFE}),
        ("[1.0,1.5),[2.0,2.5]", {"1.2": OPEN, "1.5": SAFE, "2.5": OPEN, "2.6": SAFE}),
        ("2.5.x and prior", {"2.5.9": OPEN, "2.6": SAFE}),
        ("R81.10 before Take 139", {"R81.10 Take 138": OPEN, "R81.10 Take 139": SAFE, "R81": SAFE}),
        ("12.1 before SP2", {"12.1": OPEN, "12.1 SP1": OPEN, "12.1 Service Pack 2": SAFE}),
        ("versions 4.32 through 5.36 Patch 1", {"5.36": OPEN, "5.36 Patch 1": OPEN, "5.36 Patch 2": SAFE}),
        ("< 1.49 (1.29 for NX7)", {"1.48": "precondition-unknown", "1.49": SAFE}),
        ("All versions < V2.1 SP3 (2.1.670)", {"2.1 SP2": OPEN, "2.1 SP3": SAFE}),
        ("<= 9.6 (excluding 9.4.2.6 and 9.5.3.2)", {"9.4.2.5": OPEN, "9.4.2.6": SAFE, "9.5.3.2": SAFE, "9.6": OPEN}),
        ("1.0\u20132.5", {"0.9": SAFE, "1.9": OPEN, "2.6": SAFE}),
        ("1.3.2 1.4.0 1.4.1", {"1.4.0": OPEN, "1.3.9": SAFE}),
        ("Affected 1.1.1-1.1.1k (Fixed in 1.1.1l)", {"1.1.1k": OPEN, "1.1.1l": SAFE}),
        ("Gen7 7.0.1-5035 and older versions", {"7.0.1-5035": OPEN, "7.0.1-5036": SAFE}),
    ],
)
def test_lists_respins_and_intervals(text, answers):
    assert {version: told(csaf(text), version) for version in answers} == answers


@pytest.mark.parametrize(
    "text",
    [
        "0)",
        "<= 0)",
        "<=",
        "n/a",
        "unspecified",
        "-",
        ">= 3.0 < 2.0",
        "3.0 - 2.0",
        "2.5 in default setup",
        "~1.2",
        "^1.2.3",
        "builds made after 2.5",
        "< Feb 10 2021",
        "All versions <= V2.2.2 and Function State (FS) <= 10",
        "6.x (Modules (16 | 17 | <= v20 | >= 22)",
        "NMC2 <= 6.9.6",
        "< 7.03 /7.04",
    ],
)
def test_what_no_wording_explains_is_no_version(text):
    assert told(csaf(text), "2.4") == told(csaf(text), "0") == "undetermined"


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        (cve("before 2.5", "2.5"), {"2.4": OPEN, "2.5": SAFE}),
        (cve("2.5 and below", up_to="2.5"), {"2.4": OPEN, "2.5": OPEN, "2.6": SAFE}),
        (cve("<2.5", "2.5"), {"2.4": OPEN, "2.5": SAFE}),
        (
            cve("2023.0.0 (15.0)", "2023.0.6 (15.0.6)"),
            {"15.0.5": OPEN, "15.0.6": SAFE, "2023.0.5": OPEN, "2023.0.6": SAFE},
        ),
        (cve("0", "Rev. B"), {"Rev. A": OPEN, "rev B": SAFE, "C": SAFE, "1.2": "version-unknown"}),
        (cve("0", "2024-03-05"), {"2024-03-04": OPEN, "20240304": OPEN, "20240305": SAFE}),
        (cve("2.5", "2.5"), {"2.4": OPEN, "2.5": SAFE}),
        (cve("2019 (On-prem)", "14.0.12526"), {"14.0.12525": OPEN, "14.0.12526": SAFE, "2019": "undetermined"}),
        (cve("3.0", "2.5"), {"2.7": "undetermined"}),
    ],
)
def test_the_fields_of_a_record_in_odd_wordings(source, answers):
    assert {version: told(source, version) for version in answers} == answers


@pytest.mark.parametrize(
    "version",
    [
        "2.4",
        "v2.4",
        "V 2.4",
        "Version 2.4",
        "ver. 2.4",
        "Box 2.4",
        "2.4.0.0",
        '"2.4"',
        "02.04",
        "2_4",
        "2,4",
        "2\u00a04",
        "2.4\u200b",
        "\uff12.4",
        "2.4 (64-bit)",
        "2.4-x64",
        "2.4 GA",
        "2.4 Enterprise Edition",
        "2.4 LTS",
    ],
)
def test_a_spelling_of_the_last_affected_version_is_affected(version):
    assert told(cve("0", up_to="2.4"), version) == OPEN
