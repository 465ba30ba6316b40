"""Other makers' sources, as they really write them, and what each device then gets."""

import pytest

from dijkwacht.advisories.engine.values import (
    Affected,
    CpeMatch,
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
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.kernel.window import midnight, read_moment

SAFE, UNKNOWN = CveStatus.UNAFFECTED, CveStatus.UNKNOWN


def document(flaw, products=(), form=Format.CVE_5, name="CVE-1"):
    day = midnight(read_moment("2025-07-01").day)
    return Document(
        form, name, "1", name, "X", status="P", current_release=day, products=products, vulnerabilities=(flaw,)
    )


def said(version, less_than=None, up_to=None, status=CveStatus.AFFECTED, kind="custom", changes=()):
    made = tuple(VersionChange(at, SAFE) for at in changes)
    return VersionStatement(version, status, less_than, up_to, kind, made)


def block(vendor, product, *versions, default=SAFE, **more):
    return Affected(vendor, product, versions, default, **more)


def cve(*blocks, **more):
    return document(Vulnerability("CVE-1", "CVE-1", affected=blocks, **more))


def csaf(*leaves, status=ProductStatus.KNOWN_AFFECTED, remediations=()):
    flaw = Vulnerability(
        "CVE-1", "CVE-1", statuses=((status, tuple(leaf.product_id for leaf in leaves)),), remediations=remediations
    )
    return document(flaw, leaves, Format.CSAF_2_0, "A-1")


def leaf(text, *, vendor="Acme", product="Box", number="P", **more):
    return Product(number, f"{vendor} {product} {text}", vendor, "", product, None, text, **more)


def told(source, vendor, product, version, **row):
    sources = source if isinstance(source, list) else [source]
    found = list(matcher_of(sources).match([("f", Row(1, "X", "a", vendor, product, version, **row))]))
    return found[0].verdict.value if found else None


PAN = cve(
    block(
        "Palo Alto Networks",
        "PAN-OS",
        said("10.2.0", "10.2.9-h1", changes=("10.2.9-h1", "10.2.8-h3", "10.2.7-h8")),
        said("11.0.0", "11.0.4-h1", changes=("11.0.4-h1",)),
        said("10.1", status=SAFE),
    )
)
LINUX = cve(
    block("Linux", "Linux", said("1da177e4c3f41524e886b7f1b8a0c1fc7321cac2", "abcdefabcdef12345678", kind="git")),
    block(
        "Linux",
        "Linux",
        said("4.15"),
        said("0", "4.15", status=SAFE, kind="semver"),
        said("5.4.257", None, "5.4.*", SAFE, "semver"),
        said("6.6", None, "*", SAFE, "original_commit_for_fix"),
        default=CveStatus.AFFECTED,
    ),
)
JUNOS = cve(
    block("Juniper Networks", "Junos OS", said("0", "20.4R3-S9"), said("21.2", "21.2R3-S7"), said("21.4", "21.4R3-S5"))
)
EXCHANGE = cve(
    block("Microsoft", "Microsoft Exchange Server 2019 Cumulative Update 13", said("15.02.0", "15.02.1258.028")),
    block("Microsoft", "Microsoft Exchange Server 2019 Cumulative Update 12", said("15.02.0", "15.02.1118.040")),
)
WINDOWS = cve(
    *(
        block("Microsoft", name, said("10.0.0", build), platforms=("x64-based Systems",), default=UNKNOWN)
        for name, build in (("Windows Server 2019", "10.0.17763.5122"), ("Windows Server 2022", "10.0.20348.2113"))
    )
)
BIG_IP = cve(
    block(
        "F5",
        "BIG-IP",
        said("16.1.0", "*", changes=("16.1.4",)),
        said("15.1.0", "15.1.9"),
        said("14.1.0", "*"),
        default=UNKNOWN,
        modules=("APM",),
    )
)
ICS = cve(block("Ivanti", "Connect Secure", said("0", "22.7R2.5")))


@pytest.mark.parametrize(
    ("source", "vendor", "product", "answers"),
    [
        (
            PAN,
            "paloaltonetworks",
            "PAN-OS",
            {
                "10.2.7-h7": "affected",
                "10.2.7-h8": "fixed",
                "10.2.8": "affected",
                "10.2.8-h4": "fixed",
                "10.2.9": "affected",
                "10.2.10": "fixed",
                "10.1.5": "not-affected",
                "11.0.4-h1": "fixed",
                "10.2": "version-unknown",
            },
        ),
        (
            LINUX,
            "Linux",
            "Linux",
            {"4.14.1": "not-affected", "4.15": "affected", "5.4.256": "affected", "5.4.300": "not-affected"}
            | {"5.5": "affected", "6.7.1": "not-affected"},
        ),
        (
            JUNOS,
            "Juniper",
            "Junos",
            {"20.4R3-S8": "affected", "20.4R3-S9": "fixed", "19.4R1": "affected", "21.2R3-S7.3": "fixed"}
            | {"21.3R1": "not-affected", "22.1R1": "not-affected", "21.2": "version-unknown", "21.2R3-S6": "affected"}
            | {"21.2R3-S6-EVO": "not-affected"},
        ),
        (
            EXCHANGE,
            "Microsoft",
            "Exchange Server 2019",
            {"15.2.1258.27": "affected", "15.2.1258.28": "fixed", "15.2.1118.40": "fixed", "15.2.1118.39": "affected"}
            | {"CU13 SU4": "fixed", "CU13 SU3": "affected", "CU13": "version-unknown"},
        ),
        (EXCHANGE, "Microsoft", "Exchange Server 2016", {"15.1.2507.34": None}),
        (
            WINDOWS,
            "Microsoft",
            "Windows Server 2019",
            {"10.0.17763.5121": "affected", "10.0.17763.5122": "fixed", "1809": "version-unknown"},
        ),
        (WINDOWS, "Microsoft Corporation", "Windows Server 2022 Datacenter", {"10.0.20348.1": "affected"}),
        (WINDOWS, "Microsoft", "Windows Server 2025", {"10.0.26100.1": None}),
        (
            BIG_IP,
            "F5 Networks",
            "BIG-IP",
            {"16.1.3.5": "affected", "16.1.4": "fixed", "15.1.8": "affected", "15.1.10": "fixed", "14.1.5": "affected"}
            | {"13.1.0": "undetermined", "Hotfix-BIGIP-16.1.4.0.50.5-ENG.iso": "fixed"},
        ),
        (
            ICS,
            "Pulse Secure",
            "Pulse Connect Secure",
            {"9.1R18.9": "affected", "22.7R2.4": "affected", "22.7R2.5": "fixed", "22.7r2.10": "fixed"},
        ),
    ],
)
def test_what_makers_really_write_is_answered(source, vendor, product, answers):
    assert {version: told(source, vendor, product, version) for version in answers} == answers


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"module": "LTM"}, "not-affected"),
        ({"module": "LTM;APM"}, "affected"),
        ({}, "affected"),
    ],
)
def test_a_module_that_the_device_does_not_have_is_not_affected(row, expected):
    assert told(BIG_IP, "F5", "BIG-IP", "15.1.8", **row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [({"arch": "ARM64"}, "not-affected"), ({"arch": "x86_64"}, "affected"), ({"os": "Windows"}, "affected")],
)
def test_another_platform_is_not_affected_and_silence_excludes_nothing(row, expected):
    assert told(WINDOWS, "Microsoft", "Windows Server 2019", "10.0.17763.1", **row) == expected


