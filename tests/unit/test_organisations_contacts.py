from datetime import UTC, datetime
from uuid import UUID

import pytest

from dijkwacht.organisations.domain.contacts import Contact, Duty, carried_by, deputies_for, deputy_for, reachable
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.words import CarriedBy, Channel, ContactRole, DutyKind

JANUARY = datetime(2020, 1, 5, tzinfo=UTC)
MAY = datetime(2020, 5, 5, tzinfo=UTC)
OWN_MAIL = ("mail", "ciso@ict.waterdam.example", "unknown")
OTHER_MAIL = ("mail", "waterdam@elders.example", "unknown")
OWN_PHONE = ("phone", "0900 1234567", "own")
OTHER_PHONE = ("phone", "06 00000001", "other")
PHONE_OF_UNKNOWN = ("phone", "06 00000002", "unknown")


def contact(number, channel, value, carrier, **more):
    return Contact(UUID(int=number), ContactRole.CISO, Channel(channel), value, CarriedBy(carrier), **more)


@pytest.mark.parametrize(
    ("rows", "answer", "codes"),
    [
        ([OTHER_MAIL, OTHER_PHONE], "reachable", ["off-own"]),
        ([], "lacking", ["none"]),
        ([OWN_MAIL, OWN_PHONE], "lacking", ["off-own"]),
        ([OTHER_MAIL, OWN_MAIL], "lacking", ["off-own"]),
        ([OTHER_MAIL, PHONE_OF_UNKNOWN], "lacking", ["off-own", "carrier-unknown"]),
        ([OTHER_MAIL, OTHER_MAIL], "lacking", ["off-own"]),
        ([("mail", "a@notwaterdam.example", "own"), OTHER_PHONE], "reachable", ["off-own"]),
    ],
    ids=[
        "two outside",
        "nothing",
        "all own",
        "one outside",
        "one unknown",
        "the same twice",
        "a domain that only ends alike",
    ],
)
def test_two_channels_off_the_own_domain_and_telephony_are_wanted(rows, answer, codes):
    verdict = reachable([contact(n, *row) for n, row in enumerate(rows)], "waterdam.example")

    assert verdict.answer == answer
    assert [reason.code for reason in verdict.reasons] == codes
    assert all(reason.text.nl and reason.text.en for reason in verdict.reasons)


def test_a_broken_or_removed_contact_does_not_count_until_it_is_confirmed_again():
    sound = contact(1, *OTHER_MAIL)

    def answer(**more):
        return reachable([sound, contact(2, *OTHER_PHONE, **more)], "waterdam.example").answer

    assert answer() == "reachable"
    assert answer(broken_at=MAY, confirmed_at=JANUARY) == "lacking"
    assert answer(broken_at=JANUARY, confirmed_at=MAY) == "reachable"
    assert answer(removed_at=MAY) == "lacking"


def test_without_a_known_own_domain_no_mail_address_counts_as_outside():
    assert carried_by(contact(1, *OTHER_MAIL), "") is CarriedBy.UNKNOWN
    assert reachable([contact(1, *OTHER_MAIL), contact(2, *OTHER_PHONE)], "").answer == "lacking"


def duty(number, kind, since, until="", *, rank=0, role=ContactRole.CISO):
    return Duty(UUID(int=number), role, DutyKind(kind), read_period(since, until), rank)


def test_who_is_on_call_comes_before_the_deputies_and_the_role_must_fit():
    duties = [
        duty(1, "deputy", "2020-01", rank=2),
        duty(2, "deputy", "2020-01", rank=1),
        duty(3, "on-call", "2020-01-04", "2020-01-05"),
        duty(4, "on-call", "2020-01", role=ContactRole.DIRECTOR),
    ]

    assert [one.contact.int for one in deputies_for(ContactRole.CISO, duties, JANUARY)] == [3, 2, 1]
    assert deputy_for(ContactRole.CISO, duties, MAY).contact.int == 2
    assert deputy_for(ContactRole.PRESS, duties, JANUARY) is None
