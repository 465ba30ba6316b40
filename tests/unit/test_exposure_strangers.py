"""Records and names of makers that nobody had looked at; each row was written before it was run, and was wrong."""

import json

import pytest
from test_exposure_makers import SAFE, block, csaf, cve, leaf, said, told

from dijkwacht.advisories.engine.reading import read_document
from dijkwacht.advisories.engine.values import CveStatus
from dijkwacht.exposure.engine.naming import vendor_forms

SOME = "Exacq Technologies, Johnson Controls Inc."


@pytest.mark.parametrize(
    ("written", "others"),
    [
        (SOME, ("Exacq Technologies", "Johnson Controls")),
        ("AVEVA Software, LLC and Schneider Electric Software, LLC", ("AVEVA", "Schneider Electric")),
        ("Hirschmann Automation and Control GmbH, Belden Inc.", ("Hirschmann", "Belden")),
        ("GeutebrÃ¼ck", ("Geutebrück", "GEUTEBRÜCK GmbH")),
        ("INVT Electric", ("INVT",)),
        ("VMware", ("Broadcom",)),
        ("MikroTik", ("Mikrotikls SIA",)),
        ("Becton, Dickinson and Company (BD)", ("BD", "Becton Dickinson", "Becton, Dickinson")),
    ],
)
def test_one_maker_in_several_writings_is_one(written, others):
    assert [bool(vendor_forms(written) & vendor_forms(other)) for other in others] == [True] * len(others)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SOME, "Sensormatic"),
        ("Pilz GmbH & Co. KG", "Co. KG"),
        ("Delta Electronics", "Delta Controls"),
        ("Becton, Dickinson and Company (BD)", "Company"),
        ("Johnson and Johnson", "Johnson Controls"),
    ],
)
def test_makers_that_share_a_word_or_a_legal_form_stay_two(one, other):
    assert not vendor_forms(one) & vendor_forms(other)


UNDER_OTHER_NAMES = (
    ("VMware", "VMware Aria Operations", "Broadcom", "VMware Aria Operations"),
    ("Hillrom and ELI, Baxter International Inc.", "Welch Allyn ELI 380 Box", "Baxter", "Welch Allyn ELI 380 Box"),
    ("Prosys OPC", "Prosys OPC UA Server Box", "Prosys OPC", "OPC UA Server Box"),
    ("Jenkins Project", "Jenkins", "Jenkins", "Jenkins LTS"),
    ("Linux", "Linux", "Linux", "Linux Kernel"),
    ("Apple", "macOS", "Apple", "macOS Ventura"),
    ("Apple", "iOS and iPadOS", "Apple", "iPadOS"),
    ("Adobe", "Acrobat Reader", "Adobe", "Acrobat Reader DC"),
    ("Philips", "Patient Information Center iX (PICiX)", "Philips", "PICiX"),
    ("Drupal", "Drupal core", "Drupal", "Drupal"),
    ("Ivanti", "CSA (Cloud Services Appliance)", "Ivanti", "Cloud Services Appliance"),
    ("HPE", "HPE Integrated Lights-Out 5 (iLO 5)", "Hewlett Packard Enterprise", "iLO 5"),
    ("Dell", "PowerEdge Platform", "Dell EMC", "PowerEdge Platform"),
    ("", "PostgreSQL", "PostgreSQL Global Development Group", "PostgreSQL"),
    ("TeamViewer", "Full Client", "TeamViewer Germany GmbH", "Full Client"),
    ("Zoom Video Communications, Inc.", "Zoom Desktop App", "Zoom", "Zoom Desktop App"),
    ("ISC", "BIND 9", "ISC", "BIND"),
    ("Veeam", "Backup and Recovery", "Veeam", "Veeam Backup & Replication"),
)


@pytest.mark.parametrize(("vendor", "product", "row_vendor", "row_product"), UNDER_OTHER_NAMES)
def test_a_product_is_known_under_what_lists_call_it(vendor, product, row_vendor, row_product):
    source = cve(block(vendor, product, said("1.0", "2.5")))
    assert told(source, row_vendor, row_product, "2.4") == "affected"
    assert told(source, row_vendor, row_product, "2.5") == "fixed"


