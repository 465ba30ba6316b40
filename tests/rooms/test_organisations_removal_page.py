"""The page by which content is removed by law."""

from uuid import uuid4

import pytest
from django.urls import reverse

from dijkwacht.journal.selectors import entries, evidence_for
from dijkwacht.journal.services import append, store_evidence
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.models import Account, ContactPoint
from organisations_cast import account_with, assemble, contact, viewer

pytestmark = pytest.mark.django_db
ADDRESS = "verdwijnend.adres@elders.example"


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def other(cast):
    return account_with("clerk", cast.town, email="griffie@tweestroom.example")


def enter(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")
    return row


def newest(cast, *kinds):
    owner = Viewer(uuid4(), (Office(cast.town, Role.DIRECTOR),))
    return entries(owner, organisation=cast.town, kinds=kinds, newest_first=True)[0]


def page(entry):
    return reverse("remove_from_record", args=[entry])


def filled(other, *parts, **changed):
    return {
        "parts": parts or ["content"],
        "ground": "AVG art. 17",
        "mine": "asks",
        "other": str(other),
        "sure": "on",
        **changed,
    }


def test_a_contact_point_is_emptied_in_the_record_and_in_the_register(client, cast, other):
    contact(cast.town, "mail", ADDRESS, person="Voornaam Achternaam")
    entry = newest(cast, "contact.recorded")
    ciso = enter(client, "ciso", cast.town)
    assert ADDRESS in client.get(page(entry.id)).content.decode()
    assert page(entry.id) in client.get(reverse("record_entry", args=[entry.id])).content.decode()

    assert client.post(page(entry.id), filled(other)).status_code == 302

    assert newest(cast, "contact.recorded").content is None
    assert ContactPoint.objects.get().value == ""
    assert ADDRESS not in client.get(page(entry.id)).content.decode()
    done = newest(cast, "content.removed")
    named = (done.payload["requested_by"], done.payload["approved_by"], done.payload["ground"])
    assert named == (str(ciso.public_id), str(other), "AVG art. 17")


def test_a_file_goes_and_the_words_stay(client, cast, other):
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
    enter(client, "director", cast.town)
    assert "ns.log" in client.get(page(entry.id)).content.decode()
    assert client.post(page(entry.id), filled(other, held.digest, mine="approves")).status_code == 302
    with pytest.raises(NotFound):
        evidence_for(viewer("ict", cast.town), held.digest)
    assert newest(cast, "content.removed").payload["requested_by"] == str(other)


@pytest.mark.parametrize("missing", ["parts", "ground", "mine", "other", "sure"])
def test_nothing_goes_while_anything_is_missing(client, cast, other, missing):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, "ciso", cast.town)
    sent = filled(other)
    del sent[missing]
    assert client.post(page(entry.id), sent).status_code == 422
    assert newest(cast, "contact.recorded").content


def test_the_other_is_another_and_of_this_organisation(client, cast, other):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    ciso = enter(client, "ciso", cast.town)
    for somebody in (ciso.public_id, account_with("ciso", cast.other_town)):
        assert client.post(page(entry.id), filled(somebody)).status_code == 422
    assert newest(cast, "contact.recorded").content


@pytest.mark.parametrize(("role", "office"), [("ict", "town"), ("desk", "town_cert"), ("ciso", "other_town")])
def test_who_does_not_answer_for_the_record_removes_nothing(client, cast, other, role, office):
    contact(cast.town, "mail", ADDRESS)
    entry = newest(cast, "contact.recorded")
    enter(client, role, getattr(cast, office))
    assert client.get(page(entry.id)).status_code == 404
    assert client.post(page(entry.id), filled(other)).status_code == 404
    assert newest(cast, "contact.recorded").content
