"""Acting outside the mandate: it counts, it is recorded with who, when and why, and the owners hear of it."""

import pytest
from django.urls import reverse

from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.selectors import folded, own_story
from dijkwacht.containment.domain.mandate import Decision, decides, may_close, may_decide
from dijkwacht.kernel.actor import Role
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.selectors import acting_for, attention_of
from dijkwacht.organisations.services import give_role
from hostile_stage import sign_in
from organisations_cast import ALWAYS, DESK_WORK, viewer
from response_cast import scene

pytestmark = pytest.mark.django_db
WHY = "de CISO neemt niet op en er lopen sessies"


@pytest.fixture
def played():
    return scene()


def close(client, played, role, **more):
    """Close the door as somebody of the town with this role."""
    sign_in(client, role, played.cast.town)
    at = reverse("gate_deed", kwargs={"response": played.response, "deed": "close"})
    version = own_story(played.response).version
    return client.post(at, {"version": version, "scope": "all", "what": "inloggen van buiten", **more})


def kinds(played):
    return [entry.kind for entry in own_story(played.response).entries]


@pytest.mark.parametrize("role", ["clerk", "spokesperson"])
def test_anybody_of_the_organisation_closes_with_a_reason_and_it_counts(client, played, role):
    assert close(client, played, role).status_code == 422
    assert "access.closed" not in kinds(played)
    assert close(client, played, role, reason=WHY).status_code == 302
    story = own_story(played.response)
    broken = next(entry for entry in story.entries if entry.kind == "glass.broken")
    closed = next(entry for entry in story.entries if entry.kind == "access.closed")
    assert (broken.text("role"), broken.text("entry"), broken.actor.role) == (role, str(closed.id), role)
    assert folded(played.response)[0].axes.access is Access.CLOSED


@pytest.mark.parametrize("role", ["ciso", "ict", "director"])
def test_whose_work_it_is_closes_without_a_reason_and_nobody_is_alarmed(client, played, role):
    assert close(client, played, role).status_code == 302
    assert "glass.broken" not in kinds(played)


def test_the_owners_are_told_on_every_page_until_one_acknowledges(client, played):
    close(client, played, "clerk", reason=WHY)
    town = played.cast.town
    sign_in(client, "director", town)
    for page in (reverse("now"), reverse("cases"), reverse("record")):
        assert "buiten het mandaat wacht op u" in client.get(page).content.decode()
    listed = client.get(reverse("attention", args=[town])).content.decode()
    assert WHY in listed
    entry = next(iter(attention_of(viewer("ciso", town), town)))
    taken = reverse("acknowledge", args=[town, entry])
    client.post(taken)
    client.post(taken)
    assert kinds(played).count("glass.acknowledged") == 1
    assert "wacht op u" not in client.get(reverse("now")).content.decode()


def test_only_owners_are_told_and_only_they_acknowledge(client, played):
    close(client, played, "clerk", reason=WHY)
    town = played.cast.town
    entry = next(iter(attention_of(viewer("ciso", town), town)))
    for role, at in (("clerk", town), ("ict", town), ("desk", played.cast.town_cert), ("ciso", played.cast.other_town)):
        sign_in(client, role, at)
        assert "wacht op u" not in client.get("/casussen/").content.decode()
        assert client.get(reverse("attention", args=[town])).status_code == 404
        assert client.post(reverse("acknowledge", args=[town, entry])).status_code == 404
    assert acting_for(viewer("director", town)).attention == ((town, 1),)


def test_the_ordinary_form_leads_who_lacks_the_role_through_the_glass(client, played):
    sign_in(client, "clerk", played.cast.town)
    at = reverse("record_in_response", kwargs={"response": played.response, "sheet": "dicht"})
    assert client.post(at, {"scope": "all", "what": "alles"}).url.endswith("/gate/close/")
    assert "access.closed" not in kinds(played)


def test_who_holds_a_second_role_closes_in_the_one_to_which_it_belongs(client, played):
    sign_in(client, "clerk", played.cast.town)
    account = Account.objects.get(email=f"clerk.{played.cast.town}@accounts.example").public_id
    give_role(account=account, organisation=played.cast.town, role=Role.ICT, period=ALWAYS, actor=DESK_WORK)
    assert close(client, played, "clerk").status_code == 302
    assert "glass.broken" not in kinds(played)


def test_a_deputy_reopens_in_place_of_who_cannot_be_reached_and_the_owners_hear(client, played):
    close(client, played, "ciso")
    sign_in(client, "ict", played.cast.town)
    at = reverse("gate_deed", kwargs={"response": played.response, "deed": "reopen"})
    version = own_story(played.response).version
    given = {"version": version, "scope": "all", "decided_by": "hoofd bedrijfsvoering", "reason": "zorg staat stil"}
    assert client.post(at, {**given, "instead_of": "directeur"}).status_code == 422
    assert client.post(at, {**given, "instead_of": "directeur", "because": "driemaal gebeld"}).status_code == 302
    story = own_story(played.response)
    broken = next(entry for entry in story.entries if entry.kind == "glass.broken")
    assert (broken.text("act"), broken.text("instead_of")) == ("decide", "directeur")
    reopened = next(entry for entry in story.entries if entry.kind == "access.reopened")
    assert "decision" not in reopened.texts("open_conditions")


@pytest.mark.parametrize(
    ("decision", "answer"),
    [
        (Decision("directeur", holds_mandate=True), "yes"),
        (Decision("hoofd ICT", holds_mandate=False, instead_of="directeur", because="niet bereikbaar"), "deputy"),
        (Decision("hoofd ICT", holds_mandate=False, instead_of="directeur"), "no-mandate"),
        (Decision("hoofd ICT", holds_mandate=False, because="niet bereikbaar"), "no-mandate"),
        (Decision("CISO", holds_mandate=False, instead_of="directeur", because="niet bereikbaar"), "ciso-alone"),
    ],
)
def test_a_deputy_needs_for_whom_and_why_and_is_never_the_ciso_alone(decision, answer):
    assert may_decide(decision).answer == answer
    assert decides(decision) is (answer in {"yes", "deputy"})


@pytest.mark.parametrize(
    ("roles", "reason", "answer"),
    [
        ([Role.CISO], "", "yes"),
        ([Role.CLERK, Role.ICT], "", "yes"),
        ([Role.CLERK], "", "no-reason"),
        ([Role.CLERK], "  ", "no-reason"),
        ([Role.SPOKESPERSON], "x", "break-glass"),
    ],
)
def test_closing_is_never_refused_for_the_role(roles, reason, answer):
    assert may_close(roles, reason).answer == answer
