"""Who stands in, consents and grounds, on their page."""

import pytest
from django.urls import reverse

from dijkwacht.organisations.models import Account, Consent, Duty, LegalGround
from dijkwacht.organisations.views import DEEDS
from organisations_cast import account_with, assemble, contact

pytestmark = pytest.mark.django_db
PERIOD = {"since": "", "until": ""}


@pytest.fixture
def cast():
    return assemble()


def enter(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def deed(at, word):
    return reverse(DEEDS[word], args=[at])


def shown(client, at):
    return client.get(reverse("standing", args=[at]), headers={"accept-language": "nl"}).content.decode()


def test_the_desk_names_who_stands_in_for_a_member(client, cast):
    phone = contact(cast.town, "phone", "06 00000001", carried_by="other")
    enter(client, "desk", cast.town_cert)
    sent = {"contact": str(phone), "role": "ciso", "kind": "on-call", **PERIOD}
    assert client.post(deed(cast.town, "duty"), sent).status_code == 302
    assert Duty.objects.get().contact.public_id == phone
    assert "CISO: heeft dienst" in shown(client, cast.town)
    elsewhere = contact(cast.other_town, "phone", "06 00000002")
    assert client.post(deed(cast.town, "duty"), {**sent, "contact": str(elsewhere)}).status_code == 422


def test_an_owner_gives_and_withdraws_consent(client, cast):
    enter(client, "ciso", cast.town)
    sent = {"to": "national-desk", **PERIOD}
    assert client.post(deed(cast.town, "consent"), sent).status_code == 302
    assert client.post(deed(cast.town, "consent"), sent).status_code == 422
    assert "het landelijk loket" in shown(client, cast.town)
    assert client.post(deed(cast.town, "withdraw"), {"to": "national-desk"}).status_code == 302
    assert Consent.objects.get().during.upper is not None
    assert client.post(deed(cast.town, "withdraw"), {"to": "national-desk"}).status_code == 404


def test_an_owner_records_the_ground_on_which_it_gives(client, cast):
    enter(client, "director", cast.town)
    sent = {"law": "Wbni", "article": "art. 3", "receiver": str(cast.national), "what": ["incidents"], **PERIOD}
    assert client.post(deed(cast.town, "ground"), {**sent, "receiver": str(cast.other_town)}).status_code == 422
    assert client.post(deed(cast.town, "ground"), sent).status_code == 302
    row = LegalGround.objects.get()
    assert (row.giver.public_id, row.receiver.public_id) == (cast.town, cast.national)
    assert "Wbni art. 3" in shown(client, cast.town)


@pytest.mark.parametrize("word", ["consent", "ground", "withdraw"])
@pytest.mark.parametrize(("role", "office"), [("desk", "town_cert"), ("ict", "town")])
def test_nobody_but_owners_lets_names_be_shown(client, cast, word, role, office):
    enter(client, role, getattr(cast, office))
    assert client.get(reverse("standing", args=[cast.town])).status_code == 200
    assert client.post(deed(cast.town, word), {"to": "public", **PERIOD}).status_code == 404
    assert not Consent.objects.exists()
