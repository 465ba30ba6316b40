"""Measure pages of the demonstration: 10 clients at once with a second to think, and each page's processor time alone.

python benchmarks/bench_pages.py [--seconds 30] [--clients 10] [--think 1.0] [--port 0]

Starts the product with its demonstration in a folder of its own, signs in as people of the exercise, follows the links
that they see, prints a table, stops the product. Loopback only. Aim: p95 at most 300 ms with 10 clients on two cores.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from http.cookiejar import CookieJar
from pathlib import Path

import yaml

from dijkwacht.cli.place import SHARED

ACCOUNTS = Path("demo/exercise/accounts.yml")
ALONE = 12
TICKS = os.sysconf("SC_CLK_TCK")
FOLLOWED = {
    "now": r"^/wat-nu/$",
    "response": r"^/reacties/[0-9a-f-]{36}/$",
    "members": r"^/deelnemers/$",
    "member": r"^/deelnemers/[0-9a-f-]{36}/$",
    "cases": r"^/(casussen|opgetekend)/$",
    "case": r"^/casussen/[0-9a-f-]{36}/$",
    "gate": r"^/responses/[0-9a-f-]{36}/gate/$",
    "hunts": r"^/responses/[0-9a-f-]{36}/hunts/$",
    "record": r"^/record/$",
    "systems": r"^/systems/[0-9a-f-]{36}/$",
    "advisories": r"^/advisories/$",
    "picture": r"^/picture/[0-9a-f-]{36}/$",
}


class Visitor:
    """Somebody with a browser: cookies, and the address of the product."""

    def __init__(self, root):
        self.root, self.jar = root, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        """Return status, page and where it led to; read to the end."""
        try:
            with self.opener.open(self.root + path, timeout=60) as answer:
                return answer.status, answer.read().decode(), urllib.parse.urlsplit(answer.url).path
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), path

    def sign_in(self, email, password):
        """Sign in, or stop the measurement: an error page is quick and tells nothing."""
        page = self.get("/accounts/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "login": email, "password": password}
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            f"{self.root}/accounts/login/", urllib.parse.urlencode(form).encode(), {"Referer": self.root}
        )
        with self.opener.open(request, timeout=60) as answer:
            assert "/accounts/login/" not in answer.url, f"{email} could not sign in"

    def links(self):
        """Return name and address of the pages this visitor can reach, a few clicks deep, one of each sort."""
        found, seen, waiting = {}, set(), ["/"]
        for _ in range(25):
            if not waiting:
                break
            path = waiting.pop(0)
            status, page, landed = self.get(path)
            seen |= {path, landed}
            if status != 200:
                continue
            for href in [landed, *re.findall(r'href="(/[^"?#]*)', page)]:
                name = next((name for name, pattern in FOLLOWED.items() if re.match(pattern, href)), None)
                if name and name not in found:
                    found[name] = href
                    waiting += [href] if href not in seen else []
        return found


def processes(parent):
    """Return the ids of a process and all below it."""
    children = defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children[int(fields[1])].append(int(entry.parent.name))
    found, waiting = [], [parent]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children[one]
    return found


def processor_seconds(roots):
    """Return the processor time of these processes and their children so far, ended ones included."""
    total = 0
    for pid in {pid for root in roots for pid in processes(root)}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def alone(visitor, pages, roots):
    """Return processor milliseconds, bytes and median time of each page, opened one after the other."""
    told = {}
    for name, path in pages.items():
        visitor.get(path)
        before, begun, took = processor_seconds(roots), time.perf_counter(), []
        for _ in range(ALONE):
            at = time.perf_counter()
            size = len(visitor.get(path)[1])
            took.append(time.perf_counter() - at)
        spent, lasted = processor_seconds(roots) - before, time.perf_counter() - begun
        told[name] = (spent * 1000 / ALONE, size, statistics.median(took) * 1000, lasted)
    return told


def together(visitors, asked):
    """Let all visitors walk their pages at once, with time to think; return times and faults by page."""
    times, faults, lock = defaultdict(list), [], threading.Lock()
    until = time.perf_counter() + asked.seconds

    def walk(number, visitor, pages):
        steps = list(pages.items())
        turn = number
        while time.perf_counter() < until:
            name, path = steps[turn % len(steps)]
            begun = time.perf_counter()
            status = visitor.get(path)[0]
            with lock:
                times[name].append(time.perf_counter() - begun)
                if status != 200:
                    faults.append((name, status))
            turn += 1
            time.sleep(asked.think)

    threads = [threading.Thread(target=walk, args=(n, *visitor)) for n, visitor in enumerate(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, faults


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] * 1000


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_ready(root, process, limit=300):
    until = time.monotonic() + limit
    while time.monotonic() < until:
        assert process.poll() is None, "the product did not start"
        try:
            with urllib.request.urlopen(f"{root}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.5)
    raise AssertionError("the product was not ready in time")


def postmaster(folder):
    found = [int(path.read_text().split()[0]) for path in folder.rglob("postmaster.pid")]
    return found[:1]


def measure(root, process, folder, asked):
    accounts = yaml.safe_load(ACCOUNTS.read_text(encoding="utf-8"))
    people = [str(one["email"]) for one in accounts["accounts"] if one["role"] in {"ciso", "desk", "national"}]
    visitors = []
    for number in range(asked.clients):
        visitor = Visitor(root)
        if number % 4 != 3:  # every fourth is the public
            visitor.sign_in(people[number % len(people)], str(accounts["password"]))
        visitors.append((visitor, visitor.links()))
    roots = [process.pid, *postmaster(folder)]
    cost = {}
    for visitor, pages in visitors:
        fresh = {name: path for name, path in pages.items() if name not in cost}
        cost |= alone(visitor, fresh, roots)
    times, faults = together(visitors, asked)
    count = sum(map(len, times.values()))
    print(f"{asked.clients} clients, {asked.think:g} s to think, {asked.seconds:g} s, {count} pages")
    print(f"{'page':<12}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'alone ms':>10}{'cpu ms':>9}{'kB':>7}")
    for name in sorted(times):
        spent, size, median, _ = cost[name]
        half, most = quantile(times[name], 0.5), quantile(times[name], 0.95)
        print(f"{name:<12}{len(times[name]):>6}{half:>9.0f}{most:>9.0f}", end="")
        print(f"{median:>10.0f}{spent:>9.0f}{size / 1000:>7.0f}")
    every = [value for values in times.values() for value in values]
    print(f"{'all':<12}{len(every):>6}{quantile(every, 0.5):>9.0f}{quantile(every, 0.95):>9.0f}")
    assert not faults, faults


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--seconds", type=float, default=30)
    read.add_argument("--clients", type=int, default=10)
    read.add_argument("--think", type=float, default=1.0)
    read.add_argument("--port", type=int, default=0)
    asked = read.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=SHARED if os.geteuid() == 0 and SHARED.exists() else None))
    folder.chmod(0o711)
    port = asked.port or free_port()
    root = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "DIJKWACHT_STATE": str(folder / "state"), "DIJKWACHT_LOG_LEVEL": "error"}
    command = [sys.executable, "-m", "dijkwacht.cli.main", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_until_ready(root, process)
        measure(root, process, folder, asked)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
