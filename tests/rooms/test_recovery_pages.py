"""The recovery page: what is left, and a refusal to close that names every reason."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dijkwacht.cases.selectors import folded, own_story
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.register import LinkDetails
from dijkwacht.organisations.domain.words import Direction
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.selectors import chain_links
from dijkwacht.organisations.services import record_link as record_chain_link
from dijkwacht.recovery.services import ask_partner, record_link
from dijkwacht.recovery.views import DEEDS
from organisations_cast import account_with, viewer
from response_cast import TOWN_WORK, scene

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


@pytest.mark.parametrize("deed", DEEDS)
def test_each_form_is_shown(client, deed):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    assert client.get(reverse("recovery_deed", args=[made.response, deed])).status_code == 200


def test_every_form_of_the_register_can_be_filled_in(client):
    made = scene()
    record_chain_link(
        organisation=made.cast.town,
        details=LinkDetails(
            partner=made.cast.other_town,
            exchange="verhuizingen",
            direction=Direction.OUT,
            data="verhuisberichten",
            period=Period(read_moment("2019-01")),
        ),
        actor=TOWN_WORK,
    )
    sign_in(client, "ciso", made.cast.town)
    answers = [
        post(client, made, "system", system="zaken", state="off", tier="primary", process="vergunningen"),
        post(client, made, "function", system="zaken", function="thuis werken", who="medewerkers", where="thuis"),
        post(client, made, "wave", wave="kern", number=1, systems="zaken", criteria="schoon\nback-up getest"),
        post(client, made, "tick", criterion="0", met="yes"),
        post(client, made, "enter", wave="kern"),
        post(client, made, "link", partner="waterschap", state="broken", data="heffingen", direction="out"),
        post(client, made, "link", partner="waterschap", state="restored", data="heffingen"),
        post(client, made, "trial", link="0", result="works", method="proefbericht"),
        post(client, made, "agree", link="0", side="own", agreed="yes"),
        post(client, made, "agree", link="0", side="partner", agreed="yes", told_by="servicedesk"),
        post(client, made, "accept", thing="0", decided_by="het college", because="opgeheven"),
    ]
    assert [answer.status_code for answer in answers] == [302] * len(answers)
    assert post(client, made, "agree", link="0", side="partner", agreed="yes").status_code == 422
    for number, day in enumerate(("2020-01-20", "2020-01-27", "2020-02-03", "2020-02-10", "2020-02-17")):
        form = {"unit": "burgerzaken", "kind": "paper", "still_open": "on", "amount": 100 - 10 * number}
        assert post(client, made, "backlog", **form, happened=day).status_code == 302
    shown = client.get(page(made), headers=NL).content.decode()
    for words in (
        "Primaire systemen: 0 van 1 hersteld",
        "begonnen zonder: back-up getest",
        "proefbericht): werkt",
        "gezegd door servicedesk",
        "medewerkers kunnen niet: thuis werken",
        'id="burn-1-title"',
        'id="recovery-title"',
        "De tellingen zeggen: nog niet te overzien; de laatste telling is meer dan 45 dagen oud",
        "1. kern",
    ):
        assert words in shown, words
    exchange = str(chain_links(viewer("director", made.cast.town), made.cast.town, timezone.now())[0].id)
    assert post(client, made, "ask", exchange=exchange).status_code == 302
    assert post(client, made, "ask", exchange="iets anders").status_code == 422


def test_the_partner_answers_on_a_page_of_its_own(client):
    made = scene()
    record_link(actor=TOWN_WORK, response=made.response, partner="Waterdam", state="restored", data="verhuizingen")
    question = ask_partner(
        actor=TOWN_WORK,
        response=made.response,
        partner="Waterdam",
        partner_organisation=made.cast.other_town,
        data="verhuizingen",
    )
    sign_in(client, "ict", made.cast.other_town)
    listed = client.get(reverse("link_questions"), headers=NL).content.decode()
    assert "verhuizingen" in listed
    card = "1 partner wacht op uw woord over een koppeling"
    assert card in client.get(reverse("now"), headers=NL).content.decode()
    address = reverse("link_question", args=[question])
    assert client.get(address).status_code == 200
    assert client.post(address, {"version": 1, "agreed": "maybe"}, headers=NL).status_code == 422
    assert client.post(address, {"version": 1, "agreed": "yes", "tried": "works"}, headers=NL).status_code == 302
    assert card not in client.get(reverse("now"), headers=NL).content.decode()
    late = client.post(address, {"version": 1, "agreed": "no"}, headers=NL)
    assert late.status_code == 409
    assert "was intussen akkoord" in late.content.decode()
    sign_in(client, "ict", made.cast.hospital)
    assert client.get(address).status_code == 404


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
