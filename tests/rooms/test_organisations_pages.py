import pytest
from django.urls import reverse
from django.utils import timezone

from dijkwacht.journal.selectors import entries
from dijkwacht.organisations import services
from dijkwacht.organisations.domain.words import DutyKind, Nature
from dijkwacht.organisations.models import Account, ContactPoint
from organisations_cast import ALWAYS, DESK_WORK, account_with, assemble, contact, organisation, viewer

pytestmark = pytest.mark.django_db
NEW = {"role": "ciso", "channel": "phone", "value": "06 00000009", "person": "", "carried_by": "other"}


def sign_in(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def page(of):
    return reverse("organisation", args=[of])


def test_the_organisation_sees_its_contacts_and_what_is_missing(client):
    cast = assemble()
    shown = contact(cast.town, "phone", "06 00000001", person="<b>Iemand</b>", carried_by="other")
    services.assign_duty(contact=shown, role="ciso", kind=DutyKind.ON_CALL, period=ALWAYS, actor=DESK_WORK)
    sign_in(client, "ciso", cast.town)

    html = client.get(page(cast.town), headers={"accept-language": "nl"}).content.decode()

    assert "06 00000001" in html
    assert "&lt;b&gt;Iemand" in html
    assert "<b>Iemand" not in html
    assert "1 van 2 kanalen buiten het eigen domein" in html
    assert "heeft dienst" in html
    assert "Gemeentewacht" in html


def test_the_page_is_there_in_english_too(client):
    cast = assemble()
    sign_in(client, "ciso", cast.hospital)

    html = client.get(page(cast.hospital), headers={"accept-language": "en"}).content.decode()

    assert "there is no usable contact point" in html
    assert "NEN 7510 applies there" in html
    assert "Noord, Zuid" in html


def test_an_outsider_gets_the_same_answer_as_for_an_organisation_that_does_not_exist(client):
    cast = assemble()
    sign_in(client, "ciso", cast.outsider)

    hidden, absent = (
        client.get(page(cast.town)),
        client.get(page(cast.outsider).replace(str(cast.outsider), str(DUMMY))),
    )

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content


DUMMY = "00000000-0000-4000-8000-000000000000"


def test_the_desk_adds_a_contact_for_a_member_and_the_member_sees_who_looked(client):
    cast = assemble()
    sign_in(client, "desk", cast.town_cert)

    answer = client.post(reverse("add_contact", args=[cast.town]), NEW)

    assert answer.status_code == 302
    assert "06 00000009" in client.get(page(cast.town)).content.decode()
    told = entries(viewer("ciso", cast.town), organisation=cast.town, kinds=["contact.recorded"])
    assert [(entry.actor.role, entry.actor.organisation) for entry in told] == [("desk", cast.town_cert)]

    sign_in(client, "ict", cast.town)
    html = client.get(reverse("looks", args=[cast.town])).content.decode()
    assert "Gemeentewacht" in html
    sign_in(client, "ciso", cast.other_town)
    assert client.get(reverse("looks", args=[cast.town])).status_code == 404


@pytest.mark.parametrize(("role", "where"), [("clerk", "town"), ("national", "national"), ("desk", "health_cert")])
def test_who_may_not_keep_contacts_gets_no_form_and_cannot_post_one(client, role, where):
    cast = assemble()
    sign_in(client, role, getattr(cast, where))

    assert client.post(reverse("add_contact", args=[cast.town]), NEW).status_code == 404
    assert not ContactPoint.objects.exists()
    assert "add_contact" not in client.get(page(cast.town)).content.decode()


def test_nobody_keeps_contacts_of_an_organisation_that_is_only_recorded(client):
    town = organisation("Recorded Town", "municipality", nature=Nature.RECORDED)
    sign_in(client, "ciso", town)

    assert client.post(reverse("add_contact", args=[town]), NEW).status_code == 404


def test_a_wrong_address_is_told_beside_its_field_and_nothing_is_lost(client):
    cast = assemble()
    sign_in(client, "ciso", cast.town)

    answer = client.post(reverse("add_contact", args=[cast.town]), {**NEW, "channel": "mail", "value": "nobody here"})

    assert answer.status_code == 422
    assert "nobody here" in answer.content.decode()
    assert not ContactPoint.objects.exists()


def test_two_people_answer_at_once_and_the_second_sees_that_it_changed(client):
    cast = assemble()
    tried = contact(cast.town, "phone", "06 00000001")
    sign_in(client, "ciso", cast.town)
    works, broken = (reverse(name, args=[cast.town, tried]) for name in ("contact_works", "contact_broken"))

    assert client.post(works, {"version": 1}).status_code == 302
    assert client.post(broken, {"version": 1, "what": "bezet"}).status_code == 409
    assert client.post(broken, {"version": "x"}).status_code == 400
    row = ContactPoint.objects.get()
    assert (row.broken_at, row.version) == (None, 2)
    assert row.confirmed_at <= timezone.now()
    assert client.post(broken, {"version": 2, "what": "bezet"}).status_code == 302


def test_a_contact_of_another_organisation_is_not_reached_through_one_s_own_page(client):
    cast = assemble()
    theirs = contact(cast.other_town, "phone", "06 00000001")
    sign_in(client, "ciso", cast.town)

    assert client.post(reverse("contact_broken", args=[cast.town, theirs]), {"version": 1}).status_code == 404
    assert ContactPoint.objects.get().broken_at is None


def test_the_desk_s_list_begins_with_who_lacks_contacts(client):
    cast = assemble()
    contact(cast.town, "phone", "06 00000001", carried_by="other")
    contact(cast.town, "mail", "wacht@elders.example")
    sign_in(client, "shift-lead", cast.town_cert)

    html = client.get(reverse("member_contacts"), headers={"accept-language": "nl"}).content.decode()

    assert "1 van 2 deelnemers van Gemeentewacht" in html
    assert html.index("s-Waterdam") < html.index("Súdwest-Tweestroom")
    assert "Ziekenhuis" not in html
    sign_in(client, "ciso", cast.town)
    assert client.get(reverse("member_contacts")).status_code == 404


def test_pages_cost_at_most_twelve_queries(client, django_assert_max_num_queries):
    cast = assemble()
    for number in range(20):
        member = organisation(f"Dorp {number}", "municipality", sector="municipalities")
        services.begin_membership(organisation=member, cert=cast.town_cert, period=ALWAYS, actor=DESK_WORK)
        contact(member, "phone", f"06 {number:08}", carried_by="other")
    sign_in(client, "desk", cast.town_cert)

    with django_assert_max_num_queries(12):
        assert client.get(reverse("member_contacts")).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(page(member)).status_code == 200
    sign_in(client, "ciso", member)
    with django_assert_max_num_queries(12):
        assert client.get(page(member)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(reverse("looks", args=[member])).status_code == 200
