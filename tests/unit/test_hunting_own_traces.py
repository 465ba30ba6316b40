"""The scan's own traces on the appliance: named with the reason, kept, no sign; whatever could have acted stays one."""

import json

import pytest
import yaml

from dijkwacht.hunting.engine.rules.own_traces import searches_only
from hunting_evidence import hunted, local, put, run, told, utc, web_log

SHELL = '{} <local7.notice> ns1 bash[211]: {} on /dev/pts/0 shell_command="{}"\n'
COLLECTED = "collector: collect-netscaler.sh 1\nbegan: 2025-07-17T10:00:00Z\nlocal time: x\nroot: /\n"


def after(tmp_path, *commands, user="root", at="Jul 17 12:00:05", files=None, pack="citrix-2025"):
    lines = "".join(SHELL.format(at, user, command) for command in commands)
    put(tmp_path / "ev", {"var/log/bash.log": lines or SHELL.format(at, user, "ls"), **(files or {})})
    return told(hunted(tmp_path / "ev", pack, collected_at=utc("2025-07-18"), zone=None))


SEARCHES = [
    'grep -r -E "touch -t|python3 -c" /var/log/bash.log',
    r"grep -rE \"touch -t|python3 -c\" /flash/nsconfig 2>/dev/null | wc -l",
    "/usr/bin/zgrep -F 'touch -t' /var/log/sh.log.1.gz",
    r"find /var -type f -exec grep -l 'touch -t' {} \;",
    "find /var/netscaler -name '*.php' | xargs grep -l 'touch -t'",
    "cat /var/log/bash.log | grep 'touch -t' | sort -rn | uniq -c",
    'shell_history_blacklist[30]="touch -t"',
    "readonly cron_history_regexes[0]='touch -t'",
    "http_err_regexes[3]='touch -t';",
    'grep -E "touch -t" /etc/httpd.conf >> "$LOGFILE"',
]


def traces(found):
    """Class and label by command."""
    own = [one for one in found["finding"] if one["rule"] == "c25-shell-traces"]
    return {one["text"].partition('shell_command="')[2][:-1]: (one["class"], one.get("label")) for one in own}


def test_a_search_for_a_sign_is_the_scan_itself_and_no_compromise(tmp_path):
    found = after(tmp_path, *SEARCHES)
    assert traces(found) == dict.fromkeys(SEARCHES, ("lead", "the scan itself"))
    own = [one for one in found["finding"] if "label" in one]
    assert {one["class_of_rule"] for one in own} == {"compromise"}
    assert all(one["because"].startswith("the scan itself: ") for one in own)
    assert found["verdict"][0]["verdict"] == "no-signs-partial"
    assert any("traces of the scan itself" in reason for reason in found["verdict"][0]["reasons"])


ACTING = [
    "touch -t 202401010000 /var/netscaler/logon/a.php",
    "grep x y; touch -t 202401010000 /a",
    "grep x y && python3 -c 1",
    "grep 'touch -t' $(python3 -c 1)",
    "grep `python3 -c 1` y",
    'grep "$(touch -t 1 a)" y',
    "grep a b | python3 -c 1",
    "grep 'touch -t' x > /var/netscaler/logon/x.php",
    "grep 'touch -t' x | tee /var/netscaler/logon/x.php",
    "grep 'touch -t' x &",
    "./grep 'touch -t' x",
    "/var/tmp/grep 'touch -t' x",  # noqa: S108 - a command in evidence
    r"find / -name x -exec touch -t 1 {} \;",
    "find / -name 'touch -t' -delete",
    "find / -exec ls {} ; touch -t 1 a",
    "find / -fprintf /etc/x 'touch -t'",
    "cat /flash/nsconfig/keys/a | grep -v 'touch -t'",
    "grep 'touch -t' a | sort -o /etc/rc.conf",
    "grep 'touch -t' a | sort -uo /etc/rc.conf",
    "grep 'touch -t' a | sort --output=/etc/rc.conf",
    "grep 'touch -t' a | sort --compress-program=/x -u",
    "grep 'touch -t' a | uniq - /etc/rc.conf",
    "grep 'touch -t' a | less -O/etc/rc.conf",
    "grep 'touch -t' a | less '+!sh'",
    "grep 'touch -t' a\ntouch -t 1 b",
    'shell_history_blacklist[1]="$(touch -t 1 a)"',
    "grep 'touch -t",
    "bash /tmp/ioc-scanner-CVE-2019-19781.sh; touch -t 1 a",
    "/var/tmp/sh /tmp/ioc-scanner-CVE-2019-19781.sh 'touch -t'",  # noqa: S108 - a command in evidence
]


