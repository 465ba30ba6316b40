"""Checks between network namespaces: outside, the gateway, inside. Prints what each scenario found as JSON.

An emulator of ours stands in the gateway, never an appliance. Run as root, or in a user namespace of one's own:
`unshare -Urnm sh -c 'mount -t tmpfs tmpfs /run && python tests/contracts/three_rooms.py FOLDER'`. The namespaces carry
the process's number in their names and are deleted whatever happens.
"""

import contextlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1]))

from gateway_emulator import certificate

EMULATOR = Path(__file__).parents[1] / "gateway_emulator.py"
OUTSIDE, GATEWAY, INSIDE = (f"dw{os.getpid()}{room}" for room in ("out", "gw", "in"))
NETWORKS = ("192.0.2.0/24", "198.51.100.0/24")
FRONT, BACK = "192.0.2.1", "198.51.100.1"
PORT = 8443


def ip(*words, space=None):
    within = ["-n", space] if space else []
    subprocess.run(["ip", *within, *words], check=True, capture_output=True, text=True)


def inside(space, *words, **more):
    return subprocess.run(["ip", "netns", "exec", space, *words], capture_output=True, text=True, check=False, **more)


@contextlib.contextmanager
def rooms():
    """Three namespaces, the gateway between the other two; gone afterwards."""
    made = []
    try:
        for space in (OUTSIDE, GATEWAY, INSIDE):
            ip("netns", "add", space)
            made.append(space)
            inside(space, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
            ip("link", "set", "lo", "up", space=space)
        for space, own, front, other in (
            (OUTSIDE, "192.0.2.2/24", f"{FRONT}/24", "front"),
            (INSIDE, "198.51.100.2/24", f"{BACK}/24", "back"),
        ):
            ip("link", "add", "way", "type", "veth", "peer", "name", other, "netns", GATEWAY, space=space)
            ip("addr", "add", own, "dev", "way", space=space)
            ip("addr", "add", front, "dev", other, space=GATEWAY)
            ip("link", "set", "way", "up", space=space)
            ip("link", "set", other, "up", space=GATEWAY)
        yield
    finally:
        for space in made:
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)


@contextlib.contextmanager
def standing(mode, address, *more):
    """The emulator on one address of the gateway."""
    words = ["ip", "netns", "exec", GATEWAY, sys.executable, str(EMULATOR), mode, address, str(PORT), *more]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.kill()
        process.wait()


def permit(folder, address, *methods, scheme="http", fingerprint="", days=1):
    """The owner's permission as a file."""
    now = datetime.now(UTC)  # noqa: TID251 - a permission that stands now
    file = folder / "permit.json"
    given = {
        "format": "dijkwacht-permission-1",
        "target": f"{scheme}://{address}:{PORT}",
        "fingerprint": fingerprint,
        "permission": str(UUID(int=7)),
        "methods": list(methods),
        "since": (now - timedelta(days=2)).isoformat(),
        "until": (now + timedelta(days=days)).isoformat(),
        "contact": "https://dijkwacht.example",
    }
    file.write_text(json.dumps(given), encoding="utf-8")
    return file


def probe(space, file, *, networks=NETWORKS):
    """What `dijkwacht probe elsewhere` says from a room: exit code and outcomes."""
    side = "inside" if space == INSIDE else "outside"
    words = [sys.executable, "-m", "dijkwacht.cli.main", "probe", "elsewhere", str(file), "--place", side]
    done = inside(space, *words, "--side", side, "--json", *(word for one in networks for word in ("--network", one)))
    if not done.stdout:
        return {"exit": done.returncode, "outcomes": [], "error": done.stderr}
    outcomes = [result["outcome"] for result in json.loads(done.stdout)["results"]]
    return {"exit": done.returncode, "outcomes": outcomes}


def packets():
    """How many packets the gateway has received on its front since it is up."""
    return int(inside(GATEWAY, "cat", "/sys/class/net/front/statistics/rx_packets").stdout)


def told(folder):
    """Every scenario with what was found."""
    reach, traversal = "reachability", "traversal-2019"
    found = {"rooms": [OUTSIDE, GATEWAY, INSIDE]}
    with standing("standing", FRONT):
        found["open"] = probe(OUTSIDE, permit(folder, FRONT, reach))
        before = packets()
        ended = probe(OUTSIDE, permit(folder, FRONT, reach, days=-1))
        beyond = probe(OUTSIDE, permit(folder, FRONT, reach), networks=())
        found["refused"] = {"ended": ended, "beyond": beyond, "packets": packets() - before}
        probe(OUTSIDE, permit(folder, FRONT, reach))
        found["refused"]["packets of one that is not"] = packets() - before
    with standing("standing", BACK):
        found["closed outside"] = probe(OUTSIDE, permit(folder, FRONT, reach))
        found["open inside"] = probe(INSIDE, permit(folder, BACK, reach))
    for mode in ("mitigated", "unmitigated"):
        with standing(mode, FRONT):
            found[mode] = probe(OUTSIDE, permit(folder, FRONT, traversal))
    with standing("tarpit", FRONT):
        found["tarpit"] = probe(OUTSIDE, permit(folder, FRONT, reach))
    file, digest = certificate(folder, address=FRONT)
    with standing("standing", FRONT, file):
        found["right certificate"] = probe(OUTSIDE, permit(folder, FRONT, reach, scheme="https", fingerprint=digest))
        found["wrong certificate"] = probe(OUTSIDE, permit(folder, FRONT, reach, scheme="https", fingerprint="ab" * 32))
    ip("route", "add", "blackhole", "192.0.2.2/32", space=GATEWAY)
    with standing("standing", FRONT):
        found["no answer"] = probe(OUTSIDE, permit(folder, FRONT, reach))
    return found


if __name__ == "__main__":
    with rooms():
        sys.stdout.write(json.dumps(told(Path(sys.argv[1]))))
