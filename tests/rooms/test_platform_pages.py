import json
import subprocess
import sys

import pytest


def test_healthz_answers_without_a_database(client):
    answer = client.get("/healthz", headers={"host": "unknown.example"})
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_readyz_says_that_the_worker_never_showed_itself(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "worker is silent"
    assert answer.json()["worker_heartbeat_s"] is None


@pytest.mark.django_db
def test_a_request_carries_an_id_and_a_strict_policy(client):
    answer = client.get("/accounts/login/", headers={"x-request-id": "edge-0123456789"})
    assert answer.status_code == 200
    assert answer.headers["X-Request-Id"] == "edge-0123456789"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["short", "has spaces in it", "x" * 65, "new\u2028line-long"])
def test_a_strange_request_id_is_replaced(client, given):
    assert client.get("/accounts/login/", headers={"x-request-id": given}).headers["X-Request-Id"] != given


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(client):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "a@b.example"}).status_code == 404


def test_a_log_line_is_one_json_object_on_stderr_and_holds_the_route_not_the_address(tmp_path):
    program = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'dijkwacht.web.settings'\n"
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "Client(headers={'host': 'localhost'}).get('/language/', {'token': 'hidden-token'})"
    )
    (tmp_path / ".dijkwacht" / "static").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert "hidden-token" not in done.stderr + done.stdout
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    line = next(line for line in lines if line["event"] == "request")
    assert (line["route"], line["method"], line["level"]) == ("set_language", "GET", "info")
    assert {"request_id", "at", "ms", "status"} <= line.keys()
