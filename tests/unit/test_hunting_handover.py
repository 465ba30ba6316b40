"""What is handed over: the same bytes each time, verified by tools of everybody, read by the libraries of others."""

import csv
import json
import shutil
import subprocess
from collections import Counter
from datetime import datetime

import pymisp
import pytest
import stix2

from hunting_evidence import local, put, run, web_log

FILES = {
    "answer.jsonl",
    "counts.json",
    "evidence.sha256",
    "findings.csv",
    "misp.json",
    "request.json",
    "stix.json",
    "timesketch.csv",
    "timesketch.jsonl",
    "SHA256SUMS",
    "package.tar",
}


def _line(at, request, agent):
    return f'91.107.190.236 - - [{at} +0100] "{request} HTTP/1.1" 200 512 "-" "{agent}"'


@pytest.fixture
def handed(tmp_path):
    shell = _line("08/Jan/2020:12:00:00", "POST /logon/LogonPoint/tmindex.php", "curl/7.64")
    log = web_log(local(2020, 1, 7), local(2020, 1, 9), extra=[(local(2020, 1, 8, 12), shell)])
    files = {
        "var/log/httpaccess-vpn.log": log,
        "var/netscaler/logon/LogonPoint/tmindex.php": "=1+1 <?php eval($_POST[1]);",
    }
    put(tmp_path / "ev", files)

    def hand(folder, *words):
        return run(
            "ev",
            "--rules",
            "citrix-2025",
            "--window",
            "2020-01-07/2020-01-09",
            "--export",
            folder,
            *words,
            cwd=tmp_path,
        )

    assert hand("one").returncode == 1
    return tmp_path, hand


def test_another_run_gives_the_same_bytes(handed):
    folder, hand = handed
    assert hand("two", "--workers", "3").returncode == 1
    assert {path.name for path in (folder / "one").iterdir()} == FILES
    for name in FILES:
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes(), name


def test_nothing_is_written_over(handed):
    folder, hand = handed
    before = (folder / "one" / "SHA256SUMS").read_bytes()
    done = hand("one")
    assert (done.returncode, "there is something already" in done.stderr) == (2, True)
    assert (folder / "one" / "SHA256SUMS").read_bytes() == before


@pytest.mark.skipif(not all(map(shutil.which, ("sha256sum", "tar"))), reason="sha256sum or tar is not here")
def test_the_package_verifies_with_tools_of_everybody(handed):
    folder, _ = handed
    subprocess.run(["tar", "-xf", "one/package.tar"], cwd=folder, check=True)
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder / "hand-over", check=True)
    subprocess.run(["sha256sum", "-c", "--quiet", "hand-over/evidence.sha256"], cwd=folder, check=True)
    (folder / "hand-over" / "findings.csv").write_text("changed")
    changed = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder / "hand-over", check=False)
    assert changed.returncode != 0


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not here")
def test_the_answer_is_read_with_jq(handed):
    folder, _ = handed
    told = subprocess.run(
        ["jq", "-r", 'select(.type == "finding" and .class == "compromise") | .rule', "one/answer.jsonl"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert {"c25-php-answered", "c25-script-in-web-root", "c25_php_code"} <= set(told)


def test_stix_and_misp_are_read_by_the_libraries_of_others(handed):
    folder, _ = handed
    bundle = stix2.parse((folder / "one/stix.json").read_text(), allow_custom=False)
    sorts = Counter(one["type"] for one in bundle.objects)
    assert sorts["sighting"] == sorts["indicator"] > 3
    patterns = {one.pattern for one in bundle.objects if one["type"] == "indicator"}
    assert {"[ipv4-addr:value = '91.107.190.236']", "c25-php-answered"} <= patterns
    seen = {one.sighting_of_ref: one.get("first_seen") for one in bundle.objects if one["type"] == "sighting"}
    assert datetime.fromisoformat("2020-01-08T11:00:00+00:00") in seen.values()
    event = pymisp.MISPEvent()
    event.load_file(str(folder / "one/misp.json"))
    told = {(one.type, one.value) for one in event.attributes}
    assert {("ip-src", "91.107.190.236"), ("filename", "var/netscaler/logon/LogonPoint/tmindex.php")} <= told
    assert [tag.name for tag in event.tags] == ["tlp:amber+strict"]


def test_a_timeline_has_what_timesketch_needs(handed):
    folder, _ = handed
    rows = [json.loads(line) for line in (folder / "one/timesketch.jsonl").read_text().splitlines()]
    assert rows
    for row in rows:
        assert isinstance(row["timestamp"], int)
        assert datetime.fromisoformat(row["datetime"]).timestamp() * 1_000_000 == row["timestamp"]
        assert row["message"]
        assert row["timestamp_desc"]
    with (folder / "one/timesketch.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(rows)


def test_counts_hold_no_line_no_path_and_no_address(handed):
    folder, _ = handed
    told = (folder / "one/counts.json").read_text()
    assert json.loads(told)["verdict"] == "signs-found"
    assert not [word for word in ("91.107", "tmindex", "/var", "httpaccess") if word in told]


def test_a_spreadsheet_is_given_no_formula(handed):
    folder, _ = handed
    with (folder / "one/findings.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert [cell for row in rows for cell in row if cell.startswith("'=1+1")]
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@"}]


def test_a_trace_of_the_scan_is_handed_over_as_such_and_is_no_sighting_for_others(tmp_path):
    shell = "Jan  8 12:00:00 <local7.notice> ns bash[1]: root on /dev/pts/0 shell_command=\"grep 'touch -t' /x\"\n"
    put(tmp_path / "ev", {"var/log/bash.log": shell})
    words = ["ev", "--rules", "citrix-2025", "--window", "2020-01-07/2020-01-09", "--collected-at", "2020-01-10"]
    assert run(*words, "--export", "out", cwd=tmp_path).returncode == 3
    with (tmp_path / "out/findings.csv").open(newline="") as file:
        assert [(row["class"], row["label"]) for row in csv.DictReader(file)] == [("lead", "the scan itself")]
    assert json.loads((tmp_path / "out/timesketch.jsonl").read_text())["label"] == "the scan itself"
    bundle = stix2.parse((tmp_path / "out/stix.json").read_text(), allow_custom=False)
    assert {one["type"] for one in bundle.objects} == {"identity", "marking-definition"}
    event = pymisp.MISPEvent()
    event.load_file(str(tmp_path / "out/misp.json"))
    assert list(event.attributes) == []
    counts = json.loads((tmp_path / "out/counts.json").read_text())
    assert (counts["rules"], counts["traces_of_the_scan"]) == ({}, 1)
