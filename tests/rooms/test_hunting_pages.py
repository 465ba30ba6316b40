"""The page about hunting and its forms: days covered, gaps by name, signs only with a named office."""

import pytest
from django.urls import reverse

from dijkwacht.cases.domain.axes import Misuse
from dijkwacht.cases.selectors import folded, own_story
from dijkwacht.organisations.models import Account
from organisations_cast import account_with
from response_cast import scene

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


def sign_in(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def shut(made):
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur")
    made.told("window.stated", "2020-01-21", start="2019-12-24", end="2020-01-16", reason="brief")


def hunts(made):
    return reverse("hunts", args=[made.response])


def post(client, made, deed, **form):
    data = {"version": own_story(made.response).version, **form}
    return client.post(reverse("hunt_deed", args=[made.response, deed]), data, headers=NL)


RUN = {"hunt": "eerste", "sources": "webserver\nshell-log", "result": "no-signs", "limits": "oude logs weg"}


def test_a_hunt_is_opened_run_and_concluded_by_hand(client):
    made = scene()
    shut(made)
    sign_in(client, "ict", made.cast.town)
    questions = ["access", "attempts"]
    assert post(client, made, "open", hunt="eerste", questions=questions).status_code == 302
    assert post(client, made, "run", **RUN, first="2020-01-08", last="2020-01-16").status_code == 302

    html = client.get(hunts(made), headers=NL).content.decode()
    assert "Geen sporen gevonden over 9 van 24 dagen; over 15 dagen kunnen we niets zeggen." in html
    assert "niets te zeggen over 24 december - 7 januari" in html
    assert html.count('class="cover-covered"') == 9
    assert html.count('class="cover-nothing"') == 15
    assert "oude logs weg" in html
    assert "geen onderzoek stelt deze vraag" in html

    assert post(client, made, "close", hunt="eerste", conclusion="deels").status_code == 302
    assert folded(made.response)[0].traces.hunts["eerste"].closed is not None


def test_signs_without_a_named_office_are_not_taken(client):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    post(client, made, "open", hunt="eerste", questions=["access"])
    refused = post(client, made, "run", **{**RUN, "result": "signs"})
    assert refused.status_code == 422
    assert "noem die" in refused.content.decode()
    assert post(client, made, "run", **{**RUN, "result": "signs", "named_by": "CISO"}).status_code == 302
    assert folded(made.response)[0].axes.misuse is Misuse.SUSPECTED


@pytest.mark.parametrize(
    ("deed", "form", "words"),
    [
        ("window", {}, "ten minste een"),
        ("window", {"first": "2020-01-16", "last": "2020-01-09"}, "vóór de eerste dag"),
        ("misuse", {"value": "presumed", "named_by": "CISO"}, "op welke grond"),
        ("misuse", {"value": "closed_no_signs", "named_by": "CISO"}, "Kies het onderzoek"),
        ("misuse", {"value": "confirmed", "named_by": ""}, "Welke functie stelt dit"),
        ("open", {"hunt": "x", "questions": ["something"]}, "Welke vragen"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, deed, form, words):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    answer = post(client, made, deed, **form)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("deed", "form", "kind"),
    [
        ("window", {"first": "2019-12-24"}, "window.stated"),
        ("misuse", {"value": "confirmed", "named_by": "directie", "reach": "edge"}, "misuse.confirmed"),
        ("follow-up", {"hunt": "vervolg", "days": 5}, "hunt.opened"),
    ],
)
def test_each_form_is_shown_and_records(client, deed, form, kind):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    assert client.get(reverse("hunt_deed", args=[made.response, deed])).status_code == 200
    assert post(client, made, deed, **form).status_code == 302
    assert kind in {entry.kind for entry in own_story(made.response).entries}
    assert client.get(hunts(made), headers=NL).status_code == 200


def test_a_hunt_of_the_same_name_is_refused(client):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    post(client, made, "open", hunt="eerste", questions=["access"])
    answer = post(client, made, "open", hunt="eerste", questions=["access"])
    assert "Er is al een onderzoek met deze naam" in answer.content.decode()


def test_the_second_person_sees_what_the_first_recorded(client):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    before = own_story(made.response).version
    made.told("evidence.secured", "2020-01-19", what=["geheugen"])
    address = reverse("hunt_deed", args=[made.response, "open"])
    answer = client.post(address, {"version": before, "hunt": "x", "questions": ["access"]}, headers=NL)
    assert answer.status_code == 409
    assert "Bewijs veiliggesteld: geheugen" in answer.content.decode()
    assert folded(made.response)[0].traces.hunts == {}


@pytest.mark.parametrize(("role", "where"), [("desk", "town_cert"), ("national", "national"), ("ciso", "other_town")])
def test_hunts_are_the_organisations_own(client, role, where):
    made = scene()
    sign_in(client, role, getattr(made.cast, where))
    assert client.get(hunts(made)).status_code == 404
    assert post(client, made, "open", hunt="x", questions=["access"]).status_code == 404


def test_text_from_people_stays_text(client):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    post(client, made, "open", hunt="<script>x</script>", questions=["access"])
    post(client, made, "run", **{**RUN, "hunt": "<script>x</script>", "limits": "<b>vet</b>"})
    html = client.get(hunts(made)).content.decode()
    assert "<script>x" not in html
    assert "<b>vet" not in html


def test_the_page_costs_few_queries(client, django_assert_max_num_queries):
    made = scene()
    shut(made)
    sign_in(client, "ciso", made.cast.town)
    client.get(hunts(made))
    with django_assert_max_num_queries(12):
        client.get(hunts(made))
