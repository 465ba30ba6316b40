"""The engineer's how-to, run word for word: at most twelve commands, no socket, and the verdict that it names.

Sockets are refused by an audit hook of Python that `sitecustomize` sets in every process of the program; where the
kernel lets us (`unshare --net`), all commands run a second time in a network of their own, that has no interface.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dijkwacht.containment.domain.gate import investigation_concluded
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.engine.lint import lint
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.kernel.window import Window
from hunting_evidence import local, put, utc, web_log, window
from response_story import story, told

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "hunt-on-evidence.md"
REFUSING = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError("a socket was opened: " + event)
sys.addaudithook(refuse)
"""
MOST = 12


def commands():
    """The commands of the page with the exit that each is said to have, in their order."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    parted = [line.partition("# exit ") for line in lines]
    return [(command.strip(), int(code or 0)) for command, _, code in parted]


@pytest.fixture
def municipality(tmp_path):
    """What an invented municipality secured: nothing before 8 January 00:00, and no sign in it."""
    first, end = local(2020, 1, 8), local(2020, 1, 20, 8)
    half = local(2020, 1, 14)
    hours = [first + timedelta(minutes=20 * n) for n in range(int((end - first).total_seconds() // 1200))]
    shell = '{:%b} {:2d} {:%H:%M:%S} <local7.notice> ns bash[9]: root on /dev/pts/0 shell_command="df -h"\n'
    cron = "{:%b} {:2d} {:%H:%M:%S} <cron.info> ns /usr/sbin/cron[9]: (root) CMD (newsyslog)\n"
    error = "[{:%a %b %d %H:%M:%S}.000001 {:%Y}] [core:error] [pid 9] AH00128: File does not exist: /x\n"
    put(
        tmp_path / "box",
        {
            "var/log/httpaccess-vpn.log": web_log(half, end),
            "var/log/httpaccess-vpn.log.0.gz": gzip.compress(web_log(first, half).encode()),
            "var/log/httperror-vpn.log": "".join(error.format(at, at) for at in hours),
            "var/log/bash.log": "".join(shell.format(at, at.day, at) for at in hours[::9]),
            "var/log/cron": "".join(cron.format(at, at.day, at) for at in hours),
            "var/netscaler/logon/LogonPoint/index.html": "<html></html>",
            "var/vpn/themes/default.css": "body {}",
            "netscaler/portal/templates/homepage.html": "x",
        },
    )
    for one in (tmp_path / "box").rglob("*"):
        one.chmod(0o755 if one.is_dir() else 0o444)
    with tarfile.open(tmp_path / "bundle.tgz", "w:gz") as tar:
        tar.add(tmp_path / "box", ".")
    shutil.rmtree(tmp_path / "box")
    put(tmp_path / "logs", {"addresses.txt": "# from a partner\n203.0.113.250\n198.51.100.0/28\n"})
    put(tmp_path / "own", {"sitecustomize.py": REFUSING})
    return tmp_path


def run_all(folder, *prefix):
    """Run every command of the page in one folder and return what each printed."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    source = os.environ.get("PYTHONPATH", "")
    environment = {**os.environ, "PATH": path, "PYTHONPATH": f"{folder / 'own'}:{source}".rstrip(":")}
    told, at = [], folder
    for command, code in commands():
        done = subprocess.run(
            [*prefix, "bash", "-euc", command], cwd=at, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, (command, done.stdout[-2000:], done.stderr[-2000:])
        told.append(done.stdout)
    return told


def test_the_page_holds_at_most_twelve_commands_and_hunts_with_them():
    found = [command for command, _ in commands()]
    assert 8 <= len(found) <= MOST
    assert sum(command.startswith("dijkwacht hunt") for command in found) >= 4


def check(told, folder):
    """The verdict that the page names: nine of 24 days, those missing named, every rule armed."""
    assert told[3].splitlines()[-1].startswith("no-signs-partial: 9 of 24 days were looked at; ")
    assert "nothing about 24 December - 7 January" in told[3].splitlines()[-1]
    verdict = json.loads((folder / "hunt.jsonl").read_text().splitlines()[-1])
    assert verdict["verdict"] == "no-signs-partial"
    assert verdict["covered"] == [["2020-01-07T23:00:00Z", "2020-01-16T23:00:00Z"]]
    assert verdict["rules"]["unarmed"] == 0
    assert json.loads((folder / "hand-over/counts.json").read_text())["verdict"] == "no-signs-partial"


def test_the_commands_run_without_a_socket_and_end_in_a_verdict_by_which_the_gate_stays_shut(municipality):
    check(run_all(municipality), municipality)
    verdict = json.loads((municipality / "hunt.jsonl").read_text().splitlines()[-1])
    covered = [Window(*map(datetime.fromisoformat, part)) for part in verdict["covered"]]
    days = [[day.isoformat() for day in part.dates()] for part in covered]
    state, _ = story(
        told("hunt.opened", "2020-01-17", hunt="h", questions=["access", "attempts", "extent"]),
        told("hunt.ran", "2020-01-20", hunt="h", sources=["web-access"], covered=days, result="no-signs"),
        told("hunt.closed", "2020-01-21", hunt="h"),
    )
    found = investigation_concluded(state, investigation(state, window()), utc("2020-01-22T00:00"))
    assert found.state == "not-met"
    assert "9 van 24 dagen" in found.text.nl
    assert "24 december - 7 januari" in found.text.nl


def test_the_rule_of_the_page_about_writing_rules_is_armed_as_it_stands_there(tmp_path):
    page = (PAGE.parent / "write-hunting-rules.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```yaml\n *# (\S+)\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL)
    put(tmp_path / "my-pack", dict(blocks))
    assert [name for name, _ in blocks] == ["sigma/portal.yml", "pack.yml"]
    assert lint(rule_set([load_pack(str(tmp_path / "my-pack"))])) == []


def test_a_socket_would_be_refused(municipality):
    environment = {**os.environ, "PYTHONPATH": str(municipality / "own")}
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "a socket was opened" in done.stderr


def apart():
    """Return the words that put a command into a network of its own, none where the kernel refuses."""
    words = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--net"]
    try:
        return words if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0 else []
    except OSError:
        return []


@pytest.mark.skipif(not apart(), reason="the kernel gives no network namespace to this user")
def test_they_run_in_a_network_without_an_interface_too(municipality):
    check(run_all(municipality, *apart()), municipality)
