"""An organisation deals with advice among itself: comments, who has it, what is off the list, what one has read."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

import provider_kit as kit
from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.models import Desk, ReadMark, Revision
from dijkwacht.advisories.selectors import Order, Sought, search_advisories
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.selectors import colleagues, viewer_for
from organisations_cast import account_with, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def receive(cert, number=1, version="1", released="2026-01-05T10:00:00Z", label=Label.CLEAR):
    value = json.loads(kit.advisory(number, version))
    value["document"]["tracking"]["current_release_date"] = released
    value["document"]["title"] = f"Flaw {number} as version {version} has it"
    return services.receive_advisory(
        content=json.dumps(value).encode(),
        actor=Actor(ActorKind.PERSON, "desk", organisation=cert),
        handling=Handling(cert, label, cert),
        level=Level.VENDOR,
    ).advisory


def person(role, organisation, email):
    return viewer_for(account_with(role, organisation, email=email), timezone.now())


def sign_in(client, role, organisation, email):
    account = account_with(role, organisation, email=email)
    row = Account.objects.get(public_id=account)
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")
    return viewer_for(account, timezone.now())


def post(client, page, advisory, **data):
    return client.post(reverse(page, args=[advisory]), data)


def found(viewer, **sought):
    return {one.line.id for one in search_advisories(viewer, Sought(**sought)).lines}


def test_a_comment_is_read_by_colleagues_and_by_nobody_else(client, cast):
    advisory = receive(cast.town_cert)
    sign_in(client, "desk", cast.town_cert, "one@desk.example")
    assert post(client, "comment_advisory", advisory, comment="Called <b>the vendor</b>").status_code == 302
    html = client.get(reverse("advisory", args=[advisory])).content.decode()
    assert "Called &lt;b&gt;the vendor&lt;/b&gt;" in html

    colleague = person("shift-lead", cast.town_cert, "two@desk.example")
    member = person("ciso", cast.town, "ciso@town.example")
    revision = selectors.advisory_page(colleague, advisory).current.id
    (seen,) = selectors.dealing(colleague, advisory=advisory, revision=revision).comments
    assert (seen.text, seen.role) == ("Called <b>the vendor</b>", "desk")
    for other in (member, person("national", cast.national, "n@national.example"), PUBLIC):
        assert not entries(other, kinds=["advisory.commented"])
        assert "Called" not in str(selectors.dealing(other, advisory=advisory, revision=revision))


def test_the_entry_of_a_comment_is_for_the_organisation_only_and_its_text_can_be_removed(client, cast):
    advisory = receive(cast.town_cert)
    desk = sign_in(client, "desk", cast.town_cert, "one@desk.example")
    post(client, "comment_advisory", advisory, comment="Mr. Nobody called")
    (entry,) = entries(desk, kinds=["advisory.commented"])
    assert (entry.label, entry.owner, entry.constituency) == (Label.AMBER_STRICT, cast.town_cert, None)
    assert "Nobody" not in entry.payload_text
    assert entry.content == {"comment": "Mr. Nobody called"}


def test_the_entry_about_red_advice_is_red(cast):
    advisory = receive(cast.town_cert, label=Label.RED)
    desk = person("desk", cast.town_cert, "one@desk.example")
    actor = Actor(ActorKind.PERSON, "desk", desk.account, cast.town_cert)
    about = {"advisory": advisory, "title": "t", "label": Label.RED, "organisation": cast.town_cert, "actor": actor}
    services.comment_advisory(**about, comment="x")
    (entry,) = entries(desk, kinds=["advisory.commented"])
    assert entry.label is Label.RED


@pytest.mark.parametrize("comment", ["", "   ", "x" * 5001])
def test_a_comment_without_words_or_without_end_is_refused(client, cast, comment):
    advisory = receive(cast.town_cert)
    desk = sign_in(client, "desk", cast.town_cert, "one@desk.example")
    assert post(client, "comment_advisory", advisory, comment=comment).status_code == 422
    assert not entries(desk, kinds=["advisory.commented"])


def test_advice_is_given_to_a_colleague_who_then_finds_it_as_his(client, cast):
    first, second = receive(cast.town_cert, 1), receive(cast.town_cert, 2)
    desk = sign_in(client, "desk", cast.town_cert, "one@desk.example")
    colleague = person("desk", cast.town_cert, "two@desk.example")
    assert post(client, "assign_advisory", first, assignee=str(colleague.account), expected="0").status_code == 302
    assert found(colleague, mine=True) == {first}
    assert found(desk, mine=True) == set()
    assert found(person("ciso", cast.town, "c@town.example"), mine=True) == set()
    html = client.get(reverse("advisories")).content.decode()
    assert html.count("<td>two</td>") == 1
    assert second in found(desk)

    assert post(client, "assign_advisory", first, assignee="", expected="1").status_code == 302
    assert found(colleague, mine=True) == set()
    said = [entry.payload.get("given") for entry in entries(desk, kinds=["advisory.assigned"])]
    assert said == [True, False]


def test_advice_is_not_given_to_somebody_of_another_house(client, cast):
    advisory = receive(cast.town_cert)
    sign_in(client, "desk", cast.town_cert, "one@desk.example")
    stranger = person("ciso", cast.town, "c@town.example")
    for assignee in (str(stranger.account), str(new_id()), "nonsense"):
        assert post(client, "assign_advisory", advisory, assignee=assignee, expected="0").status_code == 422
    assert not Desk.objects.exists()


def test_who_decides_second_sees_what_was_decided_first(client, cast):
    advisory = receive(cast.town_cert)
    desk = sign_in(client, "desk", cast.town_cert, "one@desk.example")
    assert post(client, "assign_advisory", advisory, assignee=str(desk.account), expected="0").status_code == 302
    assert post(client, "set_aside_advisory", advisory, aside="on", because="no", expected="0").status_code == 409
    assert not Desk.objects.get().set_aside


def test_advice_off_the_list_is_gone_for_the_own_organisation_only_and_comes_back(client, cast):
    advisory, other = receive(cast.town_cert, 1), receive(cast.town_cert, 2)
    desk = sign_in(client, "desk", cast.town_cert, "one@desk.example")
    member = person("ciso", cast.town, "c@town.example")
    refused = post(client, "set_aside_advisory", advisory, aside="on", because=" ", expected="0")
    assert refused.status_code == 422
    assert "because" in refused.content.decode()

    answer = post(client, "set_aside_advisory", advisory, aside="on", because="nobody has it", expected="0")
    assert answer.status_code == 302
    assert found(desk) == {other}
    assert found(desk, aside=True) == {advisory}
    assert found(member) == {advisory, other}
    assert "nobody has it" in client.get(reverse("advisory", args=[advisory])).content.decode()

    assert post(client, "set_aside_advisory", advisory, because="", expected="1").status_code == 302
    assert found(desk) == {advisory, other}
    said = [entry.payload.get("aside") for entry in entries(desk, kinds=["advisory.set_aside"])]
    assert said == [True, False]


def test_reading_is_marked_by_each_person_and_a_new_version_is_unread_again(client, cast):
    advisory = receive(cast.town_cert)
    desk = sign_in(client, "desk", cast.town_cert, "one@desk.example")
    colleague = person("desk", cast.town_cert, "two@desk.example")
    assert found(desk, unread=True) == {advisory}

    for _ in range(2):
        assert post(client, "mark_advisory", advisory, read="on").status_code == 302
    assert (found(desk, unread=True), found(colleague, unread=True)) == (set(), {advisory})
    assert ReadMark.objects.count() == 1
    assert not entries(desk, kinds=["advisory.read"])

    receive(cast.town_cert, version="2", released="2026-02-05T10:00:00Z")
    assert found(desk, unread=True) == {advisory}

    post(client, "mark_advisory", advisory, read="on")
    post(client, "mark_advisory", advisory)
    assert found(desk, unread=True) == {advisory}


def test_a_stranger_can_do_nothing_with_advice_that_is_not_his_to_see(client, cast):
    advisory = receive(cast.town_cert, label=Label.RED)
    sign_in(client, "ciso", cast.other_town, "c@other.example")
    for page, data in (
        ("comment_advisory", {"comment": "x"}),
        ("assign_advisory", {"assignee": "", "expected": "0"}),
        ("set_aside_advisory", {"aside": "on", "because": "x", "expected": "0"}),
        ("mark_advisory", {"read": "on"}),
    ):
        assert post(client, page, advisory, **data).status_code == 404
        assert post(client, page, new_id(), **data).status_code == 404
    assert client.get(reverse("compare_advisory", args=[advisory])).status_code == 404
    assert (Desk.objects.count(), ReadMark.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", ["clerk", "spokesperson", "operator"])
def test_who_does_not_deal_with_advice_has_no_part_in_it(client, cast, role):
    advisory = receive(cast.town_cert)
    sign_in(client, role, cast.town, "somebody@town.example")
    assert post(client, "comment_advisory", advisory, comment="x").status_code == 404
    assert "comment_advisory" not in client.get(reverse("advisory", args=[advisory])).content.decode()


def test_the_public_is_not_offered_what_it_cannot_do(client, cast):
    advisory = receive(cast.town_cert)
    html = client.get(reverse("advisory", args=[advisory])).content.decode()
    assert reverse("mark_advisory", args=[advisory]) not in html
    assert post(client, "mark_advisory", advisory, read="on").status_code in {302, 403, 404}
    assert not ReadMark.objects.exists()
    assert 'name="unread"' not in client.get(reverse("advisories")).content.decode()


def test_any_two_versions_are_compared(client, cast):
    advisory = receive(cast.town_cert, version="1")
    receive(cast.town_cert, version="2", released="2026-02-05T10:00:00Z")
    receive(cast.town_cert, version="3", released="2026-03-05T10:00:00Z")
    sign_in(client, "desk", cast.town_cert, "one@desk.example")
    page = reverse("compare_advisory", args=[advisory])
    assert (
        reverse("compare_advisory", args=[advisory])
        in client.get(reverse("advisory", args=[advisory])).content.decode()
    )
    html = client.get(page, {"one": "1", "other": "3"}).content.decode()
    assert "as version 1 has it</del>" in html
    assert "as version 3 has it</ins>" in html
    assert "as version 2" not in html.partition('aria-labelledby="changes"')[2]
    assert client.get(page).status_code == 200
    for wrong in ({"one": "1", "other": "9"}, {"one": "x"}):
        assert client.get(page, wrong).status_code == 422


def test_a_version_that_only_others_may_see_is_not_offered_for_comparing(client, cast):
    advisory = receive(cast.town_cert, version="1")
    receive(cast.town_cert, version="2", released="2026-02-05T10:00:00Z", label=Label.RED)
    sign_in(client, "ciso", cast.town, "c@town.example")
    assert client.get(reverse("compare_advisory", args=[advisory]), {"one": "1", "other": "2"}).status_code == 422


def test_an_older_version_that_comes_late_does_not_become_the_newest(cast):
    receive(cast.town_cert, version="2", released="2026-02-05T10:00:00Z")
    receive(cast.town_cert, version="1", released="2026-01-05T10:00:00Z")
    assert dict(Revision.objects.values_list("version", "newest")) == {"2": True, "1": False}
    receive(cast.town_cert, version="3", released="2026-03-05T10:00:00Z")
    assert dict(Revision.objects.values_list("version", "newest")) == {"2": False, "1": False, "3": True}


def test_the_newest_version_that_others_may_see_hides_none_that_i_may(cast):
    advisory = receive(cast.town_cert, version="1")
    receive(cast.town_cert, version="2", released="2026-02-05T10:00:00Z", label=Label.RED)
    member = person("ciso", cast.town, "c@town.example")
    (line,) = search_advisories(member, Sought(), order=Order.NEWEST).lines
    assert (line.line.id, line.line.version) == (advisory, "1")


def test_colleagues_are_named_to_those_who_work_there_and_without_their_address(cast):
    desk = person("desk", cast.town_cert, "one@desk.example")
    now = timezone.now()
    assert "one" in [one.name for one in colleagues(desk, cast.town_cert, now)]
    assert not any("@" in one.name for one in colleagues(desk, cast.town_cert, now))
    assert colleagues(person("ciso", cast.town, "c@town.example"), cast.town_cert, now) == ()
    assert colleagues(PUBLIC, cast.town_cert, now) == ()
    gone = [one.name for one in colleagues(desk, cast.town_cert, now - timedelta(days=9999))]
    assert "one" not in gone


def test_the_list_says_which_large_files_are_still_being_read(client, cast):
    sign_in(client, "desk", cast.town_cert, "one@desk.example")
    services.receive_advisory(
        content=b'{"document": "' + b"x" * (services.LARGE + 1),
        actor=Actor(ActorKind.PERSON, "desk", organisation=cast.town_cert),
        handling=Handling(cast.town_cert),
        level=Level.VENDOR,
    )
    page = reverse("advisories")
    assert "1 groot bestand" in client.get(page, headers={"accept-language": "nl"}).content.decode()
    sign_in(client, "desk", cast.health_cert, "two@other.example")
    assert "groot bestand" not in client.get(page, headers={"accept-language": "nl"}).content.decode()


def test_marking_a_version_that_is_not_there_is_refused():
    with pytest.raises(NotFound):
        services.mark_read(account=new_id(), revision=UUID(int=1), read=True)
