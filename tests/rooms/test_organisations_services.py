from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations import services
from dijkwacht.organisations.domain.period import EmptyPeriod, read_period
from dijkwacht.organisations.domain.register import GroundDetails, HouseStyle, LinkDetails, OrganisationDetails
from dijkwacht.organisations.domain.words import (
    ConsentTo,
    ContactRole,
    Data,
    Direction,
    DutyKind,
    Nature,
    OrganisationKind,
)
from dijkwacht.organisations.models import ContactPoint, Membership, Organisation
from dijkwacht.organisations.selectors import contacts_of, organisation_for, stands_in, viewer_for
from organisations_cast import ALWAYS, DESK_WORK, NOW, account_with, assemble, contact, organisation, viewer

pytestmark = pytest.mark.django_db


def kinds_about(organisation_id, by="ciso"):
    return [entry.kind for entry in entries(viewer(by, organisation_id), organisation=organisation_id)]


def test_saying_the_same_again_changes_nothing_and_a_change_says_which():
    style = HouseStyle(visiting_address="Dijk 1, 1234 AB Waterdam", bank_account="NL00 TEST 0123 4567 89")
    first = OrganisationDetails("Waterdam", (OrganisationKind.MUNICIPALITY,), Nature.FICTIONAL, locations=("Stadhuis",))
    again = OrganisationDetails("WATERDAM", (OrganisationKind.MUNICIPALITY,), house_style=style, locations=("Werf",))

    created = services.record_organisation(details=first, actor=DESK_WORK)
    same = services.record_organisation(details=first, actor=DESK_WORK)
    changed = services.record_organisation(details=again, actor=DESK_WORK)

    assert (created.created, same.created, same.changed) == (True, False, ())
    assert changed.changed == ("name", "visiting_address", "bank_account", "locations")
    seen = organisation_for(viewer("ciso", created.id), created.id, NOW)
    assert seen.house_style == style
    assert seen.locations == ("Stadhuis", "Werf")
    assert seen.fictional
    told = [kind for kind in kinds_about(created.id, "ict") if kind.startswith("organisation.")]
    assert told == ["organisation.recorded", "organisation.changed"]


def test_a_name_without_letters_and_a_sector_that_does_not_exist_are_refused():
    with pytest.raises(services.NotAName):
        organisation("--")
    services.ensure_sectors()
    with pytest.raises(services.UnknownSector, match="health"):
        organisation("Waterdam", sector="hoalth")


def test_an_organisation_is_in_one_constituency_at_a_time():
    cast = assemble()

    with pytest.raises(services.Overlapping):
        services.begin_membership(
            organisation=cast.town, cert=cast.health_cert, period=read_period("2020-01"), actor=DESK_WORK
        )
    services.end_membership(
        organisation=cast.town, cert=cast.town_cert, until=read_moment("2019-12-31"), actor=DESK_WORK
    )
    services.begin_membership(
        organisation=cast.town, cert=cast.health_cert, period=read_period("2020-01-01"), actor=DESK_WORK
    )

    assert organisation_for(viewer("ciso", cast.town), cast.town, NOW).constituency == cast.health_cert
    before = organisation_for(viewer("ict", cast.town), cast.town, datetime(2019, 12, 31, 22, tzinfo=UTC))
    assert before.constituency == cast.town_cert


def test_the_database_itself_refuses_a_second_constituency_and_a_period_without_beginning():
    cast = assemble()
    rows = {row.public_id: row for row in Organisation.objects.all()}
    parties = {"organisation": rows[cast.town], "cert": rows[cast.health_cert]}

    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        Membership.objects.create(**parties, during=DateTimeTZRange(NOW, None))
    with pytest.raises(IntegrityError, match="has_a_beginning"), transaction.atomic():
        Membership.objects.create(**parties, during=DateTimeTZRange(None, datetime(2000, 1, 1, tzinfo=UTC)))


def test_ending_what_does_not_run_and_ending_before_the_beginning_are_refused():
    cast = assemble()

    with pytest.raises(NotFound):
        services.end_membership(
            organisation=cast.town, cert=cast.national, until=read_moment("2020-01"), actor=DESK_WORK
        )
    with pytest.raises(EmptyPeriod):
        services.end_membership(
            organisation=cast.town, cert=cast.town_cert, until=read_moment("2012-01"), actor=DESK_WORK
        )


def test_a_role_given_and_taken_stands_in_the_journal_and_gives_rights_only_between():
    cast = assemble()
    account = account_with("ciso", cast.town, read_period("2026-01-01"))
    services.take_role(
        account=account,
        organisation=cast.town,
        role=Role.CISO,
        until=read_moment("2026-02-28"),
        actor=DESK_WORK,
        because="elders gaan werken",
    )

    def holds(day):
        return viewer_for(account, read_moment(day).earliest).holds(Role.CISO)

    assert [holds(day) for day in ("2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01")] == [
        False,
        True,
        True,
        False,
    ]
    assert {"role.given", "role.taken"} <= set(kinds_about(cast.town, "ict"))
    with pytest.raises(NotFound):
        services.take_role(
            account=account, organisation=cast.town, role=Role.CISO, until=read_moment("2026-04"), actor=DESK_WORK
        )


