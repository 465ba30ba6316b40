"""Years, zones, silences and rotations: what the evidence speaks for, and the municipality with nine of 24 days."""

import gzip
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from dijkwacht.hunting.engine.logs.recognise import log_name, recognise
from dijkwacht.hunting.engine.model import Kind
from dijkwacht.kernel.window import full_days, uncovered_part
from hunting_evidence import hunted, local, put, request_line, told, utc, web_log, window

ADDRESS = {"pack.yml": "name: p\nneeds: [system-log]\n", "a.txt": "198.51.100.9\n"}


ROUTED = (
    '192.0.2.1 -> 192.0.2.2 - - [08/Jan/2020:00:00:01 +0100] [77] "GET /a HTTP/1.1" 200 - "-" "x" "Time: 5 microsecs"'
)


def syslog(at, text, host="ns1"):
    return f"{at:%b} {at.day:2d} {at:%H:%M:%S} <local0.info> {host} x[1]: {text}\n"


def ns_line(outer, inner, text, form="%m/%d/%Y", zone="GMT "):
    return f"{outer:%b} {outer.day:2d} {outer:%H:%M:%S} <local0.info> 192.0.2.10  {inner.strftime(form)}:{inner:%H:%M:%S} {zone}ns1 0-PPE-0 : default SSLVPN LOGIN 7 0 : Context u@{text} - SessionId: 1 - Client_ip {text}\n"  # noqa: E501 - one line of a log


@pytest.fixture
def pack(tmp_path):
    return put(tmp_path / "pack", ADDRESS)


def only(result):
    (finding,) = told(result)["finding"]
    return finding


def test_years_are_solved_backwards_over_new_year(tmp_path, pack):
    start = local(2019, 12, 30)
    log = "".join(syslog(start + timedelta(hours=n), f"n {n}") for n in range(48))
    log += syslog(local(2020, 1, 2), "from 198.51.100.9")
    put(tmp_path / "ev", {"messages": syslog(local(2019, 12, 29), "from 198.51.100.9 ") + log})
    found = told(hunted(tmp_path / "ev", pack, collected_at=utc("2020-01-20T00:00")))["finding"]
    assert [one["time"] for one in found] == ["2019-12-29T00:00:00Z", "2020-01-02T00:00:00Z"]
    assert {(one["year_basis"], one["time_basis"]) for one in found} == {("collected-at", "assumed")}


def test_the_gzip_header_gives_the_year_where_it_lies_near(tmp_path, pack):
    log = "".join(syslog(local(2018, 6, 1, n), "from 198.51.100.9" if n == 3 else "x") for n in range(9))
    stamp = local(2018, 6, 1, 9).replace(tzinfo=UTC).timestamp()
    put(tmp_path / "ev", {"messages.0.gz": gzip.compress(log.encode(), mtime=stamp)})
    found = only(hunted(tmp_path / "ev", pack, collected_at=utc("2020-01-20T00:00")))
    assert (found["time"], found["year_basis"]) == ("2018-06-01T03:00:00Z", "gzip-mtime")


def test_a_leap_day_chooses_a_leap_year(tmp_path, pack):
    put(tmp_path / "ev", {"messages": syslog(local(2016, 2, 29), "from 198.51.100.9") * 2})
    found = told(hunted(tmp_path / "ev", pack, collected_at=utc("2019-05-01T00:00")))["finding"]
    assert found[0]["time"] == "2016-02-29T00:00:00Z"


@pytest.mark.parametrize("form", ["%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d"])
def test_the_order_of_the_inner_date_follows_from_the_outer_stamp(tmp_path, pack, form):
    line = ns_line(local(2020, 2, 1, 0, 30), local(2020, 1, 31, 23, 30), "198.51.100.9", form)
    put(tmp_path / "ev", {"ns.log": line})
    found = told(hunted(tmp_path / "ev", pack))["finding"][0]
    assert (found["time"], found["time_basis"], found["year_basis"]) == (
        "2020-01-31T23:30:00Z",
        "inner-stamp",
        "inner-stamp",
    )