def test_an_installed_update_counts_as_the_version_that_it_makes():
    assert told(EXCHANGE, "Microsoft", "Exchange Server 2019", "CU13", updates=("SU4",)) == "fixed"
    assert told(BIG_IP, "F5", "BIG-IP", "16.1.3", updates=("Hotfix-BIGIP-16.1.4.0.50.5-ENG.iso",)) == "fixed"


def test_an_update_that_the_source_names_as_the_fix_fixes():
    source = csaf(
        leaf("All versions"),
        remediations=(Remediation("vendor_fix", "Install KB5032196", product_ids=("P",)),),
    )
    assert told(source, "Acme", "Box", "1", updates=("kb5032196",)) == "fixed"
    assert told(source, "Acme", "Box", "1", updates=("KB5032197",)) == "affected"


RPM = csaf(leaf("<1:1.1.1k-7.el8", vendor="Red Hat", product="openssl"))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1:1.1.1k-6.el8", "affected"),
        ("1:1.1.1k-7.el8", "fixed"),
        ("1.1.1k-6.el8", "affected"),
        ("1.1.1k-8.el8", "version-unknown"),
    ],
)
def test_an_epoch_that_was_dropped_and_decides_leaves_the_version_unknown(version, expected):
    assert told(RPM, "Red Hat", "openssl", version) == expected