@pytest.mark.parametrize(
    ("maker", "vendor", "product"),
    [
        ("7-Zip", "Igor Pavlov", "7-Zip 23.01 (x64)"),
        ("WinRAR", "Somebody", "WinRAR 6.23 (64-bit)"),
        ("PuTTY", "Simon Tatham", "PuTTY release 0.80 (64-bit)"),
        ("curl", "Somebody", "curl"),
    ],
)
def test_a_name_as_windows_lists_it_resembles_though_somebody_else_is_its_maker(maker, vendor, product):
    assert told(cve(block(maker, maker, said("0", "9.0"))), vendor, product, "1.0") == "name-only"


def test_a_product_that_bears_its_maker_in_its_name_resembles_that_makers():
    bundled = csaf(leaf("<= 3.14.25", vendor="Wibu-Systems", product="Phoenix Contact MEVIEW3"))
    assert told(bundled, "Phoenix Contact", "MEVIEW3", "3.14.25") == "name-only"
    apart = csaf(leaf("<= 3.14.25", vendor="Phoenix Contact", product="MEVIEW3"))
    assert told(apart, "Wibu-Systems", "Phoenix Contact MEVIEW3", "3.14.25") == "name-only"
    assert told(apart, "Wibu-Systems", "Phoenix Contact Else", "3.14.25") is None


def test_all_versions_stay_all_where_the_product_is_no_longer_made():
    assert told(csaf(leaf("* (end-of-life 2011)")), "Acme", "Box", "") == "affected"
    assert told(csaf(leaf("* (with the web server on)")), "Acme", "Box", "1") != "affected"


def test_a_phone_of_another_maker_is_no_ipad_and_a_switch_neither():
    source = cve(block("Apple", "iOS and iPadOS", said("0", "17.6")))
    assert told(source, "Cisco", "IOS", "15.2(7)E3") is None
    assert told(source, "Apple", "macOS", "14.5") is None


def test_a_branch_in_brackets_makes_another_product_and_is_no_abbreviation():
    source = cve(
        block("Microsoft", "Microsoft SQL Server 2019 (GDR)", said("15.0.0", "15.0.2116.2")),
        block("Microsoft", "Microsoft SQL Server 2019 (CU 27)", said("15.0.0", "15.0.4382.1")),
    )
    assert told(source, "Microsoft", "SQL Server 2019 (GDR)", "15.0.2116.2") == "fixed"
    assert told(source, "Microsoft", "SQL Server 2019 (CU 27)", "15.0.4375.4") == "affected"


