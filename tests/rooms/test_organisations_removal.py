import pytest
from django.db import connection

from dijkwacht.journal.selectors import entries, verify_record
from dijkwacht.journal.services import sequence_once
from dijkwacht.journal.services.removing import NoGround, NotOneOfTheTwo, TwoPeople
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.organisations import services
from dijkwacht.organisations.domain.words import DutyKind
from dijkwacht.organisations.selectors import contacts_of
from organisations_cast import ALWAYS, DESK_WORK, NOW, assemble, contact, viewer

VALUES = ("verdwijnend.adres@elders.example", "Tweede.Adres@elders.example", "Voornaam Achternaam", "belde om hem te")


def dump():
    """Return every row of every table of this database as text: what a backup would hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        texts = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row_to_json(t)::text, t::text FROM {table} t")  # noqa: S608 - names of our own tables, quoted
            texts += [text for row in cursor.fetchall() for text in row]
    return "\n".join(texts)


def two_accounts():
    """Return two accounts that a removal may name."""
    return services.create_account(email="een@dorp.example"), services.create_account(email="twee@dorp.example")


def acting(account):
    """Return the person of an account, who does it."""
    return Actor(ActorKind.PERSON, "desk", account)


@pytest.mark.django_db(transaction=True)
def test_a_removed_contact_leaves_no_byte_and_the_record_still_proves_itself():
    cast = assemble()
    kept = contact(cast.town, "mail", "blijvend@elders.example")
    gone = contact(cast.town, "mail", VALUES[0], person=VALUES[2])
    services.change_contact(contact=gone, value=VALUES[1], person=VALUES[2], version=1, actor=DESK_WORK)
    services.break_contact(contact=gone, at=NOW, actor=DESK_WORK, what=f"{VALUES[3]} bereiken")
    services.assign_duty(contact=gone, role="ciso", kind=DutyKind.DEPUTY, period=ALWAYS, actor=DESK_WORK)
    sequence_once()
    before = dump()
    assert all(value in before for value in VALUES)
    asked_by, approved_by = two_accounts()

    services.remove_contact(
        contact=gone,
        requested_by=asked_by,
        approved_by=approved_by,
        ground="AVG art. 17",
        at=NOW,
        actor=acting(approved_by),
    )
    sequence_once()

    after = dump()
    assert not [value for value in VALUES if value.lower() in after.lower()]
    assert "blijvend@elders.example" in after
    checked = verify_record()
    assert checked.first_bad is None
    assert checked.removed == 3
    own = viewer("ciso", cast.town)
    assert [shown.id for shown in contacts_of(own, cast.town, NOW).contacts] == [kept]
    assert contacts_of(own, cast.town, NOW).stand_ins == ()
    told = entries(own, organisation=cast.town, kinds=["contact.removed", "content.removed"])
    assert sorted(entry.kind for entry in told) == ["contact.removed", *["content.removed"] * 3]
    assert {entry.payload["ground"] for entry in told} == {"AVG art. 17"}


@pytest.mark.django_db
def test_a_removal_wants_two_people_and_a_ground_and_happens_once():
    cast = assemble()
    gone = contact(cast.town, "mail", VALUES[0])
    one, two = two_accounts()
    what = {"contact": gone, "at": NOW, "actor": acting(one)}

    with pytest.raises(TwoPeople):
        services.remove_contact(**what, requested_by=one, approved_by=one, ground="AVG art. 17")
    with pytest.raises(NoGround):
        services.remove_contact(**what, requested_by=one, approved_by=two, ground=" ")
    with pytest.raises(NotOneOfTheTwo):
        services.remove_contact(
            contact=gone, at=NOW, actor=DESK_WORK, requested_by=one, approved_by=two, ground="AVG art. 17"
        )
    with pytest.raises(NotFound):
        services.remove_contact(**what, requested_by=one, approved_by=new_id(), ground="AVG art. 17")
    assert VALUES[0] in dump()
    services.remove_contact(**what, requested_by=one, approved_by=two, ground="AVG art. 17")
    with pytest.raises(NotFound):
        services.remove_contact(**what, requested_by=one, approved_by=two, ground="AVG art. 17")
