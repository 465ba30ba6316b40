"""A program at the API, as tests play one: a token of an account, and the requests it sends."""

import json
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from dijkwacht.kernel.operation import Scope
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import make_token
from organisations_cast import account_with

BASE = "/api/v1"


def account_of(role, at):
    """Return the account with this role there, made when it is first asked for."""
    email = f"{role}.{at}@accounts.example"
    row = Account.objects.filter(email=email).first()
    return row.public_id if row else account_with(role, at, email=email)


def token_of(role, at, *scopes, account=None, lives=timedelta(days=1)):
    """Return the text of a new token of the account with this role there; every scope where none is named."""
    owner = account or account_of(role, at)
    now = timezone.now()
    return make_token(account=owner, name="test", scopes=scopes or tuple(Scope), at=now, until=now + lives).text


class Program:
    """Sends requests with a token; `get` and `post` return Django's response."""

    def __init__(self, token):
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, query=None, **headers):
        return self.client.get(BASE + path, query or {}, headers={**self.headers, **named(headers)})

    def post(self, path, body=None, **headers):
        sent = json.dumps({} if body is None else body)
        return self.client.post(
            BASE + path, sent, content_type="application/json", headers={**self.headers, **named(headers)}
        )

    def everything(self, path, query=None):
        """Return the items of all pages of a list."""
        items, cursor = [], ""
        while cursor is not None:
            answer = self.get(path, {**(query or {}), **({"cursor": cursor} if cursor else {})})
            assert answer.status_code == 200, answer.content
            page = answer.json()
            items, cursor = items + page["items"], page["next"]
        return items


def program(role, at, *scopes):
    """Return a program with a token of the account with this role there."""
    return Program(token_of(role, at, *scopes))


def named(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}
