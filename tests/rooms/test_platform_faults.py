"""Error pages answer when nothing else does: without a database, in two languages, saying whom to call."""

import re
import socket

import psycopg
import pytest
from allauth.core.ratelimit import respond_429
from axes.helpers import get_lockout_response
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, OperationalError, connection, connections
from django.template.loader import render_to_string
from django.urls import reverse
from psycopg import errors

from dijkwacht.web import faults
from pointing import environment_url, point

CODES = (400, 403, 404, 409, 413, 429, 500, 503)


@pytest.mark.parametrize("code", CODES)
def test_each_page_needs_no_database_and_speaks_both_languages(code):
    page = faults.fault_page(code)
    text = page.content.decode()
    assert page.status_code == code
    assert text.startswith("<!doctype html>")
    assert '<html lang="nl">' in text
    dutch, english = text.split('<section lang="en">')
    assert re.search(r"<h1>[^<]{5,}</h1>", dutch)
    assert re.search(r"<h2>[^<]{5,}</h2>", english)
    assert dutch.count("<p>") == english.count("<p>")
    assert not re.search(r"\son\w+=|<style|style=|<script", text)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text


@pytest.mark.parametrize("code", [500, 503])
def test_what_cannot_be_recorded_is_told_by_telephone_first(code, settings):
    assert "het nummer staat op uw papieren kaart" in faults.fault_page(code).content.decode()
    settings.PHONE = "0800 112 00 00"
    text = faults.fault_page(code).content.decode()
    assert text.count('<a href="tel:08001120000">0800 112 00 00</a>') == 2
    assert "papieren kaart" not in text


def test_the_number_is_text_and_nothing_else(settings):
    settings.PHONE = '"><script>'
    assert "<script" not in render_to_string("503.html", {"phone": settings.PHONE})


@pytest.fixture
def database_stopped(transactional_db):
    """Point Django at a port where nobody listens, as when the server was stopped."""
    before = environment_url()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    point(f"postgresql://nobody@127.0.0.1:{port}/gone")
    yield
    connections["default"].close()
    point(before)


def test_without_a_database_every_page_says_so_with_503(client, database_stopped):
    client.raise_request_exception = False
    for name in ("recorded", "picture", "advisories"):
        answer = client.get(reverse(name), headers={"cookie": "sessionid=01234567890123456789012345678901"})
        assert (name, answer.status_code) == (name, 503)
        assert answer.headers["Retry-After"] == "30"
        assert "Dijkwacht kan nu niets vastleggen" in answer.content.decode()
    assert client.get("/healthz").status_code == 200


def test_a_connection_that_breaks_under_a_page_is_told_as_503(client, transactional_db, postgres):
    client.raise_request_exception = False
    assert client.get(reverse("recorded")).status_code == 200
    with psycopg.connect(postgres.admin, autocommit=True) as admin, connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert client.get(reverse("recorded")).status_code == 503
    connection.close()
    assert client.get(reverse("recorded")).status_code == 200


@pytest.mark.parametrize(
    ("cause", "wrapped", "away"),
    [
        (errors.AdminShutdown(), OperationalError, True),
        (errors.TooManyConnections(), OperationalError, True),
        (errors.DiskFull(), OperationalError, True),
        (errors.LockNotAvailable(), OperationalError, True),
        (errors.QueryCanceled(), OperationalError, True),
        (psycopg.OperationalError("no route"), OperationalError, True),
        (errors.DeadlockDetected(), OperationalError, False),
        (errors.NumericValueOutOfRange(), DataError, False),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_only_what_the_server_is_to_blame_for_counts_as_away(cause, wrapped, away):
    error = wrapped("x")
    error.__cause__ = cause
    assert faults.database_away(error) is away


def test_a_form_that_is_too_large_is_told_so(client, db):
    answer = client.post(reverse("account_login"), {"login": "x" * 3_000_000, "password": "x"})
    assert answer.status_code == 413
    assert "hoogstens 16 MB" in answer.content.decode()
    assert faults.bad_request(None, RequestDataTooBig()).status_code == 413
    assert faults.bad_request(None).status_code == 400


@pytest.mark.parametrize("lock_out", [get_lockout_response, respond_429])
def test_who_tries_too_often_gets_the_page_that_names_the_telephone(rf, lock_out):
    answer = lock_out(rf.get("/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "bel dan uw meldpunt" in answer.content.decode()
