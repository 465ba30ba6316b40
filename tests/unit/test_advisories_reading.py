"""Advisories of three formats become the same values; what cannot be read says where and why."""

import json
from datetime import UTC, datetime

import pytest

from dijkwacht.advisories.domain.severity import Grade, Urgency
from dijkwacht.advisories.engine import loading
from dijkwacht.advisories.engine.reading import read_document
from dijkwacht.advisories.engine.values import CveStatus, Format, ProductStatus, VersionChange
from dijkwacht.kernel.labels import Label


def csaf(version="2.0", **parts):
    """A CSAF document of a fictional vendor; `parts` go beside and over its document."""
    tracking = {
        "id": "VG-2020-01",
        "version": "1.1.0",
        "status": "final",
        "initial_release_date": "2020-01-09T10:00:00Z",
        "current_release_date": "2020-01-17T18:30:00+01:00",
        "revision_history": [
            {"number": "1.0.0", "date": "2020-01-09T10:00:00Z", "summary": "First version"},
            {"number": "1.1.0", "date": "2020-01-17T17:30:00Z", "summary": "Misuse seen"},
        ],
    }
    document = {
        "category": "csaf_security_advisory",
        "csaf_version": version,
        "title": "Flaw in Veldgate",
        "publisher": {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"},
        "tracking": tracking,
        **parts.pop("document", {}),
    }
    return {"document": document, **parts}


def read(value):
    return read_document(json.dumps(value).encode()).document


TREE = {
    "branches": [
        {
            "category": "vendor",
            "name": "Veldgate BV",
            "branches": [
                {
                    "category": "product_name",
                    "name": "Veldgate",
                    "branches": [
                        {
                            "category": "product_version_range",
                            "name": "<13.1-59.19",
                            "product": {
                                "product_id": "P1",
                                "name": "Veldgate before 13.1-59.19",
                                "product_identification_helper": {"cpe": "cpe:2.3:a:veldgate:veldgate:*:*:*:*:*:*:*:*"},
                            },
                        },
                        {
                            "category": "product_version",
                            "name": "13.1-59.19",
                            "product": {"product_id": "P2", "name": "Veldgate 13.1-59.19"},
                        },
                    ],
                }
            ],
        }
    ],
    "product_groups": [{"group_id": "G", "product_ids": ["P1", "P2"]}],
}


def test_a_document_says_what_its_head_says():
    document = read(csaf(document={"distribution": {"tlp": {"label": "WHITE"}}}))
    assert (document.format, document.identifier, document.version) == (Format.CSAF_2_0, "VG-2020-01", "1.1.0")
    assert (document.issuer, document.label) == ("Veldgate BV", Label.CLEAR)
    assert document.current_release == datetime(2020, 1, 17, 17, 30, tzinfo=UTC)
    assert [note.summary for note in document.revisions] == ["First version", "Misuse seen"]


def test_leaves_carry_vendor_name_and_either_version_or_range():
    ranged, single = read(csaf(product_tree=TREE)).products
    assert (ranged.vendor, ranged.name, ranged.version, ranged.version_range) == (
        "Veldgate BV",
        "Veldgate",
        None,
        "<13.1-59.19",
    )
    assert ranged.cpes == ("cpe:2.3:a:veldgate:veldgate:*:*:*:*:*:*:*:*",)
    assert (single.version, single.version_range) == ("13.1-59.19", None)


def test_statuses_remediations_and_groups_are_per_vulnerability():
    flaw = {
        "cve": "CVE-2020-99001",
        "product_status": {"known_affected": ["P1"], "fixed": ["P2"]},
        "remediations": [{"category": "vendor_fix", "details": "Install it", "group_ids": ["G"]}],
        "scores": [{"products": ["P1"], "cvss_v3": {"version": "3.1", "vectorString": "CVSS:3.1/x", "baseScore": 9.8}}],
    }
    (read_flaw,) = read(csaf(product_tree=TREE, vulnerabilities=[flaw])).vulnerabilities
    assert read_flaw.statuses_of("P1") == (ProductStatus.KNOWN_AFFECTED,)
    assert read_flaw.remediations[0].product_ids == ("P1", "P2")
    assert read_flaw.scores[0].base == "9.8"


def test_a_flaw_without_cve_goes_by_the_first_name_the_source_gives():
    flaw = {"ids": [{"system_name": "Veldgate", "text": "VG-77"}, {"system_name": "x", "text": "X-1"}]}
    (found,) = read(csaf(vulnerabilities=[flaw])).vulnerabilities
    assert (found.name, found.cve) == ("VG-77", "")


def test_the_newer_version_keeps_scores_and_exploitation_dates_elsewhere():
    flaw = {
        "cve": "CVE-2025-99001",
        "cwes": [{"id": "CWE-125", "name": "x"}],
        "metrics": [
            {"products": ["P1"], "content": {"cvss_v4": {"version": "4.0", "vectorString": "v", "baseScore": 9.3}}}
        ],
        "first_known_exploitation_dates": [
            {"date": "2025-07-16T00:00:00Z", "exploitation_date": "2025-06-01T00:00:00Z"},
            {"date": "2025-07-22T00:00:00Z", "exploitation_date": "2025-05-02T00:00:00Z"},
        ],
    }
    document = read(csaf("2.1", product_tree=TREE, vulnerabilities=[flaw]))
    (found,) = document.vulnerabilities
    assert document.format is Format.CSAF_2_1
    assert (found.scores[0].base, found.cwes) == ("9.3", ("CWE-125",))
    assert found.exploited_since == datetime(2025, 5, 2, tzinfo=UTC)


def note(title, text):
    return {"category": "general", "title": title, "text": text}


@pytest.mark.parametrize(
    ("document", "letters", "urgency"),
    [
        ({"notes": [note("Kans", "high"), note("Schade", "high")]}, "H/H", None),
        ({"notes": [note("Kans", "medium")]}, "M/?", None),
        ({"aggregate_severity": {"text": "M/H"}}, "M/H", None),
        ({"aggregate_severity": {"text": "Urgent"}}, "", Urgency.URGENT),
        ({"aggregate_severity": {"text": "Normaal"}}, "", Urgency.NORMAL),
        ({"aggregate_severity": {"text": "Important"}}, "", None),
    ],
)
def test_both_scales_of_the_national_desk_are_read(document, letters, urgency):
    severity = read(csaf(document=document)).severity
    assert (severity.letters, severity.urgency) == (letters, urgency)


def test_high_is_high_in_dutch_too():
    notes = [{"category": "general", "title": "Schade", "text": "hoog"}]
    assert read(csaf(document={"notes": notes})).severity.damage is Grade.HIGH


def record(**cna):
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {
            "cveId": "CVE-2025-99001",
            "state": "PUBLISHED",
            "assignerShortName": "veldgate",
            "datePublished": "2025-06-17T12:29:34.506Z",
            "dateUpdated": "2025-07-11T03:55:49.987Z",
        },
        "containers": {"cna": {"providerMetadata": {"shortName": "veldgate"}, **cna}},
    }


