"""`dijkwacht probe`: what is registered and permitted is checked and recorded, all else refused before a packet."""

import json

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from dijkwacht.cases.selectors import own_story
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.origin import Origin
from dijkwacht.verification.commands import app
from dijkwacht.verification.domain.methods import Method
from dijkwacht.verification.domain.permission import NotATarget
from dijkwacht.verification.services import NotPermitted, revoke
from gateway_emulator import emulated
from organisations_cast import account_with
from response_cast import scene
from verification_stand import OWNER, stand

pytestmark = pytest.mark.django_db
MAIL = "beheer@tweestroom.example"


@pytest.fixture(autouse=True)
def here(settings):
    settings.PROBE_NETWORKS, settings.PROBE_PLACE, settings.PROBE_SIDE = "127.0.0.0/8", "oefenplek", "outside"


def run(*words):
    return CliRunner().invoke(app, [*map(str, words)])


def checks(made):
    return [entry for entry in own_story(made.response).entries if entry.kind == "check.recorded"]


@pytest.mark.parametrize(
    ("mode", "method", "code"),
    [
        ("standing", Method.REACHABILITY, 1),
        ("mitigated", Method.TRAVERSAL, 0),
        ("unmitigated", Method.TRAVERSAL, 1),
        ("another product", Method.TRAVERSAL, 3),
        ("standing", Method.STAMP, 0),
    ],
)
def test_a_check_is_done_told_and_recorded(mode, method, code):
    made = scene()
    account_with("ict", made.cast.town, email=MAIL)
    with emulated(mode) as gateway:
        stand(made.cast.town, gateway.port)
        done = run("run", f"http://127.0.0.1:{gateway.port}", "--account", MAIL, "--method", method.value, "--json")
    assert done.exit_code == code, done.output
    answer = json.loads(done.stdout)
    (entry,) = checks(made)
    assert entry.text("where_from") == answer["place"] == "oefenplek"
    assert answer["results"][0]["outcome"] == entry.text("outcome")
    assert "never against an appliance" in done.stderr


def test_what_is_not_registered_as_ones_own_is_refused_before_a_packet_leaves():
    made = scene()
    account_with("ict", made.cast.town, email=MAIL)
    with emulated("standing") as gateway:
        standing = stand(made.cast.other_town, gateway.port)
        target = f"http://127.0.0.1:{gateway.port}"
        assert isinstance(run("run", target, "--account", MAIL).exception, NotFound)
        own = stand(made.cast.town, gateway.port)
        revoke(actor=OWNER, permission=own.permission, at=timezone.now())
        assert isinstance(run("run", target, "--account", MAIL).exception, NotPermitted)
        assert isinstance(run("permit", target, "--account", MAIL).exception, NotPermitted)
        assert isinstance(run("run", "https://a.example/path", "--account", MAIL).exception, NotATarget)
        assert gateway.connections == 0
    assert standing
    assert not checks(made)


def test_a_desk_has_no_command_to_check_its_member():
    made = scene()
    account_with("desk", made.cast.town_cert, email=MAIL)
    with emulated("standing") as gateway:
        stand(made.cast.town, gateway.port)
        assert isinstance(run("run", f"http://127.0.0.1:{gateway.port}", "--account", MAIL).exception, NotFound)
        assert gateway.connections == 0


def test_a_permission_travels_and_its_results_come_home(tmp_path):
    made = scene()
    account_with("ict", made.cast.town, email=MAIL)
    with emulated("standing") as gateway:
        stand(made.cast.town, gateway.port, methods=(Method.REACHABILITY,))
        permit, answer = tmp_path / "permit.json", tmp_path / "answer.json"
        printed = run("permit", f"http://127.0.0.1:{gateway.port}", "--account", MAIL)
        permit.write_text(printed.stdout, encoding="utf-8")
        words = ("elsewhere", permit, "--place", "thuis", "--network", "127.0.0.0/8", "--json")
        there = run(*words)
        assert there.exit_code == 1
        assert run("elsewhere", permit, "--place", "thuis").exit_code == 2
        answer.write_text(there.stdout, encoding="utf-8")
        assert run("hand-in", answer, "--account", MAIL).exit_code == 0
    (entry,) = checks(made)
    assert (entry.text("where_from"), entry.text("outcome"), entry.origin) == ("thuis", "open", Origin.DECLARED)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": "dijkwacht-permission-1"}', '{"format": "x"}', "x" * 1_000_002]
)
def test_a_file_that_is_no_permission_is_refused(tmp_path, content):
    file = tmp_path / "permit.json"
    file.write_text(content, encoding="utf-8")
    assert run("elsewhere", file, "--place", "thuis").exit_code == 2
