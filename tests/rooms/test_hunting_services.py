"""Windows that are recorded, grow and are followed; hunts recorded by hand; what a named office says."""

from datetime import datetime, timedelta

import pytest

from dijkwacht.cases.domain.axes import Misuse as MisuseValue
from dijkwacht.cases.selectors import folded, own_story
from dijkwacht.cases.services.recording import SomebodyElseWasFirst
from dijkwacht.hunting.domain.coverage import coverage
from dijkwacht.hunting.selectors import hunts_for
from dijkwacht.hunting.services import (
    Misuse,
    SignsNeedAName,
    close_hunt,
    open_follow_up_hunt,
    open_hunt,
    recompute_changed,
    recompute_window,
    recompute_windows_of_case,
    record_hunt_run,
    secure_evidence,
    state_misuse,
    state_window,
)
from dijkwacht.hunting.services.hunts import HuntTaken
from dijkwacht.hunting.services.windows import WindowInverted
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import read_moment, window_between
from organisations_cast import contact, viewer
from record_explains import assert_journal_explains
from response_cast import AT, FLAW, TOWN_WORK, scene

pytestmark = pytest.mark.django_db


def days(first, last):
    return window_between(read_moment(first), read_moment(last))


def window_entries(made):
    return [e for e in own_story(made.response).entries if e.kind in {"window.computed", "window.grown"}]


def looked(made, covered, result="no-signs", hunt="eerste", **more):
    return record_hunt_run(
        actor=TOWN_WORK,
        response=made.response,
        hunt=hunt,
        at=AT,
        sources=["webserver"],
        covered=[(read_moment(first), read_moment(last)) for first, last in covered],
        result=result,
        **more,
    )


def test_window_is_recorded_once_and_then_only_when_it_grew():
    made = scene()
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur", ground="advice")
    first = recompute_window(response=made.response, at=AT)
    assert first.kind == "window.computed"
    assert first.text("start_basis") == "misbruik bekend sinds 9 januari 2020"
    assert recompute_window(response=made.response, at=AT) is None
    assert assert_journal_explains(made.response).window == days("2020-01-09", "2020-01-18")

    made.case_told("exploitation.known", "2020-01-21", vulnerabilities=[FLAW], since="2020-01-05")
    (grown,) = recompute_windows_of_case(case=made.case, at=AT)
    assert grown.kind == "window.grown"
    assert (grown.text("was_start"), grown.text("start")) == ("2020-01-09", "2020-01-05")
    assert "5 januari - 8 januari" in grown.text("because")
    assert assert_journal_explains(made.response).window == days("2020-01-05", "2020-01-18")


def test_earlier_exploitation_makes_a_complete_hunt_partial():
    made = scene()
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur")
    recompute_window(response=made.response, at=AT)
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    looked(made, [("2020-01-09", "2020-01-18")])
    assert assert_journal_explains(made.response).axes.misuse is MisuseValue.NO_SIGNS_COVERED

    made.case_told("exploitation.known", "2020-01-21", vulnerabilities=[FLAW], since="2019-12")
    recompute_windows_of_case(case=made.case, at=AT)
    state = assert_journal_explains(made.response)
    assert state.axes.misuse is MisuseValue.NO_SIGNS_PARTIAL
    assert coverage(state.window, state.traces.hunts.values()).words.nl == "10 van 49 dagen"


def test_what_was_known_earlier_is_computed_from_what_was_known_then():
    made = scene()
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur")
    early = recompute_window(response=made.response, at=AT, known=read_moment("2020-01-15"))
    assert (early.text("start"), early.text("end")) == ("2020-01-09", "2020-01-15")
    late = recompute_window(response=made.response, at=AT, known=read_moment("2020-01-20"))
    assert (late.kind, late.text("end")) == ("window.grown", "2020-01-18")


