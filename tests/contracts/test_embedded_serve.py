"""`dijkwacht serve` as people run it: a parent whose children may be killed at any moment."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest

from dijkwacht.cli import postmaster, roles
from dijkwacht.cli.embedded import Embedded

PATIENCE = 90


class Serving:
    """A running `dijkwacht serve` on a free port."""

    def __init__(self, place, folder: Path):
        self.place, self.port = place, free_port()
        self.data = place.cluster / "data"
        self.log = folder / f"serve-{self.port}.log"
        self.process = start(place, folder, self.log, "--port", str(self.port))

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as answer:
            return answer.code, json.loads(answer.read())
        except (URLError, OSError, ValueError):
            return 0, {}

    def becomes(self, path: str, status: int) -> dict[str, object]:
        """Wait until the page answers with this status; fail with the log when it never does."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            got, body = self.get(path)
            if got == status:
                return body
            time.sleep(0.2)
        raise AssertionError(f"{path} never answered {status}\n{self.log.read_text()}")

    def pid(self, module: str) -> int:
        """Return the child that runs a module."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next(int(pid) for pid in children if module in Path(f"/proc/{pid}/cmdline").read_text())

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def held(shared_place, tmp_path_factory) -> Iterator["Held"]:
    """The installation of this module: tests that leave it serving hand it on, so that not each lays out a cluster."""
    held = Held(shared_place, tmp_path_factory.mktemp("serve"))
    yield held
    held.end()


class Held:
    """One installation, and the process that serves it at the moment."""

    def __init__(self, place, folder: Path):
        self.place, self.folder = place, folder
        self._now: Serving | None = None

    def serving(self) -> Serving:
        if self._now is None or self._now.process.poll() is not None:
            self._now = Serving(self.place, self.folder)
        return self._now

    def end(self) -> None:
        if self._now is not None and self._now.process.poll() is None:
            self._now.stop()
        server = Embedded(self.place)
        if server.data.exists():
            server.stop()


@pytest.fixture
def serving(held) -> Serving:
    """Pages that answer or are about to."""
    return held.serving()


def test_a_second_serve_on_the_same_data_refuses_and_says_who_was_first(serving, tmp_path):
    serving.becomes("/healthz", 200)
    log = tmp_path / "second.log"
    second = start(serving.place, tmp_path, log, "--port", str(free_port()))
    assert second.wait(timeout=60) == 2
    assert f"process {serving.process.pid} holds the lock" in log.read_text()
    assert serving.get("/healthz")[0] == 200


def test_after_kill_9_of_the_parent_nothing_keeps_the_port_and_the_next_start_serves(serving, held):
    serving.becomes("/readyz", 200)
    with psycopg.connect(Embedded(serving.place).url(roles.OWNER)) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('acknowledged')")
    serving.process.kill()
    serving.process.wait()
    wait_for(lambda: serving.get("/healthz")[0] == 0)

    again = held.serving()
    again.becomes("/readyz", 200)
    with psycopg.connect(Embedded(serving.place).url(roles.OWNER)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("acknowledged",)


def test_it_serves_restarts_what_dies_and_stops_everything(serving):
    ready = serving.becomes("/readyz", 200)
    assert ready["status"] == "ok"
    assert str(ready["database"]).startswith("PostgreSQL 18")
    assert {"version", "worker_heartbeat_s", "sequencer_lag_s"} <= ready.keys()

    worker, web = serving.pid("dijkwacht.web.worker"), serving.pid("dijkwacht.web.server")
    os.kill(worker, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)
    wait_for(lambda: serving.pid("dijkwacht.web.worker") != worker and serving.pid("dijkwacht.web.server") != web)
    serving.becomes("/readyz", 200)

    database = postmaster.find(serving.data)
    assert database is not None
    database.signal(signal.SIGKILL)
    assert database.gone(within=10)
    assert serving.get("/healthz")[0] == 200
    serving.becomes("/readyz", 200)

    assert serving.stop() == 0
    assert postmaster.find(serving.data) is None
    assert serving.get("/healthz")[0] == 0


def test_a_taken_port_is_refused_with_number_and_remedy(place, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        log = tmp_path / "taken.log"
        process = start(place, tmp_path, log, "--port", str(taken.getsockname()[1]))
        assert process.wait(timeout=60) == 2
    said = log.read_text()
    assert "dijkwacht.E004" in said
    assert "make demo PORT=" in said


def start(place, folder: Path, log: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ["PATH"], "DIJKWACHT_STATE": str(place.state)}
    command = [sys.executable, "-m", "dijkwacht.cli.main", "serve", *words]
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if condition():
                return
        except (StopIteration, OSError):
            pass
        time.sleep(0.1)
    raise AssertionError("it never happened")
