"""Closing, risk and reopening as recorded: the gate informs, is written down, and forbids nothing."""

import pytest

from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.selectors import folded
from dijkwacht.containment.domain.mandate import Decision
from dijkwacht.containment.selectors import gate_for
from dijkwacht.containment.services import (
    NoMandate,
    NoReason,
    NotClosed,
    accept_risk,
    close_access,
    end_sessions,
    impose_restriction,
    keep_service,
    lift_restriction,
    rebuild,
    reopen,
    replace_secrets,
)
from dijkwacht.hunting.services import close_hunt, open_hunt, record_hunt_run, secure_evidence
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import read_moment, window_between
from dijkwacht.verification.services import record_check
from organisations_cast import viewer
from record_explains import assert_journal_explains
from response_cast import AT, FLAW, TOWN_WORK, scene

pytestmark = pytest.mark.django_db
COLLEGE = Decision("college van B en W", holds_mandate=True)


def close_door(made):
    return close_access(
        actor=TOWN_WORK,
        response=made.response,
        at=AT,
        what="voordeur",
        ground="advice",
        happened=read_moment("2020-01-18"),
        known=read_moment("2020-01-18"),
    )


def do_everything(made):
    """Everything that the gate asks, but the decision."""
    day = read_moment("2020-01-18")
    secure_evidence(actor=TOWN_WORK, response=made.response, what=["geheugen"], happened=day, known=day)
    close_door(made)
    made.case_told("fix.published", "2020-01-19", vulnerabilities=[FLAW], builds=["12.1-55.18"])
    made.case_told("reopening.advised", "2020-01-20", issuer="Gemeentewacht", version="3", builds=["12.1-55.18"])
    made.told("measure.done", "2020-01-20", step="fix", build="12.1-55.24")
    after = read_moment("2020-01-21")
    record_check(
        actor=TOWN_WORK, response=made.response, step="fix", result="works", method="scan", where_from="buiten",
        happened=after, known=after,
    )  # fmt: skip
    end_sessions(actor=TOWN_WORK, response=made.response, what=["ica"], happened=after, known=after)
    replace_secrets(actor=TOWN_WORK, response=made.response, what=["sleutels"], happened=after, known=after)
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    record_hunt_run(
        actor=TOWN_WORK,
        response=made.response,
        hunt="eerste",
        at=AT,
        sources=["webserver"],
        covered=[(read_moment("2020-01-09"), read_moment("2020-01-18"))],
        result="no-signs",
    )
    close_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste")


def go_open(made, decision=COLLEGE, **more):
    return reopen(actor=TOWN_WORK, response=made.response, decision=decision, at=AT, **more)


def test_closing_records_and_bounds_the_window():
    made = scene()
    close_door(made)
    state = assert_journal_explains(made.response)
    assert state.axes.access is Access.CLOSED
    assert state.window == window_between(read_moment("2020-01-09"), read_moment("2020-01-18"))


def test_reopening_with_every_condition_met_is_recorded_as_such():
    made = scene()
    do_everything(made)
    done = go_open(made)
    assert done.unmet == ()
    assert (done.entry.text("gate"), done.entry.texts("open_conditions")) == ("met", ())
    assert assert_journal_explains(made.response).axes.access is Access.REOPENED


def test_reopening_against_the_gate_is_recorded_with_its_reason_and_shows():
    made = scene()
    close_door(made)
    with pytest.raises(NoReason):
        go_open(made)
    assert folded(made.response)[0].axes.access is Access.CLOSED

    done = go_open(made, reason="de zorg kan niet wachten")
    assert done.entry.text("gate") == "not-met"
    assert "investigation" in done.entry.texts("open_conditions")
    assert "decision" not in done.entry.texts("open_conditions")
    assert done.entry.content == {"reason": "de zorg kan niet wachten"}
    assert assert_journal_explains(made.response).axes.access is Access.REOPENED_AGAINST_GATE


def test_the_ciso_alone_can_be_recorded_as_deciding_and_the_gate_says_so():
    made = scene()
    do_everything(made)
    done = go_open(made, Decision("CISO", holds_mandate=True), reason="nacht")
    assert [condition.key for condition in done.unmet] == ["decision"]


def test_what_was_never_closed_is_not_reopened():
    made = scene()
    with pytest.raises(NotClosed):
        go_open(made, reason="toch")
    keep_service(actor=TOWN_WORK, response=made.response, decided_by="college", reason="zorg")
    assert folded(made.response)[0].axes.access is Access.OPEN


