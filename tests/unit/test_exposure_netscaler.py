"""The recorded Citrix flaws and the builds on both sides of their bounds (facts: the vendor's bulletins)."""

import pytest

from dijkwacht.advisories.engine.values import Affected, CveStatus, Document, Format, VersionStatement, Vulnerability
from dijkwacht.exposure.domain.conditions import Answer
from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.kernel.window import midnight, read_moment

RECORDS = {
    "CVE-2019-19781": ("2020-01-16", [("n/a", "n/a", [("n/a", None)])]),
    "CVE-2025-5777": (
        "2026-08-04",
        [("NetScaler", name, [("14.1", "43.56"), ("13.1", "58.32")]) for name in ("ADC", "Gateway")],
    ),
    "CVE-2025-6543": (
        "2025-10-21",
        [
            ("NetScaler", name, [("14.1", "47.46"), ("13.1", "59.19"), ("13.1 FIPS and NDcPP", "37.236")])
            for name in ("ADC", "Gateway")
        ],
    ),
    "CVE-2025-7775": (
        "2025-08-26",
        [
            (
                "NetScaler",
                "ADC",
                [
                    ("14.1", "47.48"),
                    ("13.1", "59.22"),
                    ("13.1 FIPS and NDcPP", "37.241"),
                    ("12.1 FIPS and NDcPP", "55.330"),
                ],
            )
        ],
    ),
}


def record(name):
    day, blocks = RECORDS[name]
    return Document(
        format=Format.CVE_5,
        identifier=name,
        version=f"{day}T00:00:00Z",
        title=name,
        issuer="Citrix",
        status="PUBLISHED",
        current_release=midnight(read_moment(day).day),
        vulnerabilities=(
            Vulnerability(
                name=name,
                cve=name,
                affected=tuple(
                    Affected(
                        vendor,
                        product,
                        tuple(
                            VersionStatement(low, CveStatus.AFFECTED, less_than=high, version_type="patch")
                            for low, high in versions
                        ),
                        CveStatus.UNAFFECTED,
                    )
                    for vendor, product, versions in blocks
                ),
            ),
        ),
    )


def matches(name, version, config="gateway=yes", *, vendor="Citrix", product="NetScaler ADC"):
    text = f"organisation;asset;vendor;product;version;config\nX;ns1;{vendor};{product};{version};{config}\n"
    inventory = read_csv(text.encode())
    assert not inventory.bad_rows
    return list(matcher_of([record(name)]).match(("inventory.csv", row) for row in inventory.rows))


def verdict(*args, **kwargs):
    return matches(*args, **kwargs)[0].verdict.value


@pytest.mark.parametrize(
    ("version", "for_5777", "for_6543"),
    [
        ("14.1-43.56", "fixed", "affected"),
        ("12.1-55.328-FIPS", "fixed", "not-affected"),
        ("13.0-92.21", "out-of-support", "out-of-support"),
        ("13.0-92.x", "out-of-support", "out-of-support"),
        ("13.1-37.235-FIPS", "fixed", "affected"),
        ("13.1-37.235", "fixed", "affected"),
        ("13.1-59.19", "fixed", "fixed"),
        ("12.1-65.39", "out-of-support", "out-of-support"),
        ("11.1-65.23", "out-of-support", "out-of-support"),
        ("9.3-72.3", "out-of-support", "out-of-support"),
        ("13.1", "version-unknown", "version-unknown"),
        ("", "version-unknown", "version-unknown"),
        ("onbekend", "version-unknown", "version-unknown"),
        ("15.1-2.3", "not-affected", "not-affected"),
    ],
)
def test_each_recorded_device_gets_the_verdict_of_the_bulletins(version, for_5777, for_6543):
    assert (verdict("CVE-2025-5777", version), verdict("CVE-2025-6543", version)) == (for_5777, for_6543)


