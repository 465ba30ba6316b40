"""What stands in the logs: ids, routes and numbers; never a name, a text, a token or an address of a person.

A flow as people walk it goes through the real pages with logs configured as in service, at the lowest level: signing in
wrongly and rightly, answering, uploading what can and cannot be read, a page that is not there, and one that breaks.
"""

import io
import json
import logging
import re

import pytest
import structlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.log import log_response
from structlog.stdlib import ProcessorFormatter

from dijkwacht.organisations.models import Account
from hostile_stage import SECRETS, address, sign_in, stage
from organisations_cast import account_with

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "zwaan@tweestroom.example", "een lang geheim wachtwoord"
TYPED = ("geheime opmerking", "onleesbaar veld", "verslag-zwaan.txt", "Nergensland", "bezoek-token-0123456789")
ONLY = {
    "request": {"method", "route", "status", "ms", "event", "request_id", "level", "logger", "at", "log_level"},
    "job": {"task", "done", "ms", "job", "event", "level", "logger", "at"},
}
"""The words of our own log lines, by event: a new one has to be thought about here."""


@pytest.fixture
def lines():
    """Have the handler that settings made write to memory, from debug upwards; give what it wrote."""
    handler = next(one for one in logging.root.handlers if isinstance(one.formatter, ProcessorFormatter))
    kept, level, memory = handler.stream, logging.root.level, io.StringIO()
    handler.setStream(memory)
    logging.root.setLevel(logging.DEBUG)
    yield memory.getvalue
    logging.root.setLevel(level)
    handler.setStream(kept)


def walk(client, played):
    """Walk through the pages as a CISO; return everything typed or known that no log may hold."""
    cast = played.cast
    account = Account.objects.get(public_id=account_with("ciso", cast.town, email=EMAIL))
    account.set_password(PASSWORD)
    account.save()
    login = reverse("account_login")
    client.post(login, {"login": EMAIL, "password": "fout " + PASSWORD})
    client.post(login, {"login": EMAIL, "password": PASSWORD})
    client.get(reverse("now"))
    response = played.named["response"]
    answer = reverse("answer_step", args=[response, "fix", "gedaan"])
    report = SimpleUploadedFile("verslag-zwaan.txt", b"geheime opmerking")
    client.post(answer, {"remark": "geheime opmerking", "file": report})
    file = SimpleUploadedFile("Nergensland.csv", b"onleesbaar veld;x\n1;2\n")
    client.post(
        reverse("hand_in_inventory", args=[cast.town]), {"file": file, "kind": "CMDB", "seen": "onleesbaar veld"}
    )
    file = SimpleUploadedFile("Nergensland.csv", b"onleesbaar veld;x\n1;2\n")
    client.post(reverse("hand_in_inventory", args=[cast.town]), {"file": file, "kind": "CMDB"})
    client.get("/bezoek-token-0123456789/?token=bezoek-token-0123456789")
    client.get(reverse("advisories"), {"cve": "bezoek-token-0123456789"})
    client.get(address("organisation", {"organisation": cast.outsider}))
    client.post(reverse("declare_use", args=[cast.town]), {"product": "x" * 3_000_000})
    return (EMAIL, PASSWORD, client.session.session_key, *SECRETS, *TYPED, "'s-Waterdam", "Gemeentewacht", "Veldgate")


def test_a_whole_flow_leaves_no_name_text_token_or_address_in_the_logs(client, lines):
    played = stage()
    client.raise_request_exception = False
    secrets = walk(client, played)
    sign_in(client, "desk", played.cast.town_cert)
    client.get(reverse("member_contacts"))

    written = lines()

    told = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    ends = {(line["route"], line["status"]) for line in told if line["event"] == "request"}
    assert ends >= {
        ("account_login", 200),
        ("account_login", 302),
        ("answer_step", 302),
        ("hand_in_inventory", 422),
        ("declare_use", 413),
        ("organisation", 404),
        ("", 404),
    }
    assert not [secret for secret in secrets if str(secret).casefold() in written.casefold()]
    assert not re.search(r"[\w.+-]+@[\w-]+\.\w+", written)
    deferred = [line for line in told if line["event"] == "job.deferred"]
    assert deferred
    for line in deferred:
        assert line.keys() <= {"jobs", "task", "request_id", "event", "level", "logger", "at"}
    assert {line["request_id"] for line in deferred if "request_id" in line} <= {
        line["request_id"] for line in told if line["event"] == "request"
    }
    ours = [line for line in told if line.get("logger", "").startswith("dijkwacht")]
    assert not [line for line in ours if line.keys() - ONLY.get(line["event"], set())]


def test_an_error_nobody_foresaw_is_logged_by_its_place_and_never_by_what_it_held(lines):
    held = "geheime " + "opmerking"
    try:
        _break(held)
    except ValueError:
        structlog.get_logger("dijkwacht.web").exception("broken")
        logging.root.exception("broken too")
    ours, theirs = (json.loads(line) for line in lines().splitlines())
    for line in (ours, theirs):
        assert "test_hostile_logs.py" in line["exception"]
        assert line["exception"].endswith("builtins.ValueError")
        assert "builtins.KeyError" in line["exception"]
    assert held not in lines()


def _break(held):
    try:
        {}[held]
    except KeyError as error:
        raise ValueError(f"no {held}") from error


def test_a_page_that_breaks_is_logged_without_its_address(lines, rf):
    request = rf.get("/antwoord/bezoek-token-0123456789/")
    answer = HttpResponse(status=500)
    log_response("%s: %s", "Internal Server Error", request.path, response=answer, request=request)
    (line,) = (json.loads(line) for line in lines().splitlines())
    assert (line["event"], line["level"]) == ("Internal Server Error", "error")
    assert "bezoek-token" not in lines()
