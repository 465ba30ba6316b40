"""Checks from outside and from inside over real links, against our emulator and never an appliance."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("three_rooms.py")
OWN_RUN = 'mount -t tmpfs tmpfs /run && exec "$@"'
OWN_SPACE = ["unshare", "--user", "--map-root-user", "--net", "--mount", "sh", "-c", OWN_RUN, "sh"]


def way_in():
    """Return the words that make the namespaces possible here, or skip and say what is missing."""
    if shutil.which("ip") is None:
        pytest.skip("needs Debian's iproute2: scripts/debian iproute2")
    if os.geteuid() == 0:
        tried = f"dwtry{os.getpid()}"
        made = subprocess.run(["ip", "netns", "add", tried], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", tried], check=False, capture_output=True)
        if made.returncode == 0:
            return []
    if (
        shutil.which("unshare")
        and subprocess.run([*OWN_SPACE, "true"], check=False, capture_output=True).returncode == 0
    ):
        return OWN_SPACE
    pytest.skip("needs network namespaces: root, or user namespaces that the kernel allows")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rooms")
    words = [*way_in(), sys.executable, str(SCRIPT), str(folder)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("scenario", "outcome", "code"),
    [
        ("open", "open", 1),
        ("closed outside", "closed", 0),
        ("open inside", "open", 1),
        ("mitigated", "mitigated", 0),
        ("unmitigated", "unmitigated", 1),
        ("no answer", "no-reply", 3),
        ("right certificate", "open", 1),
        ("wrong certificate", "wrong-certificate", 1),
        ("tarpit", "tarpit", 3),
    ],
)
def test_each_scenario_gives_its_own_result(told, scenario, outcome, code):
    assert told[scenario] == {"exit": code, "outcomes": [outcome]}


def test_what_is_refused_sends_no_packet(told):
    refused = told["refused"]
    for why in ("ended", "beyond"):
        assert refused[why] == {"exit": 2, "outcomes": ["refused-by-us"]}
    assert refused["packets"] == 0
    assert refused["packets of one that is not"] > 0


def test_the_namespaces_are_gone(told):
    left = subprocess.run(["ip", "netns", "list"], check=False, capture_output=True, text=True).stdout
    assert not set(told["rooms"]) & {line.split()[0] for line in left.splitlines() if line}
