"""A response is closed only when everything on record is back, and the refusal names what is not."""

import pytest

from dijkwacht.cases.selectors import folded
from dijkwacht.containment.services import impose_restriction, lift_restriction
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import read_moment
from dijkwacht.recovery.domain.closing import closable
from dijkwacht.recovery.domain.linking import agreement, link_state
from dijkwacht.recovery.selectors import answering, link_asked, links_asked, recovery_for, waiting_for
from dijkwacht.recovery.services import (
    AnsweredMeanwhile,
    StillOpen,
    accept_leftover,
    ask_partner,
    close_response,
    confirm_link,
    enter_wave,
    measure_backlog,
    plan_wave,
    record_link,
    record_system,
    state_process,
    tick_criterion,
)
from organisations_cast import viewer
from record_explains import assert_journal_explains
from response_cast import AT, TOWN_WORK, scene

pytestmark = pytest.mark.django_db


def by(made):
    return {"actor": TOWN_WORK, "response": made.response}


def break_things(made):
    impose_restriction(**by(made), key="thuis", what="thuiswerken", who="medewerkers", where="thuis")
    record_system(**by(made), system="zaaksysteem", state="off", tier="primary", process="vergunningen")
    record_link(**by(made), partner="waterschap", state="broken", data="heffingen")
    measure_backlog(**by(made), unit="burgerzaken", kind="paper", still_open=True, amount=40)


def test_closing_is_refused_with_every_reason_until_the_last_thing_is_back():
    made = scene()
    break_things(made)
    with pytest.raises(StillOpen) as refusal:
        close_response(**by(made))
    assert [reason.code for reason in refusal.value.reasons] == ["restriction", "system", "link", "backlog"]
    assert folded(made.response)[0].closed is None

    lift_restriction(**by(made), key="thuis")
    record_system(**by(made), system="zaaksysteem", state="restored-with-limits", limits="geen bijlagen")
    record_link(**by(made), partner="waterschap", state="restored", tested=True)
    measure_backlog(**by(made), unit="burgerzaken", kind="paper", still_open=False)
    with pytest.raises(StillOpen) as refusal:
        close_response(**by(made))
    assert [reason.code for reason in refusal.value.reasons] == ["system-limits"]

    record_system(**by(made), system="zaaksysteem", state="restored")
    close_response(**by(made), because="alles terug")
    assert assert_journal_explains(made.response).closed is not None


def test_the_page_shows_what_is_left_and_how_far_things_are():
    made = scene()
    break_things(made)
    state_process(**by(made), process="vergunningen", state="limited")
    measure_backlog(**by(made), unit="post", kind="digital", still_open=True, done_by=read_moment("2020-03-01"))
    page = recovery_for(viewer("ict", made.cast.town), made.response, AT)
    assert page.standpoint.may_act
    assert "Nog 6 zaken" in page.sentence.nl
    assert [(one.progress.tier, one.progress.off) for one in page.tiers] == [("primary", 1)]
    assert page.processes[0].stands.answer == "limited"
    assert page.links[0].stands.answer == "broken"
    assert [one.stated.answer for one in page.backlogs] == ["not-stated", "foreseeable"]


def test_waves_are_planned_ticked_by_name_and_begun():
    made = scene()
    record_system(**by(made), system="zaaksysteem", state="off")
    plan_wave(**by(made), wave="kern", number=1, systems=["zaaksysteem"], criteria=["schoon"])
    with pytest.raises(NotFound):
        tick_criterion(**by(made), wave="kern", criterion="iets anders")
    tick_criterion(**by(made), wave="kern", criterion="schoon", name="A. Voorbeeld")
    page = recovery_for(viewer("ict", made.cast.town), made.response, AT)
    (wave,) = page.waves
    assert (wave.gate.answer, wave.behind) == ("ready", ("zaaksysteem",))
    assert (wave.criteria[0].name, wave.criteria[0].role.nl) == ("A. Voorbeeld", "CISO")
    enter_wave(**by(made), wave="kern")
    with pytest.raises(NotFound):
        enter_wave(**by(made), wave="niemand")
    assert assert_journal_explains(made.response).leftover.waves["kern"].entered is not None


def ask(made):
    record_link(**by(made), partner="'s-Waterdam", state="broken", data="verhuisberichten", direction="out")
    record_link(**by(made), partner="'s-Waterdam", state="restored", data="verhuisberichten")
    return ask_partner(
        **by(made),
        partner="'s-Waterdam",
        partner_organisation=made.cast.other_town,
        data="verhuisberichten",
        direction="out",
    )


def test_a_partner_sees_only_the_question_and_answers_by_its_own_account():
    made = scene()
    question = ask(made)
    theirs = viewer("ciso", made.cast.other_town)
    (asked,) = links_asked(theirs)
    assert (asked.asker, asked.data, asked.direction.nl) == ("Súdwest-Tweestroom", "verhuisberichten", "naar ons toe")
    assert waiting_for(theirs) == 1
    with pytest.raises(NotFound):
        recovery_for(theirs, made.response, AT)
    verdict = closable(folded(made.response)[0])
    assert [reason.code for reason in verdict.reasons] == ["link-agreement"]

    entry = confirm_link(
        actor=Actor(ActorKind.PERSON, "ciso", organisation=made.cast.other_town),
        partner=made.cast.other_town,
        request=question,
        agreed=True,
        tried="works",
        expected_version=asked.version,
    )
    assert (entry.owner, entry.actor.organisation) == (made.cast.town, made.cast.other_town)
    state = assert_journal_explains(made.response)
    assert closable(state).answer == "closable"
    (link,) = state.leftover.links.values()
    assert (link_state(link).answer, agreement(link).answer) == ("restored-tested", "partner-only")
    assert waiting_for(theirs) == 0


def test_nobody_else_sees_or_answers_the_question():
    made = scene()
    question = ask(made)
    for stranger in (viewer("ciso", made.cast.hospital), viewer("desk", made.cast.town_cert), PUBLIC):
        assert links_asked(stranger) == ()
        with pytest.raises(NotFound):
            link_asked(stranger, question)
    with pytest.raises(NotFound):
        answering(viewer("clerk", made.cast.other_town), question)
    with pytest.raises(NotFound):
        confirm_link(actor=TOWN_WORK, partner=made.cast.hospital, request=question, agreed=True)


def test_asking_anew_takes_the_old_answer_away_and_a_stale_answer_is_refused():
    made = scene()
    question = ask(made)
    answer = {"actor": TOWN_WORK, "partner": made.cast.other_town, "request": question, "agreed": False}
    confirm_link(**answer, expected_version=1)
    with pytest.raises(AnsweredMeanwhile):
        confirm_link(**answer, expected_version=1)
    assert ask(made) == question
    (asked,) = links_asked(viewer("ciso", made.cast.other_town))
    assert (asked.agreed, asked.version) == (None, 3)
    assert [reason.code for reason in closable(folded(made.response)[0]).reasons] == ["link-agreement"]


def test_what_stays_can_be_accepted_and_the_response_closed():
    made = scene()
    record_system(**by(made), system="oud archief", state="off")
    accept_leftover(
        **by(made), what="system", key="oud archief", decided_by="het college", because="opgeheven en vervangen"
    )
    close_response(**by(made))
    assert assert_journal_explains(made.response).closed is not None


def test_the_desk_has_no_page_about_recovery():
    made = scene()
    with pytest.raises(NotFound):
        recovery_for(viewer("desk", made.cast.town_cert), made.response, AT)
