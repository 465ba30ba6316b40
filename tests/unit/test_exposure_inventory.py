"""Inventories as people send them: Dutch headings, semicolons, Windows-1252, formulas, NUL, broken rows."""

import pytest

from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.domain.conditions import Answer
from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.engine.headings import read_mapping
from dijkwacht.exposure.engine.inventory import UnreadableInventory

HEADER = "organisation,asset,vendor,product,version"


def only(content, **kwargs):
    inventory = read_csv(content, **kwargs)
    assert not inventory.bad_rows
    return inventory.rows[0]


def test_dutch_headings_semicolons_and_windows_1252_are_understood():
    text = (
        "Organisatie;Systeem;Leverancier;Product;Versie;Editie\r\nSúdwest-Fryslân;gâte;Citrix;NetScaler;13.1-59.19;\r\n"
    )
    row = only(text.encode("cp1252"))
    assert (row.organisation, row.asset, row.version) == ("Súdwest-Fryslân", "gâte", "13.1-59.19")
    assert only(text.encode("utf-8-sig")) == row
    assert only(text.encode("utf-16")) == row


def test_configuration_facts_are_read_in_both_languages_and_a_strange_one_stays_unknown_with_a_remark():
    row = only(f'{HEADER},config\nX,a,Citrix,ADC,13.1,"Gateway = JA; aaa=no;saml=misschien"\n'.encode())
    assert row.facts == {"gateway": Answer.YES, "aaa": Answer.NO, "saml": Answer.UNKNOWN}
    assert "saml=misschien" in row.remarks[0]


def test_a_fact_that_is_said_twice_in_two_ways_is_unknown():
    row = only(f'{HEADER},config\nX,a,Citrix,ADC,13.1,"gateway=yes;gateway=no;aaa=yes;AAA=ja"\n'.encode())
    assert row.facts == {"gateway": Answer.UNKNOWN, "aaa": Answer.YES}
    assert row.remarks == ("config says two things of gateway; taken as unknown",)


DUTCH_LIST = "Leverancier;Product;Versie;Aantal;Locatie\nCitrix;NetScaler ADC;13.1-58.31;2;Utrecht\n"


@pytest.mark.parametrize(
    "text",
    [
        DUTCH_LIST,
        "Overzicht ICT-middelen\n" + DUTCH_LIST,
        "Overzicht ICT, november;;;;\nPeildatum;1-11-2025;;;\n;;;;\n" + DUTCH_LIST,
        "sep=;\n" + DUTCH_LIST,
        DUTCH_LIST + ";;;;\n\n",
        DUTCH_LIST.replace(";", "\t"),
        DUTCH_LIST.replace("Aantal;Locatie", "Kostenplaats;Opmerkingen"),
    ],
)
def test_titles_above_the_headings_and_columns_beside_them_are_no_hindrance(text):
    row = only(text.encode(), organisation="X", name="lijst.csv")
    assert (row.number, row.asset, row.vendor, row.product, row.version) == (
        1,
        "lijst.csv",
        "Citrix",
        "NetScaler ADC",
        "13.1-58.31",
    )


def test_a_host_is_an_asset_and_a_list_with_strange_headings_still_needs_one():
    assert only(b"Servernaam;Leverancier;Product;Versie\nns1;C;P;1\n", organisation="X", name="f").asset == "ns1"
    with pytest.raises(UnreadableInventory, match=r"missing columns: asset.*Bakje"):
        read_csv(b"Bakje;Leverancier;Product;Versie\nns1;C;P;1\n", place="f", organisation="X")
    with pytest.raises(UnreadableInventory, match=r"f\.csv, line 3: two columns are the product"):
        read_csv(b"titel\n\nSysteem;Product;Product;Versie\n", place="f.csv", organisation="X")


@pytest.mark.parametrize("cell", ["=1+1", '=cmd|"/c calc"!A0', "@SUM(A1)", "+cmd|x", "-2+3|x"])
def test_a_formula_is_text_and_marked(cell):
    quoted = '"' + cell.replace('"', '""') + '"'
    row = only(f"{HEADER}\nX,a,Citrix,{quoted},13.1\n".encode())
    assert row.product == cell
    assert row.remarks == ("the product looks like a formula; read as text",)


