"""Single sign-on against a provider in a process of its own, and against none: refused, and one that never answers."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.urls import reverse

import oidc_provider

pytestmark = pytest.mark.django_db
PASSWORD = "walk the dike at night"
CLIENT, SECRET = "dijkwacht", "s3cret of a test"
SECONDS = 8


@pytest.fixture
def account():
    return get_user_model().objects.create_user("ciso@waterhoven.example", PASSWORD)


@pytest.fixture
def provider(request):
    """The address of a provider that vouches for an address: parametrised with (email, "verified" or "unverified")."""
    email, verified = getattr(request, "param", ("CISO@waterhoven.example", "verified"))
    words = [sys.executable, str(Path(oidc_provider.__file__)), CLIENT, SECRET, email, verified]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


def single_sign_on(url, secret=SECRET):
    app = {"provider_id": "sso", "name": "SSO", "client_id": CLIENT, "secret": secret}
    more = {"settings": {"server_url": url, "oauth_pkce_enabled": True}}
    return override_settings(
        OIDC_URL=url, OIDC_NAME="SSO", SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [{**app, **more}]}}
    )


def signed_in(client):
    return "_auth_user_id" in client.session


def go_round(client):
    """Let a browser go to the provider and come back; return our answer to its return."""
    to_provider = client.get(reverse("single_sign_on"))
    assert to_provider.status_code == 302
    assert "code_challenge_method=S256" in to_provider.url
    back = urlsplit(httpx.get(to_provider.url).headers["location"])
    assert back.path == "/accounts/oidc/sso/login/callback/"
    return client.get(back.path, {name: values[0] for name, values in parse_qs(back.query).items()})


def test_a_verified_address_opens_the_account_that_exists_and_leaves_its_password(client, account, provider):
    with single_sign_on(provider):
        assert b"SSO" in client.get(reverse("account_login")).content
        go_round(client)
    assert signed_in(client)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize(
    "provider",
    [("ciso@waterhoven.example", "unverified"), ("somebody@else.example", "verified")],
    indirect=True,
    ids=["address not verified", "no such account"],
)
def test_nobody_else_gets_in_and_no_account_is_made(client, account, provider):
    with single_sign_on(provider):
        answer = go_round(client)
        told = client.get(answer.url).content.decode()
    assert "sso=geweigerd" in answer.url
    assert "niet doorgelaten" in told
    assert not signed_in(client)
    assert get_user_model().objects.count() == 1


def test_an_account_that_was_switched_off_stays_shut(client, account, provider):
    account.is_active = False
    account.save()
    with single_sign_on(provider):
        go_round(client)
    assert not signed_in(client)


def test_a_wrong_secret_opens_nothing(client, account, provider):
    with single_sign_on(provider, secret="another"):
        go_round(client)
    assert not signed_in(client)


@pytest.fixture
def refused():
    """An address at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def black_hole():
    """An address that takes the connection and never says a word."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        yield f"http://127.0.0.1:{silent.getsockname()[1]}"


@pytest.mark.parametrize("dead", ["refused", "black_hole"])
def test_a_dead_provider_is_said_within_seconds_and_the_local_way_opens(client, account, dead, request):
    with single_sign_on(request.getfixturevalue(dead)):
        began = time.monotonic()
        answer = client.get(reverse("single_sign_on") + "?next=/wat-nu/")
        assert time.monotonic() - began < SECONDS
        page = client.get(answer.url)
        assert "antwoordt niet" in page.content.decode()
        assert b"/wat-nu/" in page.content
        client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert signed_in(client)


def test_without_a_provider_there_is_no_button(client):
    assert client.get(reverse("single_sign_on")).status_code == 404
    assert reverse("single_sign_on") not in client.get(reverse("account_login")).content.decode()
