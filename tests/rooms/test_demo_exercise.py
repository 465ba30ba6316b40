"""The exercise loads; it begins for named recipients alone, and what it tells can be asked of any day."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone

from dijkwacht.cases.domain.axes import Access, Misuse, Use, Weakness
from dijkwacht.cases.selectors import axis_counts, case_for, cases_listed, folded, response_for, responses_of
from dijkwacht.cli import roles
from dijkwacht.hunting.domain.coverage import coverage
from dijkwacht.hunting.services import recompute_window
from dijkwacht.journal.selectors import entries, verify_record
from dijkwacht.journal.services import sequence_once
from dijkwacht.kernel.actor import PUBLIC, Office, Role, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.notification.domain.channels import who_could_see_overdue
from dijkwacht.notification.domain.hosts import counts_for_users
from dijkwacht.notification.selectors import call_list, inquiries_seen, notices_seen
from dijkwacht.notification.services import record_for_users
from dijkwacht.notification.services.hosts import EachItsOwn
from dijkwacht.organisations.models import Account, Organisation
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.organisations.services import ensure_sectors
from dijkwacht.web import environment
from dijkwacht.web.demo.exercise import load_exercise
from dijkwacht.web.demo.exercise_accounts import NoDemonstration, make_accounts
from dijkwacht.web.demo.exercise_case import office
from dijkwacht.web.demo.exercise_files import read_exercise
from record_explains import assert_journal_explains

FOLDER = Path(__file__).parents[2] / "demo" / "exercise"
SIZES = {"municipalities": 24, "health": 8}


@pytest.fixture(scope="module")
def played(postgres, django_db_setup, django_db_blocker):
    """Load a small exercise into a database of its own."""
    database = postgres.clone()
    before = connections.settings["default"].copy()
    with django_db_blocker.unblock():
        _point(postgres.url(roles.APP, database))
        ensure_sectors()
        exercise = read_exercise(FOLDER, timezone.now())
        loaded = load_exercise(exercise, sizes=SIZES)
        make_accounts(exercise, loaded.cast, demo=True)
        while sequence_once():
            pass
        connections.close_all()
        connections.settings["default"].update(before)
    yield database, exercise, loaded
    postgres.drop(database)


@pytest.fixture
def exercise(played, postgres, django_db_blocker):
    """Work in that database; what a test writes is rolled back."""
    before = connections.settings["default"].copy()
    with django_db_blocker.unblock():
        _point(postgres.url(roles.APP, played[0]))
        atomic = transaction.atomic()
        atomic._from_testcase = True  # a durable block may open inside, as in django.test.TestCase
        atomic.__enter__()
        try:
            yield played[1]
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            connections.close_all()
            connections.settings["default"].update(before)


def _point(url):
    connections["default"].close()
    connections.settings["default"].update(environment.database(url, pool=False))


@pytest.fixture
def made(played, exercise):
    return played[2].made


@pytest.fixture
def cast(played, exercise):
    return played[2].cast


def ciso(organisation, cert=None):
    return Viewer(None, (Office(organisation, Role.CISO),), frozenset({cert} if cert else ()))


def days_ago(exercise, days):
    return AsOf(known=exercise.clock.now - timedelta(days=days))


def signed_in(email):
    return viewer_for(Account.objects.get(email=email), timezone.now())


def test_everybody_is_invented_and_everybody_has_a_response(made, cast):
    assert not Organisation.objects.exclude(nature="fictional").exists()
    assert len(made.responses) == sum(SIZES.values())
    assert case_for(PUBLIC, made.case).fictional


def test_before_it_was_public_the_case_existed_for_the_named_recipients_only(exercise, made, cast):
    then = days_ago(exercise, 15)
    town = cast.named["waterhoven"]
    outsiders = [
        PUBLIC,
        ciso(cast.many["municipalities"][10], cast.named["municipalities"]),
        ciso(cast.many["health"][2], cast.named["health"]),
        Viewer(None, (Office(cast.named["press"], Role.SPOKESPERSON),)),
    ]
    for viewer in outsiders:
        assert made.case not in {row.id for row in cases_listed(viewer, then)}
        with pytest.raises(NotFound):
            case_for(viewer, made.case, then)
        assert made.case in {row.id for row in cases_listed(viewer)}
    named = ("municipalities", "health", "operator", "zwaan")
    for viewer in (ciso(town), *(ciso(cast.named[key]) for key in named)):
        seen = case_for(viewer, made.case, then)
        assert [entry.kind for entry in seen.entries] == ["case.opened", "advisory.received"]
        assert not seen.facts.flaws


def test_the_pre_warning_stays_confidential_after_it_joined_its_cve(made, cast):
    stranger = ciso(cast.many["municipalities"][10], cast.named["municipalities"])
    strict = {entry.id for entry in entries(ciso(cast.named["waterhoven"]), case=made.case) if "STRICT" in entry.label}
    assert len(strict) == 3
    assert not strict & {entry.id for entry in entries(stranger, case=made.case)}
    assert set(case_for(stranger, made.case).facts.flaws) == {"CVE-2099-90001", "CVE-2099-90002"}
    assert case_for(stranger, made.case).facts.steps


def test_waterhoven_may_not_reopen_yet_and_its_hunt_covers_nine_of_twenty_four_days(made, cast):
    state, _ = folded(made.responses[cast.named["waterhoven"]])
    found = coverage(state.window, state.traces.hunts.values())
    assert (found.full_days, found.days) == (9, 24)
    assert (state.axes.access, state.axes.misuse) == (Access.CLOSED, Misuse.NO_SIGNS_PARTIAL)
    assert state.axes.weakness is Weakness.FIXED_UNCHECKED


def test_who_had_patched_was_open_again_when_the_second_flaw_came(exercise, made, cast):
    viewer = signed_in("landelijk@dijkpunt.example")
    before = axis_counts(viewer, made.case, days_ago(exercise, 8))[""]
    after = axis_counts(viewer, made.case, days_ago(exercise, 6.5))[""]
    weakness = next(axis for axis in before if axis == "weakness")
    assert before[weakness]["fixed-unchecked"] > 0
    assert after[weakness]["fixed-unchecked"] == 0
    assert after[weakness]["open"] > before[weakness]["open"]


def test_hunts_that_were_complete_became_partial_when_the_window_grew(exercise, made):
    viewer = signed_in("landelijk@dijkpunt.example")
    before, after = (axis_counts(viewer, made.case, days_ago(exercise, days))[""] for days in (4.6, 3.2))
    misuse = next(axis for axis in before if axis == "misuse")
    assert before[misuse]["no-signs-covered"] > 0
    assert after[misuse]["no-signs-covered"] == 0
    assert after[misuse]["no-signs-partial"] >= before[misuse]["no-signs-covered"]


def test_the_windows_on_record_are_those_the_rules_compute(exercise, made):
    written = [recompute_window(response=one, at=exercise.clock.now) for one in made.responses.values()]
    assert not any(written)


def test_the_hospitals_lateness_was_visible_on_the_day_to_itself_and_its_desk(exercise, made, cast):
    response = made.responses[cast.named["zwaan"]]
    then = days_ago(exercise, 11)
    desk = signed_in("loket@cert-zorg.example")
    view = response_for(desk, response, then)
    measure = view.state.measure("mitigate")
    fact = next(entry for entry in view.entries if entry.id == measure.entry).fact
    watching = {
        "ciso": signed_in("ciso@dezwaan.example"),
        "desk": desk,
        "other desk": signed_in("loket@cert-gemeenten.example"),
        "public": PUBLIC,
    }
    assert who_could_see_overdue(measure, fact, then.known, watching) == ("ciso", "desk")
    assert who_could_see_overdue(measure, fact, then.known - timedelta(days=3), watching) == ()


def test_what_is_done_on_the_shared_host_counts_for_all_six_and_the_rest_is_each_ones_own(exercise, made, cast):
    assert len(cast.hosted) == 6
    doors = set()
    for organisation in cast.hosted:
        own = ciso(organisation, cast.named["municipalities"])
        state, _ = folded(made.responses[organisation])
        assert state.axes.weakness is Weakness.FIXED_CHECKED
        assert {device for _, device in state.measures} == {"Thuiswerkplein"}
        doors.add((state.axes.access, len(state.sessions_ended), state.door.decided_by or state.door.kept_by))
        told = notices_seen(own, made.case, organisation)
        assert len(told) == 3
        assert all("Thuiswerkplein" in notice.subject for notice in told)
    assert len(doors) > 1
    record = {
        "host": cast.host,
        "operator": cast.named["operator"],
        "case": made.case,
        "told": "x",
        "at": exercise.clock.now,
        "actor": office(cast, "operator"),
    }
    with pytest.raises(EachItsOwn):
        record_for_users(kind="sessions.ended", payload={"what": ["alles"]}, **record)
    assert counts_for_users("access.reopened").answer == "each-its-own"
    with pytest.raises(NotFound):
        record_for_users(kind="measure.done", payload={"step": "fix"}, **{**record, "operator": cast.named["vendor"]})


def test_a_member_sees_only_its_own_part_of_the_shared_host(made, cast):
    one, other = cast.hosted[:2]
    seen = responses_of(ciso(one, cast.named["municipalities"]), case=made.case)
    assert [row.organisation for row in seen] == [one]
    with pytest.raises(NotFound):
        response_for(ciso(one, cast.named["municipalities"]), made.responses[other])


def test_declining_to_the_press_changes_nothing_towards_the_cert(made, cast):
    desk = signed_in("loket@cert-zorg.example")
    states = {
        one.audience: {row.organisation: row.state for row in one.rows} for one in inquiries_seen(desk, made.case)
    }
    zwaan = cast.named["zwaan"]
    assert (states["press"][zwaan], states["cert"][zwaan]) == ("declined", "answered")


def test_each_desk_is_told_whom_to_phone_first(made):
    page = call_list(signed_in("loket@cert-zorg.example"), made.case, timezone.now())
    assert page.first.candidate.name == "Ziekenhuis De Zwaan"
    assert {reason.code for reason in page.first.reasons} >= {"open", "overdue"}
    assert page.contacts


def test_there_is_something_of_everything(made):
    axes = [folded(response)[0].axes for response in made.responses.values()]
    assert {one.use for one in axes} == set(Use)
    assert {one.weakness for one in axes} >= {Weakness.OPEN, Weakness.FIXED_UNCHECKED, Weakness.FIXED_CHECKED}
    assert len({one.access for one in axes}) >= 4
    assert len({one.misuse for one in axes}) >= 3


def test_the_record_explains_every_row_and_verifies(made):
    for response in list(made.responses.values())[:12]:
        assert_journal_explains(response)
    checked = verify_record()
    assert checked.first_bad is None
    assert checked.entries > 300


def test_accounts_with_a_known_password_are_made_in_a_demonstration_only(exercise, cast):
    with pytest.raises(NoDemonstration):
        make_accounts(exercise, cast, demo=False)
    assert Account.objects.get(email="ciso@waterhoven.example").check_password("dijkwacht-oefening")
    assert signed_in("ciso@waterhoven.example").organisations() == {cast.named["waterhoven"]}
