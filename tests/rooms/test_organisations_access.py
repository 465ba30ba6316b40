from datetime import UTC, datetime

import pytest

from dijkwacht.kernel.actor import PUBLIC, Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations import selectors, services
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.register import GroundDetails, LinkDetails
from dijkwacht.organisations.domain.words import ConsentTo, Data, Direction, Nature, OrganisationKind
from dijkwacht.organisations.models import Account
from organisations_cast import ALWAYS, DESK_WORK, NOW, account_with, assemble, contact, organisation, viewer

pytestmark = pytest.mark.django_db
INSTITUTIONS = ["Gemeentewacht", "Landelijke Wacht", "Zorgwacht"]


def names(who, **filters):
    return [seen.name for seen in selectors.organisations_seen(who, NOW, **filters)]


def test_each_sees_its_own_and_a_desk_its_members_and_nobody_the_neighbours():
    cast = assemble()

    assert names(PUBLIC) == INSTITUTIONS
    assert names(viewer("ciso", cast.town)) == [*INSTITUTIONS[:2], "Súdwest-Tweestroom", "Zorgwacht"]
    assert names(viewer("desk", cast.town_cert)) == [
        *INSTITUTIONS[:2],
        "Súdwest-Tweestroom",
        "'s-Waterdam",
        "Zorgwacht",
    ]
    assert names(viewer("national", cast.national)) == INSTITUTIONS
    assert names(viewer("operator", cast.town)) == INSTITUTIONS


def test_absent_and_not_yours_are_the_same_error():
    cast = assemble()
    stranger = viewer("ciso", cast.outsider)

    for which in (cast.town, new_id()):
        with pytest.raises(NotFound) as raised:
            selectors.organisation_for(stranger, which, NOW)
        assert str(raised.value) == str(NotFound())
        with pytest.raises(NotFound) as raised:
            selectors.contacts_of(stranger, which, NOW)
        assert str(raised.value) == str(NotFound())
    assert selectors.organisation_for(viewer("ict", cast.town), cast.town, NOW).name == "Súdwest-Tweestroom"
    assert selectors.names_seen(stranger, [cast.town, cast.outsider]) == {cast.outsider: "Handelshuis Verweg"}


@pytest.mark.parametrize("typed", ["sudwest tweestroom", "SÚDWEST-TWEESTROOM", "tweestroom", "Tweestroom-"])
def test_the_search_finds_a_name_however_it_is_typed(typed):
    cast = assemble()
    desk = viewer("desk", cast.town_cert)

    assert names(desk, search=typed) == ["Súdwest-Tweestroom"]
    assert names(desk, search="nergens") == []
    assert names(desk, kind=OrganisationKind.MUNICIPALITY, sector="municipalities", limit=1) == ["Súdwest-Tweestroom"]
    assert selectors.organisation_named(desk, "s waterdam", NOW).id == cast.other_town


def test_what_is_recorded_from_public_documents_is_there_for_everybody():
    organisation("Recorded Town", "municipality", nature=Nature.RECORDED, source="letter to the council")

    (seen,) = [seen for seen in selectors.organisations_seen(PUBLIC, NOW) if seen.name == "Recorded Town"]

    assert (seen.read_only, seen.fictional, seen.source) == (True, False, "letter to the council")


def test_contacts_are_for_the_organisation_and_its_desk():
    cast = assemble()
    contact(cast.town, "phone", "06 00000001", carried_by="other")

    for role, at in (("ciso", cast.town), ("desk", cast.town_cert), ("shift-lead", cast.town_cert)):
        sheet = selectors.contacts_of(viewer(role, at), cast.town, NOW)
        assert [shown.value for shown in sheet.contacts] == ["06 00000001"]
        assert sheet.reachable.answer == "lacking"
    for role, at in (
        ("desk", cast.health_cert),
        ("national", cast.national),
        ("operator", cast.town),
        ("ciso", cast.other_town),
        ("ciso", cast.town_cert),
    ):
        with pytest.raises(NotFound):
            selectors.contacts_of(viewer(role, at), cast.town, NOW)


def test_the_desk_lists_its_members_of_a_day_and_who_lacks_contacts():
    cast = assemble()
    contact(cast.town, "phone", "06 00000001", carried_by="other")
    contact(cast.town, "mail", "wacht@elders.example")
    services.end_membership(
        organisation=cast.other_town, cert=cast.town_cert, until=read_moment("2019-12-31"), actor=DESK_WORK
    )
    desk = viewer("desk", cast.town_cert)

    (member,) = selectors.members_of(desk, cast.town_cert, NOW)
    before = datetime(2019, 6, 1, tzinfo=UTC)

    assert (member.name, member.contacts, member.reachable.answer) == ("Súdwest-Tweestroom", 2, "reachable")
    assert [one.name for one in selectors.members_of(desk, cast.town_cert, before)] == [
        "Súdwest-Tweestroom",
        "'s-Waterdam",
    ]
    assert selectors.members_lacking_contacts(desk, cast.town_cert, NOW) == ()
    lacking = selectors.members_lacking_contacts(desk, cast.town_cert, before)
    assert [one.name for one in lacking] == ["'s-Waterdam"]
    for stranger in (viewer("ciso", cast.town), viewer("desk", cast.health_cert), PUBLIC):
        with pytest.raises(NotFound):
            selectors.members_of(stranger, cast.town_cert, NOW)