PATCH = cve(block("Adobe", "Commerce", said("0", up_to="2.4.7-p3", kind="semver")))
WORDED = cve(block("VMware", "Tools", said("12.x.x, 11.x.x", "12.5.1")))
QUARTER = cve(block("Progress", "Report Server", said("1.0.0", "2024 Q2 (10.1.24.514)"), default=CveStatus.UNKNOWN))
RELEASE = cve(block("Sophos", "Firewall", said("unspecified", "19.5 MR3 (19.5.3)")))
LINES = cve(
    block(
        "Mozilla",
        "Firefox",
        said("115.26", up_to="115.*", status=SAFE, kind="rpm"),
        said("128.13", up_to="128.*", status=SAFE, kind="rpm"),
        said("141", up_to="*", status=SAFE, kind="rpm"),
        default=CveStatus.AFFECTED,
    )
)
ZYXEL = cve(block("Zyxel", "NAS326 firmware", said("< V5.21(AAZF.14)C0")))
FLEX = cve(block("Zyxel", "USG FLEX series firmware", said("version 4.60 through 5.35")))
PRIOR = cve(block("Oracle", "MySQL Server", said("8.0.36 and prior")))
YEARLY = cve(block("Adobe", "ColdFusion", said("unspecified", up_to="CF2021U5")))
CASES = {
    "a patch behind a hyphen comes after": (PATCH, "Adobe", "Commerce", {"2.4.7": "affected", "2.4.7-p3": "affected"}),
    "and the next one is the fix": (PATCH, "Adobe", "Commerce", {"2.4.7-p4": "fixed", "2.4.6-p8": "affected"}),
    "the lowest of several lines begins": (WORDED, "VMware", "Tools", {"11.3.5": "affected", "12.5.1": "fixed"}),
    "both numberings of a bound count": (
        QUARTER,
        "Progress",
        "Report Server",
        {"10.0.24.305": "affected", "10.1.24.514": "fixed", "2024 Q1": "affected", "2024 Q2 (10.1.24.514)": "fixed"},
    ),
    "two names of one bound are one": (
        RELEASE,
        "Sophos",
        "Firewall",
        {"19.5.2 MR-2-Build624": "affected", "19.5.3 MR-3-Build652": "fixed", "20.0.0 GA-Build222": "fixed"},
    ),
    "lines ended by a star": (
        LINES,
        "Mozilla",
        "Firefox",
        {"140.0": "affected", "141.0": "not-affected", "128.13.0": "not-affected", "128.12": "affected"},
    ),
    "a model in brackets orders nothing": (
        ZYXEL,
        "Zyxel",
        "NAS326",
        {"V5.21(AAZF.13)C0": "affected", "V5.21(AAZF.14)C0": "fixed", "V5.21(AAZF.16)C0": "fixed"},
    ),
    "patch nought is the release": (
        FLEX,
        "Zyxel",
        "USG FLEX",
        {"V5.35(ABFU.0)": "affected", "V5.36(ABFU.0)": "fixed", "5.36 Patch 1": "fixed", "4.29": "not-affected"},
    ),
    "a distribution's package of the maker's version": (
        PRIOR,
        "Oracle",
        "MySQL Server",
        {"8.0.36-0ubuntu0.22.04.1": "affected", "8.0.37-0ubuntu0.22.04.3": "fixed", "8.0.36-2.el9": "affected"},
    ),
    "the release in the name, the update alone": (
        YEARLY,
        "Adobe",
        "Adobe ColdFusion 2021",
        {"Update 5": "affected", "Update 6": "fixed"},
    ),
    "one bound in two numberings": (
        csaf(leaf("< 2.15 (Firmware versions prior to 8.26.4)")),
        "Acme",
        "Box",
        {"2.14": "affected", "2.15": "fixed", "8.26.3": "affected", "8.26.4": "fixed"},
    ),
    "or also known as": (
        csaf(leaf("<= Version 4.02C (aka <= Version 10.95.208.31)")),
        "Acme",
        "Box",
        {"4.02C": "affected", "10.95.201.23": "affected", "10.96": "fixed", "4.03D": "not-affected"},
    ),
    "with one sign for both": (
        csaf(leaf("< 12.4 (firmware 1.46)")),
        "Acme",
        "Box",
        {"1.45": "affected", "1.46": "fixed", "12.3": "affected", "12.4": "fixed"},
    ),
    "the build behind a release orders nothing": (
        cve(block("Cisco", "Cisco Identity Services Engine Software", said("3.1.0 p2"), default=CveStatus.UNKNOWN)),
        "Cisco",
        "ISE",
        {"3.1.0.518 Patch 2": "affected", "3.1 Patch 2": "affected", "3.1.0 p3": "undetermined"},
    ),
    "a file's name is its version": (
        cve(block("Cisco", "Cisco NX-OS Software", said("9.3(10)"), default=CveStatus.UNKNOWN)),
        "Cisco",
        "NX-OS",
        {"nxos.9.3.10.bin": "affected", "nxos.9.3.11.bin": "undetermined"},
    ),
    "a platform's own count behind a version": (
        cve(block("git", "git", said("2.45.0"), default=CveStatus.UNKNOWN)),
        "git",
        "git",
        {"2.45.0.windows.1": "affected", "2.45.1.windows.1": "undetermined"},
    ),
    "a remark in brackets is no numbering": (
        csaf(leaf("<= 1.0.3 (3354)")),
        "Acme",
        "Box",
        {"1.0.3 (3354)": "affected", "1.0.4": "fixed"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_strangers_write_is_read(case):
    source, vendor, product, answers = CASES[case]
    assert {version: told(source, vendor, product, version) for version in answers} == answers


def test_a_product_out_of_support_when_its_flaw_was_numbered_gets_no_fix():
    affected = [{"vendor": "D-Link", "product": "DIR-822", "versions": [{"version": "1.02", "status": "affected"}]}]
    record = {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2024-0001", "state": "PUBLISHED", "dateUpdated": "2024-06-01T00:00:00Z"},
        "containers": {
            "cna": {
                "providerMetadata": {"orgId": "x"},
                "affected": affected,
                "descriptions": [{"lang": "en", "value": "x"}],
                "tags": ["unsupported-when-assigned"],
            }
        },
    }
    source = read_document(json.dumps(record).encode(), "record.json").document
    assert told(source, "D-Link", "DIR-822", "1.02") == "out-of-support"
    assert told(source, "D-Link", "DIR-822", "1.03") != "out-of-support"
