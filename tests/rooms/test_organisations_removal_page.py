"""The pages by which content is removed by law: one person asks, another proves who he is and does it."""

import time
from urllib.parse import quote
from uuid import uuid4

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.urls import reverse

from dijkwacht.journal.selectors import entries, evidence_for
from dijkwacht.journal.services import append, store_evidence
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations import services
from dijkwacht.organisations.models import Account, ContactPoint, EntryRemovalAsk
from organisations_cast import ALWAYS, DESK_WORK, account_with, assemble, contact, viewer

pytestmark = pytest.mark.django_db
ADDRESS = "verdwijnend.adres@elders.example"
LAW = "AVG art. 17"
NL = {"accept-language": "nl"}


@pytest.fixture
def cast():
    return assemble()


def enter(client, role, at):
    """Open a session as allauth does after a password was given a moment ago."""
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")
    return row


def newest(cast, *kinds):
    owner = Viewer(uuid4(), (Office(cast.town, Role.DIRECTOR),))
    return entries(owner, organisation=cast.town, kinds=kinds, newest_first=True)[0]


def page(entry, name="remove_from_record"):
    return reverse(name, args=[entry])


def asks(client, entry, *parts):
    return client.post(page(entry), {"parts": parts or ["content"], "ground": LAW})


def does(client, entry, **sent):
    ask = EntryRemovalAsk.objects.filter(entry=entry).latest("pk").pk
    return client.post(page(entry, "entry_removal"), {"expected": ask, "sure": "on", **sent})


def test_a_contact_point_is_emptied_in_the_record_and_in_the_register(client, cast):
    contact(cast.town, "mail", ADDRESS, person="Voornaam Achternaam")
    entry = newest(cast, "contact.recorded")
    ciso = enter(client, "ciso", cast.town)
    assert ADDRESS in client.get(page(entry.id)).content.decode()
    assert page(entry.id) in client.get(reverse("record_entry", args=[entry.id])).content.decode()
    assert asks(client, entry.id).status_code == 302
    assert newest(cast, "contact.recorded").content

    director = enter(client, "director", cast.town)
    assert page(entry.id, "entry_removal") in client.get(page(entry.id)).content.decode()
    shown = client.get(page(entry.id, "entry_removal")).content.decode()
    assert (ADDRESS in shown, LAW in shown) == (True, True)
    assert does(client, entry.id).status_code == 302

    assert newest(cast, "contact.recorded").content is None
    assert ContactPoint.objects.get().value == ""
    assert ADDRESS not in client.get(page(entry.id)).content.decode()
    done = newest(cast, "content.removed")
    named = (done.payload["requested_by"], done.payload["approved_by"], done.payload["ground"])
    assert named == (str(ciso.public_id), str(director.public_id), LAW)


def test_a_file_goes_and_the_words_stay(client, cast):
    held = store_evidence(content=b"ns.log", name="ns.log", owner=cast.town)
    actor = Actor(ActorKind.PERSON, "ciso", organisation=cast.town)
    entry = append(
        kind="word.confirmed",
        actor=actor,
        payload={"entry": newest(cast, "membership.began").id},
        label=Label.AMBER,
        owner=cast.town,
        organisation=cast.town,
        evidence=[held.digest],
    )
    director = enter(client, "director", cast.town)
    assert "ns.log" in client.get(page(entry.id)).content.decode()
    assert asks(client, entry.id, held.digest).status_code == 302
    enter(client, "ciso", cast.town)
    assert does(client, entry.id).status_code == 302
    with pytest.raises(NotFound):
        evidence_for(viewer("ict", cast.town), held.digest)
    assert newest(cast, "content.removed").payload["requested_by"] == str(director.public_id)


@pytest.mark.parametrize("missing", ["parts", "ground"])
def test_nothing_is_asked_while_anything_is_missing(client, cast, missing):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, "ciso", cast.town)
    sent = {"parts": ["content"], "ground": LAW}
    del sent[missing]
    assert client.post(page(entry.id), sent).status_code == 422
    assert not EntryRemovalAsk.objects.exists()


