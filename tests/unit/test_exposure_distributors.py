"""Distributors' documents: packages on platforms by relationships, a fixed build per release of the distribution."""

import json

import pytest

from dijkwacht.advisories.engine.reading import read_document
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.engine.places import EVERYWHERE

AT = "2026-01-09T10:00:00Z"
SUSE = {
    "SUSE Linux Enterprise Server 15 SP4": "kernel-default-5.14.21-150400.24.63.1.x86_64",
    "SUSE Linux Enterprise Server 15 SP5": "kernel-default-5.14.21-150500.55.7.1.x86_64",
}
RED_HAT = {
    "Red Hat Enterprise Linux BaseOS E4S (v.8.8)": "kernel-0:4.18.0-477.13.1.el8_8.x86_64",
    "Red Hat Enterprise Linux BaseOS (v. 9)": "kernel-0:5.14.0-284.11.1.el9_2.x86_64",
}
DEBIAN = {"Debian 11": "openssl_1.1.1n-0+deb11u5", "Debian 12": "openssl_3.0.9-1~deb12u1"}
FLAWS = ("CVE-2026-10001", "CVE-2026-10002")


def document(vendor, fixed, *, kind="rpm"):
    """A document in which each platform has one package that is fixed, for two flaws alike."""

    def leaf(package):
        name, _, version = package.partition("_")
        helper = (
            {"product_identification_helper": {"purl": f"pkg:deb/debian/{name}@{version}"}} if kind == "deb" else {}
        )
        return {
            "category": "product_version",
            "name": package,
            "product": {"name": package, "product_id": package, **helper},
        }

    bases = [
        {"category": "product_name", "name": base, "product": {"name": base, "product_id": base}} for base in fixed
    ]
    relations = [
        {
            "category": "default_component_of",
            "full_product_name": {"name": f"{package} as component of {base}", "product_id": f"{base}:{package}"},
            "product_reference": package,
            "relates_to_product_reference": base,
        }
        for base, package in fixed.items()
    ]
    branches = [{"category": "vendor", "name": vendor, "branches": [*bases, *map(leaf, fixed.values())]}]
    ids = [f"{base}:{package}" for base, package in fixed.items()]
    value = {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "title": "Flaw in a package",
            "publisher": {"category": "vendor", "name": vendor, "namespace": "https://veldgate.example"},
            "tracking": {
                "id": "VG-2026-02",
                "status": "final",
                "version": "1",
                "initial_release_date": AT,
                "current_release_date": AT,
                "revision_history": [{"number": "1", "date": AT, "summary": "First"}],
            },
        },
        "product_tree": {"branches": branches, "relationships": relations},
        "vulnerabilities": [{"cve": flaw, "product_status": {"fixed": ids}} for flaw in FLAWS],
    }
    return read_document(json.dumps(value).encode()).document


def answers(made, *rows):
    header = "organisation,asset,vendor,product,version,platform\n"
    read = read_csv((header + "\n".join(f"O,a{n},{row}" for n, row in enumerate(rows))).encode())
    matches = matcher_of([made], shipped=()).match(("inv.csv", row) for row in read.rows)
    return [match for match in matches if match.vulnerability == FLAWS[0]]