def test_the_national_desk_sees_a_name_by_consent_or_ground_and_only_in_its_time():
    cast = assemble()
    services.give_consent(
        organisation=cast.town, to=ConsentTo.NATIONAL_DESK, period=read_period("2026-01", "2026-03"), actor=DESK_WORK
    )
    account = account_with("national", cast.national)

    def named(day):
        return names(selectors.viewer_for(account, read_moment(day).earliest))

    assert "Súdwest-Tweestroom" in named("2026-03-31")
    assert "Súdwest-Tweestroom" not in named("2026-04-01")

    ground = {"law": "Wet op de dijken", "data": frozenset({Data.ORGANISATION_NAMES}), "period": read_period("2026-05")}
    away = GroundDetails(**ground, giver=cast.national, receiver=cast.town_cert)
    services.record_ground(details=away, actor=DESK_WORK)
    assert named("2026-06-01") == INSTITUTIONS
    towards = GroundDetails(**ground, giver=cast.town_cert, receiver=cast.national)
    services.record_ground(details=towards, actor=DESK_WORK)
    assert named("2026-06-01") == [*INSTITUTIONS[:2], "Súdwest-Tweestroom", "'s-Waterdam", "Zorgwacht"]
    assert named("2026-04-30") == INSTITUTIONS


@pytest.mark.req("S4.28", breaks="dijkwacht.organisations.domain.grounds.ground_allows")
def test_what_may_be_shared_with_whom_today_and_why_not():
    cast = assemble()
    details = GroundDetails(
        law="Wet op de dijken",
        giver=cast.national,
        receiver=cast.health_cert,
        data=frozenset({Data.ORGANISATION_NAMES}),
        period=read_period("2020-02"),
    )
    services.record_ground(details=details, actor=DESK_WORK)

    there = selectors.may_share(cast.national, cast.health_cert, NOW)
    back = selectors.may_share(cast.health_cert, cast.national, NOW)

    assert {data: verdict.answer for data, verdict in there.items()} == dict.fromkeys(Data, "no") | {
        Data.ORGANISATION_NAMES: "yes"
    }
    assert {verdict.reasons[0].code for verdict in back.values()} == {"other-way"}
    (seen,) = selectors.grounds_seen(NOW, party=cast.health_cert)
    assert (seen.giver, seen.receiver, seen.holds) == ("Landelijke Wacht", "Zorgwacht", True)


def test_a_shared_host_shows_its_users_to_its_operator_and_to_a_desk_only_its_members():
    cast = assemble()
    host = services.record_shared_host(name="Gedeelde poort", operator=cast.outsider)
    for user in (cast.town, cast.other_town, cast.hospital):
        services.use_host(host=host, organisation=user, period=ALWAYS, actor=DESK_WORK)

    def users(role, at):
        return [[user.name for user in host.users] for host in selectors.shared_hosts(viewer(role, at), NOW)]

    assert users("ciso", cast.town) == [["Súdwest-Tweestroom"]]
    assert users("desk", cast.town_cert) == [["Súdwest-Tweestroom", "'s-Waterdam"]]
    assert users("ict", cast.outsider) == [["Súdwest-Tweestroom", "'s-Waterdam", "Ziekenhuis De Plas"]]
    assert users("ciso", cast.national) == []
    assert selectors.users_of_host(host, NOW) == {cast.town, cast.other_town, cast.hospital}
    assert "Handelshuis Verweg" in names(viewer("ict", cast.town))


def test_chain_links_are_one_s_own():
    cast = assemble()
    link = LinkDetails(cast.hospital, "Meldingen", Direction.OUT, read_period("2020-01", "2026-02"), "zorgvragen")
    services.record_link(organisation=cast.town, details=link, actor=DESK_WORK)
    own = viewer("ict", cast.town)

    (seen,) = selectors.chain_links(own, cast.town, datetime(2026, 2, 28, tzinfo=UTC))

    assert (seen.partner_name, seen.direction, seen.data) == ("Ziekenhuis De Plas", Direction.OUT, "zorgvragen")
    assert selectors.chain_links(own, cast.town, NOW) == ()
    with pytest.raises(NotFound):
        selectors.chain_links(viewer("desk", cast.town_cert), cast.town, NOW)


def test_an_account_that_is_switched_off_or_not_there_is_the_public():
    cast = assemble()
    account = account_with("ciso", cast.town)
    row = Account.objects.get(public_id=account)
    assert selectors.viewer_for(row, NOW) == selectors.viewer_for(account, NOW)
    assert selectors.viewer_for(row, NOW).memberships == {cast.town_cert}
    assert selectors.viewer_for(object(), NOW) == PUBLIC

    Account.objects.filter(pk=row.pk).update(is_active=False)

    assert selectors.viewer_for(account, NOW).offices == ()


def test_the_one_who_acts_is_named_by_role_and_organisation_never_by_name():
    cast = assemble()
    desk = viewer("desk", cast.town_cert)

    actor = selectors.actor_for(desk, cast.town)

    assert (actor.role, actor.organisation, actor.account) == (Role.DESK, cast.town_cert, desk.account)
    assert selectors.actor_for(PUBLIC, cast.town).role == "visitor"


def test_pages_of_many_members_cost_few_queries(django_assert_num_queries):
    cast = assemble()
    for number in range(30):
        member = organisation(f"Dorp {number}", "municipality", sector="municipalities", locations=("A", "B"))
        services.begin_membership(organisation=member, cert=cast.town_cert, period=ALWAYS, actor=DESK_WORK)
        contact(member, "phone", f"06 {number:08}", carried_by="other")
    account, national = account_with("desk", cast.town_cert), account_with("national", cast.national)

    with django_assert_num_queries(1):
        desk = selectors.viewer_for(account, NOW)
    with django_assert_num_queries(2):
        assert len(selectors.members_of(desk, cast.town_cert, NOW)) == 32
    with django_assert_num_queries(1):
        assert len(selectors.organisations_seen(desk, NOW)) == 35
    with django_assert_num_queries(3):
        selectors.viewer_for(national, NOW)
    with django_assert_num_queries(3):
        selectors.contacts_of(desk, member, NOW)
