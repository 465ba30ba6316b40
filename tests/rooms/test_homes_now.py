"""The organisation's home: sentence, next step, answers, and who finds what."""

import pytest
from django.urls import reverse

from homes_cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise():
    return assemble()


def sign_in(client, account):
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")


def read(client, address, language="nl", **query):
    return client.get(address, query, headers={"accept-language": language})


def test_pages_open(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    for address in (
        reverse("now"),
        reverse("cases"),
        reverse("case", args=[exercise.case]),
        reverse("response", args=[exercise.responses["Waterhoven"]]),
    ):
        assert read(client, address).status_code == 200
    sign_in(client, exercise.account("cert", "desk"))
    for address in (reverse("members"), reverse("member", args=[exercise.members["Hoogwaarden"]])):
        assert read(client, address).status_code == 200
