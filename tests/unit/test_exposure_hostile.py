"""Bad input from outside: what it may not do is stop a run, match everything, or eat the machine."""

import io
import json
import time
import zipfile

import pytest
from openpyxl import Workbook

from dijkwacht.advisories.engine.csaf import read_csaf
from dijkwacht.advisories.engine.values import Affected, CveStatus, Document, Format, VersionStatement, Vulnerability
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.engine.inventory import Row, UnreadableInventory
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.engine.ranges import read_range

HEADER = "organisation,asset,vendor,product,version\n"


def cve(*versions, default=CveStatus.UNAFFECTED):
    flaw = Vulnerability("CVE-1", "CVE-1", affected=(Affected("Acme", "Box", versions, default),))
    return Document(Format.CVE_5, "CVE-1", "1", "t", "X", status="PUBLISHED", vulnerabilities=(flaw,))


def said(version, less_than=None, up_to=None, status=CveStatus.AFFECTED):
    return VersionStatement(version, status, less_than, up_to)


def told(source, version):
    found = list(matcher_of([source]).match([("f", Row(1, "X", "a", "Acme", "Box", version))]))
    return found[0].verdict.value if found else None


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        (cve(said("3.0", "2.0")), {"2.5": "undetermined", "9": "undetermined"}),
        (
            cve(said("2.0", "2.0")),
            {"1.9": "affected", "2.0": "fixed", "2.1": "fixed"},
        ),  # as browsers' makers write "below"
        (
            cve(said("1.0", "2.0"), said("1.0", "2.0", status=CveStatus.UNAFFECTED)),
            {"1.5": "undetermined", "2.5": "fixed"},
        ),
        (cve(said("0", None, "0)")), {"1.5": "undetermined"}),
        (cve(said("0)")), {"1.5": "undetermined"}),
        (cve(said("*")), {"1.5": "affected", "": "affected"}),
        (cve(said("2.*")), {"2.7": "affected", "3.0": "not-affected"}),
        (cve(said("1.0", None, "2.*")), {"2.99": "affected", "3.0": "not-affected"}),
        (cve(said("<=")), {"1.5": "undetermined"}),
        (cve(said("<= 1.3|3.0")), {"1.3": "affected", "2.0": "fixed", "3.0": "affected", "3.1": "fixed"}),
        (cve(said("1" * 300)), {"1.5": "undetermined"}),
        (cve(said("9" * 250)), {"1.5": "not-affected"}),
        (cve(said("a3b04b7bc4872a5a39e5de3fdc5fbde52c09e10e")), {"1.5": "undetermined"}),
    ],
)
def test_contradictory_inverted_and_broken_bounds_match_nothing_by_accident(source, answers):
    assert {version: told(source, version) for version in answers} == answers


@pytest.mark.parametrize(
    "text", ["<", "<=", ">= <= 2.2", "0)", "(((", "|" * 999, "<" * 999, "\x00", "9" * 2000, "- - -"]
)
def test_a_range_that_is_none_is_said_to_be_none_at_once(text):
    started = time.monotonic()
    assert read_range(text) is None or text == "0)"
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 400 + "and",
        "from " * 150,
        "up to " * 150,
        "1.0, " * 180,
        "(" * 400 + ")" * 400,
        "(a b) " * 160,
        "1.0 and " * 20_000,
    ],
)
def test_a_long_wording_never_takes_long(text):
    started = time.monotonic()
    read_range(text)
    assert time.monotonic() - started < 1


def csaf(tree):
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "title": "t",
            "publisher": {"name": "X", "category": "vendor", "namespace": "https://example.org"},
            "tracking": {
                "id": "A-1",
                "version": "1",
                "status": "final",
                "current_release_date": "2025-01-01T00:00:00Z",
            },
        },
        "product_tree": tree,
        "vulnerabilities": [{"cve": "CVE-1", "product_status": {"known_affected": ["P"]}}],
    }


