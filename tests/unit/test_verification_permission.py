"""Who may be checked: decided before anything is sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from uuid import UUID

import pytest

from dijkwacht.verification.domain.methods import Method
from dijkwacht.verification.domain.permission import (
    BETWEEN,
    PER_DAY,
    TOGETHER,
    NotATarget,
    Permission,
    address_allowed,
    may_check,
    next_due,
    read_target,
    within_rate,
    worth_an_entry,
)

NOW = datetime(2020, 1, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GIVEN = Permission(
    UUID(int=7), frozenset({Method.REACHABILITY, Method.STAMP}), NOW - HOUR, NOW + 24 * HOUR, every_hours=6
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("portaal.tweestroom.example", "https://portaal.tweestroom.example:443"),
        ("Portaal.Tweestroom.Example.", "https://portaal.tweestroom.example:443"),
        ("http://portaal.tweestroom.example", "http://portaal.tweestroom.example:80"),
        ("https://192.0.2.7:8443/", "https://192.0.2.7:8443"),
        ("2001:db8::7", "https://[2001:db8::7]:443"),
        ("https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443"),
        ("súdwest.example", "https://xn--sdwest-pya.example:443"),
    ],
)
def test_a_target_is_read_as_people_write_it(written, name):
    assert read_target(written).name == name


@pytest.mark.parametrize(
    "written",
    ["", "localhost", "https://a.example/path", "https://user@a.example", "ftp://a.example", "a.example:0",
     "a.example:70000", "a b.example", "0x7f.1", "a.example?x", "[::1", "https://a.example#b", "1.2.3"],
)  # fmt: skip
def test_what_is_no_target_is_refused(written):
    with pytest.raises(NotATarget):
        read_target(written)


def test_a_fingerprint_is_read_with_colons_and_refused_where_it_is_none():
    assert read_target("a.example", ":".join(["AB"] * 32)).fingerprint == "ab" * 32
    with pytest.raises(NotATarget):
        read_target("a.example", "ab12")


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("8.8.8.8", "yes"),
        ("2606:4700::1111", "yes"),
        ("127.0.0.1", "no"),
        ("10.1.2.3", "no"),
        ("169.254.169.254", "no"),
        ("::1", "no"),
        ("::ffff:127.0.0.1", "no"),
        ("::ffff:8.8.8.8", "yes"),
        ("224.0.0.1", "no"),
        ("240.0.0.1", "no"),
        ("192.0.2.1", "yes"),
    ],
)
def test_only_public_addresses_and_those_of_this_place_are_asked(address, answer):
    assert address_allowed(address, (ip_network("192.0.2.0/24"),)).answer == answer


@pytest.mark.parametrize(
    ("permission", "methods", "withdrawn", "code"),
    [
        (None, [Method.STAMP], None, "no-permission"),
        (GIVEN, [Method.STAMP], NOW - HOUR, "withdrawn"),
        (replace(GIVEN, revoked=NOW), [Method.STAMP], None, "revoked"),
        (replace(GIVEN, until=NOW), [Method.STAMP], None, "expired"),
        (replace(GIVEN, since=NOW + HOUR), [Method.STAMP], None, "expired"),
        (GIVEN, [Method.STAMP, Method.TRAVERSAL], None, "not-permitted"),
        (GIVEN, [], None, "not-permitted"),
        (GIVEN, [Method.STAMP, Method.REACHABILITY], None, "permitted"),
    ],
)
def test_nothing_is_asked_without_the_owners_standing_permission(permission, methods, withdrawn, code):
    verdict = may_check(permission, methods, NOW, withdrawn=withdrawn)
    assert verdict.reasons[0].code == code
    assert verdict.answer == ("yes" if code == "permitted" else "no")


@pytest.mark.parametrize(
    ("own", "others", "answer"),
    [
        ([], [], "yes"),
        ([NOW - BETWEEN], [], "yes"),
        ([NOW - BETWEEN / 2], [], "no"),
        ([NOW - HOUR] * PER_DAY, [], "no"),
        ([NOW - 25 * HOUR] * PER_DAY, [], "yes"),
        ([], [NOW] * TOGETHER, "no"),
        ([], [NOW] * (TOGETHER - 1), "yes"),
    ],
)
def test_checks_are_rationed_per_target_and_together(own, others, answer):
    assert within_rate(own, others, NOW).answer == answer


def test_a_repeated_check_comes_after_its_term_give_or_take_a_tenth():
    due = next_due(GIVEN, NOW)
    assert due is not None
    assert 5.4 * HOUR <= due - NOW <= 6.6 * HOUR
    other = next_due(replace(GIVEN, reference=UUID(int=1500)), NOW)
    assert other != due


@pytest.mark.parametrize("changed", [{"every_hours": 0}, {"revoked": NOW}, {"until": NOW + HOUR}])
def test_repeating_stops_with_the_permission(changed):
    assert next_due(replace(GIVEN, **changed), NOW) is None


def test_a_repeated_check_is_written_down_when_something_changed_or_a_day_went_by():
    same = [("reachability", "open")]
    assert worth_an_entry(same, None, HOUR)
    assert not worth_an_entry(same, same, HOUR)
    assert worth_an_entry([("reachability", "closed")], same, HOUR)
    assert worth_an_entry(same, same, 24 * HOUR)
