"""Real `dijkwacht serve` processes on one database, and how to ask them."""

import os
import socket
import subprocess
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

PATIENCE = 120
"""Seconds; a machine with two cores starts eight processes for us."""


class Parents:
    """Real `dijkwacht serve` processes on one database, each with its own state folder and log."""

    def __init__(self, url, folder):
        self.url, self.folder, self.running = url, folder, []

    def start(self, name, *words, **more):
        """Start one parent; give its log."""
        state, log = self.folder / name, self.folder / f"{name}.log"
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.url,
            "DIJKWACHT_STATE": str(state),
            "DIJKWACHT_SECRET_KEY": "only-in-tests-" * 5,
            **more,
        }
        command = [sys.executable, "-m", "dijkwacht.cli.main", "serve", *words]
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=out, stderr=out)
        self.running.append(process)
        return log

    def stop(self):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(timeout=60)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(address):
    try:
        with urlopen(address, timeout=10) as answer:  # noqa: S310 - our own processes
            return answer.status, answer.read().decode()
    except HTTPError as answer:
        return answer.code, answer.read().decode()
    except (URLError, OSError):
        return 0, ""


def becomes(question, log=None):
    """Wait until the question is answered with something; fail with the log when it never is."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := question():
            return found
        time.sleep(0.2)
    raise AssertionError(f"it never happened\n{log.read_text() if log else ''}")


def figures(port):
    """Return {(name, labels): value} of what a process shows."""
    code, text = ask(f"http://127.0.0.1:{port}/metrics")
    if code != 200:
        return {}
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