def test_a_package_is_known_by_its_purl_and_takes_the_epoch_from_it():
    source = csaf(
        Product(
            "P",
            "nodejs",
            "Red Hat",
            "",
            "",
            "nodejs-1:18.2-2.el8",
            None,
            (),
            ("pkg:rpm/redhat/nodejs@18.2-2.el8?epoch=1",),
        ),
        status=ProductStatus.FIXED,
    )
    assert told(source, "", "nodejs", "18.2-2.el8", purl="pkg:rpm/redhat/nodejs@18.2-2.el8?epoch=1") == "fixed"


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (
            "12.1 except FIPS",
            {"12.1-60.1": "affected", "12.1-55.300-FIPS": "not-affected", "13.1-50.1": "not-affected"},
        ),
        ("13.1 excluding FIPS and NDcPP", {"13.1-50.1": "affected", "13.1-37.200": "not-affected"}),
    ],
)
def test_what_a_range_leaves_out_is_left_out(text, answers):
    source = csaf(leaf(text, vendor="Citrix", product="NetScaler ADC"))
    assert {version: told(source, "Citrix", "NetScaler ADC", version) for version in answers} == answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("All versions except 5.2", {"5.1": "affected", "5.2": "not-affected", "5.2.1": "affected"}),
        ("vers:generic/>=1|!=1.5|<2", {"1.4": "affected", "1.5": "not-affected", "2": "fixed"}),
        ("All versions with Ethernet interface", {"5.1": "precondition-unknown"}),
        ("7.1 < 7.1 Upd3", {"7.1": "affected", "7.1 Update 2": "affected", "7.1 Upd3": "fixed", "7.0": "not-affected"}),
        ("7.0.0 through 7.0.5, 6.4.0 through 6.4.9", {"7.0.5": "affected", "6.4.9": "affected", "6.4.10": "fixed"}),
        ("between 2.5 and 2.7", {"2.4": "not-affected", "2.7": "affected"}),
        ("9.18.0 and below", {"9.18.0": "affected", "9.18.1": "fixed"}),
        ("<= 3.40 R5 build 571848", {"3.40 R5 build 571848": "affected", "3.40 R5 build 571849": "fixed"}),
    ],
)
def test_range_words_are_judged(text, answers):
    assert {version: told(csaf(leaf(text)), "Acme", "Box", version) for version in answers} == answers


def test_several_bounds_without_a_lower_one_each_speak_for_their_own_line():
    source = csaf(leaf("<7.13.7"), leaf("<7.14.3", number="Q"))
    answers = {"7.13.6": "affected", "7.13.9": "fixed", "7.14.2": "affected", "7.14.3": "fixed", "6.0": "affected"}
    assert {version: told(source, "Acme", "Box", version) for version in answers} == answers


def test_a_cpe_with_bounds_speaks_of_its_product():
    name = "cpe:2.3:a:acme:box:*:*:*:*:*:*:*:*"
    source = cve(cpe_matches=(CpeMatch(name, True, "1.0", None, None, "2.3"),))
    assert [told(source, "Acme", "Box", version) for version in ("2.2", "2.3", "0.9")] == [
        "affected",
        "fixed",
        "not-affected",
    ]
    assert told(source, "", "something", "2.2", cpe="cpe:/a:acme:box:2.2") == "affected"


@pytest.mark.parametrize(
    ("vendor", "product", "expected"),
    [
        ("Acme, Inc.", "Acme Widget Server", "affected"),
        ("ACME", "widget-server", "affected"),
        ("", "Acme Widget Server", "affected"),
        ("The Acme Corporation", "Widget Server (WS)", "affected"),
        ("Acme", "Widget Server Software", "affected"),
        ("Acme", "Widget Server 2.0.1", "affected"),
        ("acme corp", "Widget Server Enterprise", "name-only"),
        ("Acme", "Widget", "name-only"),
        ("Bolt", "Widget Server", "name-only"),
        ("Acme", "Widget Serverr", "name-only"),
        ("Acme", "Gadget Server", None),
        ("Acme", "Widget Server 2", "affected"),
        ("Acme", "Widget Server 2022", None),
        ("Acme", "2x Widget Server", "affected"),
        ("Acme", "Widget Server (HA pair)", "affected"),
        ("Acme", "Widget Server\u2122 x64", "affected"),
        ("Ακμή", "Εξυπηρετητής", None),
        ("Acme", "安全网关", None),
    ],
)
def test_names_that_differ_in_writing_are_one_and_those_that_only_resemble_are_said_to(vendor, product, expected):
    source = cve(block("Acme Inc", "Widget Server", said("1.0", "2.3.4")))
    assert told(source, vendor, product, "2.0") == expected


def test_names_in_other_scripts_are_names():
    source = cve(block("Ακμή", "Εξυπηρετητής", said("1.0", "2.3.4")))
    assert told(source, "ΑΚΜΉ", "εξυπηρετητής", "2.0") == "affected"


def test_a_source_about_a_product_that_is_known_to_be_another_still_speaks_of_it():
    source = cve(block("Citrix", "Workspace app", said("0", "24.2")))
    assert told(source, "Citrix", "Workspace app", "24.1") == "affected"
    assert told(source, "Citrix", "NetScaler ADC", "14.1-1.1") is None


def test_a_package_named_without_version_means_all_versions():
    source = csaf(Product("P", "openssl as a component of a distribution", "Red Hat", "", "", "openssl", None))
    assert told(source, "Red Hat", "openssl", "1:1.1.1k-7.el8") == "affected"


