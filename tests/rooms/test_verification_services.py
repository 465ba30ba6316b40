"""Checks from outside against our emulator, never an appliance: permission, record, what they do to claims."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from dijkwacht.cases.domain.axes import Weakness
from dijkwacht.cases.selectors import own_story, response_for
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.origin import Origin
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.domain.permission import BETWEEN
from dijkwacht.verification.domain.running import FORMAT, RunState, read_handed
from dijkwacht.verification.models import ProbeRun
from dijkwacht.verification.selectors import contradictions_in, contradictions_of, run_seen, target_page
from dijkwacht.verification.services import (
    NotPermitted,
    ask_permission,
    begin,
    hand_in,
    permit,
    repeat_what_is_due,
    revoke,
    start_check,
    withdraw_target,
)
from dijkwacht.verification.services.asking import RegisteredAlready, WrongTerm
from dijkwacht.verification.services.handed_in import DoneWithoutPermission, OfAnotherTarget
from gateway_emulator import emulated
from organisations_cast import viewer
from record_explains import assert_journal_explains
from response_cast import scene
from verification_stand import OWNER, PLACE, checked, stand

pytestmark = pytest.mark.django_db
REACH = (Method.REACHABILITY,)
TRAVERSAL = (Method.TRAVERSAL,)
HOUR = timedelta(hours=1)


def told(made, kind="check.recorded"):
    story = own_story(made.response).entries
    return [entry for entry in story if entry.kind == kind]


def against(made, role="ciso", at=None):
    looking = Viewer(None, (Office(at or made.cast.town, Role(role)),), frozenset({made.cast.town_cert}))
    if role == "desk":
        found = contradictions_of(looking, case=made.case).get(made.response, ())
    else:
        found = contradictions_in(response_for(looking, made.response))
    return [one.code for one in found]


def test_a_check_is_recorded_with_method_place_limits_and_permission():
    made = scene()
    with emulated("unmitigated") as gateway:
        standing = stand(made.cast.town, gateway.port)
        checked(standing, methods=TRAVERSAL)
    (entry,) = told(made)
    assert entry.origin is Origin.OBSERVED
    assert entry.text("method") == "traversal-2019"
    assert (entry.text("where_from"), entry.text("side")) == (PLACE, "outside")
    assert (entry.text("outcome"), entry.text("result")) == ("unmitigated", "does-not-work")
    assert entry.text("permission") == str(standing.permission)
    assert "zegt niets over binnen" in entry.text("limits")
    assert len(entry.text("body_digest")) == 64
    assert_journal_explains(made.response)


def test_a_mitigation_that_does_not_stop_the_traversal_counts_no_more():
    made = scene()
    made.told("device.stated", "2020-01-10", device="ns1", product="NetScaler ADC", build="12.1-55.13")
    made.told("measure.done", "2020-01-14", step="mitigate", device="ns1")
    assert own_story(made.response).state.axes.weakness is Weakness.MITIGATED
    with emulated("unmitigated") as gateway:
        checked(stand(made.cast.town, gateway.port, device="ns1"), methods=TRAVERSAL)
    assert own_story(made.response).state.axes.weakness is Weakness.OPEN
    assert against(made) == ["unmitigated"]
    assert against(made, "desk", made.cast.town_cert) == ["unmitigated"]
    assert_journal_explains(made.response)


def test_a_check_of_a_measure_that_nobody_claimed_makes_no_measure():
    made = scene()
    with emulated("mitigated") as gateway:
        checked(stand(made.cast.town, gateway.port), methods=TRAVERSAL)
    assert told(made)[0].text("result") == "works"
    assert not told(made, "measure.verified")
    assert own_story(made.response).state.axes.weakness is not Weakness.MITIGATED


def test_declared_closed_but_reachable_shows_until_it_is_seen_closed():
    made = scene()
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur", ground="advice")
    now = timezone.now()
    with emulated("standing") as gateway:
        standing = stand(made.cast.town, gateway.port, at=now)
        checked(standing, methods=REACH, side=Side.INSIDE, place="kantoor", at=now)
        assert against(made) == []
        checked(standing, methods=REACH, at=now + BETWEEN)
    assert against(made) == against(made, "desk", made.cast.town_cert) == ["open-while-closed"]
    checked(standing, methods=REACH, at=now + 2 * BETWEEN)
    assert [entry.text("outcome") for entry in told(made)] == ["open", "open", "closed"]
    assert against(made) == against(made, "desk", made.cast.town_cert) == []


def test_a_denied_traversal_proves_nothing_on_a_build_where_the_mitigation_has_no_effect():
    made = scene()
    made.told("device.stated", "2020-01-10", device="ns1", product="NetScaler ADC", build="12.1-50.28")
    made.told("measure.done", "2020-01-14", step="mitigate", device="ns1")
    with emulated("mitigated") as gateway:
        checked(stand(made.cast.town, gateway.port, device="ns1"), methods=TRAVERSAL)
    (entry,) = told(made)
    assert entry.text("result") == "inconclusive"
    assert "12.1-50.28" in entry.text("why")
    assert against(made) == ["unsound-build"]


@pytest.mark.parametrize(("declared", "result", "codes"), [
    ("12.1-55.18", "works", []),
    ("12.1-55.24", "does-not-work", ["other-build"]),
])  # fmt: skip
def test_the_version_read_from_outside_is_held_against_the_declared_one(declared, result, codes):
    made = scene()
    made.told("measure.done", "2020-01-25", step="fix", build=declared)
    with emulated("standing") as gateway:
        checked(stand(made.cast.town, gateway.port), methods=(Method.STAMP,))
    assert [(entry.text("result"), entry.text("observed_build")) for entry in told(made)] == [(result, "12.1-55.18")]
    assert against(made) == codes


def test_an_inconclusive_check_leaves_an_earlier_answer_alone():
    made = scene()
    made.told("measure.done", "2020-01-14", step="mitigate")
    made.told("measure.verified", "2020-01-15", step="mitigate", result="effective", method="met de hand")
    with emulated("another product") as gateway:
        checked(stand(made.cast.town, gateway.port), methods=TRAVERSAL)
    measure = own_story(made.response).state.measure("mitigate")
    assert measure is not None
    assert measure.check == "effective"


@pytest.mark.parametrize("why", ["withdrawn", "revoked", "ended", "not permitted", "never permitted"])
def test_what_is_not_registered_or_permitted_is_refused_before_a_packet_leaves(why):
    made = scene()
    now = timezone.now()
    with emulated("standing") as gateway:
        standing = stand(made.cast.town, gateway.port, at=now, methods=REACH)
        target, at, methods = standing.target, now + BETWEEN, REACH
        match why:
            case "withdrawn":
                withdraw_target(actor=OWNER, target=target, at=now)
            case "revoked":
                revoke(actor=OWNER, permission=standing.permission, at=now)
            case "ended":
                at = now + timedelta(days=8)
            case "not permitted":
                methods = TRAVERSAL
            case "never permitted":
                revoke(actor=OWNER, permission=standing.permission, at=now)
        with pytest.raises(NotPermitted):
            start_check(actor=OWNER, target=target, at=at, place=PLACE, side=Side.OUTSIDE, methods=methods)
        assert gateway.connections == 0
    assert not told(made)
    assert not ProbeRun.objects.exists()


def test_a_permission_taken_back_while_a_check_waits_stops_it():
    made = scene()
    now = timezone.now()
    standing = stand(made.cast.town, at=now)
    run = start_check(actor=OWNER, target=standing.target, at=now, place=PLACE, side=Side.OUTSIDE, queue=False)
    revoke(actor=OWNER, permission=standing.permission, at=now)
    assert begin(run=run, at=now + timedelta(seconds=1)) is None
    seen = run_seen(viewer("ciso", made.cast.town), run)
    assert seen.state is RunState.REFUSED
    assert {one.result.outcome.value for one in seen.results} == {"refused-by-us"}
    assert not told(made)


def test_checks_of_one_target_keep_their_distance():
    made = scene()
    now = timezone.now()
    standing = stand(made.cast.town, at=now)
    start = {"actor": OWNER, "target": standing.target, "place": PLACE, "side": Side.OUTSIDE, "queue": False}
    start_check(**start, at=now)
    with pytest.raises(NotPermitted, match=r"(?i)at most once"):
        start_check(**start, at=now + BETWEEN / 2)
    start_check(**start, at=now + BETWEEN)


def test_a_repeated_check_comes_when_due_and_ends_with_its_permission(django_capture_on_commit_callbacks):
    made = scene()
    now = timezone.now()
    standing = stand(made.cast.town, every_hours=6, at=now, days=1)
    here = {"place": PLACE, "side": Side.OUTSIDE}
    assert repeat_what_is_due(at=now, **{**here, "place": ""}) == 0
    assert repeat_what_is_due(at=now, **here) == 1
    assert repeat_what_is_due(at=now + HOUR, **here) == 0
    assert repeat_what_is_due(at=now + 7 * HOUR, **here) == 1
    assert repeat_what_is_due(at=now + 25 * HOUR, **here) == 0
    revoke(actor=OWNER, permission=standing.permission, at=now + 8 * HOUR)
    assert repeat_what_is_due(at=now + 15 * HOUR, **here) == 0


def test_a_repeated_check_that_finds_the_same_is_a_row_and_no_entry():
    made = scene()
    now = timezone.now()
    with emulated("standing") as gateway:
        standing = stand(made.cast.town, gateway.port, at=now)
        for hours in (0, 6, 12, 25):
            checked(standing, methods=REACH, at=now + hours * HOUR, scheduled=True)
    checked(standing, methods=REACH, at=now + 26 * HOUR, scheduled=True)
    assert ProbeRun.objects.count() == 5
    assert [entry.text("outcome") for entry in told(made)] == ["open", "open", "closed"]


def test_without_an_open_response_a_check_stands_with_the_organisation():
    made = scene()
    with emulated("standing") as gateway:
        checked(stand(made.cast.other_town, gateway.port), methods=REACH)
    found = entries(viewer("ciso", made.cast.other_town), organisation=made.cast.other_town, kinds=["check.recorded"])
    assert [(entry.response, entry.text("outcome")) for entry in found] == [(None, "open")]


def test_permissions_end_and_the_newest_one_stands():
    made = scene()
    now = timezone.now()
    standing = stand(made.cast.town, at=now)
    with pytest.raises(WrongTerm):
        permit(actor=OWNER, target=standing.target, methods=REACH, until=now, decided_by="college", at=now)
    with pytest.raises(WrongTerm):
        permit(
            actor=OWNER, target=standing.target, methods=REACH, until=now + timedelta(days=400), decided_by="x", at=now
        )
    newer = permit(actor=OWNER, target=standing.target, methods=REACH, until=now + HOUR, decided_by="college", at=now)
    page = target_page(viewer("ciso", made.cast.town), standing.target, now + timedelta(seconds=1))
    assert page.target.permission is not None
    assert page.target.permission.permission.reference == newer
    with pytest.raises(NotFound):
        revoke(actor=OWNER, permission=standing.permission, at=now)


def test_one_address_is_registered_once():
    made = scene()
    standing = stand(made.cast.town)
    with pytest.raises(RegisteredAlready):
        stand(made.cast.town)
    withdraw_target(actor=OWNER, target=standing.target, at=timezone.now())
    stand(made.cast.town)


def test_a_desk_sees_the_checks_of_its_member_and_asks_but_has_no_door_to_start():
    made = scene()
    standing = stand(made.cast.town)
    page = target_page(viewer("desk", made.cast.town_cert), standing.target, timezone.now())
    assert not page.may_act
    ask_permission(actor=OWNER, organisation=made.cast.town, asker="sector", at=timezone.now())
    for role, at in (("desk", made.cast.health_cert), ("ciso", made.cast.other_town), ("operator", made.cast.town)):
        with pytest.raises(NotFound):
            target_page(viewer(role, at), standing.target, timezone.now())


def handed(standing, **changed):
    value = {
        "format": FORMAT,
        "target": "http://127.0.0.1:443",
        "permission": str(standing.permission),
        "place": "thuis bij de beheerder",
        "side": "outside",
        "at": timezone.now().isoformat(),
        "results": [{"method": "reachability", "outcome": "open", "reasons": [], "limits": [], "exchanges": []}],
        **changed,
    }
    return read_handed(value), json.dumps(value).encode()


def test_results_from_elsewhere_are_declared_and_kept_as_they_came():
    made = scene()
    standing = stand(made.cast.town)
    value, content = handed(standing)
    hand_in(actor=OWNER, target=standing.target, handed=value, content=content, at=timezone.now())
    (entry,) = told(made)
    assert entry.origin is Origin.DECLARED
    assert entry.text("where_from") == "thuis bij de beheerder"
    assert len(entry.evidence) == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"target": "http://127.0.0.2:443"}, OfAnotherTarget),
        ({"permission": "7e57ab1e-0000-4000-8000-000000000001"}, OfAnotherTarget),
        ({"at": "2020-01-17T12:00:00Z"}, DoneWithoutPermission),
        ({"at": "2999-01-17T12:00:00Z"}, DoneWithoutPermission),
    ],
)
def test_results_of_another_target_or_without_permission_are_not_taken(changed, error):
    made = scene()
    standing = stand(made.cast.town)
    value, content = handed(standing, **changed)
    with pytest.raises(error):
        hand_in(actor=OWNER, target=standing.target, handed=value, content=content, at=timezone.now())
    assert not told(made)
