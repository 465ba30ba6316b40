"""Rules about several lines together: on one appliance, its host or its pair, and never across appliances."""

import os

import pytest
import yaml

from hunting_evidence import hunted, put, told, utc, window

INNER = "Jan 10 {at} <local0.info> {ip}  01/10/2020:{at} GMT {host} 0-PPE-0 : default SSLVPN {event} 1 0 : {said}\n"
SAID = "Context a@{client} - SessionId: {session} - User a - Client_ip {client} - Vserver 192.0.2.20:443{more}"
OTHER = "Jan 10 {at} <local0.info> {ip}  01/10/2020:{at} GMT {host} 0-PPE-0 : default TCP CONN_TERMINATE 5 0 : x\n"


def line(at, event, *, ip="192.0.2.10", host="ns1", client="203.0.113.7", session=15, more=""):
    said = SAID.format(client=client, session=session, more=more)
    return INNER.format(at=at, ip=ip, host=host, event=event, said=said)


def hits(tmp_path, rule_type, files, *, within=None):
    rule = {"id": "r", "type": rule_type, "class": "lead", **({"within": within} if within else {})}
    put(tmp_path / "p", {"stateful.yml": yaml.safe_dump([rule]), "pack.yml": "needs: [system-log]\n"})
    put(tmp_path / "ev", files)
    asked = {"window": window("2020-01-10", "2020-01-11"), "collected_at": utc("2020-01-12")}
    found = told(hunted(tmp_path / "ev", tmp_path / "p", **asked))
    return {(one["path"], one["line"], one["because"]) for one in found.get("finding", []) if one["rule"] == "r"}


LOGIN, LATER = line("10:00:00", "LOGIN"), line("10:05:00", "TCPCONNSTAT", client="198.51.100.9")
PAIR = "set ns config -IPAddress {own} -netmask 255.255.255.0\nadd HA node 1 {other}\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"var/log/ns.log": LOGIN + LATER}, 1),
        ({"var/log/ns.log.0": LOGIN, "var/log/ns.log": LATER}, 1),
        ({"one/var/log/ns.log": LOGIN, "two/var/log/ns.log": LATER}, 0),
        ({"one/ns.log": LOGIN, "two/ns.log": LATER}, 0),
        ({"a/ns.log": LOGIN, "b/newnsvpn.log": LATER}, 1),
        ({"old/ns.log.0": LOGIN, "ns.log": LATER}, 1),
    ],
    ids=[
        "one log",
        "its archive",
        "two roots",
        "two folders with logs of one name",
        "two folders of one appliance",
        "archives in a folder of their own",
    ],
)
def test_a_session_is_one_on_one_appliance_only(tmp_path, files, expected):
    assert len(hits(tmp_path, "session-two-addresses", files)) == expected


def test_hosts_that_one_syslog_server_wrote_into_one_file_are_appliances_of_their_own(tmp_path):
    other = line("10:05:00", "TCPCONNSTAT", client="198.51.100.9", ip="192.0.2.30", host="ns7")
    mixed = LOGIN + other + line("10:06:00", "LOGIN", ip="192.0.2.30", host="ns7", session=1)
    assert hits(tmp_path, "session-two-addresses", {"remote.log": mixed}) == set()
    assert len(hits(tmp_path, "session-two-addresses", {"remote.log": LOGIN + LATER + other})) == 1


def test_the_nodes_of_a_pair_are_one_appliance(tmp_path):
    files = {
        "one/var/log/ns.log": LOGIN,
        "one/flash/nsconfig/ns.conf": PAIR.format(own="192.0.2.10", other="192.0.2.11"),
        "two/var/log/ns.log": line("10:05:00", "TCPCONNSTAT", client="198.51.100.9", ip="192.0.2.11", host="ns2"),
        "two/flash/nsconfig/ns.conf": PAIR.format(own="192.0.2.11", other="192.0.2.10"),
    }
    assert len(hits(tmp_path, "session-two-addresses", files)) == 1
    files["two/flash/nsconfig/ns.conf"] = PAIR.format(own="192.0.2.11", other="192.0.2.99")
    assert hits(tmp_path, "session-two-addresses", files) == set()


KILL = (
    "Jan 10 10:10:00 <local0.info> {ip}  01/10/2020:10:10:00 GMT {host} 0-PPE-0 : default CLI CMD_EXECUTED 3 0 : "
    'User nsroot - Remote_ip 192.0.2.5 - Command "kill icaconnection -all" - Status "{status}"\n'
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([LOGIN, KILL.format(ip="192.0.2.10", host="ns1", status="Success"), line("10:40:00", "TCPCONNSTAT")], 1),
        ([LOGIN, KILL.format(ip="192.0.2.30", host="ns7", status="Success"), line("10:40:00", "TCPCONNSTAT")], 0),
        ([LOGIN, KILL.format(ip="192.0.2.10", host="ns1", status="ERROR: failed"), line("10:40:00", "TCPCONNSTAT")], 0),
        ([LOGIN, KILL.format(ip="192.0.2.10", host="ns1", status="Success"), line("10:15:00", "TCPCONNSTAT")], 0),
    ],
    ids=["killed and goes on", "killed on another appliance", "the kill failed", "in its grace time"],
)
def test_a_session_that_outlives_the_kill_on_its_own_appliance_is_told(tmp_path, lines, expected):
    assert len(hits(tmp_path, "session-alive-after-kill", {"var/log/ns.log": "".join(lines)})) == expected


