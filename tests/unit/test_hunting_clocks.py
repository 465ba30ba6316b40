"""Nights in which clocks change, dates of which day or month may stand first, and lines that others kept."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dijkwacht.hunting.engine.logs.recognise import recognise
from hunting_evidence import hunted, local, put, told, utc, window

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ADDRESS = {"a.txt": "203.0.113.7\n"}
ASKED = {"window": window("2020-01-01", "2020-12-01"), "collected_at": utc("2020-12-01T00:00")}
COMMAND = '{} <local7.notice> ns1 bash[3]: root on (null) shell_command="curl 203.0.113.7"\n'
NS = "{:%b %d %H:%M:%S} <local0.info> 192.0.2.10  {:%m/%d/%Y:%H:%M:%S} GMT ns1 0-PPE-0 : default TCP CONN 5 0 : x y\n"
BARE = " {} GMT ns1 0-PPE-0 : default SSLVPN LOGIN 5 0 : Context u@203.0.113.7 - User u\n"
AUTUMN = {
    "Oct 25 00:30:00": "2020-10-24T22:30:00Z",
    "Oct 25 01:30:00": "2020-10-24T23:30:00Z",
    "Oct 25 02:30:00": "2020-10-25T00:30:00Z",
    "Oct 25 02:10:00": "2020-10-25T01:10:00Z",
    "Oct 25 02:30:01": "2020-10-25T01:30:01Z",
    "Oct 25 03:30:00": "2020-10-25T02:30:00Z",
}
SPRING = {
    "Mar 29 00:30:00": "2020-03-28T23:30:00Z",
    "Mar 29 01:50:00": "2020-03-29T00:50:00Z",
    "Mar 29 03:10:00": "2020-03-29T01:10:00Z",
    "Mar 29 04:30:00": "2020-03-29T02:30:00Z",
}


def times(tmp_path, files, **asked):
    put(tmp_path / "p", ADDRESS)
    put(tmp_path / "ev", files)
    return [one["time"] for one in told(hunted(tmp_path / "ev", tmp_path / "p", **{**ASKED, **asked}))["finding"]]


@pytest.mark.parametrize("night", [AUTUMN, SPRING])
@pytest.mark.parametrize("shown", ["stated", "by ns.log"])
def test_a_night_of_change_is_read_by_the_zone_and_by_the_order_of_the_log(tmp_path, night, shown):
    files = {"bash.log": "".join(map(COMMAND.format, night))}
    middle = utc("2020-10-25T01:00") if night is AUTUMN else utc("2020-03-29T01:00")
    if shown == "by ns.log":
        moments = [middle + timedelta(minutes=10 * step) for step in range(-200, 200)]
        files["ns.log"] = "".join(NS.format(at.astimezone(AMSTERDAM), at) for at in moments)
    asked = {"zone": AMSTERDAM} if shown == "stated" else {}
    assert times(tmp_path, files, **asked) == list(night.values())


def test_the_second_of_two_equal_hours_is_told_apart_in_a_log_of_samples_too(tmp_path):
    lines, expected = [], []
    for second in range(0, 5 * 3600, 8):
        at = utc("2020-10-24T23:00") + timedelta(seconds=second)
        lines.append(
            f'{at.astimezone(AMSTERDAM):%b %d %H:%M:%S} ns1 bash[3]: root on x shell_command="ls {"x" * 60}"\n'
        )
        if second % 1800 == 904:
            lines.append(COMMAND.format(f"{at.astimezone(AMSTERDAM):%b %d %H:%M:%S}"))
            expected.append(at.isoformat().replace("+00:00", "Z"))
    assert len(expected) == 10
    assert times(tmp_path, {"bash.log": "".join(lines)}, zone=AMSTERDAM) == expected


@pytest.mark.parametrize(
    ("files", "collected", "expected"),
    [
        ({"ns.log": ["09/01/2020"] * 60 + ["13/01/2020"]}, "2020-12-12", "2020-01-09"),  # a later line decides
        ({"ns.log.0": ["09/01/2020"], "ns.log": ["20/01/2020"]}, "2020-12-12", "2020-01-09"),  # the running log does
        ({"ns.log": ["09/01/2020"]}, "2020-02-01", "2020-01-09"),  # it cannot be later than the collection
        ({"ns.log": [f"{day:02d}/01/2020" for day in range(9, 13)]}, "2020-12-12", "2020-01-09"),  # small leaps
        ({"ns.log": [f"01/{day:02d}/2020" for day in range(9, 13)]}, "2020-12-12", "2020-01-09"),
        ({"ns.log": ["09/01/2020"]}, "2020-12-12", "2020-09-01"),  # nothing decides: as the appliance does by itself
    ],
)
def test_which_of_day_and_month_stands_first_is_what_the_evidence_shows(tmp_path, files, collected, expected):
    logs = {name: "".join(BARE.format(f"{day}:02:05:23") for day in days) for name, days in files.items()}
    found = times(tmp_path, logs, collected_at=utc(f"{collected}T00:00"))
    assert f"{expected}T02:05:23Z" in found
    assert len([time for time in found if time.startswith(expected)]) in {1, 60}


def test_silences_of_a_log_are_the_same_whichever_of_day_and_month_stands_first(tmp_path):
    ticks = [local(2020, 1, 3) + timedelta(minutes=20 * step) for step in range(72 * 37)]
    kept = [at for at in ticks if not local(2020, 1, 12, 20) < at < local(2020, 2, 1, 2)]
    told_of = {}
    for form in ("%d/%m/%Y", "%m/%d/%Y"):
        put(tmp_path / "p", ADDRESS)
        lines = "".join(BARE.format(f"{at:{form}:%H:%M:%S}") for at in kept)
        result = told(hunted(put(tmp_path / form[1], {"ns.log": lines}), tmp_path / "p", **ASKED))
        told_of[form] = [(one["from"], one["to"], one["gaps"]) for one in result["coverage"]]
    assert told_of["%d/%m/%Y"] == told_of["%m/%d/%Y"]
    assert told_of["%d/%m/%Y"][0][2] == [["2020-01-12T20:00:00Z", "2020-02-01T02:00:00Z"]]


SESSION = (
    "01/08/2020:02:05:23 GMT ns1 0-PPE-0 : default SSLVPN TCPCONNSTAT 5 0 : Context a@198.51.100.9 - SessionId: 5 - "
    "User a - Client_ip 198.51.100.9 - Source 203.0.113.7:51234 - Destination 10.0.0.9:443"
)


@pytest.mark.parametrize(
    "head",
    [
        "2020-01-08T03:05:24+01:00 192.0.2.10 ",
        "2020-01-08T03:05:24+01:00 relay 192.0.2.10 ",
        "<134>Jan  8 03:05:24 relay 192.0.2.10  ",
        "<134>1 2020-01-08T02:05:26Z ns1 - - - -  ",
        "213 <134>1 2020-01-08T02:05:26Z ns1 - - - - ",
        "213 <134> ",
    ],
)
def test_a_line_of_the_appliance_is_read_behind_whatever_a_syslog_server_put_before_it(tmp_path, head):
    log = put(tmp_path / "ev", {"remote.log": f"{head}{SESSION}\n" * 3})
    found = [one for one in told(hunted(log, "citrix-2025", **ASKED))["finding"] if one["rule"] == "c25-other-client"]
    assert [(one["line"], one["time"], one["time_basis"]) for one in found] == [
        (line, "2020-01-08T02:05:23Z", "inner-stamp") for line in (1, 2, 3)
    ]


TARGET = "/vpn/../vpns/portal/a.xml"
ACCESS = f'203.0.113.7 - - [08/Jan/2020:03:05:23 +0100] "GET {TARGET} HTTP/1.1" 200 5'
NOBODY = 'Jan  8 03:05:23 <local7.notice> ns1 bash[1]: nobody on (null) shell_command="id"'
AT = "2020-01-08T02:05:23Z"


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        ({"ts": 1578449123.0, "request": {"method": "GET", "uri": TARGET}, "status": 200}, "c19-xml-answered"),
        ({"time": AT, "RequestMethod": "GET", "RequestPath": TARGET, "DownstreamStatus": 200}, "c19-xml-answered"),
        ({"start_time": AT, "method": "GET", "path": TARGET, "response_code": 200}, "c19-xml-answered"),
        ({"EdgeStartTimestamp": AT, "ClientRequestURI": TARGET, "EdgeResponseStatus": 200}, "c19-xml-answered"),
        (
            {"timestamp": AT, "httpRequest": {"requestUrl": f"https://x.example{TARGET}", "status": 200}},
            "c19-xml-answered",
        ),
        (
            {"@timestamp": AT, "url.path": TARGET, "http.request.method": "get", "http.response.status_code": 304},
            "c19-xml-answered",
        ),
        ({"_time": AT, "_raw": ACCESS}, "c19-xml-answered"),
        ({"time": AT, "log": f"{ACCESS}\n", "stream": "stdout"}, "c19-xml-answered"),
        ({"@timestamp": AT, "message": NOBODY}, "c19-nobody-command"),
        ({"@timestamp": AT, "path": TARGET, "status": 200, "process": "tar"}, None),  # no request at all
    ],
)
def test_a_request_or_line_in_the_json_of_others_is_read_by_their_names(tmp_path, record, rule):
    log = put(tmp_path / "ev", {"edge.json": json.dumps(record) + "\n"})
    found = told(hunted(log, "citrix-2019-19781", **ASKED)).get("finding", [])
    strong = [(one["rule"], one["time"]) for one in found if one["class"] == "compromise"]
    assert strong == ([(rule, AT)] if rule else [])


@pytest.mark.parametrize("count", [3, 40_000])
def test_messages_behind_their_lengths_are_read_each_by_itself_at_its_own_offset(tmp_path, count):
    message = "<134>1 2020-01-08T02:05:23Z ns1 sshd 77 - - hello 203.0.113.{}"
    framed = "".join(f"{len(one)} {one}" for one in (message.format(number % 100) for number in range(count)))
    put(tmp_path / "p", ADDRESS)
    found = told(hunted(put(tmp_path / "ev", {"remote.log": framed}), tmp_path / "p", **ASKED))
    (covered,) = found["coverage"]
    assert (covered["lines"], covered["unparsed"]) == (count, 0)
    if count > 100:
        assert len(found["finding"]) == count // 100
        assert all(framed[one["offset"] :].startswith("203.0.113.7") for one in found["finding"])
        assert [one["line"] for one in found["finding"][:2]] == [8, 108]


WRAPPED = [
    "Jan  8 03:05:23 proxy nginx: ",
    "<190>Jan 18 03:05:23 proxy httpd[3]: ",
    "2020-01-08T03:05:23+01:00 proxy httpd[3]: ",
    "<134>1 2020-01-08T02:05:23Z proxy httpd 1 - - ",
]


@pytest.mark.parametrize("head", WRAPPED)
@pytest.mark.parametrize("others", [0, 5])
def test_a_request_that_a_syslog_carries_is_read_as_one(tmp_path, head, others):
    beside = f"{head}nothing of note\n" * others
    log = put(tmp_path / "ev", {"proxy.log": f'{beside}{head}{ACCESS} "-" "x"\n{beside}'})
    found = told(hunted(log, "citrix-2019-19781", **ASKED))
    strong = [(one["rule"], one["line"], one["time"]) for one in found["finding"] if one["class"] == "compromise"]
    assert strong == [("c19-xml-answered", others + 1, AT)]
    assert [one["kind"] for one in found["coverage"]] == ["system-log" if others else "web-access"]
    reader = recognise(f"{head}{ACCESS}\n".encode(), "proxy.log")
    assert reader.read(f"{head}{ACCESS}".encode()).fields["c-ip"] == "203.0.113.7"


@pytest.mark.parametrize(
    "head",
    [
        "Jan  8 03:05:23 ns1 bash[3]: ",
        "Jan  8 03:05:23.123456 ns1 bash[3]: ",
        "Wed Jan  8 03:05:23 2020 ns1 bash[3]: ",
        "Jan  8 03:05:23 2020 <local7.notice> ns1 bash[3]: ",
        "Jan  8 03:05:23 relay ns1 bash[3]: ",
        "<189>1 2020-01-08T03:05:23+00:00 ns1 bash 3 - - ",
    ],
)
def test_a_command_is_read_behind_whatever_a_syslog_server_put_before_it(tmp_path, head):
    log = put(tmp_path / "ev", {"remote.log": f'{head}nobody on (null) shell_command="id\nls"\n' * 2})
    found = told(hunted(log, "citrix-2019-19781", **ASKED))["finding"]
    assert [(one["rule"], one["line"], one["time"]) for one in found] == [
        ("c19-nobody-command", line, "2020-01-08T03:05:23Z") for line in (1, 3)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["08-01-2020;03:05:23"], "2020-01-08T03:05:23Z"),  # behind hyphens and dots the day stands first
        (["08.01.2020;03:05"], "2020-01-08T03:05:00Z"),
        (["1/8/2020;3:05:23 PM"], "2020-01-08T15:05:23Z"),  # behind slashes the month
        (["13/1/2020;12:05:23 AM"], "2020-01-13T00:05:23Z"),
        (["8/1/2020;03:05:23", "13/1/2020;03:05:23", "14/1/2020;03:05:23"], "2020-01-08T03:05:23Z"),
    ],
)
def test_times_are_read_as_tables_write_them(tmp_path, rows, expected):
    table = "Datum;Tijd;Bron-IP;Methode;URL;Status\n" + "".join(f"{row};203.0.113.7;GET;/x;200\n" for row in rows)
    assert times(tmp_path, {"export.csv": table})[0] == expected
