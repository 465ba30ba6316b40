"""What people hand in by mistake, and documents that are odd: said what it is, never a traceback, nothing lost."""

import gzip
import json
import os
import threading

import pytest
from typer.testing import CliRunner

from dijkwacht.advisories.commands import app
from dijkwacht.advisories.engine.loading import UnreadableAdvisory
from dijkwacht.advisories.engine.reading import read_document, read_format
from dijkwacht.exposure.commands.matching import _advisories
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.engine.matching import matcher_of

run = CliRunner()


def advisory(*, affected=("P1",), relationships=(), more=(), **tracking):
    """A document of a fictional maker, whose box is affected below 2.0 and fixed in it."""
    return {
        "document": {
            "category": "csaf_base",
            "csaf_version": "2.0",
            "title": "Flaw in the box",
            "publisher": {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"},
            "tracking": {
                "id": "VG-2026-01",
                "status": "final",
                "version": "1",
                "initial_release_date": "2026-01-09T10:00:00Z",
                "current_release_date": "2026-01-09T10:00:00Z",
                "revision_history": [{"number": "1", "date": "2026-01-09T10:00:00Z", "summary": "First"}],
                **tracking,
            },
        },
        "product_tree": {
            "branches": [
                {
                    "category": "vendor",
                    "name": "Veldgate",
                    "branches": [
                        {
                            "category": "product_name",
                            "name": "Box",
                            "branches": [
                                {
                                    "category": "product_version_range",
                                    "name": "<2.0",
                                    "product": {"name": "Box before 2.0", "product_id": "P1"},
                                },
                                *more,
                            ],
                        }
                    ],
                }
            ],
            **({"relationships": list(relationships)} if relationships else {}),
        },
        "vulnerabilities": [{"cve": "CVE-2026-10001", "product_status": {"known_affected": list(affected)}}],
    }


def relation(made, component, base):
    names = {"name": f"{made} on {base}", "product_id": made}
    return {
        "category": "installed_on",
        "full_product_name": names,
        "product_reference": component,
        "relates_to_product_reference": base,
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n", "the file is empty"),
        (b"<!DOCTYPE html><html></html>", "HTML or XML"),
        (gzip.compress(b"{}", mtime=0), "the file is packed"),
        (b"PK\x03\x04" + bytes(30), "the file is packed"),
        (b"%PDF-1.4\n%\xe2\xe3", "the file is a PDF"),
        ("{}".encode("utf-16-be"), "not UTF-8"),
        ("{}".encode("utf-16-le"), "not UTF-8"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number has too many digits"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b"[{}]", "one document per file"),
        (b'{"bomFormat": "CycloneDX"}', "an inventory, not an advisory"),
        (b'{"catalogVersion": "1", "vulnerabilities": []}', "known exploited flaws"),
        (b'{"id": "GHSA-1", "modified": "", "affected": []}', "an OSV record"),
        (b'{"document": {"csaf_version": 2.0}}', "file.json#/document/csaf_version"),
        (b'{"dataType": "CVE_RECORD", "dataVersion": 5.1}', "file.json#/dataVersion"),
    ],
)
def test_what_was_handed_in_by_mistake_is_said_by_its_kind(content, said):
    with pytest.raises(UnreadableAdvisory, match=r"^file\.json") as refused:
        read_format(content, "file.json")
    assert said in str(refused.value)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:30:00Z"])
def test_a_time_at_the_ends_of_the_calendar_is_no_time(at):
    read = read_document(json.dumps(advisory(current_release_date=at)).encode())
    assert read.document.current_release is None


@pytest.mark.parametrize("turned", [False, True])
def test_a_product_made_of_a_composed_one_is_known_in_whatever_order_they_stand(turned):
    made = [relation("R1", "P1", "OS"), relation("R2", "R1", "SUITE")]
    value = advisory(affected=["R2"], relationships=made[::-1] if turned else made)
    document = read_document(json.dumps(value).encode()).document
    product = document.product("R2")
    assert (product.vendor, product.name, product.version_range) == ("Veldgate", "Box", "<2.0")
    assert [one.product_id for one in document.products] == ["P1", *(("R2", "R1") if turned else ("R1", "R2"))]


def test_half_characters_in_what_a_rule_complains_of_are_shown_as_question_marks(tmp_path):
    path = tmp_path / "half.json"
    path.write_text(json.dumps(advisory(affected=["P1", "X\ud800Y"])))
    for words in ([], ["--json"]):
        done = run.invoke(app, ["validate", str(path), *words])
        assert done.exit_code == 1
        assert "`X?Y` is not defined" in done.stdout


def test_an_advisory_that_comes_through_a_pipe_is_read_whole(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(json.dumps(advisory()),))
    writer.start()
    documents, _ = _advisories([pipe])
    writer.join()
    assert [one.identifier for one in documents] == ["VG-2026-01"]


def test_an_id_that_stands_twice_in_the_tree_means_each_of_its_products():
    again = {"name": "Box 3.0", "product_id": "P1"}
    value = advisory(more=[{"category": "product_version", "name": "3.0", "product": again}])
    matcher = matcher_of([read_document(json.dumps(value).encode()).document], shipped=())
    rows = read_csv(b"organisation,asset,vendor,product,version\nO,old,Veldgate,Box,1.5\nO,new,Veldgate,Box,3.0\n").rows
    found = {match.asset: match.verdict for match in matcher.match(("inv.csv", row) for row in rows)}
    assert found == {"old": Exposure.AFFECTED, "new": Exposure.AFFECTED}
