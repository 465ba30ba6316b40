"""Answers per question set, counts with denominators, the ladder, receipts, channels: decided without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dijkwacht.cases.domain.axes import Access, Axes, Misuse, Use, Weakness
from dijkwacht.cases.domain.measures import Measure, MeasureState
from dijkwacht.disclosure.domain import Category, Fact
from dijkwacht.kernel.actor import PUBLIC, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import read_moment
from dijkwacht.notification.domain.calling import Candidate, call_order
from dijkwacht.notification.domain.channels import channels_used, exchange_allowed, who_could_see_overdue
from dijkwacht.notification.domain.counting import inquiry_counts
from dijkwacht.notification.domain.inquiries import (
    Given,
    Inquiry,
    SourceCount,
    answer_state,
    inquiries_from,
    sector_question,
)
from dijkwacht.notification.domain.ladder import Climbed, Rung, ladder
from dijkwacht.notification.domain.receipts import Delivery, ReceiptStage, first_notice, receipt_stage
from response_story import CERT, TOWN, case_told, told

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, TWO, THREE, FOUR = (UUID(int=number) for number in range(1, 5))
SURVEY = Inquiry("s", "Persbureau", "press", asked=frozenset({ONE, TWO, THREE}), sent=read_moment("2026-03-01"))
GIVEN = (
    Given("s", ONE, read_moment("2026-03-01"), claims=("no-attempts-seen",)),
    Given("s", TWO, read_moment("2026-03-01"), declined=True),
)


@pytest.mark.parametrize(
    ("who", "asker", "state"),
    [
        (ONE, "Persbureau", "answered"),
        (TWO, "Persbureau", "declined"),
        (THREE, "Persbureau", "silent"),
        (FOUR, "Persbureau", "not-asked"),
        (TWO, "Sector-CERT", "not-asked"),
    ],
)
def test_an_answer_belongs_to_a_set_and_an_asker(who, asker, state):
    verdict = answer_state(SURVEY, GIVEN, who, asker)
    assert verdict.answer == state
    assert verdict.reasons[0].text.nl


def test_a_source_that_does_not_say_is_not_silence():
    unknown = replace(SURVEY, asked=None, from_source=True)
    assert answer_state(unknown, GIVEN, THREE, "Persbureau").answer == "not-reported"


def test_an_answer_to_another_set_does_not_count():
    assert answer_state(replace(SURVEY, key="t"), GIVEN, ONE, "Persbureau").answer == "silent"


@pytest.mark.req("S4.9", breaks="dijkwacht.notification.domain.inquiries.sector_question")
def test_every_member_stands_in_exactly_one_list():
    found = sector_question(replace(SURVEY, given=GIVEN), (ONE, TWO, THREE, FOUR))
    assert (found.answered, found.declined, found.silent, found.not_asked) == ((ONE,), (TWO,), (THREE,), (FOUR,))
    assert found.members == 4


def test_counts_of_our_own_record_have_their_denominator():
    counts = inquiry_counts(replace(SURVEY, given=GIVEN))
    assert counts.asked == 3
    assert [(bucket.answer, bucket.count) for bucket in counts.states] == [
        ("answered", 1),
        ("declined", 1),
        ("silent", 1),
    ]
    assert counts.of("no-attempts-seen").text.nl == "1 van 1 antwoorden"


def test_a_source_keeps_its_own_words_of_size():
    told_by_press = replace(
        SURVEY,
        asked=None,
        population="ongeveer 340 gemeenten",
        counts=(SourceCount("patched-at-once", 50, "more-than"), SourceCount("not-reported", 180, "about")),
    )
    counts = inquiry_counts(told_by_press)
    assert counts.asked is None
    assert counts.of("patched-at-once").text == Text(
        "meer dan 50 van ongeveer 340 gemeenten", "more than 50 of ongeveer 340 gemeenten"
    )
    assert "zegt de bron niet" in counts.left_out.nl
    assert counts.of("answered") is None


def test_who_asked_nobody_known_counts_no_silence():
    counts = inquiry_counts(replace(SURVEY, asked=None, given=GIVEN))
    assert counts.states == ()
    assert counts.of("no-attempts-seen").of.nl == "een onbekend aantal"


def test_inquiries_are_read_from_entries():
    sent = case_told(
        "inquiry.sent",
        "2026-03-01",
        inquiry="s",
        asker="Persbureau",
        audience="press",
        questions=[{"key": "use", "text": "Gebruikt u het?"}],
    )
    sent = replace(sent, recipients=frozenset({TOWN}))
    answered = told("inquiry.answered", "2026-03-02", inquiry="s", claims=["no-attempts-seen"], named="yes")
    (found,) = inquiries_from([sent, answered])
    assert answer_state(found, found.given, TOWN, "Persbureau").answer == "answered"
    assert (found.questions[0].key, found.from_source, found.given[0].named) == ("use", False, True)
    document = replace(sent, actor=replace(sent.actor, kind=ActorKind.DOCUMENT), recipients=frozenset())
    counted = case_told("inquiry.counted", "2026-03-02", inquiry="s", counts=[{"answer": "declined", "count": 10}])
    (survey,) = inquiries_from([document, counted])
    assert survey.from_source
    assert survey.asked is None
    assert survey.counts == (SourceCount("declined", 10),)


def hours(count):
    return AT + timedelta(hours=count)


@pytest.mark.req("S4.13", "S4.22", breaks="dijkwacht.notification.domain.ladder.ladder")
@pytest.mark.parametrize(
    ("climbed", "after", "rung", "now"),
    [
        ([], 0, "remind", True),
        ([("remind", 0)], 1, "call", False),
        ([("remind", 0)], 2, "call", True),
        ([("remind", 0), ("call", 2)], 4, "deputy", True),
        ([("call", 5)], 5, "deputy", False),
        ([("director", 8)], 24, "shift-lead", True),
    ],
)
def test_the_ladder_goes_one_rung_at_a_time(climbed, after, rung, now):
    taken = [Climbed(Rung(word), hours(count)) for word, count in climbed]
    found = ladder(AT, taken, hours(after))
    assert (found.rung, found.now) == (rung, now)


def test_after_the_shift_lead_there_is_nobody_and_a_supervisor_is_no_rung():
    assert ladder(AT, [Climbed(Rung.SHIFT_LEAD, AT)], hours(100)) is None
    assert not any("supervisor" in rung for rung in Rung)


def test_a_missing_deputy_brings_it_to_the_director_and_says_so():
    found = ladder(AT, [Climbed(Rung.CALL, AT)], hours(9), lacking=frozenset({Rung.DEPUTY}))
    assert found.rung is Rung.DIRECTOR
    assert [reason.code for reason in found.reasons] == ["since", "lacking", "last"]


@pytest.mark.parametrize(
    ("delivery", "receipts", "stage"),
    [
        ("waiting", [], "not-handed-over"),
        ("failed", [], "not-handed-over"),
        ("handed-over", [], "handed-over"),
        ("handed-over", ["acknowledged", "read"], "acknowledged"),
        ("failed", ["acted"], "acted"),
    ],
)
def test_handed_over_is_less_than_read_less_than_acknowledged_less_than_acted(delivery, receipts, stage):
    assert receipt_stage(Delivery(delivery), receipts) == stage
    assert [s.rank for s in ReceiptStage] == [0, 1, 2, 3, 4]


def test_a_targeted_notice_starts_a_clock():
    signal = told("signal.received", "2025-07-16", sender="NCSC", about="mogelijk misbruik")
    closed = told("access.closed", "2025-07-17", scope="all", what="alles", ground="precaution")
    found = first_notice([closed, signal])
    assert (found.sender, found.followed_by, found.days) == ("NCSC", "access.closed", 1)
    assert first_notice([signal]).days is None
    assert first_notice([closed]) is None


def test_each_channel_has_its_latest_word_with_the_reason():
    held = case_told(
        "publication.decided", "2020-01-10", channel="website", decision="not-published", because="alleen deelnemers"
    )
    out = case_told("publication.decided", "2020-01-17", channel="website", decision="published", because="omvang")
    mail = told("notice.sent", "2020-01-09", channel="mail", to_role="ciso", about="advies")
    assert [(use.channel, use.used, use.because) for use in channels_used([held, out, mail])] == [
        ("mail", True, ""),
        ("website", True, "omvang"),
    ]
    assert not channels_used([held])[0].used


def test_a_cert_tells_about_its_own_constituency_and_names_need_a_ground():
    law = Verdict("yes", (Reason("law", Text("wet", "law")),))
    assert exchange_allowed(CERT, ONE, named=False).answer == "no"
    assert exchange_allowed(CERT, CERT, named=False).answer == "yes"
    assert exchange_allowed(CERT, CERT, named=True).answer == "without-names"
    assert exchange_allowed(CERT, CERT, named=True, ground=law).answer == "yes"


def test_lateness_shows_on_the_day_to_the_organisation_and_its_desk():
    measure = Measure("mitigate", "", MeasureState.PLANNED, AT, ONE, deadline=read_moment("2026-03-01"))
    fact = Fact(Category.MEASURE, Label.AMBER, TOWN, CERT)
    roles = {
        "ciso": Viewer(ONE, (Office(TOWN, Role.CISO),)),
        "desk": Viewer(TWO, (Office(CERT, Role.DESK),)),
        "national": Viewer(THREE, (Office(FOUR, Role.NATIONAL),)),
        "public": PUBLIC,
    }
    assert who_could_see_overdue(measure, fact, AT, roles) == ("ciso", "desk")
    assert who_could_see_overdue(measure, fact, AT - timedelta(days=1), roles) == ()


def test_the_desk_phones_who_is_open_and_reachable_first():
    def one(name, *, weakness=Weakness.FIXED_CHECKED, access=Access.CLOSED, **more):
        return Candidate(UUID(int=len(name)), name, Axes(Use.USES, weakness, access, Misuse.NOT_LOOKED), **more)

    order = call_order(
        [
            one("stil", silent_since=AT - timedelta(hours=5)),
            one("klaar"),
            one("te laat", overdue=1),
            one("lek open", weakness=Weakness.OPEN, access=Access.OPEN),
        ],
        AT,
    )
    assert [due.candidate.name for due in order] == ["lek open", "te laat", "stil"]
    assert "dichtzetten" in order[0].script.nl
    assert all(due.reasons for due in order)


def test_who_was_tried_just_now_waits_for_its_next_rung():
    since, taken = AT - timedelta(hours=3), [Climbed(Rung.CALL, AT)]

    def due_at(at):
        rung = ladder(since, taken, at)
        return call_order([Candidate(ONE, "a", Axes(), silent_since=since, last_call=AT, next_rung=rung)], at)

    assert due_at(AT) == ()
    assert len(due_at(AT + timedelta(hours=2))) == 1