def test_an_open_window_is_recorded_once_a_day():
    made = scene()
    assert recompute_window(response=made.response, at=AT).kind == "window.computed"
    assert recompute_window(response=made.response, at=AT + timedelta(hours=3)) is None
    assert recompute_window(response=made.response, at=AT + timedelta(days=1)).kind == "window.grown"


def test_record_never_shrinks_without_what_is_recorded_for_it():
    made = scene()
    recompute_window(response=made.response, at=AT)
    state_window(actor=TOWN_WORK, response=made.response, at=AT, start=read_moment("2020-01-12"))
    assert folded(made.response)[0].window.start == days("2020-01-09", "2020-01-09").start
    entry = state_window(
        actor=TOWN_WORK, response=made.response, at=AT, start=read_moment("2020-01-12"), reason="systeem stond uit"
    )
    assert entry.kind == "window.stated"
    assert assert_journal_explains(made.response).window.start == days("2020-01-12", "2020-01-12").start
    assert "systeem stond uit" in window_entries(made)[-1].text("start_basis")


def test_a_closing_found_later_ends_what_went_on():
    made = scene()
    recompute_window(response=made.response, at=AT)
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur")
    entry = recompute_window(response=made.response, at=AT)
    assert (entry.kind, entry.text("end")) == ("window.computed", "2020-01-18")


def test_window_that_ends_before_it_begins_is_refused():
    made = scene()
    with pytest.raises(WindowInverted):
        state_window(
            actor=TOWN_WORK,
            response=made.response,
            at=AT,
            start=read_moment("2020-01-16"),
            end=read_moment("2020-01-09"),
        )


def test_the_job_follows_only_what_changed():
    made = scene()
    assert recompute_changed(at=AT) == 1
    assert recompute_changed(at=AT) == 0
    made.told("measure.done", "2020-01-20", step="fix")
    assert recompute_changed(at=AT) == 1
    assert folded(made.response)[0].window == days("2020-01-09", "2020-01-20")
    assert recompute_changed(at=AT) == 0
    made.case_told("exploitation.known", "2020-01-21", vulnerabilities=[FLAW], since="2020-01-02")
    assert recompute_changed(at=AT) == 1
    assert folded(made.response)[0].window == days("2020-01-02", "2020-01-20")


def test_hunt_takes_the_exposed_window_and_asks_three_questions():
    made = scene()
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur")
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    mark = folded(made.response)[0].traces.hunts["eerste"]
    assert mark.window == days("2020-01-09", "2020-01-18")
    assert mark.questions == ("access", "attempts", "extent")
    with pytest.raises(HuntTaken):
        open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)


def test_signs_are_recorded_only_together_with_the_office_that_suspects_misuse():
    made = scene()
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    with pytest.raises(SignsNeedAName):
        looked(made, [("2020-01-09", "2020-01-18")], "signs")
    assert folded(made.response)[0].traces.hunts["eerste"].ran is None

    written = looked(made, [("2020-01-09", "2020-01-18")], "signs", named_by="CISO")
    assert [entry.kind for entry in written] == ["hunt.ran", "misuse.suspected"]
    state = assert_journal_explains(made.response)
    assert state.axes.misuse is MisuseValue.SUSPECTED
    assert state.traces.misuse.named_by == "CISO"


def test_a_better_hunt_never_lowers_what_an_office_stated():
    made = scene()
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur")
    state_misuse(actor=TOWN_WORK, response=made.response, misuse=Misuse("suspected", "CISO", because="signaal"))
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    looked(made, [("2020-01-09", "2020-01-18")])
    assert folded(made.response)[0].axes.misuse is MisuseValue.SUSPECTED
    state_misuse(actor=TOWN_WORK, response=made.response, misuse=Misuse("closed_no_signs", "CISO", hunt="eerste"))
    assert assert_journal_explains(made.response).axes.misuse is MisuseValue.NO_SIGNS_COVERED


