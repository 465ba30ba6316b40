"""Figures for the operator, asked of real processes: web and worker apart on one database, and both in one house."""

import json
import re
import socket

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hostile_stage import SECRETS, stage
from organisations_cast import account_with
from parents import Parents, ask, becomes, figures, free_port


@pytest.fixture
def parents(committed, tmp_path):
    started = Parents(committed, tmp_path)
    yield started
    started.stop()


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


@pytest.mark.deep
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