def test_a_role_cannot_be_held_twice_at_the_same_time_and_the_same_again_is_the_same():
    cast = assemble()
    account = account_with("ciso", cast.town)
    given = {"account": account, "organisation": cast.town, "role": Role.CISO, "actor": DESK_WORK}

    assert services.give_role(**given, period=ALWAYS) == services.give_role(**given, period=ALWAYS)
    with pytest.raises(services.Overlapping):
        services.give_role(**given, period=read_period("2020-01"))


def test_a_ground_is_public_and_consent_is_not():
    cast = assemble()
    details = GroundDetails(
        law="Wet op de dijken",
        giver=cast.national,
        receiver=cast.town_cert,
        data=frozenset({Data.ORGANISATION_NAMES}),
        period=read_period("2020-02"),
        reference="Stb 2020-1",
    )
    assert services.record_ground(details=details, actor=DESK_WORK) == services.record_ground(
        details=details, actor=DESK_WORK
    )
    services.give_consent(organisation=cast.town, to=ConsentTo.NATIONAL_DESK, period=ALWAYS, actor=DESK_WORK)

    outside = entries(viewer("ciso", cast.outsider))

    assert [entry.kind for entry in outside if entry.kind in {"disclosure.granted", "consent.given"}] == [
        "disclosure.granted"
    ]
    assert "consent.given" in kinds_about(cast.town)


def test_a_contact_is_confirmed_broken_and_changed_and_an_older_version_is_refused():
    cast = assemble()
    mine = contact(cast.town, "mail", "ciso@elders.example")
    services.confirm_contact(contact=mine, at=NOW, actor=DESK_WORK, version=1)
    with pytest.raises(services.OlderVersion):
        services.break_contact(contact=mine, at=NOW, actor=DESK_WORK, version=1)
    services.break_contact(contact=mine, at=NOW, actor=DESK_WORK, what="bounced", version=2)

    (shown,) = contacts_of(viewer("ciso", cast.town), cast.town, NOW).contacts
    assert (shown.usable, shown.version) == (False, 3)

    services.change_contact(contact=mine, value="wacht@elders.example", person="", version=3, actor=DESK_WORK)
    (shown,) = contacts_of(viewer("ict", cast.town), cast.town, NOW).contacts
    assert (shown.value, shown.usable, shown.confirmed_at) == ("wacht@elders.example", True, None)
    told = [entry for entry in entries(viewer("director", cast.town), organisation=cast.town) if entry.subject]
    assert {entry.kind for entry in told} == {
        "contact.recorded",
        "contact.confirmed",
        "contact.broken",
        "contact.changed",
    }
    assert all("elders" not in str(entry.payload) for entry in told)


def test_nobody_keeps_contacts_of_an_organisation_that_is_only_recorded():
    town = organisation("Recorded Town", "municipality", nature=Nature.RECORDED)

    with pytest.raises(services.OnlyRecorded):
        contact(town, "phone", "06 00000000")
    assert not ContactPoint.objects.exists()


def test_who_is_on_call_stands_first_and_a_duty_is_held_once_at_a_time():
    cast = assemble()
    deputy, watch = contact(cast.town, "phone", "06 00000001"), contact(cast.town, "phone", "06 00000002")
    services.assign_duty(contact=deputy, role="ciso", kind=DutyKind.DEPUTY, period=ALWAYS, actor=DESK_WORK)
    week = read_period("2026-03-01", "2026-03-07")
    services.assign_duty(contact=watch, role="ciso", kind=DutyKind.ON_CALL, period=week, actor=DESK_WORK)

    sheet = contacts_of(viewer("ciso", cast.town), cast.town, NOW)
    later = contacts_of(viewer("ict", cast.town), cast.town, datetime(2026, 3, 9, tzinfo=UTC))

    assert [one.contact.id for one in sheet.stand_ins] == [watch, deputy]
    assert [one.contact.id for one in later.stand_ins] == [deputy]
    own = viewer("director", cast.town)
    assert stands_in(own, cast.town, ContactRole.CISO, NOW).contact.id == watch
    assert stands_in(own, cast.town, ContactRole.PRESS, NOW) is None
    with pytest.raises(NotFound):
        stands_in(viewer("ciso", cast.other_town), cast.town, ContactRole.CISO, NOW)
    with pytest.raises(services.Overlapping):
        services.assign_duty(contact=watch, role="ciso", kind=DutyKind.ON_CALL, period=ALWAYS, actor=DESK_WORK)


def test_links_and_shared_hosts_are_put_in_once():
    cast = assemble()
    host = services.record_shared_host(name="Gedeelde poort", operator=cast.other_town)
    assert host == services.record_shared_host(name="Gedeelde poort", operator=cast.other_town)
    use = {"host": host, "organisation": cast.town, "period": ALWAYS, "actor": DESK_WORK}
    assert services.use_host(**use) == services.use_host(**use)
    link = LinkDetails(cast.hospital, "Meldingen", Direction.OUT, ALWAYS)
    assert services.record_link(organisation=cast.town, details=link, actor=DESK_WORK) == services.record_link(
        organisation=cast.town, details=link, actor=DESK_WORK
    )
    told = kinds_about(cast.town)
    assert [told.count(kind) for kind in ("host.shared", "link.recorded")] == [1, 1]


def test_an_account_has_one_address_in_any_case():
    services.create_account(email="Iemand@Accounts.example")

    with pytest.raises(services.AccountExists):
        services.create_account(email="iemand@accounts.EXAMPLE")
    assert services.account_of("IEMAND@accounts.example") is not None
    assert services.account_of("niemand@accounts.example") is None
