"""Figures for the operator, asked of real processes: web and worker apart on one database, and both in one house."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hostile_stage import SECRETS, stage
from organisations_cast import account_with

PATIENCE = 60


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


@pytest.fixture
def parents(committed, tmp_path):
    started = Parents(committed, tmp_path)
    yield started
    started.stop()


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


def test_web_and_worker_show_their_figures_to_this_machine_alone_and_no_name_stands_in_logs_or_figures(
    parents, committed, postgres
):
    played = stage()
    account_with("ciso", played.cast.town, email="zwaan@tweestroom.example")
    port, web, worker = free_port(), free_port(), free_port()
    logs = [
        parents.start("web", "--web-only", "--port", str(port), "--metrics", str(web)),
        parents.start("worker", "--worker-only", "--metrics", str(worker)),
    ]
    becomes(lambda: ask(f"http://127.0.0.1:{port}/readyz")[0] == 200, logs[0])
    for _ in range(20):
        assert ask(f"http://127.0.0.1:{port}/opgetekend/")[0] == 200
    assert ask(f"http://127.0.0.1:{port}/metrics")[0] == 404
    assert ask(f"http://127.0.0.1:{port}/tweestroom-zwaan/")[0] == 404

    shown = figures(web)
    assert shown["dijkwacht_requests_total", "200", "GET", "recorded"] == 20
    assert shown["dijkwacht_requests_total", "404", "GET", "none"] == 2
    assert shown["dijkwacht_request_seconds_count", "recorded"] == 20
    assert shown["dijkwacht_database_up",] == 1
    assert shown["dijkwacht_entries",] > 0
    assert shown["dijkwacht_worker_heartbeat_age_seconds",] < 30
    assert shown["dijkwacht_sequencer_lag_seconds",] < 5
    assert shown["dijkwacht_disk_free_bytes",] > 0
    assert {("dijkwacht_job_oldest_seconds",), ("dijkwacht_jobs_given_up",)} <= shown.keys()
    assert any(name == "dijkwacht_notices" for name, *_ in shown)

    def jobs():
        found = {key: value for key, value in figures(worker).items() if key[0] == "dijkwacht_jobs_total"}
        return found if any("done" in key for key in found) else None

    assert becomes(jobs, logs[1])
    everything = "".join(log.read_text() for log in logs)
    everything += ask(f"http://127.0.0.1:{web}/metrics")[1] + ask(f"http://127.0.0.1:{worker}/metrics")[1]
    names = (*SECRETS, "zwaan", "tweestroom", "Gemeentewacht", "Veldgate", "only-in-tests")
    assert not [name for name in names if name.casefold() in everything.casefold()]
    assert not re.search(r"[\w.+-]+@[\w-]+\.\w+", everything)

    own = json.loads(next(line for line in logs[1].read_text().splitlines() if '"event": "job"' in line))
    assert {"job", "task", "done", "ms"} <= own.keys()
    assert not listens_elsewhere(web)


def listens_elsewhere(port):
    """Say whether the port answers at another address of this machine."""
    with socket.socket() as probe:
        probe.settimeout(2)
        try:
            probe.connect(("127.0.0.2", port))
        except OSError:
            return False
        return True


def test_a_database_that_is_away_is_a_figure_too(parents, committed, postgres):
    port, web = free_port(), free_port()
    log = parents.start("web", "--web-only", "--port", str(port), "--metrics", str(web))
    becomes(lambda: ask(f"http://127.0.0.1:{port}/healthz")[0] == 200 and figures(web), log)
    name = conninfo_to_dict(committed)["dbname"]
    with psycopg.connect(make_conninfo(postgres.admin), autocommit=True) as admin:
        admin.execute(psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(psycopg.sql.Identifier(name)))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            shown = figures(web)
            code, page = ask(f"http://127.0.0.1:{port}/opgetekend/")
        finally:
            admin.execute(
                psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(psycopg.sql.Identifier(name))
            )
    assert shown["dijkwacht_database_up",] == 0
    assert ("dijkwacht_disk_free_bytes",) in shown
    assert ("dijkwacht_entries",) not in shown
    assert code == 503
    assert "bel dan nu uw meldpunt" in page
    becomes(lambda: ask(f"http://127.0.0.1:{port}/opgetekend/")[0] == 200, log)