@pytest.mark.parametrize(
    ("flaw", "affected", "fixed"),
    [
        ("CVE-2019-19781", "10.5-70.11", "10.5.70.12"),
        ("CVE-2019-19781", "11.1-63.14", "11.1.63.15"),
        ("CVE-2019-19781", "12.0-63.12", "12.0.63.13"),
        ("CVE-2019-19781", "12.1-55.17", "12.1.55.18"),
        ("CVE-2019-19781", "13.0-47.23", "13.0.47.24"),
        ("CVE-2025-5777", "14.1-43.55", "14.1-43.56"),
        ("CVE-2025-5777", "13.1-58.31", "13.1-58.32"),
        ("CVE-2025-5777", "13.1-37.234", "13.1-37.235"),
        ("CVE-2025-5777", "12.1-55.327", "12.1-55.328"),
        ("CVE-2025-6543", "14.1-47.45", "14.1-47.46"),
        ("CVE-2025-6543", "13.1-59.18", "13.1-59.19"),
        ("CVE-2025-6543", "13.1-37.235", "13.1-37.236"),
        ("CVE-2025-7775", "14.1-47.47", "14.1-47.48"),
        ("CVE-2025-7775", "13.1-59.21", "13.1-59.22"),
        ("CVE-2025-7775", "13.1-37.240", "13.1-37.241"),
        ("CVE-2025-7775", "12.1-55.329", "12.1-55.330"),
    ],
)
def test_the_build_below_a_bound_is_affected_and_the_bound_itself_is_fixed(flaw, affected, fixed):
    assert (verdict(flaw, affected), verdict(flaw, fixed)) == ("affected", "fixed")


@pytest.mark.parametrize(
    ("version", "config", "expected"),
    [
        ("14.1-43.50", "gateway=no;aaa=no", "precondition-not-met"),
        ("14.1-43.50", "Gateway = Nee; AAA = ja", "affected"),
        ("14.1-43.50", "gateway=no", "precondition-unknown"),
        ("14.1-43.50", "", "precondition-unknown"),
        ("14.1-43.56", "", "fixed"),
        ("13.0-92.21", "", "out-of-support"),
        ("13.0-92.21", "gateway=no;aaa=no", "precondition-not-met"),
        ("", "gateway=no;aaa=no", "precondition-not-met"),
        ("", "", "version-unknown"),
    ],
)
def test_the_precondition_is_asked_only_where_the_version_side_leaves_a_danger(version, config, expected):
    quoted = f'"{config}"'
    assert verdict("CVE-2025-5777", version, quoted) == expected


def test_an_unknown_precondition_of_an_unsupported_train_is_named_in_the_reasons():
    reasons = matches("CVE-2025-5777", "13.0-92.21", "")[0].reasons
    assert [reason.code for reason in reasons] == ["train-ended", "precondition-unknown"]


def test_load_balancing_with_ipv6_exposes_the_ordinary_edition_but_not_12_1_fips():
    assert verdict("CVE-2025-7775", "13.1-59.20", '"gateway=no;aaa=no;hdx=no;ipv6_lb=yes"') == "affected"
    assert verdict("CVE-2025-7775", "12.1-55.329", '"gateway=no;aaa=no;hdx=no;ipv6_lb=yes"') == "precondition-not-met"


@pytest.mark.parametrize(
    ("vendor", "product"),
    [
        ("Citrix", "NetScaler ADC "),
        ("Citrix Systems, Inc.", "Citrix NetScaler Gateway"),
        ("Cloud Software Group", "NetScaler"),
        ("NetScaler", "ADC"),
        ("", "Citrix ADC"),
        ("citrix", "Application Delivery Controller (ADC)"),
        ("", "netscaler gateway"),
    ],
)
def test_every_spelling_of_the_product_is_the_one_product(vendor, product):
    assert verdict("CVE-2025-5777", "14.1-43.55", vendor=vendor, product=product) == "affected"


