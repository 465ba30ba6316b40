"""Messages to another program: over real HTTP, signed, in order, as far as the owner may see, and never inside."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone

from api_client import account_of, program
from dijkwacht.journal.services import sequence_once
from dijkwacht.kernel.labels import Label
from dijkwacht.notification.adapters import HttpHooks, allowed_networks
from dijkwacht.notification.models import HookRow
from dijkwacht.notification.services import deliver
from dijkwacht.organisations.models import RoleGiven, Token
from dijkwacht.organisations.services import revoke_token
from response_cast import scene

pytestmark = pytest.mark.django_db
LOOPBACK = "127.0.0.0/8"


class Receiver:
    """A program that listens; `status` is what it answers, or how, for each path."""

    def __init__(self):
        self.got, self.status = [], 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                self.send_response(receiver.status)
                if receiver.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def played(settings):
    settings.HOOK_NETWORKS = LOOPBACK
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = scene()
    sequence_once()
    return made


def set_up(played, receiver, role="ciso", at=None, **more):
    sender = program(role, at or played.cast.town)
    sequence_once()  # an entry has a place before it is told of; those from before are not
    answer = sender.post("/hooks", {"url": receiver.url, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def send(made, at=None):
    sequence_once()
    return deliver(hook=UUID(made["id"]), hooks=HttpHooks(allowed_networks()), at=at or timezone.now())


def test_each_new_entry_is_told_once_in_order_and_signed(committed, played, receiver):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    played.told("hunt.opened", "2020-01-18", hunt="h1")
    assert send(made) == 2
    assert send(made) == 0
    kinds = [json.loads(body)["kind"] for _, _, body in receiver.got]
    assert kinds == ["access.closed", "hunt.opened"]
    for _, headers, body in receiver.got:
        stamp, digest = (part.partition("=")[2] for part in headers["Dijkwacht-Signature"].split(","))
        wanted = hmac.new(made["secret"].encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        assert digest == wanted
        assert abs(int(stamp) - timezone.now().timestamp()) < 60
        assert set(json.loads(body)) == {"id", "kind", "position", "recorded_at", "link"}
        assert headers["Dijkwacht-Delivery"] == json.loads(body)["id"]


def test_values_go_along_only_where_asked_and_kinds_narrow(committed, played, receiver):
    made = set_up(played, receiver, with_values=True, kinds=["access.closed"])
    played.told("hunt.opened", "2020-01-18", hunt="h1")
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    assert send(made) == 1
    message = json.loads(receiver.got[0][2])
    assert message["payload"]["scope"] == "all"
    assert message["label"] == Label.AMBER.value


def test_a_desk_is_told_only_what_it_may_see_and_a_stranger_nothing(committed, played, receiver):
    desk = set_up(played, receiver, "desk", played.cast.town_cert)
    stranger = set_up(played, receiver, "ciso", played.cast.outsider)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    played.told("hunt.opened", "2020-01-18", hunt="h1")
    assert (send(desk), send(stranger)) == (1, 0)
    assert json.loads(receiver.got[0][2])["kind"] == "access.closed"


def test_rights_are_asked_at_the_moment_of_sending(committed, played, receiver):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    RoleGiven.objects.filter(account__public_id=account_of("ciso", played.cast.town)).delete()
    assert send(made) == 0
    assert receiver.got == []


def test_what_signs_lies_sealed_and_under_another_secret_key_the_owner_sets_up_anew(
    committed, played, receiver, settings
):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    assert made["secret"] not in HookRow.objects.get().secret
    settings.SECRET_KEY = "of another installation " * 3
    assert send(made) == 0
    row = HookRow.objects.get()
    assert (receiver.got, row.said.endswith("set them up again"), row.stopped_at is None) == ([], True, False)


def test_what_is_not_taken_is_sent_again_later_and_in_order(committed, played, receiver):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    played.told("hunt.opened", "2020-01-18", hunt="h1")
    receiver.status = 500
    assert send(made) == 0
    row = HookRow.objects.get()
    assert (row.failures, row.said) == (1, "answered 500")
    assert row.try_at > timezone.now() + timedelta(seconds=20)
    receiver.status = 200
    assert send(made) == 2
    assert [json.loads(body)["kind"] for _, _, body in receiver.got] == [
        "access.closed", "access.closed", "hunt.opened",
    ]  # fmt: skip
    assert HookRow.objects.get().failures == 0


def test_after_twelve_failures_nothing_is_sent_and_the_owner_is_told(committed, played, receiver):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    receiver.status = 500
    for _ in range(12):
        send(made)
    assert len(receiver.got) == 12
    assert send(made) == 0
    assert len(receiver.got) == 12
    assert mail.outbox[-1].to == [f"ciso.{played.cast.town}@accounts.example"]
    reader = program("ciso", played.cast.town)
    assert reader.get(f"/hooks/{made['id']}").json()["stopped_at"] is not None
    receiver.status = 200
    assert reader.post(f"/hooks/{made['id']}/resume").status_code == 201
    assert send(made) == 1


def test_messages_end_with_their_token(committed, played, receiver):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    token = Token.objects.get(public_id=HookRow.objects.get().token)
    revoke_token(account=token.account.public_id, token=token.public_id, at=timezone.now())
    assert send(made) == 0
    assert receiver.got == []
    assert HookRow.objects.get().stopped_at is not None


def test_a_redirect_is_not_followed(committed, played, receiver):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    receiver.status = 302
    assert send(made) == 0
    assert [path for path, _, _ in receiver.got] == ["/hook"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1"])  # noqa: S104 - asked for, not served
def test_nothing_is_sent_inside_unless_the_operator_allows_it(committed, played, receiver, settings, host):
    made = set_up(played, receiver)
    played.told("access.closed", "2020-01-17", scope="all", what="sign-in")
    HookRow.objects.update(url=f"http://{host}:{receiver.server.server_port}/hook")
    settings.HOOK_NETWORKS = ""
    assert send(made) == 0
    assert receiver.got == []
    assert "inside" in HookRow.objects.get().said


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "https://a:b@example.org/", "https:///x", "nonsense", "https://x:y/"],
)
def test_an_address_that_is_no_https_is_not_taken(played, settings, url):
    settings.HOOK_NETWORKS = ""
    answer = program("ciso", played.cast.town).post("/hooks", {"url": url})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/url"


def test_hooks_of_somebody_else_are_not_there(played, receiver):
    made = set_up(played, receiver)
    other = program("ciso", played.cast.outsider)
    assert other.get(f"/hooks/{made['id']}").status_code == 404
    assert other.post(f"/hooks/{made['id']}/resume").status_code == 404
    assert other.client.delete(f"/api/v1/hooks/{made['id']}", headers=other.headers).status_code == 404
    mine = program("ciso", played.cast.town)
    assert mine.client.delete(f"/api/v1/hooks/{made['id']}", headers=mine.headers).status_code == 204
    assert not HookRow.objects.exists()