def test_headings_that_are_not_understood_are_named_and_a_mapping_helps():
    content = b"gemeente;doos;Merk;pakket;uitgave\nX;a;Citrix;ADC;13.1-1.1\n"
    with pytest.raises(
        UnreadableInventory, match=r"missing columns: asset, vendor, product, version.*doos, Merk, pakket, uitgave"
    ):
        read_csv(content, place="f.csv")
    mapping = read_mapping({"doos": "asset", "merk": "vendor", "Pakket": "product", "uitgave": "version"}, "m.json")
    assert only(content, mapping=mapping).asset == "a"
    turned = read_mapping({"asset": "doos", "vendor": "Merk", "product": "pakket", "version": "uitgave"}, "m.json")
    assert turned == mapping


def test_one_bad_row_does_not_stop_the_others_and_says_what_is_wrong():
    rows = (
        "X,a,Citrix,ADC,13.1-1.1,too,many",
        "X,,Citrix,ADC,1",
        "",
        "X,b,,,1",
        "X,c,Cit\x00rix,ADC,1",
        "X,d,Citrix,ADC,2",
    )
    content = "\n".join((HEADER, *rows))
    inventory = read_csv(content.encode())
    assert [(row.number, row.asset) for row in inventory.rows] == [(6, "d")]
    assert [bad.number for bad in inventory.bad_rows] == [1, 2, 4, 5]
    assert "NUL" in inventory.bad_rows[3].message


def test_the_organisation_may_come_from_outside():
    content = b"asset,vendor,product,version\na,Citrix,ADC,1\n"
    assert only(content, organisation="Y").organisation == "Y"
    with pytest.raises(UnreadableInventory, match="organisation"):
        read_csv(content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\x81\x8d\x8f,\xff", "UTF-8 or Windows-1252"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [', "not JSON"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "0.9"}', "not read"),
        (b'{"a": 1}', "CycloneDX"),
        (b'{"spdxVersion": "SPDX-1.9"}', "SPDX-1.9 is not read"),
        (b"SPDXVersion: SPDX-3.0\n", "SPDX-3.0 is not read"),
        (b'<?xml version="1.0"?><!DOCTYPE other><other></other>', "nmaprun"),
        (b'<!DOCTYPE b [<!ENTITY a "x"><!ENTITY c "&a;&a;">]><b>&c;</b>', "XML"),
        (b"<bom", "XML"),
        (b"[" * 100_000, "levels deep"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_was_expected(content, says):
    with pytest.raises(UnreadableInventory, match=says):
        read_inventory(content, place="f")


JSON = b"""{"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {"component": {"name": "ns1"}}, "components": [
 {"name": "NetScaler ADC", "version": "14.1-43.56", "supplier": {"name": "Citrix"},
  "components": [{"name": "openssl", "version": "1.0.2"}]},
 {"version": "1"}, {"name": "x", "purl": "pkg:npm/x@2.0"}]}"""
XML = b"""<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4">
<metadata><component><name>ns1</name></component></metadata><components><component>
<supplier><name>Citrix</name></supplier><name>NetScaler ADC</name><version>14.1-43.56</version>
<components><component><name>openssl</name><version>1.0.2</version></component></components>
</component></components></bom>"""


@pytest.mark.parametrize("content", [JSON, XML], ids=["json", "xml"])
def test_cyclonedx_gives_its_components_with_the_described_one_as_asset(content):
    inventory = read_inventory(content, place="f", organisation="X", name="file")
    first, second = inventory.rows[:2]
    assert (first.number, first.asset, first.vendor, first.product, first.version) == (
        1,
        "ns1",
        "Citrix",
        "NetScaler ADC",
        "14.1-43.56",
    )
    assert (second.number, second.product) == (2, "openssl")


def test_a_component_without_name_is_a_bad_row_and_a_purl_gives_the_version():
    inventory = read_inventory(JSON, place="f", organisation="X")
    assert [bad.number for bad in inventory.bad_rows] == [3]
    assert inventory.rows[2].version == "2.0"