def test_a_clock_without_zone_borrows_the_offset_that_ns_log_shows(tmp_path, pack):
    inner = "".join(ns_line(local(2020, 1, 8, n, 5), local(2020, 1, 8, n - 2, 5), "192.0.2.1") for n in range(2, 20))
    bare = "".join(syslog(local(2020, 1, 8, n), "from 198.51.100.9" if n == 5 else "x") for n in range(9))
    put(tmp_path / "ev", {"ns.log": inner, "messages": bare})
    found = only(hunted(tmp_path / "ev", pack))
    assert (found["time"], found["time_basis"]) == ("2020-01-08T03:00:00Z", "inner-stamp")


@pytest.mark.parametrize(("month", "expected"), [(1, "2020-01-08T11:00:00Z"), (7, "2020-07-08T10:00:00Z")])
def test_a_stated_zone_knows_summer(tmp_path, pack, month, expected):
    put(tmp_path / "ev", {"messages": syslog(local(2020, month, 8, 12), "from 198.51.100.9")})
    zone = ZoneInfo("Europe/Amsterdam")
    found = only(hunted(tmp_path / "ev", pack, zone=zone, collected_at=utc("2020-12-01T00:00")))
    assert (found["time"], found["time_basis"]) == (expected, "stated")


def test_an_untimed_line_of_the_error_log_is_bounded_by_the_line_before(tmp_path, pack):
    stamped = "[Wed Jan 08 {}:00:00.000001 2020] [core:error] [pid 1] a\n"
    log = stamped.format(10) + "curl: 198.51.100.9 refused\n" + stamped.format(11)
    put(tmp_path / "ev", {"httperror.log": log})
    found = only(hunted(tmp_path / "ev", pack))
    assert (found["time"], found["time_basis"], found["line"]) == ("2020-01-08T10:00:00.000001Z", "bounded", 2)


def test_a_silence_of_a_busy_log_is_a_gap_and_that_of_a_quiet_one_is_not(tmp_path, pack):
    quiet = "".join(syslog(local(2020, 1, 1) + timedelta(hours=9 * n), "x") for n in range(30))
    busy = web_log(local(2020, 1, 1), local(2020, 1, 3)) + web_log(local(2020, 1, 4), local(2020, 1, 12))
    put(tmp_path / "ev", {"messages": quiet, "httpaccess.log": busy})
    covered = {
        one["kind"]: one
        for one in told(hunted(tmp_path / "ev", pack, collected_at=utc("2020-02-01T00:00")))["coverage"]
    }
    assert covered["system-log"]["gaps"] == []
    assert covered["web-access"]["gaps"] == [["2020-01-02T22:40:00Z", "2020-01-03T23:00:00Z"]]
    assert len(covered["web-access"]["covered"]) == 2


def test_a_gap_in_a_large_log_is_found_by_samples_as_exactly(tmp_path, pack):
    first = web_log(local(2020, 1, 1), local(2020, 1, 5), every=timedelta(seconds=10))
    second = web_log(local(2020, 1, 6, 7), local(2020, 1, 12), every=timedelta(seconds=10))
    assert len(first) > 3 * 1024 * 1024
    put(tmp_path / "ev", {"httpaccess.log": first + second})
    (covered,) = told(hunted(tmp_path / "ev", pack))["coverage"]
    assert covered["gaps"] == [["2020-01-04T22:59:50Z", "2020-01-06T06:00:00Z"]]
    assert covered["lines"] == first.count("\n") + second.count("\n")


def test_a_missing_archive_is_named_and_its_time_is_cut_out(tmp_path, pack):
    days = {"messages": 9, "messages.0": 8, "messages.2": 6}
    logs = {name: "".join(syslog(local(2020, 1, day, n), "x") for n in range(0, 24, 8)) for name, day in days.items()}
    put(tmp_path / "ev", logs)
    (covered,) = told(hunted(tmp_path / "ev", pack, collected_at=utc("2020-01-10T00:00")))["coverage"]
    assert covered["missing_rotations"] == [1]
    assert covered["gaps"] == [["2020-01-06T16:00:00Z", "2020-01-08T00:00:00Z"]]


def test_six_hours_to_a_bound_count_and_more_do_not(tmp_path, pack):
    put(pack, {"pack.yml": "needs: [web-access]\n"})
    for hour, answer in ((6, "no-signs-covered"), (7, "no-signs-partial")):
        log = web_log(local(2020, 1, 8, hour), local(2020, 1, 17))
        put(tmp_path / f"ev{hour}", {"httpaccess.log": log})
        result = hunted(tmp_path / f"ev{hour}", pack, window=window("2020-01-08", "2020-01-17"))
        assert result.verdict.answer == answer


