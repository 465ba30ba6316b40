"""What advice means: changes between versions, following it, being overdue, who knew first, reopening."""

from uuid import UUID

import pytest

from dijkwacht.advisories.domain.difference import compare_actions, difference
from dijkwacht.advisories.domain.following import Deed, action_perspective, followed_advice, overdue_actions
from dijkwacht.advisories.domain.publishing import Publication, published_on
from dijkwacht.advisories.domain.receiving import (
    Receipt,
    elapsed,
    publication_to_receipt,
    received_order,
    repaired_in_time,
)
from dijkwacht.advisories.domain.reopening import ReopeningAdvice, reopening_holds
from dijkwacht.advisories.domain.severity import Grade, Severity, Urgency, priority
from dijkwacht.advisories.domain.summary import Action, Fix, Flaw, Summary, fixes_available
from dijkwacht.advisories.domain.words import Outcome
from dijkwacht.kernel.verdict import ConditionState
from dijkwacht.kernel.window import read_moment

ENTRY = UUID("00000000-0000-4000-8000-000000000001")


def moment(text):
    return read_moment(text)


def at(text):
    return read_moment(text).earliest


@pytest.mark.parametrize(
    ("severity", "answer"),
    [
        (Severity(Grade.HIGH, Grade.HIGH), "urgent"),
        (Severity(Grade.MEDIUM, Grade.HIGH), "normal"),
        (Severity(Grade.HIGH, Grade.MEDIUM), "normal"),
        (Severity(urgency=Urgency.URGENT), "urgent"),
        (Severity(urgency=Urgency.NORMAL), "normal"),
        (Severity(Grade.HIGH, Grade.HIGH, Urgency.NORMAL), "urgent"),
        (Severity(as_written="Important"), "not-stated"),
    ],
)
def test_both_scales_come_to_one_order(severity, answer):
    assert priority(severity).answer == answer


OLD = Summary("Flaw", Severity(Grade.MEDIUM, Grade.HIGH), (Flaw("CVE-2020-99001", fixed=("13.0-1",)),))


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        (OLD, []),
        (Summary("Flaw", Severity(Grade.HIGH, Grade.HIGH), OLD.flaws), ["severity-raised"]),
        (Summary("Flaw", Severity(Grade.LOW, Grade.HIGH), OLD.flaws), ["severity-lowered"]),
        (Summary("Flaw", Severity(Grade.MEDIUM, Grade.HIGH, as_written="x"), OLD.flaws), ["severity-restated"]),
        (Summary("Flaw", OLD.severity, (*OLD.flaws, Flaw("CVE-2020-99002"))), ["flaw-added"]),
        (Summary("Flaw", OLD.severity), ["flaw-removed"]),
        (
            Summary("Flaw", OLD.severity, (Flaw("CVE-2020-99001", fixed=("13.0-1",), exploited=("seen",)),)),
            ["exploitation-stated"],
        ),
        (Summary("Flaw", OLD.severity, (Flaw("CVE-2020-99001", fixed=("13.0-2",)),)), ["fixed"]),
        (Summary("Flaw", OLD.severity, OLD.flaws, fixes=(Fix("13.0", "13.0-2"),)), ["fix-added"]),
        (Summary("Other", OLD.severity, OLD.flaws, remedies=("new",)), ["remedies", "title"]),
    ],
)
def test_what_changed_between_versions(new, codes):
    assert [change.code for change in difference(OLD, new)] == codes


def test_an_earlier_start_of_exploitation_shows_both_dates():
    old = Summary("Flaw", flaws=(Flaw("CVE-2025-99001", exploited_since=moment("2025-06-17")),))
    new = Summary("Flaw", flaws=(Flaw("CVE-2025-99001", exploited_since=moment("2025-05")),))
    (change,) = difference(old, new)
    assert (change.before, change.after) == ("2025-06-17", "2025-05")


def test_a_sector_differs_from_the_national_line_step_by_step():
    national = (Action("close-access", unless="impact too great", then="watch"), Action("patch"))
    sector = (Action("close-access"), Action("hunt"))
    assert [(change.code, change.about) for change in compare_actions(national, sector)] == [
        ("action-added", "hunt"),
        ("action-removed", "patch"),
        ("action-changed", "close-access"),
    ]


def test_one_step_asked_of_two_audiences_is_two_actions():
    both = (Action("patch", audience="hospitals"), Action("patch", audience="municipalities"))
    assert [change.before for change in compare_actions(both, both[:1])] == ["patch · municipalities"]


