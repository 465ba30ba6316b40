"""The gate's page and its forms: every condition with its word, two keys, nothing forbidden, nobody overwritten."""

import pytest
from django.urls import reverse

from dijkwacht.cases.domain.axes import Access
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
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur", ground="advice")
    made.told("window.stated", "2020-01-21", start="2019-12-24", end="2020-01-16", reason="brief")
    made.told("hunt.opened", "2020-01-19", hunt="eerste", questions=["access"])


def gate(made):
    return reverse("gate", args=[made.response])


def deed(made, name):
    return reverse("gate_deed", args=[made.response, name])


def given(made, **more):
    return {"version": own_story(made.response).version, **more}


def test_the_gate_shows_every_condition_by_its_word_and_the_two_keys(client):
    made = scene()
    shut(made)
    sign_in(client, "ciso", made.cast.town)
    html = client.get(gate(made), headers=NL).content.decode()
    for words in (
        "het onderzoek over 24 december - 16 januari loopt nog",
        "Heropeningsadvies van de CERT",
        "Besluit van de organisatie",
        "een controle van de update is niet vastgelegd",
        "Twee sleutels",
        "toets informeert",
        "gesloten op 18 januari 2020, op advies",
    ):
        assert words in html
    assert html.count('class="key') >= 2


def test_the_gate_reads_in_english_too(client):
    made = scene()
    shut(made)
    sign_in(client, "ict", made.cast.town)
    html = client.get(gate(made), headers={"accept-language": "en"}).content.decode()
    assert "no check of the fix is recorded" in html
    assert "Two keys" in html


def test_the_gate_can_be_seen_as_of_an_earlier_day_without_forms(client):
    made = scene()
    shut(made)
    sign_in(client, "ciso", made.cast.town)
    html = client.get(gate(made) + "?bekend=2020-01-17", headers=NL).content.decode()
    assert "niet gesloten" not in html
    assert "er is geen onderzoek naar misbruik vastgelegd" in html
    assert deed(made, "reopen") not in html


def test_reopening_against_the_gate_asks_why_and_is_then_recorded(client):
    made = scene()
    shut(made)
    sign_in(client, "director", made.cast.town)
    form = {"decided_by": "college", "holds_mandate": "on", "scope": "all", "reason": ""}
    refused = client.post(deed(made, "reopen"), given(made, **form), headers=NL)
    assert refused.status_code == 422
    assert "schrijf op waarom" in refused.content.decode()
    assert folded(made.response)[0].axes.access is Access.CLOSED

    done = client.post(deed(made, "reopen"), given(made, **{**form, "reason": "zorg"}), headers=NL, follow=True)
    assert done.status_code == 200
    assert "heropend tegen de toets in" in done.content.decode()
    assert folded(made.response)[0].axes.access is Access.REOPENED_AGAINST_GATE


def test_the_second_person_sees_what_the_first_recorded(client):
    made = scene()
    shut(made)
    sign_in(client, "ciso", made.cast.town)
    stale = given(made, decided_by="college", holds_mandate="on", scope="all", reason="zorg")
    made.told("restriction.imposed", "2020-01-21", key="thuis", what="thuiswerken", who="medewerkers")
    answer = client.post(deed(made, "reopen"), stale, headers=NL)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand anders was u voor" in html
    assert "Beperking: thuiswerken voor medewerkers" in html
    assert folded(made.response)[0].axes.access is Access.CLOSED
    assert f'value="{own_story(made.response).version}"' in html


def test_the_ciso_alone_cannot_accept_a_risk_on_the_page(client):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    form = given(made, decided_by="CISO", holds_mandate="on", reason="x", watch_until="2030-03-01", cert_informed="on")
    answer = client.post(deed(made, "risk"), form, headers=NL)
    assert answer.status_code == 422
    assert "nooit de CISO alleen" in answer.content.decode()
    assert folded(made.response)[0].risk is None
    assert client.post(deed(made, "risk"), {**form, "decided_by": "gemeentesecretaris"}).status_code == 302
    assert folded(made.response)[0].risk is not None


@pytest.mark.parametrize(
    ("name", "form", "kind"),
    [
        (
            "check",
            {"step": "fix", "result": "works", "method": "<b>scan</b>", "where_from": "buiten"},
            "check.recorded",
        ),
        ("rebuild", {"device": "", "image": "12.1"}, "system.rebuilt"),
        ("keep", {"decided_by": "college", "reason": "zorg"}, "service.kept"),
    ],
)
def test_each_form_is_shown_and_records(client, name, form, kind):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    assert client.get(deed(made, name)).status_code == 200
    assert client.post(deed(made, name), given(made, **form)).status_code == 302
    assert kind in {entry.kind for entry in own_story(made.response).entries}
    html = client.get(gate(made), headers=NL).content.decode()
    assert "<b>scan" not in html


def test_a_day_that_does_not_exist_or_is_to_come_is_refused(client):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    for day in ("2020-02-30", "2999-01-01", "gisteren"):
        answer = client.post(deed(made, "rebuild"), given(made, happened=day))
        assert answer.status_code == 422
    assert folded(made.response)[0].rebuilt == ()


@pytest.mark.parametrize(
    ("role", "where", "page", "form"),
    [
        ("desk", "town_cert", 200, 404),
        ("clerk", "town", 200, 404),
        ("ciso", "other_town", 404, 404),
        ("operator", "town", 404, 404),
    ],
)
def test_who_sees_the_gate_and_who_may_record(client, role, where, page, form):
    made = scene()
    shut(made)
    sign_in(client, role, getattr(made.cast, where))
    assert client.get(gate(made)).status_code == page
    assert client.post(deed(made, "reopen"), given(made, decided_by="x", scope="all")).status_code == form
    assert client.get(deed(made, "no-such-deed")).status_code == 404


def test_nobody_is_nobody(client):
    made = scene()
    assert client.get(gate(made)).status_code in {302, 404}


def test_the_gate_costs_few_queries(client, django_assert_max_num_queries):
    made = scene()
    shut(made)
    sign_in(client, "ciso", made.cast.town)
    client.get(gate(made))
    with django_assert_max_num_queries(12):
        client.get(gate(made))
