"""Inventories as SPDX, nmap, spreadsheets and JSON lines, and the facts of an ns.conf without its secrets."""

import io
import json

import pytest
from openpyxl import Workbook

from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.domain.conditions import Answer
from dijkwacht.exposure.engine.headings import read_mapping
from dijkwacht.exposure.engine.inventory import UnreadableInventory
from dijkwacht.exposure.engine.ns_conf import FACTS, UnreadableConfiguration, read_ns_conf

SPDX = {
    "spdxVersion": "SPDX-2.3",
    "documentDescribes": ["SPDXRef-root"],
    "packages": [
        {"SPDXID": "SPDXRef-root", "name": "ns1", "versionInfo": "NOASSERTION"},
        {
            "SPDXID": "SPDXRef-a",
            "name": "openssl",
            "versionInfo": "1.1.1k-6.el8",
            "supplier": "Organization: Red Hat, Inc. (security@example.org)",
            "externalRefs": [
                {"referenceType": "purl", "referenceLocator": "pkg:rpm/redhat/openssl@1.1.1k-6.el8?epoch=1"},
                {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*"},
            ],
        },
        {"SPDXID": "SPDXRef-b"},
    ],
}
TAGS = b"""SPDXVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
DocumentComment: <text>PackageName: not
a package</text>
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-root

PackageName: ns1
SPDXID: SPDXRef-root

PackageName: openssl
SPDXID: SPDXRef-a
PackageVersion: 1.1.1k-6.el8
PackageSupplier: Organization: Red Hat, Inc. (security@example.org)
ExternalRef: PACKAGE-MANAGER purl pkg:rpm/redhat/openssl@1.1.1k-6.el8?epoch=1
ExternalRef: SECURITY cpe23Type cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*
"""


@pytest.mark.parametrize("content", [json.dumps(SPDX).encode(), TAGS], ids=["json", "tag-value"])
def test_spdx_gives_its_packages_with_the_described_one_as_asset(content):
    inventory = read_inventory(content, place="f", organisation="X", name="file")
    row = inventory.rows[1]
    assert (row.number, row.asset, row.vendor, row.product, row.version) == (
        2,
        "ns1",
        "Red Hat, Inc.",
        "openssl",
        "1.1.1k-6.el8",
    )
    assert row.purl.startswith("pkg:rpm/redhat/openssl@")
    assert row.cpe.startswith("cpe:2.3:a:openssl:openssl")
    assert inventory.rows[0].version == ""


def test_an_spdx_package_without_name_is_a_bad_row():
    assert [bad.number for bad in read_inventory(json.dumps(SPDX).encode(), place="f").bad_rows] == [3]


NMAP = b"""<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun>
<host><address addr="00:00:5E:00:53:01" addrtype="mac"/><address addr="192.0.2.7" addrtype="ipv4"/>
<hostnames><hostname name="vpn.example.org"/></hostnames><ports>
<port protocol="tcp" portid="22"><state state="open"/>
<service name="ssh" product="OpenSSH" version="8.2p1" ostype="Linux">
<cpe>cpe:/o:linux:linux_kernel</cpe><cpe>cpe:/a:openbsd:openssh:8.2p1</cpe></service></port>
<port protocol="tcp" portid="23"><state state="closed"/><service name="telnet" product="x"/></port>
<port protocol="tcp" portid="80"><state state="open"/><service name="http"/></port>
</ports></host></nmaprun>"""


def test_nmap_gives_a_row_per_open_port_with_a_product_and_the_address_as_asset():
    inventory = read_inventory(NMAP, place="f", organisation="X")
    row = inventory.rows[0]
    assert len(inventory.rows) == 1
    assert (row.asset, row.host, row.product, row.version) == ("192.0.2.7", "vpn.example.org", "OpenSSH", "8.2p1")
    assert (row.cpe, row.os) == ("cpe:/a:openbsd:openssh:8.2p1", "Linux")


def sheet(*lines):
    book, file = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


def test_a_list_of_what_is_there_gives_rows_without_version_and_only_those_that_are_there():
    content = sheet(
        ["ICT-foto 2026 (voorbeeld)"],
        [],
        ["Leverancier", "Product", "Aanwezig ja/nee"],
        ["Citrix", "NetScaler ADC", "Ja"],
        ["Acme", "Box", "nee"],
        ["Acme", "Crate", None],
        ["Acme", "Can", "misschien"],
    )
    inventory = read_inventory(content, place="foto.xlsx", organisation="Voorbeeldstad", name="foto.xlsx")
    assert [(row.number, row.asset, row.product, row.version) for row in inventory.rows] == [
        (1, "foto.xlsx", "NetScaler ADC", "")
    ]
    assert [(bad.number, "yes or no" in bad.message) for bad in inventory.bad_rows] == [(4, True)]


def test_a_spreadsheet_whose_headings_are_not_understood_names_them():
    with pytest.raises(UnreadableInventory, match="headings not understood: doos, merk"):
        read_inventory(sheet(["doos", "merk"], ["a", "b"]), place="f.xlsx", organisation="X")


LINES = b"""{"host": {"name": "ns1"}, "sw": {"vendor": "Citrix", "name": "NetScaler ADC", "v": "14.1-43.56"}, "x": [1]}
not json
{"host": {"name": "ns2"}, "sw": {"vendor": "Citrix", "name": "NetScaler ADC", "v": null}}
"""
LIST = b"[" + LINES.replace(b"not json", b"3").strip().replace(b"\n", b",") + b"]"


@pytest.mark.parametrize("content", [LINES, LIST])
def test_json_lines_are_read_through_a_mapping_of_dotted_keys(content):
    mapping = read_mapping(
        {"host.name": "asset", "sw.vendor": "vendor", "sw.name": "product", "sw.v": "version"}, "m.json"
    )
    inventory = read_inventory(content, place="f", organisation="X", mapping=mapping)
    assert [(row.number, row.asset, row.version) for row in inventory.rows] == [
        (1, "ns1", "14.1-43.56"),
        (3, "ns2", ""),
    ]
    assert [bad.number for bad in inventory.bad_rows] == [2]


NS_CONF = b"""#NS13.1 Build 59.19
# Last modified Mon Jun 23 2025
set ns config -IPAddress 192.0.2.7 -netmask 255.255.255.0
add system user geheim 9f8c7secrethash -encrypted
add authentication ldapAction ad -serverIP 192.0.2.8 -ldapBindDnPassword SECRET -encrypted
"""


@pytest.mark.parametrize(
    ("lines", "yes"),
    [
        ("", set()),
        ("add vpn vserver gw SSL 192.0.2.9 443", {"gateway", "dtls"}),
        ("add vpn vserver gw SSL 192.0.2.9 443 -dtls OFF", {"gateway"}),
        ("add vpn vserver gw SSL 192.0.2.9 443\nset vpn vserver gw -dtls OFF", {"gateway"}),
        ('add vpn vserver "my gw" SSL 192.0.2.9 443\nset vpn vserver "my gw" -Listenpolicy NONE', {"gateway", "dtls"}),
        ("add authentication vserver aaa SSL 0.0.0.0", {"aaa"}),
        ("add authentication samlAction idp -samlIdPCertName x", {"saml"}),
        ("add authentication samlIdPProfile idp", {"saml"}),
        ("add cr vserver cr HDX * 80", {"hdx"}),
        ("add lb vserver web HTTP 2001:db8::1 80", {"ipv6_lb"}),
        ("add lb vserver web TCP 2001:db8::1 80", set()),
        (
            """add server s6 2001:db8::5
add serviceGroup sg SSL
bind serviceGroup sg s6 443
add lb vserver web SSL 192.0.2.9 443
bind lb vserver web sg""",
            {"ipv6_lb"},
        ),
        ("add server s6 2001:db8::5\nadd service s s6 SSL 443\nadd lb vserver web SSL 192.0.2.9 443", set()),
        ("#add vpn vserver gw SSL 192.0.2.9 443", set()),
    ],
)
def test_ns_conf_gives_every_fact(lines, yes):
    read = read_ns_conf(NS_CONF + lines.encode())
    assert read.version == "13.1-59.19"
    assert {name for name, answer in read.facts.items() if answer is Answer.YES} == yes
    assert tuple(read.facts) == FACTS


def test_ns_conf_of_a_device_with_partitions_says_yes_or_unknown_since_theirs_lie_elsewhere():
    lines = b"add vpn vserver gw SSL 192.0.2.9 443 -dtls OFF\nadd ns partition east\nadd HA node 1 192.0.2.3\n"
    facts = read_ns_conf(NS_CONF + lines).facts
    assert facts == {**dict.fromkeys(FACTS, Answer.UNKNOWN), "gateway": Answer.YES}


@pytest.mark.parametrize("line", ["#add vpn vserver gw SSL", "# add vpn vserver gw SSL", "add HA node 1 192.0.2.3"])
def test_a_comment_and_a_second_node_say_nothing_of_exposure(line):
    assert set(read_ns_conf(NS_CONF + line.encode()).facts.values()) == {Answer.NO}


def test_a_gateway_that_is_switched_off_counts_as_the_bulletins_test_does():
    lines = b"add vpn vserver gw SSL 192.0.2.9 443 -state DISABLED\ndisable vpn vserver gw\n"
    assert read_ns_conf(NS_CONF + lines).facts["gateway"] is Answer.YES


def test_ns_conf_keeps_no_secret_and_no_name():
    read = read_ns_conf(NS_CONF + b"add vpn vserver geheim-gw SSL 192.0.2.9 443\n")
    assert not [word for word in ("SECRET", "9f8c7", "geheim", "192.0.2") if word in repr(read)]


@pytest.mark.parametrize("content", [b"", b"# only a comment", b"\x00\xff" * 100, b"hello world\nset"])
def test_what_is_no_ns_conf_is_refused(content):
    with pytest.raises(UnreadableConfiguration, match="no command"):
        read_ns_conf(content, place="x")


def test_one_flat_object_is_an_inventory_of_one_row():
    content = b'{"organisation": "O", "asset": "a1", "vendor": "Acme", "product": "Box", "version": "1.5"}\n'
    (row,) = read_inventory(content, place="one.jsonl").rows
    assert (row.asset, row.product, row.version) == ("a1", "Box", "1.5")
