"""The pages of documents, questions and the picture, walked through the browser's door."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from dijkwacht.cases.services import open_case, open_response, record
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.models import Account
from dijkwacht.reporting import services
from organisations_cast import account_with, assemble

pytestmark = pytest.mark.django_db
CISO = Actor(ActorKind.PERSON, "ciso")
MOST_QUERIES = 12


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def response(cast):
    case = open_case(
        actor=CISO,
        owner=cast.national,
        label=Label.GREEN,
        title=Text("Lek in de voordeur", "Leak in the front door"),
        product="Voordeur",
    )
    opened = open_response(actor=CISO, case=case, organisation=cast.town)
    record(
        actor=CISO,
        response=opened,
        kind="access.closed",
        payload={"scope": "all", "what": "de voordeur"},
        happened=read_moment("2026-01-10"),
    )
    return opened


def signed_in(client, role, at):
    client.force_login(Account.objects.get(public_id=account_with(role, at, email=f"{role}@walk.example")))
    return client


def version_in(answer):
    return re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]


def test_a_letter_is_written_approved_by_two_and_sent(client, cast, response):
    signed_in(client, "ciso", cast.town)
    written = client.post(reverse("write_document", args=[response]), {"kind": "council-letter", "audience": "council"})
    page = client.get(written.url)
    assert "De toegang van buiten is gesloten (de voordeur), op 10 januari 2026" in page.content.decode()
    assert client.get(written.url + "preview/").content.startswith(b"%PDF")
    for role, office in (("director", "secretary"), ("clerk", "mayor")):
        signed_in(client, role, cast.town)
        form = {"version": version_in(client.get(written.url)), "office": office}
        assert client.post(written.url + "approve/", form).status_code == 302
    form = {"version": version_in(client.get(written.url)), "addressee": "de raad", "channel": "de griffier"}
    assert client.post(written.url + "send/", form).status_code == 302
    client.logout()
    assert client.get(written.url).status_code == 200
    assert client.get(written.url + "pdf/")["Content-Type"] == "application/pdf"


def test_a_draft_is_nothing_for_anybody_else(client, cast, response):
    document = services.draft_document(actor=CISO, response=response, at=timezone.now())
    for role, at in (("ciso", cast.other_town), ("desk", cast.town_cert), ("national", cast.national)):
        signed_in(client, role, at)
        assert client.get(reverse("document", args=[document])).status_code == 404
        assert client.get(reverse("document_preview", args=[document])).status_code == 404
        assert client.get(reverse("questions", args=[response])).status_code == 404


def test_a_stale_version_answers_409(client, cast, response):
    signed_in(client, "ciso", cast.town)
    document = services.draft_document(actor=CISO, response=response, at=timezone.now())
    url = reverse("document", args=[document])
    stale = version_in(client.get(url))
    assert client.post(url + "anew/", {"version": stale}).status_code == 302
    assert client.post(url + "anew/", {"version": stale}).status_code == 409


def test_an_unapproved_letter_does_not_leave(client, cast, response):
    signed_in(client, "director", cast.town)
    document = services.draft_document(actor=CISO, response=response, at=timezone.now())
    url = reverse("document", args=[document])
    form = {"version": version_in(client.get(url)), "addressee": "de raad", "channel": "post"}
    answer = client.post(url + "send/", form)
    assert answer.status_code == 422
    assert "nog niet door iedereen goedgekeurd" in answer.content.decode()


def test_questions_are_taken_in_and_answered(client, cast, response):
    signed_in(client, "clerk", cast.town)
    url = reverse("questions", args=[response])
    form = {
        "version": version_in(client.get(url)),
        "question_set": "raad-1",
        "number": 1,
        "asker": "een raadslid",
        "topic": "kosten",
        "asked": "2026-01-16",
    }
    assert client.post(url, form).status_code == 302
    answers = reverse("answers", args=[response, "raad-1"])
    page = client.get(answers)
    assert "Wat deze vraag beantwoordt, is niet vastgelegd." in page.content.decode()
    form = {"version": version_in(page), "number": 1, "form": "cannot", "because": "de rekening is er nog niet"}
    assert client.post(answers, form).status_code == 302
    assert "want de rekening is er nog niet" in client.get(answers).content.decode()
    assert client.post(answers, form).status_code == 409


def test_the_picture_is_for_desks_and_shows_its_denominators(client, cast, response):
    signed_in(client, "national", cast.national)
    page = client.get(reverse("picture"), follow=True)
    words = page.content.decode()
    assert "Wat deze cijfers niet zeggen" in words
    assert "Súdwest-Tweestroom" not in words
    assert client.get(page.redirect_chain[-1][0] + "?bekend=2020-01-01").status_code in {200, 404}
    signed_in(client, "ciso", cast.other_town)
    assert client.get(page.redirect_chain[-1][0]).status_code == 404


@pytest.mark.parametrize("name", ["documents", "document", "questions", "picture"])
def test_a_page_costs_few_queries(client, cast, response, name, django_assert_max_num_queries):
    document = services.draft_document(actor=CISO, response=response, at=timezone.now())
    signed_in(client, "national" if name == "picture" else "ciso", cast.national if name == "picture" else cast.town)
    url = {
        "documents": reverse("documents"),
        "document": reverse("document", args=[document]),
        "questions": reverse("questions", args=[response]),
        "picture": client.get(reverse("picture"))["Location"] if name == "picture" else "",
    }[name]
    client.get(url)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(url).status_code == 200
