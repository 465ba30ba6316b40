"""Logs as they come from other hands: UTF-16, the journal, damaged lines; each with what must be found, and when."""

import json
from datetime import timedelta

import pytest

from dijkwacht.hunting.domain.day_words import gap_words
from dijkwacht.kernel.window import Window
from hunting_evidence import hunted, local, put, request_line, told, utc, window

BAD = "198.51.100.77"
START, END = local(2019, 12, 30), local(2020, 1, 3)
PACK = {"pack.yml": "needs: [{}]\n", "l.csv": f"value,class\n{BAD},compromise\n"}
EVERY = timedelta(minutes=20)


def times(start=START, end=END):
    while start < end:
        yield start
        start += EVERY


def web(hit=100):
    return [request_line(at, client=BAD if at == START + hit * EVERY else "203.0.113.7") for at in times()]


def found(tmp_path, files, needs="web-access", **asked):
    put(tmp_path / "pack", {name: text.replace("{}", needs) for name, text in PACK.items()})
    put(tmp_path / "ev", files)
    result = hunted(tmp_path / "ev", tmp_path / "pack", window=window("2019-12-30", "2020-01-03"), **asked)
    return told(result)


@pytest.mark.parametrize(("code", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_log_that_windows_saved_as_utf_16_is_read_with_every_offset(tmp_path, code, mark, end):
    content = mark + "".join(line + end for line in ["# π", *web()]).encode(code)
    lines = found(tmp_path, {"httpaccess.log": content})
    (finding,) = lines["finding"]
    assert (finding["line"], finding["time"]) == (102, "2019-12-31T08:20:00Z")
    assert content[finding["offset"] :][: finding["length"]].decode(code) == BAD
    assert [(one["kind"], one["from"], one["to"]) for one in lines["coverage"] if one["kind"] == "web-access"] == [
        ("web-access", "2019-12-29T23:00:00Z", "2020-01-02T22:40:00Z")
    ]
    assert "skipped" not in lines


def test_the_journal_as_json_is_a_system_log_with_times(tmp_path):
    made = [
        {"__REALTIME_TIMESTAMP": f"{int((utc('2019-12-29T23:00') + number * EVERY).timestamp())}000000"}
        | {"MESSAGE": f"from {BAD if number == 70 else '203.0.113.7'}", "SYSLOG_IDENTIFIER": "sshd"}
        for number in range(288)
    ]
    log = "".join(json.dumps(one) + "\n" for one in made)
    lines = found(tmp_path, {"journal.json": log}, "system-log")
    (finding,) = lines["finding"]
    assert (finding["line"], finding["time"], finding["time_basis"]) == (71, "2019-12-30T22:20:00Z", "offset")
    assert lines["verdict"][0]["covered_by_kind"]["system-log"] == [["2019-12-29T23:00:00Z", "2020-01-02T23:00:00Z"]]


def test_lines_of_stderr_before_any_stamp_get_the_time_of_the_first(tmp_path):
    stamped = [f"[{at:%a %b %d %H:%M:%S}.000000 2020] [core:info] [pid 1] ok" for at in times(local(2020, 1, 1))]
    lines = found(tmp_path, {"httperror.log": "\n".join([f"sh: {BAD}: not found", *stamped, ""])}, "web-error")
    (finding,) = lines["finding"]
    assert (finding["line"], finding["time"], finding["time_basis"]) == (1, "2020-01-01T00:00:00Z", "bounded")


def test_zeros_that_a_crash_left_hide_no_line_after_them(tmp_path):
    own = web(hit=287)
    content = "\n".join(own[:-1]).encode() + b"\n" + bytes(4096) + own[-1].encode() + b"\n"
    (finding,) = found(tmp_path, {"httpaccess.log": content})["finding"]
    assert (finding["line"], finding["time"]) == (288, "2020-01-02T22:40:00Z")


def test_what_is_missing_of_a_day_is_told_by_the_hour_and_whole_days_by_name(tmp_path):
    own = web(hit=-1)
    gone = [line for line in own if "31/Dec/2019:1" not in line]
    lines = found(tmp_path, {"httpaccess.log": "\n".join([*gone, ""])})
    assert "web-access: nothing about 31 December 09:40 - 20:00" in lines["verdict"][0]["reasons"]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019-12-23T23:00", "2020-01-07T23:00", "24 December - 7 January"),
        ("2019-12-23T23:00", "2020-01-07T23:40", "24 December 00:00 - 8 January 00:40"),
        ("2019-12-30T22:40", "2019-12-31T23:00", "30 December 23:40 - 1 January 00:00"),
        ("2019-12-31T22:40", "2019-12-31T23:00", "31 December 23:40 - 1 January 00:00"),
        ("2019-12-30T12:00", "2019-12-31T23:00", "30 December 13:00 - 1 January 00:00"),
        ("2020-03-28T23:00", "2020-03-29T22:00", "29 March"),
    ],
)
def test_a_gap_is_named_as_exactly_as_it_is(start, end, words):
    assert gap_words(Window(utc(start), utc(end))).en == words