@pytest.mark.parametrize(("core", "expected"), [("one/var/core/1/NSPPE-00-9", 1), ("two/var/core/1/NSPPE-00-9", 0)])
def test_a_log_in_soon_after_a_core_counts_on_the_appliance_of_the_core(tmp_path, core, expected):
    put(tmp_path / "ev", {core: "core"})
    at = utc("2020-01-10T09:55").timestamp()
    os.utime(tmp_path / "ev" / core, (at, at))
    assert len(hits(tmp_path, "login-after-core", {"one/var/log/ns.log": LOGIN})) == expected


def out(at="10:30:00", more=" - Duration 00:20:00", **named):
    return line(at, "LOGOUT", more=more, **named)


def other(at):
    return OTHER.format(at=at, ip="192.0.2.10", host="ns1")


DENSE = "".join(other(f"0{hour}:{minute:02}:00") for hour in range(10) for minute in range(0, 60, 10))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (other("09:00:00") + out(), 1),
        (other("09:00:00") + line("10:10:00", "LOGIN") + out(), 0),
        (other("10:15:00") + out(), 0),
        (other("09:00:00") + out(more=""), 0),
        (other("09:00:00") + out(more=' - Duration 1 days 00:20:00 - LogoutMethod "TimedOut"'), 0),
        (other("09:00:00") + line("09:30:00", "LOGIN") + out("09:40:00") + out(), 1),
        (other("09:00:00") + line("10:10:00", "LOGIN", session=16) + out(), 1),
    ],
    ids=["no log-in", "a log-in", "log begins later", "since when is not said", "began before the log", "ended twice",
         "another's log-in"],
)  # fmt: skip
def test_a_log_out_without_a_log_in_counts_where_the_log_would_have_shown_it(tmp_path, lines, expected):
    found = hits(tmp_path, "logout-without-login", {"var/log/ns.log": lines})
    assert len(found) == expected
    assert all("shows no log-in" in because for _, _, because in found)


def test_a_log_in_that_may_lie_in_a_gap_is_not_missed(tmp_path):
    quiet = DENSE + out("20:00:00", " - Duration 04:00:00")
    assert hits(tmp_path, "logout-without-login", {"var/log/ns.log": quiet}) == set()


def test_a_log_out_whose_beginning_is_not_said_wants_a_day_of_log(tmp_path):
    day = OTHER.replace("Jan 10", "Jan  8").replace("01/10", "01/08").format(at="09:00:00", ip="192.0.2.10", host="ns1")
    assert len(hits(tmp_path, "logout-without-login", {"var/log/ns.log": day + out(more="")})) == 1


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"var/log/ns.log": DENSE + LATER.replace("10:05:00", "10:01:00") + other("22:00:00")}, 1),
        ({"var/log/ns.log": DENSE + LATER.replace("10:05:00", "10:01:00") + other("12:00:00")}, 0),
        ({"one/var/log/ns.log": DENSE + other("22:00:00"), "two/var/log/ns.log": LATER}, 0),
    ],
    ids=["silent after it", "not silent for long", "silent on another appliance"],
)
def test_a_gap_counts_for_the_findings_of_its_own_appliance(tmp_path, files, expected):
    put(tmp_path / "p", {"a.txt": "198.51.100.9\n"})
    assert len(hits(tmp_path, "gap-around-hit", files)) == expected


def test_a_missing_archive_is_a_gap_around_a_finding_too(tmp_path):
    put(tmp_path / "p", {"a.txt": "198.51.100.9\n"})
    early, late = DENSE + LATER.replace("10:05:00", "10:01:00"), other("12:00:00") + other("12:10:00")
    assert len(hits(tmp_path, "gap-around-hit", {"var/log/ns.log.1": early, "var/log/ns.log": late})) == 1


RULES = [
    {
        "title": name,
        "name": name,
        "logsource": {"product": "netscaler", "service": service},
        "detection": {"s": detection, "condition": "s"},
    }
    for name, service, detection in (
        ("asked", "web-access", {"cs-uri-stem": "/evil"}),
        ("died", "system-log", {"message|contains": "unexpectedly died"}),
    )
]
BOTH = {
    "title": "both",
    "name": "both",
    "level": "high",
    "correlation": {"type": "temporal", "rules": ["asked", "died"], "timespan": "10m"},
}
ASKED = '203.0.113.7 - - [10/Jan/2020:10:00:00 +0000] "GET /evil HTTP/1.1" 404 1 "-" "x"\n'
DIED = "Jan 10 10:02:00 <local0.crit> {} pitboss[1]: PPE-1 unexpectedly died\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"var/log/httpaccess.log": ASKED, "var/log/messages": DIED.format("ns1")}, 1),
        ({"one/var/log/httpaccess.log": ASKED, "two/var/log/messages": DIED.format("ns1")}, 0),
        ({"logs/httpaccess.log": ASKED, "more/messages": DIED.format("ns1")}, 1),
        ({"httpaccess.log": ASKED, "messages": DIED.format("ns1") + DIED.format("ns2")}, 2),
    ],
    ids=["one root", "two roots", "two folders of one", "two hosts: each may be the one that was asked"],
)
def test_a_correlation_holds_on_one_appliance_and_not_across(tmp_path, files, expected):
    put(tmp_path / "p", {"r.yml": yaml.safe_dump_all([*RULES, BOTH]), "pack.yml": "needs: [web-access]\n"})
    put(tmp_path / "ev", files)
    asked = {"window": window("2020-01-10", "2020-01-11"), "collected_at": utc("2020-01-12"), "zone": None}
    found = told(hunted(tmp_path / "ev", tmp_path / "p", **asked))
    assert sum(one["rule"] == "both" for one in found.get("finding", [])) == expected