def test_a_product_tree_two_hundred_levels_deep_is_read():
    branch = {
        "category": "product_version_range",
        "name": "<2",
        "product": {"name": "Acme Box <2", "product_id": "P"},
    }
    for category, name in (("product_name", "Box"), *[("product_family", "x")] * 200, ("vendor", "Acme")):
        branch = {"category": category, "name": name, "branches": [branch]}
    source = read_csaf(csaf({"branches": [branch]}), Format.CSAF_2_0)
    assert (told(source, "1"), told(source, "2")) == ("affected", "fixed")


def test_relationships_in_a_circle_end():
    def relation(name, component, base):
        return {
            "category": "installed_on",
            "product_reference": component,
            "relates_to_product_reference": base,
            "full_product_name": {"name": f"Acme Box {name}", "product_id": name},
        }

    source = read_csaf(csaf({"relationships": [relation("P", "Q", "P"), relation("Q", "P", "Q")]}), Format.CSAF_2_0)
    assert told(source, "1") in {None, "name-only", "affected", "version-unknown"}


@pytest.mark.deep
def test_a_million_rows_of_one_version_are_answered():
    line = "Voorbeeld,a{},Acme,Box,1.0\n"
    content = (HEADER + "".join(line.format(n) for n in range(1_000_000))).encode()
    inventory = read_inventory(content, place="f")
    matches = matcher_of([cve(said("0", "2.0"))]).match(("f", row) for row in inventory.rows)
    assert sum(match.verdict.value == "affected" for match in matches) == 1_000_000


def test_many_rows_of_one_version_are_judged_once():
    matcher = matcher_of([cve(said("0", "2.0"))])
    found = list(matcher.match(("f", Row(n, "X", f"a{n}", "Acme", "Box", "1.0")) for n in range(20_000)))
    assert len(found) == 20_000
    assert len({id(match.reasons[0]) for match in found}) == 1


BOMB = (
    b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9))
    + b"]><nmaprun>&a8;</nmaprun>"
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        b'<!DOCTYPE nmaprun SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><nmaprun>&x;</nmaprun>',
    ],
)
def test_an_xml_bomb_is_refused_unopened(content):
    started = time.monotonic()
    with pytest.raises(UnreadableInventory, match="XML"):
        read_inventory(content, place="f")
    assert time.monotonic() - started < 1


def packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_zip_bomb_is_refused_by_what_it_would_unpack_to():
    content = packed({"xl/worksheets/sheet1.xml": b" " * (300 * 1024 * 1024)})
    assert len(content) < 1024 * 1024
    with pytest.raises(UnreadableInventory, match="unpacks to more"):
        read_inventory(content, place="f.xlsx")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "document type"),
        (packed({"a.txt": b"x"}), "cannot be read"),
        (b"PK\x03\x04 broken", "cannot be unpacked"),
        (packed({f"{n}.txt": b"" for n in range(2001)}), "unpacks to more"),
    ],
)
def test_a_spreadsheet_that_is_none_says_so(content, says):
    with pytest.raises(UnreadableInventory, match=says):
        read_inventory(content, place="f.xlsx")


def sheet(*lines):
    book, file = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


def test_formulas_in_cells_are_text_and_marked():
    content = sheet(
        ["organisatie", "systeem", "leverancier", "product", "versie"],
        ["X", "a", "Acme", '=HYPERLINK("http://x","Box")', 5],
    )
    row = read_inventory(content, place="f.xlsx").rows[0]
    assert row.product.startswith("=HYPERLINK")
    assert (row.version, row.remarks) == ("5", ("the product looks like a formula; read as text",))


@pytest.mark.parametrize(
    "content",
    [
        b'{"spdxVersion": "SPDX-2.3", "packages": {}}',
        b'{"spdxVersion": "SPDX-2.3", "packages": [1, {"name": "\\u0000"}, {"name": "\\ud800"}, {}]}',
        b'{"a":' * 50_000,
        json.dumps([{"organisation": "X", "asset": {"b": {"c": 1}}}] * 2).encode(),
        b"[1, 2, 3]",
        b'{"asset": "\xff"}\n{"asset": 1}',
    ],
)
def test_hostile_json_is_refused_or_its_rows_are_bad(content):
    try:
        inventory = read_inventory(content, place="f")
    except UnreadableInventory:
        return
    assert not inventory.rows
    assert inventory.bad_rows