@pytest.mark.parametrize(
    ("vendor", "fixed", "row", "verdict"),
    [
        ("SUSE", SUSE, "SUSE,kernel-default,5.14.21-150500.53.2.1,", Exposure.UNDETERMINED),
        ("SUSE", SUSE, "SUSE,kernel-default,5.14.21-150500.55.7.1,", Exposure.FIXED),
        ("SUSE", SUSE, "SUSE,kernel-default,5.14.21-150400.24.60.1,", Exposure.UNDETERMINED),
        ("SUSE", SUSE, "SUSE,kernel-default,5.14.21-150400.24.63.1,", Exposure.FIXED),
        ("Red Hat", RED_HAT, "Red Hat,kernel,5.14.0-70.el9,", Exposure.UNDETERMINED),
        ("Red Hat", RED_HAT, "Red Hat,kernel,5.14.0-284.11.1.el9_2,", Exposure.FIXED),
        ("Red Hat", RED_HAT, "Red Hat,kernel,4.18.0-477.13.1.el8_8,", Exposure.FIXED),
        ("Red Hat", RED_HAT, "Red Hat,kernel,5.14.0-70,Red Hat Enterprise Linux 9", Exposure.UNDETERMINED),
        ("Red Hat", RED_HAT, "Red Hat,kernel,5.14.0-70,Rocky Linux 9.2", Exposure.UNDETERMINED),
        ("Red Hat", RED_HAT, "Red Hat,kernel,5.14.0-70,RHEL 8", Exposure.FIXED),
        ("Debian", DEBIAN, "Debian,openssl,3.0.8-1~deb12u1,", Exposure.UNDETERMINED),
        ("Debian", DEBIAN, "Debian,openssl,3.0.8-1,debian 12", Exposure.UNDETERMINED),
        ("Debian", DEBIAN, "Debian,openssl,3.0.9-1~deb12u1,", Exposure.FIXED),
        ("Debian", DEBIAN, "Debian,openssl,1.1.1n-0+deb11u5,", Exposure.FIXED),
    ],
)
def test_a_build_is_compared_with_the_fix_of_its_own_release(vendor, fixed, row, verdict):
    (found,) = answers(document(vendor, fixed, kind="deb" if vendor == "Debian" else "rpm"), row)
    assert found.verdict is verdict


def test_a_build_whose_release_nobody_states_is_not_known_where_the_release_decides():
    between, above = answers(
        document("Red Hat", RED_HAT), "Red Hat,kernel,5.14.0-70,", "Red Hat,kernel,5.14.0-300.1.1,"
    )
    assert (between.verdict, above.verdict) == (Exposure.VERSION_UNKNOWN, Exposure.FIXED)
    assert "the release of the distribution decides" in between.reasons[0].text.en


def test_an_earlier_build_on_a_later_service_pack_is_compared_with_the_later_fix():
    only_newest = {"SUSE Linux Enterprise Server 15 SP5": SUSE["SUSE Linux Enterprise Server 15 SP5"]}
    (found,) = answers(document("SUSE", only_newest), "SUSE,kernel-default,5.14.21-150400.24.63.1,")
    assert found.verdict is Exposure.UNDETERMINED


def test_what_is_said_of_many_flaws_alike_is_judged_once_and_answered_for_each():
    matcher = matcher_of([document("SUSE", SUSE)], shipped=())
    rows = read_csv(b"organisation,asset,vendor,product,version\nO,a,SUSE,kernel-default,5.14.21-150500.53.2.1\n").rows
    found = list(matcher.match(("inv.csv", row) for row in rows))
    assert [match.vulnerability for match in found] == list(FLAWS)
    assert found[0].reasons is found[1].reasons


@pytest.mark.parametrize(
    ("text", "releases"),
    [
        ("rhel-9.2", {"el9"}),
        ("CentOS Stream 8", {"el8"}),
        ("Oracle Linux Server 7", {"el7"}),
        ("AlmaLinux 9 (Seafoam Ocelot)", {"el9"}),
        ("sles-15.5", {"150500"}),
        ("SUSE Linux Enterprise Module for Basesystem 15 SP6", {"150600"}),
        ("debian-12", {"deb12"}),
        ("Ubuntu 22.04 LTS", {"ubuntu22.04"}),
        ("Fedora Linux 41", {"fc41"}),
        ("Red Hat Enterprise Linux", set()),
        ("Windows Server 2022", set()),
    ],
)
def test_the_name_of_a_distribution_tells_its_release(text, releases):
    assert EVERYWHERE.with_release_of("", [text]).releases == releases