def test_the_municipality_with_evidence_from_8_january(tmp_path, pack):
    put(pack, {"pack.yml": "needs: [web-access, files]\nlooks-at: [/var/vpn]\n"})
    put(tmp_path / "ev", {"var/log/httpaccess.log": web_log(local(2020, 1, 8), local(2020, 1, 18)), "var/vpn/x": "x"})
    result = hunted(tmp_path / "ev", pack)
    own = window()
    assert result.verdict.answer == "no-signs-partial"
    assert (full_days(own, result.verdict.covered), own.days()) == (9, 24)
    assert [gap.dates() for gap in uncovered_part(own, result.verdict.covered)] == [
        (local(2019, 12, 24).date(), local(2020, 1, 7).date())
    ]
    assert any("24 december - 7 januari" in reason.nl for reason in result.verdict.reasons)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("var/log/ns.log", ("var/log/ns.log", -1, Kind.SYSTEM_LOG)),
        ("var/log/ns.log.12.gz", ("var/log/ns.log", 12, Kind.SYSTEM_LOG)),
        ("httpaccess-vpn.log.0", ("httpaccess-vpn.log", 0, Kind.WEB_ACCESS)),
        ("access.log-20200108.gz", ("access.log", -2, Kind.WEB_ACCESS)),
        ("cron", ("cron", -1, Kind.CRON_LOG)),
        ("var/netscaler/x.php", ("var/netscaler/x.php", -1, None)),
    ],
)
def test_a_name_tells_the_log_and_its_rotation(path, expected):
    assert tuple(log_name(path)) == expected


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (request_line(local(2020, 1, 8)), "web-access"),
        (ROUTED, "web-access"),
        (syslog(local(2020, 1, 8), "x").strip(), "syslog"),
        ("<165>1 2020-01-08T00:00:00.003Z host app 12 ID47 - hello", "syslog"),
        ("[Wed Jan 08 10:00:00.000001 2020] [core:error] [pid 1] a", "web-error"),
        ('{"timestamp": "2020-01-08T00:00:01Z", "message": "x"}', "json-lines"),
    ],
)
def test_a_log_is_known_by_its_lines_whatever_its_name(line, name):
    reader = recognise((line + "\n").encode() * 3, "unnamed")
    assert reader is not None
    assert reader.name == name
    read = reader.read(line.encode())
    assert read is not None
    assert read.stamp is not None


BARE = "{} GMT ns1 0-PPE-0 : default SSLVPN LOGIN 1 0 : Context a@x - SessionId: 1 - User a - Client_ip 203.0.113.7\n"


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (["<134> 01/08/2020:01:05:23"], ["2020-01-08T01:05:23Z"]),
        (["01/08/2020:01:05:23"], ["2020-01-08T01:05:23Z"]),
        (["25/01/2020:01:05:23", "08/02/2020:01:05:23"], ["2020-01-25T01:05:23Z", "2020-02-08T01:05:23Z"]),
        (["2020/01/08:01:05:23"], ["2020-01-08T01:05:23Z"]),
    ],
)
def test_a_line_of_which_a_syslog_server_kept_the_inner_stamp_alone_is_dated_by_it(tmp_path, stamps, expected):
    put(tmp_path / "p", {"a.txt": "203.0.113.7\n"})
    put(tmp_path / "ev", {"ns.log": "".join(BARE.format(stamp) for stamp in stamps)})
    found = told(hunted(tmp_path / "ev", tmp_path / "p"))
    assert [(one["kind"], one["time"], one["time_basis"]) for one in found["finding"]] == [
        ("system-log", time, "inner-stamp") for time in expected
    ]


@pytest.mark.parametrize(("before", "count"), [("\\040", 1), ("%20", 1), ("0", 0), ("40", 0)])
def test_an_encoded_blank_before_an_address_is_no_part_of_it(tmp_path, before, count):
    put(tmp_path / "p", {"a.txt": "203.0.113.7\n"})
    put(tmp_path / "ev", {".nscli_history": f"_HiStOrY_V2_\nping{before}203.0.113.7\n"})
    assert len(told(hunted(tmp_path / "ev", tmp_path / "p")).get("finding", [])) == count