CLOSE = Action("close-access", deadline=moment("2020-01-18"), unless="patient safety suffers", then="watch-intensively")


@pytest.mark.parametrize(
    ("deed", "answer", "codes"),
    [
        (Deed("close-access", moment("2020-01-18")), "followed", ["as-advised"]),
        (Deed("close-access", moment("2020-01-19")), "followed", ["as-advised", "after-deadline"]),
        (
            Deed("watch-intensively", moment("2020-01-18"), ground="patient safety suffers"),
            "alternative-followed",
            ["alternative"],
        ),
        (Deed("watch-intensively", moment("2020-01-18")), "not-followed", ["otherwise"]),
        (
            Deed("allow-list", moment("2020-01-18"), reason="only known addresses get in"),
            "done-differently",
            ["equivalent"],
        ),
        (Deed("nothing-much", moment("2020-01-18")), "not-followed", ["otherwise"]),
        (None, "not-recorded", ["nothing-recorded"]),
    ],
)
def test_choosing_the_alternative_is_following_the_advice(deed, answer, codes):
    verdict = followed_advice(CLOSE, deed)
    assert verdict.answer == answer
    assert [reason.code for reason in verdict.reasons] == codes


@pytest.mark.parametrize(
    ("deeds", "when", "late"),
    [
        ([], "2020-01-18T23:59", []),
        ([], "2020-01-19T00:00", ["close-access"]),
        ([Deed("close-access", moment("2020-01-20"))], "2020-01-19T12:00", ["close-access"]),
        ([Deed("close-access", moment("2020-01-20"))], "2020-01-20T12:00", []),
        ([Deed("watch-intensively", moment("2020-01-18"))], "2020-01-20T12:00", []),
        ([Deed("patch", moment("2020-01-18"))], "2020-01-20T12:00", ["close-access"]),
    ],
)
def test_an_overdue_action_shows_on_the_day_itself(deeds, when, late):
    assert [item.action.step for item in overdue_actions([CLOSE], deeds, at(when))] == late


def test_advice_without_a_deadline_is_not_whole():
    whole = action_perspective("traversal in the gateway", Summary("x", actions=(CLOSE,)))
    partial = action_perspective("traversal", Summary("x", actions=(CLOSE, Action("patch"))))
    assert {condition.state for condition in whole} == {ConditionState.MET}
    assert [condition.key for condition in partial if condition.state is not ConditionState.MET] == ["deadline"]


@pytest.mark.parametrize(
    ("start", "end", "least", "most"),
    [
        ("2020-01-17", "2020-01-18", 1, 1),
        ("2019-12-17", "2019-12-23", 6, 6),
        ("2020-01", "2020-01-18", -13, 17),
        ("2020-01-17T23:30", "2020-01-18T00:30", 1, 1),
        ("2020-03-28", "2020-03-30", 2, 2),
    ],
)
def test_latency_is_counted_in_calendar_days_with_their_precision(start, end, least, most):
    latency = publication_to_receipt(moment(start), moment(end))
    assert (latency.least, latency.most) == (least, most)


def test_minutes_give_an_exact_duration_across_the_change_of_clocks():
    assert elapsed(moment("2020-03-28T12:00"), moment("2020-03-29T12:00")).exact.total_seconds() == 23 * 3600


def test_first_knowledge_among_several_senders():
    vendor = Receipt("vendor", "ciso", moment("2019-12-23"), moment("2019-12-17"))
    cert = Receipt("sector CERT", "ciso", moment("2020-01-18"))
    order = received_order([cert, vendor])
    assert (order.first, order.first_is_certain) == (vendor, True)
    assert (vendor.latency.least, cert.latency) == (6, None)


def test_two_receipts_of_one_day_leave_open_who_was_first():
    order = received_order([Receipt("a", "ciso", moment("2020-01-18")), Receipt("b", "ciso", moment("2020-01-18"))])
    assert not order.first_is_certain


@pytest.mark.parametrize(
    ("fixed", "answer"),
    [("2025-06-25", "in-time"), ("2025-06-26", "late"), (None, "not-recorded")],
)
def test_repaired_in_time_is_computed(fixed, answer):
    fix = moment(fixed) if fixed else None
    verdict = repaired_in_time(moment("2025-05"), moment("2025-06-18"), fix, moment("2025-06-25"))
    assert verdict.answer == answer


