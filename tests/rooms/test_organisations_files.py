import json

import pytest

from dijkwacht.journal.models import EntryRow
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import PUBLIC
from dijkwacht.organisations import selectors, services
from dijkwacht.organisations.engine.register_files import RegisterFaults
from dijkwacht.organisations.models import ContactPoint, Organisation
from dijkwacht.organisations.selectors import Part, export_register
from organisations_cast import DESK_WORK, NOW, assemble, contact, viewer

pytestmark = pytest.mark.django_db
REGISTER = """name;kinds;sector;nature;locations;member_of;member_since
Dorp Ééndracht;municipality;municipalities;fictional;Raadhuis;Streekwacht;2019-05-01
Streekwacht;sector-cert;;fictional;;;
"""
CONTACTS = """organisation,role,channel,value,carried_by,confirmed
DORP EENDRACHT,ciso,phone,'+31 6 0000 0001,other,2026-01-02
"""


def read(text, by):
    return services.import_register(content=text.encode(), by=by, actor=DESK_WORK)


def test_a_file_is_taken_over_and_reading_it_twice_changes_nothing():
    cast = assemble()

    first, people = read(REGISTER, cast.town_cert), read(CONTACTS, cast.town_cert)
    written = EntryRow.objects.count()
    again, same_people = read(REGISTER, cast.town_cert), read(CONTACTS, cast.town_cert)

    assert (first.created, first.changed, first.unchanged) == (2, 0, 0)
    assert (people.created, again.created, again.unchanged, same_people.unchanged) == (1, 0, 2, 1)
    assert EntryRow.objects.count() == written
    village = Organisation.objects.get(name="Dorp Ééndracht")
    assert village.memberships.get().cert.name == "Streekwacht"
    assert ContactPoint.objects.get().value == "+31 6 0000 0001"
    told = entries(viewer("desk", cast.town_cert), organisation=cast.town_cert, kinds=["organisations.imported"])
    assert {(entry.payload["digest"], entry.payload["created"]) for entry in told} == {
        (first.digest, 2),
        (people.digest, 1),
    }


def test_a_changed_line_changes_what_it_says_and_leaves_the_rest():
    cast = assemble()
    read(REGISTER, cast.town_cert)

    report = read("name,kinds,own_domain\nDorp Eendracht,municipality,eendracht.example\n", cast.town_cert)

    village = Organisation.objects.get(search_key="dorpeendracht")
    assert (report.changed, village.name, village.own_domain) == (1, "Dorp Eendracht", "eendracht.example")
    assert village.locations.get().name == "Raadhuis"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (REGISTER.replace("Streekwacht;2019", "Nergenswacht;2019"), ["line 2", "no organisation 'Nergenswacht'"]),
        (REGISTER.replace("municipalities", "villages"), ["line 2, sector", "'villages'", "municipalities"]),
        (CONTACTS, ["line 2", "no organisation 'DORP EENDRACHT'"]),
    ],
)
def test_what_the_register_does_not_know_is_told_with_its_line_and_nothing_is_taken_over(text, said):
    cast = assemble()
    before = (Organisation.objects.count(), EntryRow.objects.count())

    with pytest.raises(RegisterFaults) as raised:
        read(text, cast.town_cert)

    assert all(words in str(raised.value) for words in said), str(raised.value)
    assert (Organisation.objects.count(), EntryRow.objects.count()) == before


def test_a_second_constituency_in_a_file_is_a_located_fault():
    cast = assemble()
    text = "name,kinds,member_of,member_since\nSúdwest-Tweestroom,municipality,Zorgwacht,2020\n"

    with pytest.raises(RegisterFaults, match="line 2"):
        read(text.replace("2020", "2020-01"), cast.town_cert)
    with pytest.raises(RegisterFaults, match="line 2, member_since"):
        read(text, cast.town_cert)


@pytest.mark.parametrize("part", list(Part))
def test_what_is_exported_imports_without_a_change(part):
    cast = assemble()
    contact(cast.town, "phone", "+31 6 0000 0001", carried_by="other", confirmed_at=NOW, rank=2)
    desk = viewer("desk", cast.town_cert)

    text = export_register(desk, NOW, part)
    report = read(text, cast.town_cert)

    assert (report.created, report.changed) == (0, 0)
    assert report.unchanged == {Part.EVERYTHING: 6, Part.ORGANISATIONS: 5, Part.CONTACTS: 1}[part]


def test_an_export_holds_only_what_the_viewer_may_see():
    cast = assemble()
    contact(cast.town, "phone", "06 00000001")
    contact(cast.hospital, "phone", "06 00000002")

    desk = json.loads(export_register(viewer("desk", cast.town_cert), NOW))
    public = json.loads(export_register(PUBLIC, NOW))

    assert [row["value"] for row in desk["contacts"]] == ["06 00000001"]
    assert "Ziekenhuis De Plas" not in str(desk)
    assert public["contacts"] == []
    assert len(public["organisations"]) == 3


def test_an_export_of_many_costs_few_queries(django_assert_num_queries):
    cast = assemble()
    for number in range(20):
        contact(cast.town, "phone", f"06 {number:08}")
    desk = viewer("desk", cast.town_cert)

    with django_assert_num_queries(3):
        export_register(desk, NOW)
    assert selectors.sectors()