def test_a_record_keeps_versions_with_their_changes_and_default():
    version = {
        "version": "14.1",
        "status": "affected",
        "lessThan": "43.56",
        "versionType": "patch",
        "changes": [{"at": "43.50", "status": "unaffected"}],
    }
    block = {"vendor": "Veldgate", "product": " ADC ", "defaultStatus": "unaffected", "versions": [version]}
    document = read(record(affected=[block]))
    (affected,) = document.vulnerabilities[0].affected
    assert document.version == "2025-07-11T03:55:49.987Z"
    assert (affected.product, affected.default_status, affected.by) == ("ADC", CveStatus.UNAFFECTED, "cna")
    assert affected.versions[0].less_than == "43.56"
    assert affected.versions[0].changes == (VersionChange("43.50", CveStatus.UNAFFECTED),)


def test_what_others_add_to_a_record_is_marked_as_theirs():
    value = record(affected=[])
    value["containers"]["adp"] = [
        {
            "providerMetadata": {"shortName": "Enricher"},
            "affected": [{"vendor": "v", "product": "p"}],
            "metrics": [{"other": {"type": "kev", "content": {"dateAdded": "2025-07-10"}}}],
        }
    ]
    (flaw,) = read(value).vulnerabilities
    assert [(block.by, block.default_status) for block in flaw.affected] == [("Enricher", CveStatus.UNKNOWN)]
    assert flaw.threats[0].date == datetime(2025, 7, 10, tzinfo=UTC)


WHOLE = json.dumps(csaf(product_tree=TREE)).encode()


@pytest.mark.parametrize(
    ("content", "error", "place"),
    [
        (WHOLE[:-20], loading.TruncatedAdvisory, "line 1"),
        (WHOLE[:200], loading.TruncatedAdvisory, "line 1"),
        (b'{"document": "\xff\xfe"}', loading.WrongEncoding, "line 1, byte 14"),
        (WHOLE.decode().encode("utf-16"), loading.WrongEncoding, "byte 0"),
        (b"[" * 100_000, loading.TooDeepAdvisory, ""),
        (b"[" * 600 + b"]" * 600, loading.TooDeepAdvisory, ""),
        (b" " * (loading.LARGEST + 1), loading.TooLargeAdvisory, ""),
        (b"<html>no</html>", loading.NotJson, "line 1, column 1"),
        (b"", loading.NotJson, "line 1"),
        (b'{"document": NaN}', loading.NotJson, ""),
        (b'{"document": ' + b"9" * 5000 + b"}", loading.NotJson, ""),
        (b'{"hello": 1}', loading.UnknownFormat, ""),
        (b'{"document": {"csaf_version": "3.0"}}', loading.UnknownFormat, "/document/csaf_version"),
        (b'{"document": {"csaf_version": 2.0}}', loading.WrongStructure, "/document/csaf_version"),
        (b'{"document": {"csaf_version": "2.0"}}', loading.WrongStructure, "/document/tracking/id"),
        (b'{"dataType": "CVE_RECORD", "dataVersion": "4.0"}', loading.UnknownFormat, "/dataVersion"),
    ],
    ids=lambda value: value.code if isinstance(value, type) else None,
)
def test_trouble_says_where_it_is(content, error, place):
    with pytest.raises(loading.UnreadableAdvisory) as caught:
        read_document(content)
    assert type(caught.value) is error
    assert place in caught.value.place
    assert caught.value.expected


def test_a_wrong_type_deep_inside_is_named_by_its_pointer():
    value = csaf(vulnerabilities=[{"cve": "CVE-2020-99001", "product_status": {"fixed": "P2"}}])
    with pytest.raises(loading.WrongStructure) as caught:
        read_document(json.dumps(value).encode(), "advisory.json")
    assert caught.value.place == "advisory.json#/vulnerabilities/0/product_status/fixed"


def test_a_byte_order_mark_and_an_unreadable_date_are_forgiven():
    value = csaf()
    value["document"]["tracking"]["current_release_date"] = "yesterday"
    document = read_document(b"\xef\xbb\xbf" + json.dumps(value).encode()).document
    assert document.current_release is None


def test_characters_that_no_store_can_hold_are_replaced():
    assert read(csaf(document={"title": "a\x00b\ud800c"})).title == "a\ufffdb\ufffdc"
