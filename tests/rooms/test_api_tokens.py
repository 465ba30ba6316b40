"""Tokens as people make them: on the page of their account, and on the command line."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from api_client import Program, account_of
from dijkwacht.kernel.operation import Scope
from dijkwacht.organisations.commands import tokens as command
from dijkwacht.organisations.selectors import tokens_of
from hostile_stage import sign_in
from organisations_cast import assemble

pytestmark = pytest.mark.django_db
TEXT = re.compile(r"dijkwacht_[A-Za-z0-9_-]{43}")


@pytest.fixture
def cast():
    return assemble()


def test_a_token_is_made_on_a_page_shown_once_and_taken_back(client, cast):
    sign_in(client, "ciso", cast.town)
    made = client.post(reverse("tokens"), {"name": "ticket system", "scope": ["read", "record"], "lives": "90"})
    text = TEXT.search(made.content.decode())[0]
    assert made.status_code == 201
    assert Program(text).get("/me").json()["offices"][0]["role"] == "ciso"
    again = client.get(reverse("tokens"))
    assert "ticket system" in again.content.decode()
    assert not TEXT.search(again.content.decode())
    assert again["Cache-Control"] == "no-store"
    token = tokens_of(account_of("ciso", cast.town), timezone.now())[0]
    assert token.scopes == (Scope.READ, Scope.RECORD)
    client.post(reverse("revoke_token", args=[token.id]))
    assert Program(text).get("/me").status_code == 401


def test_a_token_without_a_scope_or_a_name_is_not_made(client, cast):
    sign_in(client, "ciso", cast.town)
    assert client.post(reverse("tokens"), {"name": "x", "lives": "90"}).status_code == 422
    assert client.post(reverse("tokens"), {"scope": ["read"], "lives": "90"}).status_code == 422
    assert tokens_of(account_of("ciso", cast.town), timezone.now()) == ()


def test_who_is_not_signed_in_finds_no_tokens(client, cast):
    assert client.get(reverse("tokens")).status_code == 404


def test_the_account_page_leads_to_the_tokens(client, cast):
    sign_in(client, "ciso", cast.town)
    assert reverse("tokens") in client.get(reverse("mfa_index")).content.decode()


def test_a_token_is_made_listed_and_revoked_on_the_command_line(cast):
    account_of("ciso", cast.town)
    who = ["--account", f"ciso.{cast.town}@accounts.example"]
    made = CliRunner().invoke(command, ["create", *who, "--name", "export", "--scope", "read"])
    assert TEXT.fullmatch(made.stdout.strip())
    assert Program(made.stdout.strip()).get("/me").status_code == 200
    listed = json.loads(CliRunner().invoke(command, ["list", *who]).stdout)
    assert (listed["name"], listed["scopes"], listed["holds"]) == ("export", ["read"], True)
    CliRunner().invoke(command, ["revoke", *who, listed["id"]])
    assert Program(made.stdout.strip()).get("/me").status_code == 401