def test_days_after_receipt_are_among_the_reasons():
    verdict = repaired_in_time(None, moment("2025-06-18"), moment("2025-06-25"), moment("2025-06-25"))
    assert [reason.code for reason in verdict.reasons] == ["since-exposure-unknown", "since-receipt"]
    assert verdict.reasons[1].text.en == "7 days after the advice was received"


def test_fixes_become_available_per_line():
    fixes = (
        Fix("11.1", "11.1.63.15", moment("2020-01-19")),
        Fix("13.0", "13.0.47.24", moment("2020-01-23")),
        Fix("10.5", "10.5.70.12"),
    )
    assert {line: fix.build for line, fix in fixes_available(fixes, at("2020-01-20T12:00")).items()} == {
        "11.1": "11.1.63.15"
    }
    assert set(fixes_available(fixes, at("2020-01-24T12:00"))) == {"11.1", "13.0"}


ADVICE = ReopeningAdvice("IBD", "1", ("11.1.63.15", "12.0.63.13"), moment("2020-01-20"), entry=ENTRY)
NEXT = ReopeningAdvice("IBD", "2", ("13.0.47.24",), moment("2020-01-24"))
UNNAMED = ReopeningAdvice("IBD", "1", (), moment("2020-01-20"), condition="with these updates")
ADVICE_OF_VENDOR = ReopeningAdvice("Vendor", "1", ("11.1.63.15",), moment("2020-01-20"))
TAKEN_BACK = ReopeningAdvice(
    "IBD", "1", ("11.1.63.15",), moment("2020-01-20"), revoked=moment("2020-01-22"), because="a new hole"
)


@pytest.mark.parametrize(
    ("advice", "build", "when", "answer"),
    [
        ([ADVICE], "11.1.63.15", "2020-01-19T12:00", "not-recorded"),
        ([ADVICE], "11.1.63.15", "2020-01-20T12:00", "holds"),
        ([ADVICE], " 11.1.63.15 ", "2020-01-20T12:00", "holds"),
        ([ADVICE], None, "2020-01-20T12:00", "build-not-recorded"),
        ([ADVICE], "11.1.62.8", "2020-01-20T12:00", "other-build"),
        ([ADVICE, NEXT], "11.1.63.15", "2020-01-25T12:00", "other-build"),
        ([ADVICE, NEXT], "11.1.63.15", "2020-01-23T12:00", "holds"),
        ([TAKEN_BACK], "11.1.63.15", "2020-01-21T12:00", "holds"),
        ([TAKEN_BACK], "11.1.63.15", "2020-01-22T12:00", "revoked"),
        ([], "11.1.63.15", "2020-01-22T12:00", "not-recorded"),
        ([UNNAMED], "11.1.63.15", "2020-01-22T12:00", "builds-not-named"),
        ([UNNAMED, ADVICE_OF_VENDOR], "11.1.63.15", "2020-01-22T12:00", "holds"),
    ],
)
def test_reopening_advice_is_bound_to_builds_versioned_and_revocable(advice, build, when, answer):
    assert reopening_holds(advice, build, at(when)).answer == answer


def test_an_older_version_does_not_revive_when_the_newer_is_revoked():
    newer = ReopeningAdvice("IBD", "2", ("11.1.63.15",), moment("2020-01-21"), revoked=moment("2020-01-22"))
    assert reopening_holds([ADVICE, newer], "11.1.63.15", at("2020-01-23T12:00")).answer == "revoked"


def test_a_version_scheme_may_say_that_a_newer_build_is_covered():
    verdict = reopening_holds(
        [ADVICE], "11.1.64.1", at("2020-01-21T12:00"), same_or_newer=lambda installed, named: installed >= named
    )
    assert verdict.answer == "holds"
    assert verdict.reasons[0].entries == (ENTRY,)


def test_publication_is_answered_per_channel_with_its_reason():
    decisions = [
        Publication("website", Outcome.WITHHELD, moment("2019-12-18"), "members were told directly"),
        Publication("website", Outcome.PUBLISHED, moment("2020-01-17")),
        Publication("platform", Outcome.PUBLISHED, moment("2019-12-18")),
    ]
    assert published_on("website", decisions).answer == "published"
    withheld = published_on("website", decisions[:1])
    assert "members were told directly" in withheld.reasons[0].text.en
    assert (withheld.answer, published_on("e-mail", decisions).answer) == ("withheld", "not-recorded")
