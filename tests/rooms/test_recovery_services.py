"""A response is closed only when everything on record is back, and the refusal names what is not."""

import pytest

from dijkwacht.cases.selectors import folded
from dijkwacht.containment.services import impose_restriction, lift_restriction
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import read_moment
from dijkwacht.recovery.selectors import recovery_for
from dijkwacht.recovery.services import (
    StillOpen,
    close_response,
    measure_backlog,
    record_link,
    record_system,
    state_process,
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


def test_the_desk_has_no_page_about_recovery():
    made = scene()
    with pytest.raises(NotFound):
        recovery_for(viewer("desk", made.cast.town_cert), made.response, AT)