@pytest.mark.parametrize("value", ["presumed", "suspected", "confirmed"])
def test_misuse_is_stated_by_a_named_office(value):
    made = scene()
    state_misuse(actor=TOWN_WORK, response=made.response, misuse=Misuse(value, "gemeentesecretaris", because="advies"))
    assert folded(made.response)[0].axes.misuse == value
    with pytest.raises(Exception, match="named office"):
        state_misuse(actor=TOWN_WORK, response=made.response, misuse=Misuse(value, " "))


def test_follow_up_is_due_days_after_the_fix():
    made = scene()
    made.told("measure.done", "2020-01-20", step="fix")
    open_follow_up_hunt(actor=TOWN_WORK, response=made.response, hunt="vervolg", at=AT, days=5)
    mark = folded(made.response)[0].traces.hunts["vervolg"]
    assert (mark.due, mark.follow_up) == (read_moment("2020-01-25"), True)


def test_evidence_hunt_and_conclusion_are_kept():
    made = scene()
    secure_evidence(actor=TOWN_WORK, response=made.response, what=["geheugen"], where="kluis")
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    looked(made, [("2020-01-09", "2020-01-18")], limits="alleen de webserver")
    close_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste")
    mark = assert_journal_explains(made.response).traces.hunts["eerste"]
    assert mark.closed is not None
    assert mark.limits == "alleen de webserver"
    with pytest.raises(NotFound):
        close_hunt(actor=TOWN_WORK, response=made.response, hunt="een andere")


def test_two_people_at_once_the_second_is_told():
    made = scene()
    seen = own_story(made.response).version
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT, expected_version=seen)
    with pytest.raises(SomebodyElseWasFirst):
        open_hunt(actor=TOWN_WORK, response=made.response, hunt="tweede", at=AT, expected_version=seen)
    assert "tweede" not in folded(made.response)[0].traces.hunts


def test_who_sees_the_hunt_page():
    made = scene()
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    page = hunts_for(viewer("ciso", made.cast.town), made.response, AT)
    assert page.standpoint.may_act
    assert [hunt.key for hunt in page.hunts] == ["eerste"]
    assert not hunts_for(viewer(Role.CLERK, made.cast.town), made.response, AT).standpoint.may_act
    for role, where in [
        ("desk", made.cast.town_cert),
        ("ciso", made.cast.other_town),
        ("national", made.cast.national),
    ]:
        with pytest.raises(NotFound):
            hunts_for(viewer(role, where), made.response, AT)
    assert isinstance(page.standpoint.at, datetime)


def grown_after_a_hunt(made):
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur")
    recompute_window(response=made.response, at=AT)
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    looked(made, [("2020-01-09", "2020-01-18")])
    made.case_told("exploitation.known", "2020-01-21", vulnerabilities=[FLAW], since="2020-01-05")


def notices(made):
    return [entry for entry in own_story(made.response).entries if entry.kind == "notice.sent"]


def test_when_the_window_grows_the_owner_of_what_relied_on_it_is_told():
    made = scene()
    contact(made.cast.town, "mail", "ciso@elders.example", carried_by="other")
    contact(made.cast.town, "mail", "griffie@elders.example", role="council-clerk", carried_by="other")
    grown_after_a_hunt(made)
    recompute_windows_of_case(case=made.case, at=AT)
    (told,) = notices(made)
    assert told.text("to_role") == "ciso"
    page = hunts_for(viewer("ciso", made.cast.town), made.response, AT)
    assert [reason.text.nl for reason in page.relied] == ["onderzoek eerste"]
    assert len(page.grown) == 1


def test_nobody_is_told_where_nothing_relied_on_the_window_or_it_is_told_afterwards():
    made = scene()
    contact(made.cast.town, "mail", "ciso@elders.example", carried_by="other")
    grown_after_a_hunt(made)
    recompute_window(response=made.response, at=AT, known=read_moment("2020-01-21"))
    assert notices(made) == []
