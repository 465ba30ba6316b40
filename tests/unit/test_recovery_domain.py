"""What is not yet back, named one by one; and how long it took to know."""

import pytest

from dijkwacht.kernel.window import read_moment
from dijkwacht.recovery.domain.closing import closable
from dijkwacht.recovery.domain.delay import confirmation_delay
from dijkwacht.recovery.domain.linking import link_state
from dijkwacht.recovery.domain.progress import backlog_forecast, process_vs_system, tier_progress
from response_story import story, told

OPENED = told("response.opened", "2025-07-16")
HOME = told("restriction.imposed", "2025-07-17", key="thuis", what="thuiswerken", who="medewerkers", where="buiten")
HOME_BACK = told("restriction.lifted", "2025-10-16", key="thuis")
MAIL_OFF = told("system.off", "2025-07-17", system="e-mail", tier="supporting", process="alle")
MAIL_BACK = told("system.restored", "2025-08-12", system="e-mail", with_limits=False)
MAIL_LIMITED = told("system.restored", "2025-08-12", system="e-mail", with_limits=True, limits="geen bijlagen")
POLICE_BROKEN = told("link.broken", "2025-07-17", partner="politie")
PILE = told("backlog.measured", "2025-09-25", unit="parket", kind="paper", open=True)
PILE_GONE = told("backlog.measured", "2025-12-25", unit="parket", kind="paper", open=False)


def police_back(tested=None):
    return told("link.restored", "2025-09-03", partner="politie", tested=tested)


@pytest.mark.parametrize(
    ("name", "entries", "codes"),
    [
        ("nothing left", [], []),
        ("a restriction", [HOME], ["restriction"]),
        ("a restriction lifted", [HOME, HOME_BACK], []),
        ("a system off", [MAIL_OFF], ["system"]),
        ("a system with limits", [MAIL_OFF, MAIL_LIMITED], ["system-limits"]),
        ("a system restored", [MAIL_OFF, MAIL_BACK], []),
        ("a link broken", [POLICE_BROKEN], ["link"]),
        ("a link restored", [POLICE_BROKEN, police_back()], []),
        ("a backlog", [PILE], ["backlog"]),
        ("a backlog worked off", [PILE, PILE_GONE], []),
        ("all at once", [HOME, MAIL_OFF, POLICE_BROKEN, PILE], ["restriction", "system", "link", "backlog"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_response_is_closable_only_when_nothing_is_left(name, entries, codes):
    verdict = closable(story(OPENED, *entries)[0])
    assert verdict.answer == ("not-closable" if codes else "closable")
    assert [reason.code for reason in verdict.reasons] == codes


def test_what_keeps_it_open_is_named():
    reasons = closable(story(OPENED, HOME, MAIL_OFF, MAIL_LIMITED, PILE)[0]).reasons
    said = " / ".join(reason.text.nl for reason in reasons)
    for words in ("thuiswerken", "medewerkers", "e-mail (geen bijlagen)", "parket (op papier), omvang niet vermeld"):
        assert words in said
    assert all(reason.entries for reason in reasons)


def test_progress_is_told_by_tier_with_its_date():
    entries = (
        told("system.off", "2025-07-17", system="zaken", tier="primary"),
        told("system.restored", "2025-09-20", system="zaken", with_limits=False),
        MAIL_OFF,
        told("system.off", "2025-07-17", system="personeel", tier="business"),
        told("system.restored", "2025-09-22", system="personeel", with_limits=True),
    )
    found = tier_progress(story(OPENED, *entries)[0].leftover)
    assert [(one.tier, one.restored, one.limited, one.off) for one in found] == [
        ("primary", 1, 0, 0),
        ("supporting", 0, 0, 1),
        ("business", 0, 1, 0),
    ]
    assert [one.complete for one in found] == [read_moment("2025-09-20"), None, None]
    assert found[0].total == 1


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ([POLICE_BROKEN], "broken"),
        ([police_back()], "restored-test-not-stated"),
        ([police_back(tested=True)], "restored-tested"),
        ([police_back(tested=False)], "restored-untested"),
    ],
)
def test_restored_is_not_the_same_as_tested(entries, answer):
    assert link_state(story(OPENED, *entries)[0].leftover.links["politie", ""]).answer == answer


def test_process_stands_apart_from_its_systems():
    entries = (
        told("system.off", "2025-07-17", system="zaken", process="strafproces"),
        told("process.stated", "2025-09-25", process="strafproces", state="as-before"),
    )
    verdict = process_vs_system("strafproces", story(OPENED, *entries)[0].leftover)
    assert verdict.answer == "as-before"
    assert verdict.reasons[1].text.nl == "zaken: uit"
    assert process_vs_system("ander", story(OPENED, *entries)[0].leftover).answer == "not-stated"


def pile(**more):
    return told("backlog.measured", "2025-09-25", unit="parket", kind="digital", **{"open": True, **more})


@pytest.mark.parametrize(
    ("entry", "answer", "words"),
    [
        (pile(done_by="2025-12-31"), "foreseeable", "te overzien tot 31 december 2025"),
        (pile(forecast="not-foreseeable"), "not-foreseeable", "nog niet te overzien"),
        (pile(forecast="not-foreseeable", done_by="2025-12-31"), "not-foreseeable", "nog niet te overzien"),
        (pile(forecast="foreseeable"), "foreseeable", "dag niet vermeld"),
        (pile(), "not-stated", "geen verwachting vermeld"),
        (pile(open=False), "gone", "weggewerkt"),
    ],
)
def test_backlog_is_forecast_or_not_yet_foreseeable(entry, answer, words):
    verdict = backlog_forecast(story(OPENED, entry)[0].leftover.backlogs["parket", "digital"])
    assert verdict.answer == answer
    assert words in verdict.reasons[0].text.nl


NOTICE = told("signal.received", "2025-07-16", sender="NCSC", about="mogelijk misbruik")
SHUT = told("access.closed", "2025-07-17", scope="all", what="alles", ground="precaution")
CONFIRMED = told("misuse.confirmed", "2025-08-04", named_by="OM")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([NOTICE, SHUT, CONFIRMED], (18, 19)),
        ([SHUT, CONFIRMED], (18, None)),
        ([NOTICE, SHUT], (None, None)),
    ],
)
def test_confirmation_took_18_days_from_closing_and_19_from_the_notice(entries, expected):
    found = confirmation_delay(story(OPENED, *entries)[0])
    assert (found.from_closing, found.from_notice) == expected
    assert found.text
