"""`dijkwacht hunt` as scripts use it: fields, order, verdicts, exit codes, in a process without network."""

import gzip
import tarfile

import pytest

from hunting_evidence import local, printed, put, request_line, run, web_log

FINDING = {
    "type", "rule", "title", "class", "confidence", "path", "member", "line", "offset", "length", "time", "time_basis",
    "year_basis", "in_window", "text", "evidence_blake3", "evidence_sha256", "source",
}  # fmt: skip
VERDICT = {
    "type", "verdict", "window", "covered", "covered_by_kind", "reasons", "counts", "rules", "bytes", "seconds",
    "engine",
}  # fmt: skip
PACK = {"pack.yml": "name: p\nneeds: [web-access]\n", "addresses.txt": "1.2.3.4\n198.51.100.0/24\n"}
WHOLE = web_log(local(2019, 12, 23, 22), local(2020, 1, 18))


@pytest.fixture
def pack(tmp_path):
    return put(tmp_path / "pack", PACK)


def test_no_signs_over_the_whole_window(tmp_path, pack):
    put(tmp_path / "ev", {"var/log/httpaccess.log": WHOLE})
    done = run("ev", "--rules", "pack", "--window", "2019-12-24/2020-01-17", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = printed(done)
    verdict = found["verdict"][-1]
    assert verdict.keys() >= VERDICT
    assert verdict["verdict"] == "no-signs-covered"
    assert verdict["window"] == ["2019-12-23T23:00:00Z", "2020-01-16T23:00:00Z"]
    assert verdict["covered"] == [verdict["window"]]
    assert verdict["covered_by_kind"]["web-access"] == [verdict["window"]]
    assert verdict["rules"] == {"armed": 2, "unarmed": 0}
    assert "2019-12-23T23:00:00Z" in done.stderr


def test_a_window_that_the_evidence_covers_in_part(tmp_path, pack):
    late = web_log(local(2020, 1, 8), local(2020, 1, 18))
    put(tmp_path / "ev", {"var/log/httpaccess.log": late})
    done = run("ev", "--rules", "pack", "--window", "2019-12-24/2020-01-17", "--json", cwd=tmp_path)
    assert done.returncode == 3
    verdict = printed(done)["verdict"][-1]
    assert verdict["verdict"] == "no-signs-partial"
    assert verdict["covered"] == [["2020-01-07T23:00:00Z", "2020-01-16T23:00:00Z"]]
    assert "9 of 24 days were looked at" in verdict["reasons"]
    assert any("24 December - 7 January" in reason for reason in verdict["reasons"])


def test_signs_with_every_promised_field_and_the_exact_place(tmp_path):
    put(
        tmp_path / "pack",
        {**PACK, "addresses.csv": "value,class,confidence,source\n1.2.3.4,compromise,high,made up\n"},
    )
    (tmp_path / "pack" / "addresses.txt").unlink()
    line = request_line(local(2020, 1, 9, 12), "/x?from=1.2.3.4", client="11.2.3.45")
    log = web_log(local(2019, 12, 23, 22), local(2020, 1, 18), extra=[(local(2020, 1, 9, 12, 0, 1), line)])
    put(tmp_path / "ev", {"var/log/httpaccess.log": log})
    done = run("ev", "--rules", "pack", "--window", "2019-12-24/2020-01-17", "--sha256", "--json", cwd=tmp_path)
    assert done.returncode == 1
    (finding,) = printed(done)["finding"]
    assert finding.keys() >= FINDING
    at = log.encode().index(b"=1.2.3.4") + 1
    assert (finding["path"], finding["member"], finding["offset"], finding["length"]) == (
        "var/log/httpaccess.log",
        None,
        at,
        7,
    )
    assert finding["line"] == log[:at].count("\n") + 1
    assert (finding["class"], finding["confidence"], finding["source"]) == ("compromise", "high", "made up")
    assert (finding["time"], finding["time_basis"], finding["year_basis"], finding["in_window"]) == (
        "2020-01-09T11:00:00Z",
        "offset",
        "written",
        True,
    )
    assert finding["text"] == line
    assert len(finding["evidence_blake3"]) == len(finding["evidence_sha256"]) == 64


def test_an_archive_in_an_archive_names_its_way(tmp_path, pack):
    line = request_line(local(2020, 1, 9), client="1.2.3.4") + "\n"
    inner = put(tmp_path / "a", {"log/httpaccess.log.0.gz": gzip.compress(line.encode() * 3)})
    with tarfile.open(tmp_path / "inner.tgz", "w:gz") as tar:
        tar.add(inner, ".")
    with tarfile.open(tmp_path / "ev.tar", "w") as tar:
        tar.add(tmp_path / "inner.tgz", "deep/inner.tgz")
    done = run("ev.tar", "--rules", "pack", "--window", "2019-12-24/2020-01-17", "--json", cwd=tmp_path)
    findings = printed(done)["finding"]
    assert {one["path"] for one in findings} == {"ev.tar"}
    assert {one["member"] for one in findings} == {"deep/inner.tgz!log/httpaccess.log.0.gz"}
    assert [one["offset"] for one in findings] == [0, len(line), 2 * len(line)]


def test_nothing_known_is_not_evaluated(tmp_path, pack):
    (tmp_path / "ev").mkdir()
    done = run("ev", "--rules", "pack", "--window", "2019-12-24/2020-01-17", "--json", cwd=tmp_path)
    assert done.returncode == 3
    assert printed(done)["verdict"][-1]["verdict"] == "not-evaluated"


@pytest.mark.parametrize(
    "words",
    [
        ["absent", "--rules", "pack", "--window", "2019-12-24/2020-01-17"],
        ["ev", "--rules", "no-such-pack", "--window", "2019-12-24/2020-01-17"],
        ["ev", "--rules", "pack", "--window", "2020-01-17/2019-12-24"],
        ["ev", "--rules", "pack", "--window", "yesterday"],
        ["ev", "--rules", "pack", "--window", "2019-12-24/2020-01-17", "--timezone", "Nowhere/Land"],
    ],
)
def test_wrong_use_ends_with_2_and_says_what_was_expected(tmp_path, pack, words):
    (tmp_path / "ev").mkdir()
    done = run(*words, "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "expected" in done.stderr.lower()


def test_findings_are_the_same_whatever_the_number_of_workers(tmp_path, pack):
    logs = {
        f"var/log/httpaccess-{number}.log": web_log(
            local(2020, 1, 8),
            local(2020, 1, 9),
            extra=[(local(2020, 1, 8, number), request_line(local(2020, 1, 8, number), client="198.51.100.9"))],
        )
        for number in range(9)
    }
    put(tmp_path / "ev", logs)
    outputs = []
    for workers in ("1", "4"):
        done = run(
            "ev", "--rules", "pack", "--window", "2020-01-08/2020-01-09", "--workers", workers, "--json", cwd=tmp_path
        )
        outputs.append([line for line in done.stdout.splitlines() if '"verdict"' not in line])
    assert outputs[0] == outputs[1]
    assert sum('"finding"' in line for line in outputs[0]) == 9


def test_a_shipped_pack_loads_by_its_name(tmp_path):
    put(tmp_path / "ev", {"var/log/httpaccess.log": WHOLE, "var/netscaler/logon/LogonPoint/x.php": "<?php"})
    done = run("ev", "--rules", "citrix-2025", "--window", "2019-12-24/2020-01-17", "--json", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    found = printed(done)
    assert "c25-script-in-web-root" in {one["rule"] for one in found["finding"]}
    assert all(one["armed"] for one in found["rule"])


def test_the_answer_for_people_ends_with_the_verdict(tmp_path, pack):
    put(tmp_path / "ev", {"var/log/httpaccess.log": WHOLE})
    done = run("ev", "--rules", "pack", "--window", "2019-12-24/2020-01-17", cwd=tmp_path)
    assert done.stdout.splitlines()[-1].startswith("no-signs-covered: ")
    assert "clean" not in done.stdout