def test_what_could_have_done_anything_beside_stays_a_sign(tmp_path):
    found = after(tmp_path, *ACTING)
    assert traces(found) == dict.fromkeys(ACTING, ("compromise", None))
    assert found["verdict"][0]["verdict"] == "signs-found"


@pytest.mark.parametrize("user", ["nobody", "(null)", "www"])
def test_the_search_of_another_user_than_root_is_not_excused(tmp_path, user):
    found = after(tmp_path, SEARCHES[0], user=user)
    assert {one["class"] for one in found["finding"] if one["rule"] == "c25-shell-traces"} == {"compromise"}


RULE = {
    "title": "t",
    "name": "listing",
    "level": "high",
    "logsource": {"product": "netscaler", "service": "shell-log"},
    "detection": {"s": {"shell_command|contains": "sockstat"}, "condition": "s"},
}


@pytest.mark.parametrize(
    ("at", "where", "label"),
    [
        ("Jul 17 10:00:05", "volatile/collection.txt", "the scan itself"),
        ("Jul 17 09:00:05", "volatile/collection.txt", None),
        ("Jul 17 10:00:05", "var/tmp/volatile/collection.txt", None),
    ],
    ids=["within its time", "before it", "a collection that somebody left on the appliance"],
)
def test_a_command_of_our_collector_is_its_own_within_its_time_only(tmp_path, at, where, label):
    put(tmp_path / "p", {"r.yml": yaml.safe_dump(RULE)})
    found = after(tmp_path, "sockstat -l", at=at, files={where: COLLECTED}, pack=tmp_path / "p")
    assert [one.get("label") for one in found["finding"]] == [label]


def test_another_command_within_the_time_of_collection_is_no_trace_of_the_collector(tmp_path):
    put(tmp_path / "p", {"r.yml": yaml.safe_dump(RULE)})
    found = after(
        tmp_path,
        "sockstat -l; sh x",
        at="Jul 17 10:00:05",
        files={"volatile/collection.txt": COLLECTED},
        pack=tmp_path / "p",
    )
    assert [one["class"] for one in found["finding"]] == ["compromise"]


PS = "USER PID PPID STARTED COMMAND\n"


@pytest.mark.parametrize(
    ("process", "expected"),
    [
        ("root 9 1 10:00 /bin/sh /var/tmp/collect-netscaler.sh /\n", ("lead", "the scan itself")),
        ("root 9 1 10:00 bash /var/tmp/ioc-scanner-CVE-2023-3519.sh -v\n", ("lead", "the scan itself")),
        ("root 9 1 10:00 /var/tmp/npc collect-netscaler.sh\n", ("compromise", None)),
    ],
)
def test_the_process_of_the_collection_is_its_own(tmp_path, process, expected):
    files = {"volatile/processes.txt": PS + process}
    found = after(tmp_path, files=files, pack="citrix-2023-3519")
    ran = [one for one in found["finding"] if one["rule"] == "c23_process_from_temporary"]
    assert [(one["class"], one.get("label")) for one in ran] == [expected]


