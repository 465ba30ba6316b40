"""Who gives and takes roles, and whose password may be renewed by telephone."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Role
from dijkwacht.organisations.models import Account, RoleGiven
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.organisations.services import create_account, give_role, give_role_to
from organisations_cast import ALWAYS, DESK_WORK, NOW, account_with, assemble, viewer

pytestmark = pytest.mark.django_db
GIVEN = {"email": "nieuw@tweestroom.example", "name": "", "role": "ict", "since": "", "until": ""}


@pytest.fixture
def cast():
    return assemble()


def enter(client, role, at, email=None):
    row = Account.objects.get(public_id=account_with(role, at, email=email))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")
    return row


def roles(at):
    return reverse("roles", args=[at])


def password(at, account):
    return reverse("renew_password", args=[at, account])


def held(at, email):
    return {row.role for row in RoleGiven.objects.filter(organisation__public_id=at, account__email=email)}


def test_an_owner_gives_a_role_to_somebody_new_and_takes_it_again(client, cast):
    enter(client, "ciso", cast.town)
    assert client.post(roles(cast.town), GIVEN).status_code == 302
    given = RoleGiven.objects.get(account__email=GIVEN["email"])
    assert "ict" in {office.role for office in viewer_for(given.account, given.during.lower).offices}
    assert GIVEN["email"] in client.get(roles(cast.town)).content.decode()

    ended = client.post(reverse("end_role", args=[cast.town, given.public_id]), {"because": "elders aan het werk"})

    assert ended.status_code == 302
    assert GIVEN["email"] not in client.get(roles(cast.town)).content.decode()
    kinds = {entry.kind for entry in entries(viewer("clerk", cast.town), organisation=cast.town)}
    assert {"role.given", "role.taken"} <= kinds
    again = client.post(reverse("end_role", args=[cast.town, given.public_id]))
    assert again.status_code == 404


@pytest.mark.parametrize("role", ["desk", "shift-lead", "national", "operator"])
def test_no_town_gives_a_role_that_sees_others(client, cast, role):
    enter(client, "ciso", cast.town)
    assert client.post(roles(cast.town), {**GIVEN, "role": role}).status_code == 422
    assert not held(cast.town, GIVEN["email"])


def test_a_shift_lead_gives_roles_of_the_desk_and_no_others(client, cast):
    enter(client, "shift-lead", cast.town_cert)
    assert client.post(roles(cast.town_cert), {**GIVEN, "role": "desk"}).status_code == 302
    assert client.post(roles(cast.town_cert), {**GIVEN, "role": "ciso"}).status_code == 422
    assert held(cast.town_cert, GIVEN["email"]) == {"desk"}


def test_the_last_who_gives_roles_keeps_the_role(client, cast):
    ciso = enter(client, "ciso", cast.town)
    own = RoleGiven.objects.get(account=ciso)
    address = reverse("end_role", args=[cast.town, own.public_id])
    assert client.post(address).status_code == 403
    account_with("director", cast.town)
    assert client.post(address).status_code == 302
    assert client.get(roles(cast.town)).status_code == 404


def test_a_period_that_ends_before_it_begins_is_said_at_its_field(client, cast):
    enter(client, "director", cast.town)
    answer = client.post(roles(cast.town), {**GIVEN, "since": "2026-12-02", "until": "2026-12-01"})
    assert answer.status_code == 422
    assert 'href="#id_until"' in answer.content.decode()


def test_a_role_that_has_not_begun_can_be_dropped(client, cast):
    enter(client, "director", cast.town)
    client.post(roles(cast.town), {**GIVEN, "since": "2999-01-01"})
    given = RoleGiven.objects.get(account__email=GIVEN["email"])
    assert client.post(reverse("end_role", args=[cast.town, given.public_id])).status_code == 302
    assert not RoleGiven.objects.filter(pk=given.pk).exists()


@pytest.mark.parametrize("role", ["ict", "clerk", "spokesperson"])
def test_who_does_not_give_roles_does_not_see_who_holds_them(client, cast, role):
    enter(client, role, cast.town)
    assert client.get(roles(cast.town)).status_code == 404


def test_the_desk_sees_roles_of_a_member_and_gives_none(client, cast):
    enter(client, "desk", cast.town_cert)
    page = client.get(roles(cast.town))
    assert page.status_code == 200
    assert 'id="give"' not in page.content.decode()
    assert client.post(roles(cast.town), GIVEN).status_code == 404
    assert client.get(roles(cast.hospital)).status_code == 404


def test_the_desk_renews_a_password_which_is_shown_once_and_recorded(client, cast):
    ciso = account_with("ciso", cast.town, email="ciso@tweestroom.example")
    enter(client, "desk", cast.town_cert)
    asked = client.get(password(cast.town, ciso))
    assert asked.status_code == 200
    assert not re.search(r'class="token"', asked.content.decode())

    given = client.post(password(cast.town, ciso))

    fresh = re.search(r'class="token">([^<]+)<', given.content.decode())[1]
    assert Account.objects.get(public_id=ciso).check_password(fresh)
    assert given["Cache-Control"] == "no-store"
    told = entries(viewer("clerk", cast.town), organisation=cast.town, kinds=["password.renewed"])
    assert [(one.actor.role, one.payload["account"]) for one in told] == [("desk", str(ciso))]


def test_nobody_renews_the_password_of_an_account_that_sees_elsewhere_too(client, cast):
    account = account_with("national", cast.national, email="landelijk@accounts.example")
    give_role_to(
        email="landelijk@accounts.example",
        display_name="",
        organisation=cast.town,
        role=Role.CLERK,
        period=ALWAYS,
        actor=DESK_WORK,
    )
    for role, at in (("desk", cast.town_cert), ("ciso", cast.town)):
        enter(client, role, at, email=f"{role}@elders.example")
        assert client.post(password(cast.town, account)).status_code == 404


def test_nobody_renews_their_own_or_that_of_an_unknown_account(client, cast):
    own = enter(client, "ciso", cast.town)
    for account in (own.public_id, uuid4(), create_account(email="los@accounts.example")):
        assert client.get(password(cast.town, account)).status_code == 404


def test_an_account_that_exists_keeps_its_name(cast):
    create_account(email="een@accounts.example", display_name="Eerst")
    give_role_to(
        email=" Een@Accounts.example",
        display_name="Later",
        organisation=cast.town,
        role=Role.ICT,
        period=ALWAYS,
        actor=DESK_WORK,
    )
    row = Account.objects.get(email="een@accounts.example")
    assert row.display_name == "Eerst"
    give_role(account=row.public_id, organisation=cast.town, role=Role.CLERK, period=ALWAYS, actor=DESK_WORK)
    assert {office.role for office in viewer_for(row, NOW).offices} == {Role.ICT, Role.CLERK}