def accept(made, by="gemeentesecretaris", **more):
    given = {"reason": "zorg", "cert_informed": True, **more}
    return accept_risk(
        actor=TOWN_WORK,
        response=made.response,
        decision=Decision(by, holds_mandate=more.pop("holds_mandate", True)),
        watch_until=read_moment("2020-03-01"),
        **{key: value for key, value in given.items() if key != "holds_mandate"},
    )


@pytest.mark.parametrize(
    ("more", "error"),
    [({"by": "CISO"}, NoMandate), ({"holds_mandate": False}, NoMandate), ({"reason": " "}, NoReason)],
)
def test_risk_is_never_accepted_by_the_ciso_alone_nor_without_reason(more, error):
    made = scene()
    with pytest.raises(error):
        accept(made, **more)
    assert folded(made.response)[0].risk is None


def test_accepted_risk_concludes_a_partly_covered_investigation():
    made = scene()
    close_door(made)
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    record_hunt_run(
        actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT, sources=["webserver"],
        covered=[(read_moment("2020-01-12"), read_moment("2020-01-18"))], result="no-signs",
    )  # fmt: skip
    close_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste")
    looking = viewer("ciso", made.cast.town)
    assert "7 van 10 dagen" in gate_for(looking, made.response, AT).one("investigation").text.nl
    accept(made)
    assert gate_for(looking, made.response, AT).one("investigation").state == "met"


def test_rebuilding_and_replacing_is_a_route_of_its_own():
    made = scene()
    close_door(made)
    open_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste", at=AT)
    close_hunt(actor=TOWN_WORK, response=made.response, hunt="eerste")
    rebuild(actor=TOWN_WORK, response=made.response, image="12.1-55.18")
    replace_secrets(actor=TOWN_WORK, response=made.response, what=["sleutels"])
    assert gate_for(viewer("ciso", made.cast.town), made.response, AT).one("investigation").state == "met"


def test_restriction_runs_until_it_is_lifted():
    made = scene()
    impose_restriction(
        actor=TOWN_WORK, response=made.response, key="thuis", what="inloggen", who="medewerkers", where="thuis",
        still_works="op kantoor werkt alles",
    )  # fmt: skip
    looking = viewer("ciso", made.cast.town)
    assert [one.key for one in gate_for(looking, made.response, AT).restrictions] == ["thuis"]
    lift_restriction(actor=TOWN_WORK, response=made.response, key="thuis")
    assert gate_for(looking, made.response, AT).restrictions == ()
    with pytest.raises(NotFound):
        lift_restriction(actor=TOWN_WORK, response=made.response, key="thuis")


def test_the_desk_sees_every_condition_as_the_town_does_without_the_entries_behind_it():
    made = scene()
    do_everything(made)
    own = gate_for(viewer("ciso", made.cast.town), made.response, AT)
    desk = gate_for(viewer("desk", made.cast.town_cert), made.response, AT)
    assert [(n.condition.key, n.condition.state) for n in own.conditions] == [
        (n.condition.key, n.condition.state) for n in desk.conditions
    ]
    assert own.one("investigation").entries
    assert desk.one("investigation").entries == ()
    assert not desk.standpoint.may_act


@pytest.mark.parametrize(("role", "where"), [("ciso", "other_town"), ("desk", "health_cert"), ("ciso", "outsider")])
def test_the_gate_does_not_exist_for_others(role, where):
    made = scene()
    with pytest.raises(NotFound):
        gate_for(viewer(role, getattr(made.cast, where)), made.response, AT)


def test_gate_can_be_looked_at_as_known_earlier():
    made = scene()
    do_everything(made)
    then = AsOf(known=read_moment("2020-01-19T12:00").earliest)
    found = gate_for(viewer("ciso", made.cast.town), made.response, AT, then)
    assert found.one("cert-advice").state == "not-recorded"
    assert found.one("evidence-secured").state == "met"
    assert not found.standpoint.may_act


def test_a_revoked_advice_opens_the_condition_again():
    made = scene()
    do_everything(made)
    made.case_told("reopening.revoked", "2020-01-21", issuer="Gemeentewacht", version="3")
    assert gate_for(viewer("ciso", made.cast.town), made.response, AT).one("cert-advice").state == "not-met"


@pytest.mark.parametrize(
    ("build", "state"), [("12.1-55.24", "met"), ("12.1-50.28", "not-met"), ("13.0-47.24", "not-met")]
)
def test_builds_are_compared_by_train_as_their_scheme_says(build, state):
    made = scene()
    made.case_told("reopening.advised", "2020-01-20", issuer="Gemeentewacht", version="3", builds=["12.1-55.18"])
    made.told("measure.done", "2020-01-20", step="fix", build=build)
    assert gate_for(viewer("ciso", made.cast.town), made.response, AT).one("advised-build").state == state
