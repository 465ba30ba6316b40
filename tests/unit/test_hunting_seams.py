"""Records of several lines at the edge of a log: cut where it was turned over, or without their first line."""

import gzip

import pytest

from hunting_evidence import hunted, put, told, utc

RULES = """title: fetched and made executable
name: fetched
level: high
logsource: {product: netscaler, service: shell}
detection:
  s:
    shell_command|contains|all: [curl, chmod]
  condition: s
---
title: made executable
name: made
level: high
logsource: {product: netscaler, service: shell}
detection:
  s:
    shell_command|contains: 'chmod 755'
  condition: s
"""
HEAD = "Jan  9 03:{:02d}:00 <local7.notice> ns1 bash[77]: root on /dev/pts/0 shell_command="
BEFORE = [HEAD.format(number) + '"ls"' for number in range(10)]
AFTER = [HEAD.format(number) + '"ls"' for number in range(20, 30)]
CUT = HEAD.format(15) + '"curl -o x'
TURNED = "Jan  9 03:16:00 ns1 newsyslog[99]: logfile turned over due to size>100K"


def found(tmp_path, files, **asked):
    put(tmp_path / "pack", {"shell.yml": RULES, "pack.yml": "needs: [shell-log]\n"})
    put(
        tmp_path / "ev",
        {f"var/log/{name}": "\n".join(lines) for name, lines in files.items() if isinstance(lines, list)},
    )
    put(tmp_path / "ev", {f"var/log/{name}": one for name, one in files.items() if isinstance(one, bytes)})
    return told(hunted(tmp_path / "ev", tmp_path / "pack", collected_at=utc("2020-01-10"), **asked))


@pytest.mark.parametrize("brute", [False, True])
@pytest.mark.parametrize("between", [[], [TURNED]])
def test_a_record_that_ends_in_the_next_archive_is_read_whole(tmp_path, between, brute):
    files = {"bash.log": [*between, 'chmod 755 x"', *AFTER, ""], "bash.log.0": [*BEFORE, CUT, ""]}
    lines = found(tmp_path, files, brute=brute)
    whole = [one for one in lines["finding"] if one["rule"] == "fetched"]
    assert [(one["path"], one["line"], one["time"]) for one in whole] == [
        ("var/log/bash.log.0", 11, "2020-01-09T03:15:00Z")
    ]
    assert whole[0]["text"] == CUT + '\nchmod 755 x"'
    assert len([one for one in lines["finding"] if one["rule"] == "made"]) == 1


def test_so_it_is_between_compressed_archives_but_not_over_one_that_is_missing(tmp_path):
    older, newer = "\n".join([*BEFORE, CUT]).encode(), "\n".join(['chmod 755 x"', *AFTER]).encode()
    beside = {"bash.log.3.gz": gzip.compress(older), "bash.log.2.gz": gzip.compress(newer)}
    assert len([one for one in found(tmp_path / "a", beside)["finding"] if one["rule"] == "fetched"]) == 1
    apart = {"bash.log.4.gz": gzip.compress(older), "bash.log.2.gz": gzip.compress(newer)}
    assert [one["rule"] for one in found(tmp_path / "b", apart)["finding"]] == ["made"]


@pytest.mark.parametrize("brute", [False, True])
def test_the_end_of_a_record_without_its_beginning_is_asked_and_dated_by_its_neighbour(tmp_path, brute):
    lines = found(tmp_path, {"bash.log": ["cd /tmp", 'chmod 755 x"', *AFTER, ""]}, brute=brute)
    (finding,) = lines["finding"]
    assert (finding["rule"], finding["line"], finding["kind"]) == ("made", 1, "shell-log")
    assert (finding["time"], finding["time_basis"]) == ("2020-01-09T03:20:00Z", "bounded")
    assert [(one["unparsed"], one["lines"]) for one in lines["coverage"] if one["kind"] == "shell-log"] == [(0, 12)]


def test_a_record_that_is_whole_at_the_end_of_an_archive_is_told_once(tmp_path):
    one = HEAD.format(15) + '"curl -o x\nchmod 755 x"'
    files = {"bash.log": ["and more", *AFTER, ""], "bash.log.0": [*BEFORE, one, ""]}
    assert sorted(finding["rule"] for finding in found(tmp_path, files)["finding"]) == ["fetched", "made"]