@pytest.mark.parametrize(
    ("vendor", "product", "lines"),
    [
        ("Citrix", "Workspace app", []),
        ("Citrix", "Citrix Receiver for Windows", []),
        ("Citrix", "Virtual Apps and Desktops", []),
        ("", "Citrix Workspace", []),
        ("Acme", "IoT Gateway", []),
        ("Microsoft", "Windows Server 2019", []),
        ("", "Citrix appliance", ["name-only"]),
        ("Ordina", "Citrix NetScaler hosting", ["name-only"]),
    ],
)
def test_another_product_has_no_line_and_a_mere_resemblance_is_called_one(vendor, product, lines):
    found = matches("CVE-2025-5777", "14.1-43.55", vendor=vendor, product=product)
    assert [match.verdict.value for match in found] == lines


def test_the_deciding_bound_is_shown_and_everything_considered():
    match = matches("CVE-2025-6543", "14.1-43.56")[0]
    assert "14.1-47.46" in match.range
    assert [(c.advisory, c.verdict.value) for c in match.considered] == [("CVE-2025-6543", "affected")]


def test_a_record_that_names_nothing_stands_in_considered_where_another_source_speaks():
    documents = [record("CVE-2019-19781")]
    rows = read_csv(b"organisation,asset,vendor,product,version\nX,a,Citrix,ADC,13.0-47.22\n").rows
    assert list(matcher_of(documents, shipped=()).match(("f", row) for row in rows)) == []
    assert next(matcher_of(documents).match(("f", row) for row in rows)).verdict.value == "affected"


@pytest.mark.parametrize(
    ("product", "version", "verdict"),
    [
        ("NetScaler ADC", "NS13.1: Build 58.31.nc, Date: Jun 10 2025, 12:00:00   (64-bit)", "affected"),
        ("NetScaler ADC", "NetScaler NS13.1: Build 58.32.nc, Date: Jun 10 2025, 12:00:00   (64-bit)", "fixed"),
        ("NetScaler ADC", "NSVPX-ESX-13.1-58.32_nc_64.zip", "fixed"),
        ("NetScaler ADC", "build-13.1-58.31_nc_64.tgz", "affected"),
        ("NetScaler ADC", "NS13.1-FIPS Build 37.234.nc", "affected"),
        ("NetScaler ADC", "13.1-NDcPP-37.219", "affected"),
        ("NetScaler ADC", "14.1-43.56 (HA pair)", "fixed"),
        ("NetScaler ADC", "13.1-58.32 / 14.1-43.56", "fixed"),
        ("NetScaler ADC", "13.1-58.32, 14.1-43.50", "affected"),
        ("NetScaler ADC", "13.1-58.32\n13.1-37.234", "affected"),
        ("NetScaler ADC", "13.1-58.32;13.0-92.31", "out-of-support"),
        ("NetScaler ADC", "14,1-43,56", "fixed"),
        ("NetScaler ADC", "14.1-29.x", "affected"),
        ("NetScaler ADC", "14.1-43.x", "version-unknown"),
        ("NetScaler ADC", "laatste", "version-unknown"),
        ("Citrix NetScaler VPX 1000", "13.1-58.31", "affected"),
        ("NetScaler MPX-8905", "13.1-58.31", "affected"),
        ("Citrix ADC MPX 8900 FIPS", "13.1-37.234", "affected"),
        ("2x NetScaler ADC", "13.1-58.31", "affected"),
        ("NetScaler ADC HA-paar", "13.1-58.32", "fixed"),
        ("NetScaler SDX 8900", "13.1-58.31", None),
        ("NetScaler Console", "14.1-43.50", None),
        ("NetScaler Gateway Plug-in for Windows", "13.1-58.31", None),
        ("Citrix Workspace app", "2402", None),
        ("NetScaler Ingress Controller", "1.0", None),
    ],
)
def test_what_lists_and_devices_write_around_a_build_does_not_hide_it(product, version, verdict):
    row = Row(1, "X", "ns1", "Citrix", product, version, facts={"gateway": Answer.YES})
    found = [match.verdict.value for match in matcher_of([record("CVE-2025-5777")]).match([("f", row)])]
    assert found == ([verdict] if verdict else [])
