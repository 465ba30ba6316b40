"""The recovery page: what is left, and a refusal to close that names every reason."""

import pytest
from django.urls import reverse

from dijkwacht.cases.selectors import folded, own_story
from dijkwacht.organisations.models import Account
from organisations_cast import account_with
from response_cast import scene

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


def sign_in(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def page(made):
    return reverse("recovery", args=[made.response])


def post(client, made, deed, **form):
    data = {"version": own_story(made.response).version, **form}
    return client.post(reverse("recovery_deed", args=[made.response, deed]), data, headers=NL)


def test_closing_answers_with_every_reason_until_all_is_back(client):
    made = scene()
    made.told("restriction.imposed", "2020-01-18", key="thuis", what="thuiswerken", who="medewerkers")
    sign_in(client, "director", made.cast.town)
    assert post(client, made, "system", system="zaaksysteem", state="off", tier="primary").status_code == 302
    assert post(client, made, "link", partner="waterschap", state="broken").status_code == 302
    form = {"unit": "burgerzaken", "kind": "paper", "still_open": "on", "forecast": "not-foreseeable"}
    assert post(client, made, "backlog", **form).status_code == 302

    refused = post(client, made, "close")
    html = refused.content.decode()
    assert refused.status_code == 422
    for words in ("thuiswerken", "zaaksysteem", "waterschap", "burgerzaken (op papier)"):
        assert words in html
    assert folded(made.response)[0].closed is None

    shown = client.get(page(made), headers=NL).content.decode()
    assert "Nog 4 zaken niet terug" in shown
    assert "nog niet te overzien" in shown

    assert post(client, made, "lift", key="thuis").status_code == 302
    assert post(client, made, "system", system="zaaksysteem", state="restored").status_code == 302
    assert post(client, made, "link", partner="waterschap", state="restored", tested="yes").status_code == 302
    assert post(client, made, "backlog", unit="burgerzaken", kind="paper").status_code == 302
    assert post(client, made, "process", process="vergunningen", state="as-before").status_code == 302
    assert post(client, made, "close", because="alles terug").status_code == 302
    assert "Deze opvolging is afgesloten" in client.get(page(made), headers=NL).content.decode()


@pytest.mark.parametrize("deed", ["system", "link", "backlog", "process", "lift", "close"])
def test_each_form_is_shown(client, deed):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    assert client.get(reverse("recovery_deed", args=[made.response, deed])).status_code == 200


def test_the_second_person_sees_what_the_first_recorded(client):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    stale = own_story(made.response).version
    made.told("system.off", "2020-01-19", system="e-mail")
    address = reverse("recovery_deed", args=[made.response, "close"])
    answer = client.post(address, {"version": stale}, headers=NL)
    assert answer.status_code in {409, 422}
    assert "e-mail" in answer.content.decode()
    assert folded(made.response)[0].closed is None


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [("clerk", "town", 200), ("desk", "town_cert", 404), ("ciso", "other_town", 404), ("operator", "town", 404)],
)
def test_recovery_is_the_organisations_own(client, role, where, status):
    made = scene()
    sign_in(client, role, getattr(made.cast, where))
    assert client.get(page(made)).status_code == status
    assert post(client, made, "close").status_code == 404


def test_the_page_costs_few_queries(client, django_assert_max_num_queries):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    client.get(page(made))
    with django_assert_max_num_queries(12):
        client.get(page(made))