def test_a_package_of_a_collection_is_known_by_its_purl_whoever_supplied_it():
    source = cve(
        block("lodash", "", said("0", "4.17.21", kind="npm"), package="lodash", collection="https://www.npmjs.example")
    )
    purl = "pkg:npm/lodash@4.17.20"
    answers = {"4.17.20": "affected", "4.17.21-rc.1": "affected", "4.17.21": "fixed"}
    assert {version: told(source, "Some Supplier", "lodash", version, purl=purl) for version in answers} == answers


@pytest.mark.parametrize(
    ("versions", "answers"),
    [
        (
            (said("2023.0.0 (15.0.0)", "2023.0.6 (15.0.6)"), said("2022.1.0 (14.1.0)", "2022.1.10 (14.1.10)")),
            {"2023.0.5": "affected", "2023.0.6": "fixed", "2022.1.9": "affected", "2022.1.10": "fixed"},
        ),
        (
            (said("8.1.*", "8.1.29", kind="semver"), said("8.2.*", "8.2.20", kind="semver")),
            {"8.1.28": "affected", "8.1.29": "fixed", "8.2.20": "fixed", "8.3.1": "not-affected"},
        ),
        (
            (said("7.0", "7.0U3o"), said("8.0", "8.0U2")),
            {
                "7.0 U3n": "affected",
                "7.0 Update 3p": "fixed",
                "8.0U1d": "affected",
                "8.0 U2": "fixed",
                "6.7": "not-affected",
            },
        ),
        ((said("10.2.1.5-34sv and earlier versions"),), {"10.2.1.5-34sv": "affected", "10.2.1.6-37sv": "fixed"}),
        ((said("versions 4.60 through 5.35"),), {"V5.35": "affected", "5.36": "fixed"}),
    ],
)
def test_products_without_a_scheme_of_their_own_are_answered_too(versions, answers):
    source = cve(block("Acme", "Box", *versions))
    assert {version: told(source, "Acme", "Box", version) for version in answers} == answers


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("4.2.0 / 4.1.9", "affected"),
        ("4.2.0 / 4.3.1", "fixed"),
        ("4.2.0, 4.2.1 en 4.1.9", "affected"),
        ("4.2.0;4.1", "affected"),
        ("4.2.0/4.1.9", "affected"),
        ("4.1 of hoger", "version-unknown"),
        ("4.1 or later", "version-unknown"),
        ("juni 2023", "version-unknown"),
        ("KB 4567890", "version-unknown"),
        ("ring/4.1.9 (x64)", "affected"),
        ("Server version: Ring/4.2.0 (Unix) Other/1.0", "fixed"),
        ("Ring 4.1.9-fips  26 Jan 2017", "affected"),
        ("4.2.0 (HA pair)", "fixed"),
        ("2x 4.1.9", "affected"),
        ("4.1.9 (cli) (built: May  8 2024 05:46:15)", "affected"),
    ],
)
def test_a_cell_with_several_versions_or_words_around_one_is_read_and_the_worst_counts(cell, expected):
    source = cve(block("Acme Inc", "Ring", said("0", "4.2.0")))
    assert told(source, "Acme", "Ring", cell) == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("7.19", "not-affected"),
        ("8.2.3", "affected"),
        ("8.3.2", "affected"),
        ("8.3.4", "not-affected"),
        ("8.4.2", "affected"),
        ("8.4.3", "not-affected"),
        ("8.5.1", "affected"),
        ("8.6.0", "not-affected"),
    ],
)
def test_statements_that_are_open_above_hold_until_the_next_one_begins(version, expected):
    stated = [said("< 8.0.0", status=SAFE), *(said(f">= 8.{n}.0") for n in range(6))]
    stated += [said(f">= 8.{n}", status=SAFE) for n in ("3.3", "4.3", "5.2")]
    assert told(cve(block("Acme Inc", "Ring", *stated)), "Acme", "Ring", version) == expected


@pytest.mark.parametrize(
    ("product", "version", "expected"),
    [
        ("Windows 10 Pro", "22H2 (19045.4046)", "affected"),
        ("Microsoft Windows 10 Enterprise", "10.0.19045.4170", "fixed"),
        ("Windows 10 Version 22H2 for x64-based Systems", "10.0.19045.4046", "affected"),
        ("Windows 10", "22H2", "version-unknown"),
        ("Windows 10 Version 1809", "10.0.17763.1", None),
        ("Windows 10 Pro", "10.0.17763.1", "not-affected"),
        ("Windows 11 Pro", "10.0.22631.3235", None),
        ("Windows Server 2019", "10.0.17763.1", None),
    ],
)
def test_windows_for_clients_is_known_by_its_build_whatever_its_edition_is_called(product, version, expected):
    source = cve(block("Microsoft", "Windows 10 Version 22H2", said("10.0.0", "10.0.19045.4170")))
    assert told(source, "Microsoft", product, version) == expected