def test_who_asked_cannot_do_it_and_can_take_it_back_and_another_can_decline(client, cast):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, "ciso", cast.town)
    asks(client, entry.id)
    assert does(client, entry.id).status_code == 302
    assert newest(cast, "contact.recorded").content
    assert "U vroeg erom" in client.get(page(entry.id, "entry_removal"), headers=NL).content.decode()
    client.post(page(entry.id, "entry_removal"), {"decline": "1"})
    assert client.get(page(entry.id, "entry_removal")).status_code == 404
    asks(client, entry.id)
    enter(client, "director", cast.town)
    client.post(page(entry.id, "entry_removal"), {"decline": "1"})
    assert EntryRemovalAsk.objects.filter(ended_at__isnull=True).count() == 0
    assert newest(cast, "contact.recorded").content


def test_what_was_asked_anew_behind_an_open_page_is_not_done_by_it(client, cast):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, "ciso", cast.town)
    asks(client, entry.id)
    first = EntryRemovalAsk.objects.get().pk
    client.post(page(entry.id, "entry_removal"), {"decline": "1"})
    asks(client, entry.id)
    assert asks(client, entry.id).status_code == 302
    assert EntryRemovalAsk.objects.count() == 2
    enter(client, "director", cast.town)
    assert does(client, entry.id, expected=first).status_code == 302
    assert does(client, entry.id, sure="").status_code == 422
    assert newest(cast, "contact.recorded").content


def test_the_second_proves_with_his_password_who_he_is(client, cast):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, "ciso", cast.town)
    asks(client, entry.id)
    client.logout()
    email, word = "director-afresh@accounts.example", "Zo-lang-als-de-dijk-7"
    account = services.create_account(email=email, password=word)
    services.give_role(account=account, organisation=cast.town, role="director", period=ALWAYS, actor=DESK_WORK)
    assert client.post(reverse("account_login"), {"login": email, "password": word}).status_code == 302
    asked = client.get(page(entry.id, "entry_removal"))
    assert (asked.status_code, "reauthenticate" in asked.url) == (302, True)
    assert "reauthenticate" in does(client, entry.id).url
    assert newest(cast, "contact.recorded").content
    assert client.post(asked.url, {"password": word}).status_code == 302  # and what he sent goes on from there
    assert newest(cast, "contact.recorded").content is None


def test_whom_the_provider_signs_in_is_sent_there_again(client, cast, settings):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, "ciso", cast.town)
    asks(client, entry.id)
    settings.OIDC_URL = "https://sso.tweestroom.example"
    row = enter(client, "director", cast.town)
    there = page(entry.id, "entry_removal")
    sent = client.get(there)
    assert sent.url.startswith(reverse("single_sign_on"))
    assert "auth_params=prompt%3Dlogin" in sent.url
    assert f"next={quote(there, safe='')}" in sent.url
    assert reverse("single_sign_on") in does(client, entry.id).url
    session = client.session
    session["account_authentication_methods_user"] = user_id_to_str(row)
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time() - 30}]
    session.save()
    assert client.get(there).status_code == 200
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time() - 3600}]
    session.save()
    assert client.get(there).status_code == 302


@pytest.mark.parametrize(("role", "office"), [("ict", "town"), ("desk", "town_cert"), ("ciso", "other_town")])
def test_who_does_not_answer_for_the_record_asks_and_removes_nothing(client, cast, role, office):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, "ciso", cast.town)
    asks(client, entry.id)
    enter(client, role, getattr(cast, office))
    for name in ("remove_from_record", "entry_removal"):
        assert client.get(page(entry.id, name)).status_code == 404
    assert asks(client, entry.id).status_code == 404
    assert does(client, entry.id).status_code == 404
    assert newest(cast, "contact.recorded").content
