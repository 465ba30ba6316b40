"""Small pieces of evidence for tests of the hunt, and the hunt as scripts call it."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dijkwacht.hunting.engine.hunt import Request, hunt
from dijkwacht.hunting.engine.report import lines
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.kernel.window import Window, midnight, read_moment

GUARDED = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError("a socket was opened: " + event)
sys.addaudithook(refuse)
sys.argv = ["dijkwacht", "hunt", *sys.argv[1:]]
import dijkwacht.cli.main as m
try:
    m.run()
finally:
    assert "django" not in sys.modules, "django was loaded"
"""


def local(*parts):
    """A time as a log writes it, without zone."""
    return datetime(*parts)  # noqa: DTZ001 - a log's local time


def window(start="2019-12-24", end="2020-01-17"):
    """The window between two midnights in Amsterdam, the second outside it."""
    first, last = (read_moment(text).day for text in (start, end))
    return Window(midnight(first), midnight(last))


def request_line(at, target="/vpn/index.html", *, client="203.0.113.7", status=200, agent="Mozilla/5.0 (X11)"):
    return f'{client} - - [{at:%d/%b/%Y:%H:%M:%S} +0100] "GET {target} HTTP/1.1" {status} 512 "-" "{agent}"'


def web_log(start, end, *, every=timedelta(minutes=20), extra=()):
    """An access log from `start` until `end` (naive, in +01:00), with extra (time, line) in their place."""
    at, listed = start, list(extra)
    while at < end:
        listed.append((at, request_line(at)))
        at += every
    return "".join(f"{line}\n" for _, line in sorted(listed, key=lambda one: one[0]))


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def hunted(evidence, *packs, brute=False, **asked):
    """Hunt in this process; returns the result."""
    rules = rule_set([load_pack(str(pack)) for pack in packs], brute=brute)
    asked.setdefault("window", window())
    return hunt([str(evidence)], rules, Request(**asked))


def told(result):
    """The lines of a result by type, with what depends on the clock taken out."""
    found = {}
    for line in lines(result, 0.0):
        found.setdefault(line["type"], []).append(line)
    return found


def run(*words, cwd):
    """Run the command in a process of its own whose sockets are refused."""
    return subprocess.run(
        [sys.executable, "-c", GUARDED, *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False
    )


def printed(done):
    found = {}
    for line in done.stdout.splitlines():
        value = json.loads(line)
        found.setdefault(value["type"], []).append(value)
    return found


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
