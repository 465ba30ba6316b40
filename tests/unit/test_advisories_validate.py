"""`dijkwacht advisory validate` keeps what CONTRACTS.md promises, without a database and without Django."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dijkwacht.advisories.commands import app

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
run = CliRunner()


def document(**over):
    tracking = {
        "id": "VG-2020-01",
        "version": "1",
        "status": "final",
        "initial_release_date": "2020-01-09T10:00:00Z",
        "current_release_date": "2020-01-09T10:00:00Z",
        "revision_history": [{"number": "1", "date": "2020-01-09T10:00:00Z", "summary": "First version"}],
    }
    head = {
        "category": "csaf_base",
        "csaf_version": "2.0",
        "title": "Flaw in Veldgate",
        "publisher": {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"},
        "tracking": tracking,
    }
    return {"document": {**head, **over}}


def with_flaw(value, product):
    """Add a flaw that speaks of `product`, while the tree only holds P1."""
    return {
        **value,
        "product_tree": {"full_product_names": [{"name": "Veldgate 13.1", "product_id": "P1"}]},
        "vulnerabilities": [{"cve": "CVE-2020-99001", "product_status": {"fixed": [product]}}],
    }


def newer(**over):
    return {
        "$schema": "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
        **document(csaf_version="2.1", distribution={"tlp": {"label": "CLEAR"}}, **over),
    }


def record(**meta):
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2020-99001", "state": "PUBLISHED", **meta},
        "containers": {"cna": {}},
    }


def judge(folder, value, *options):
    file = folder / "advisory.json"
    file.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    result = run.invoke(app, ["validate", str(file), "--json", *options])
    return result, json.loads(result.stdout) if result.stdout else None, file


def test_a_good_document_is_valid(tmp_path):
    result, answer, file = judge(tmp_path, document())
    assert result.exit_code == 0
    assert answer["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (answer["file"], answer["format"], answer["schema_valid"], answer["valid"]) == (
        str(file),
        "csaf-2.0",
        True,
        True,
    )
    assert answer["validator"]["name"] == "csaf"
    assert answer["validator"]["preset"] == "basic"


@pytest.mark.parametrize("build", [document, newer], ids=["2.0", "2.1"])
def test_a_product_that_the_tree_does_not_hold_fails_test_6_1_1(tmp_path, build):
    result, answer, _ = judge(tmp_path, with_flaw(build(), "P2"))
    assert result.exit_code == 1
    (finding,) = [found for found in answer["findings"] if found["test"] == "6.1.1"]
    assert (finding["severity"], finding["path"]) == ("error", "/vulnerabilities/0/product_status/fixed/0")
    assert (answer["schema_valid"], answer["valid"]) == (True, False)


def test_the_same_document_passes_when_only_the_schema_is_asked(tmp_path):
    result, answer, _ = judge(tmp_path, with_flaw(document(), "P2"), "--preset", "schema")
    assert (result.exit_code, answer["valid"]) == (0, True)


def test_full_finds_what_basic_lets_pass(tmp_path):
    _, basic, _ = judge(tmp_path, document())
    result, full, _ = judge(tmp_path, document(), "--preset", "full")
    assert result.exit_code == 0
    assert not basic["findings"]
    assert {found["severity"] for found in full["findings"]} <= {"warning", "info"}
    assert full["findings"]


def test_a_document_without_title_fails_the_schema(tmp_path):
    value = document()
    del value["document"]["title"]
    result, answer, _ = judge(tmp_path, value)
    assert result.exit_code == 1
    assert answer["schema_valid"] is False
    assert {(found["test"], found["path"]) for found in answer["findings"]} == {("schema", "/document")}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (json.dumps(document()).encode()[:100], "ends in the middle"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"csaf": true}', "no format"),
    ],
    ids=["truncated", "encoding", "unknown"],
)
def test_what_cannot_be_read_goes_to_stderr_with_exit_2(tmp_path, value, expected):
    result, answer, file = judge(tmp_path, value)
    assert (result.exit_code, answer) == (2, None)
    assert expected in result.stderr
    assert str(file) in result.stderr


def test_a_file_that_is_not_there_is_wrong_use(tmp_path):
    result = run.invoke(app, ["validate", str(tmp_path / "absent.json"), "--json"])
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_record_is_judged_by_what_our_reader_needs(tmp_path):
    good, answer, _ = judge(tmp_path, record())
    assert (good.exit_code, answer["format"], answer["validator"]["name"]) == (0, "cve-5", "dijkwacht")
    broken, answer, _ = judge(tmp_path, record(cveId=None))
    assert broken.exit_code == 1
    assert [(found["test"], found["path"]) for found in answer["findings"]] == [("schema", "/cveMetadata/cveId")]


def test_people_read_one_line_per_finding(tmp_path):
    file = tmp_path / "advisory.json"
    file.write_text(json.dumps(with_flaw(document(), "P2")))
    result = run.invoke(app, ["validate", str(file)])
    assert result.exit_code == 1
    assert "not valid" in result.stdout.splitlines()[0]
    assert "6.1.1" in result.stdout


def test_it_runs_without_django(tmp_path):
    file = tmp_path / "advisory.json"
    file.write_text(json.dumps(document()))
    script = (
        "import sys; from dijkwacht.cli import main\n"
        f"code = main._dispatch(['advisory', 'validate', {str(file)!r}, '--json'])\n"
        "sys.exit(code or ('django' in sys.modules) * 9)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["valid"] is True


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real advisories are not on this machine")
def test_published_documents_pass_the_schema():
    files = sorted((SHARED / "csaf").rglob("*.json"))[::150]
    for file in files:
        result = run.invoke(app, ["validate", str(file), "--json", "--preset", "schema"])
        assert (result.exit_code, json.loads(result.stdout)["schema_valid"]) == (0, True), file
    assert files


def test_branches_two_hundred_deep_are_a_finding_and_no_refusal(tmp_path):
    """The contract: exit 2 is for what is no JSON or of no known format; this is both."""
    branch = {"category": "product_version", "name": "1", "product": {"name": "x", "product_id": "P1"}}
    for number in range(200):
        branch = {"category": "product_family", "name": f"f{number}", "branches": [branch]}
    result, answer, _ = judge(tmp_path, {**newer(), "product_tree": {"branches": [branch]}})
    assert (result.exit_code, answer["valid"], answer["findings"][0]["test"]) == (1, False, "6.1.34")
