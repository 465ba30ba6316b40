"""`dijkwacht match` as scripts use it: lines, summary, exit codes, and no Django behind it."""

import json
import subprocess
import sys

import pytest

RECORD = {
    "dataType": "CVE_RECORD",
    "dataVersion": "5.1",
    "cveMetadata": {"cveId": "CVE-2025-6543", "state": "PUBLISHED", "dateUpdated": "2025-10-21T22:45:23.800Z"},
    "containers": {
        "cna": {
            "affected": [
                {
                    "vendor": "NetScaler",
                    "product": "ADC",
                    "defaultStatus": "unaffected",
                    "versions": [
                        {"version": "14.1", "lessThan": "47.46", "status": "affected", "versionType": "patch"}
                    ],
                }
            ]
        }
    },
}
INVENTORY = """organisatie;systeem;leverancier;product;versie;configuratie
Voorbeeldstad;ns1;Citrix;NetScaler ADC;14.1-43.56;gateway=ja
Voorbeeldstad;werkplek;Citrix;Workspace app;24.1;
Voorbeeldstad;;Citrix;NetScaler ADC;14.1-1.1;
Voorbeeldstad;ns2;Citrix;NetScaler Gateway;13.0-92.21;
"""
START = (
    "import sys, dijkwacht.cli.main as m\n"
    "sys.argv = ['dijkwacht', 'match', *sys.argv[1:]]\n"
    "try:\n    m.run()\nfinally:\n    assert 'django' not in sys.modules, 'django was loaded'\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cve.json").write_text(json.dumps(RECORD))
    (tmp_path / "inv.csv").write_text(INVENTORY)
    return tmp_path


def run(folder, *words):
    return subprocess.run(
        [sys.executable, "-c", START, *words], cwd=folder, capture_output=True, text=True, check=False
    )


def lines(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_line_per_answer_one_per_bad_row_and_the_summary_last(folder):
    first, second, error, summary = lines(run(folder, "--advisory", "cve.json", "--inventory", "./inv.csv", "--json"))
    assert {
        key: first[key] for key in ("organisation", "asset", "vulnerability", "verdict", "source_file", "source_row")
    } == {
        "organisation": "Voorbeeldstad",
        "asset": "ns1",
        "vulnerability": "CVE-2025-6543",
        "verdict": "affected",
        "source_file": "./inv.csv",
        "source_row": 1,
    }
    assert first["product"] == {"vendor": "Citrix", "name": "NetScaler ADC", "version": "14.1-43.56", "edition": None}
    assert first["advisory"] == {"id": "CVE-2025-6543", "version": "2025-10-21T22:45:23.800Z"}
    assert first["considered"] == [
        {"source_file": "./inv.csv", "source_row": 1, "advisory": "CVE-2025-6543", "verdict": "affected"}
    ]
    assert (second["asset"], second["verdict"], second["range"]) == ("ns2", "out-of-support", None)
    assert (error["error"]["source_row"], error["error"]["message"]) == (3, "the asset is empty")
    counted = summary["summary"]
    assert (counted["rows"], counted["resolved"], counted["unresolved"]) == (4, 3, 1)
    assert len(counted["verdicts"]) == 9
    assert counted["verdicts"]["affected"] == counted["verdicts"]["out-of-support"] == 1


@pytest.mark.parametrize(("day", "expected"), [("2024-07-15", "not-affected"), ("2024-07-16", "out-of-support")])
def test_the_day_on_which_support_is_asked_can_be_given(folder, day, expected):
    found = lines(run(folder, "--advisory", "cve.json", "--inventory", "inv.csv", "--as-of", day, "--json"))
    assert found[1]["verdict"] == expected


def test_an_amendment_in_yaml_changes_the_answer(folder):
    (folder / "own.yml").write_text(
        "amends: {advisory: null, vulnerability: CVE-2025-6543}\nby: desk\nat: 2026-01-01\nbecause: x\nsource: y\n"
        "ranges:\n- {vendor: Citrix, product: ADC, train: 14.1, edition: '-', to: 14.1-43.10, status: affected}\n"
    )
    found = lines(run(folder, "--advisory", "cve.json", "--inventory", "inv.csv", "--amendment", "own.yml", "--json"))
    assert found[0]["verdict"] == "fixed"
    assert {item["advisory"] for item in found[0]["considered"]} == {"CVE-2025-6543", "amendment:CVE-2025-6543"}


def test_own_headings_need_a_mapping(folder):
    (folder / "odd.csv").write_text("wie,doos,merk,pakket,uitgave\nX,a,Citrix,ADC,14.1-1.1\n")
    (folder / "map.json").write_text(
        json.dumps(
            {"wie": "organisation", "doos": "asset", "merk": "vendor", "pakket": "product", "uitgave": "version"}
        )
    )
    refused = run(folder, "--advisory", "cve.json", "--inventory", "odd.csv", "--json")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "headings not understood: wie, doos, merk, pakket, uitgave" in refused.stderr
    found = lines(run(folder, "--advisory", "cve.json", "--inventory", "odd.csv", "--mapping", "map.json", "--json"))
    assert found[0]["verdict"] == "precondition-unknown"


@pytest.mark.parametrize(
    "words",
    [
        ("--advisory", "cve.json"),
        ("--advisory", "absent.json", "--inventory", "inv.csv"),
        ("--advisory", "inv.csv", "--inventory", "inv.csv"),
        ("--advisory", "cve.json", "--inventory", "absent.csv"),
        ("--advisory", "cve.json", "--inventory", "cve.json"),
        ("--advisory", "cve.json", "--inventory", "inv.csv", "--as-of", "2025-02-30"),
        ("--advisory", "cve.json", "--inventory", "inv.csv", "--schemes", "absent"),
        ("--advisory", "cve.json", "--inventory", "inv.csv", "--amendment", "cve.json"),
    ],
)
def test_wrong_use_and_unreadable_files_end_with_2_and_nothing_on_stdout(folder, words):
    done = run(folder, *words, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