def test_a_process_behind_that_of_the_collection_is_still_seen(tmp_path):
    own, other = "root 9 1 10:00 sh /var/tmp/collect-netscaler.sh\n", "root 10 1 10:00 /bin/x /var/tmp/npc\n"
    found = after(tmp_path, files={"volatile/processes.txt": PS + own + other}, pack="citrix-2023-3519")
    (ran,) = [one for one in found["finding"] if one["rule"] == "c23_process_from_temporary"]
    at = len(PS + own) + len("root 10 1 10:00 /bin/x")
    assert (ran["class"], ran["line"], ran["offset"]) == ("compromise", 3, at)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("var/tmp/ioc-scanner-CVE-2023-3519-v1.2.sh", "lead"),
        ("var/tmp/citrix-ioc-scanner-cve-2023-3519/scanners/shell-history.sh", "lead"),
        ("var/vpn/ioc-scanner-CVE-2023-3519.sh", "compromise"),
        ("var/tmp/other.sh", "compromise"),
    ],
)
def test_the_script_of_a_known_scanner_is_its_own_where_administrators_work(tmp_path, path, expected):
    found = after(tmp_path, files={path: 'x="chmod u+s"\n'}, pack="citrix-2023-3519")
    assert {one["class"] for one in found["finding"] if one["rule"] == "c23_sets_user_id"} == {expected}


def test_a_set_uid_file_is_never_excused_by_its_name(tmp_path):
    put(tmp_path / "ev", {"var/tmp/ioc-scanner-CVE-2023-3519.sh": "x"})
    (tmp_path / "ev/var/tmp/ioc-scanner-CVE-2023-3519.sh").chmod(0o4755)
    found = told(hunted(tmp_path / "ev", "citrix-2025"))
    assert "c25-setuid-elsewhere" in {one["rule"] for one in found["finding"] if "label" not in one}


def test_what_a_known_scanner_wrote_into_the_log_folder_is_no_log_that_cannot_be_read(tmp_path):
    put(tmp_path / "p", {"pack.yml": "needs: [web-access]\n", "a.txt": "192.0.2.99\n"})
    output = "===== PHP files in /var/netscaler/ =====\n\n===== Root-owned SUID files =====\n"
    log = web_log(local(2019, 12, 23, 22), local(2020, 1, 18))
    put(tmp_path / "ev", {"var/log/httpaccess.log": log, "var/log/custom_checks.log": output})
    found = told(hunted(tmp_path / "ev", tmp_path / "p"))
    assert [(one["relevant"], "the scan itself" in one["reason"]) for one in found["skipped"]] == [(False, True)]
    assert found["verdict"][0]["verdict"] == "no-signs-covered"


def test_a_trace_of_the_scan_feeds_no_correlation(tmp_path):
    correlation = {
        "title": "c",
        "name": "many",
        "level": "high",
        "correlation": {"type": "event_count", "rules": ["listing"], "timespan": "1h", "condition": {"gte": 2}},
    }
    put(tmp_path / "p", {"r.yml": yaml.safe_dump_all([RULE, correlation])})
    found = after(tmp_path, "grep sockstat a", "grep sockstat b", pack=tmp_path / "p")
    assert "many" not in {one["rule"] for one in found.get("finding", [])}


def test_the_answer_for_people_names_it_too(tmp_path):
    put(tmp_path / "ev", {"var/log/bash.log": SHELL.format("Jul 17 12:00:05", "root", SEARCHES[2])})
    words = ["ev", "--rules", "citrix-2025", "--window", "2025-07-01/2025-07-18", "--collected-at", "2025-07-18"]
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stdout.startswith("lead (medium)  A command that intruders of 2025 used")
    assert done.stdout.splitlines()[0].endswith("[the scan itself: the command searches, and runs and writes nothing]")


def test_a_long_command_is_not_excused_for_its_end_was_not_seen():
    assert searches_only("grep x " + "a" * 100)
    assert not searches_only("grep x\ntouch a")


def test_a_search_is_the_scan_itself_in_a_line_that_a_collector_kept_too(tmp_path):
    lines = [SHELL.format("Jul 17 12:00:05", "root", command) for command in (SEARCHES[0], ACTING[0])]
    log = "".join(json.dumps({"@timestamp": "2025-07-17T10:00:05Z", "message": line}) + "\n" for line in lines)
    put(tmp_path / "ev", {"siem.json": log})
    found = told(hunted(tmp_path / "ev", "citrix-2025", collected_at=utc("2025-07-18")))["finding"]
    assert [(one["line"], one["class"]) for one in found if one["rule"] == "c25-shell-traces"] == [
        (1, "lead"),
        (2, "compromise"),
    ]
