"""Inquiries, notices, calls, rungs, signals and exchanges as they are recorded, and who sees what of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from dijkwacht.cases.selectors import responses_of
from dijkwacht.cases.services import open_case, open_response, record
from dijkwacht.journal.selectors import entries, looks_at
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import minute
from dijkwacht.notification.domain.inquiries import AnswerState, Question
from dijkwacht.notification.domain.ladder import Rung
from dijkwacht.notification.domain.receipts import ReceiptStage
from dijkwacht.notification.models import RungRow
from dijkwacht.notification.selectors import call_list, inquiries_seen, inquiry_for, notices_seen, own_answer
from dijkwacht.notification.services import (
    acknowledge,
    answer_inquiry,
    climb_rung,
    decline_inquiry,
    log_call,
    log_exchange,
    receive_signal,
    send_inquiry,
    send_notice,
)
from dijkwacht.notification.services.calling import NoGroundForNames, NotYoursToTell
from dijkwacht.notification.services.inquiring import NobodyAsked, OtherAnswer
from dijkwacht.notification.services.notifying import NoAddress
from dijkwacht.organisations.models import Account
from organisations_cast import NOW, account_with, assemble, contact, viewer
from record_explains import assert_journal_explains

pytestmark = pytest.mark.django_db
DESK = Actor(ActorKind.PERSON, "desk")
QUESTIONS = (Question("use", "Gebruikt u het?"), Question("v1", "Sinds wanneer?"))


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def case(cast):
    return open_case(
        actor=DESK,
        owner=cast.town_cert,
        label=Label.GREEN,
        title=Text("Oefening", "Exercise"),
        steps=["mitigate", "fix", "hunt"],
        constituency=cast.town_cert,
    )


def ask(cast, case, *, asker="Gemeentewacht", audience="cert", asked=None):
    return send_inquiry(
        case=case,
        asker=asker,
        asker_organisation=cast.town_cert if audience == "cert" else cast.outsider,
        audience=audience,
        title="Draait u het?",
        questions=QUESTIONS,
        asked=asked or [cast.town, cast.other_town],
        sent=minute(NOW),
        actor=DESK,
    )


def response_of(viewer_, case):
    (row,) = responses_of(viewer_, case=case)
    return row.id


def test_the_desk_sees_who_answered_declined_and_is_silent(cast, case):
    inquiry = ask(cast, case)
    desk = viewer("desk", cast.town_cert)
    assert inquiry_for(desk, inquiry).counts.of("silent").text.nl == "2 van 2 gevraagde organisaties"
    answer_inquiry(
        inquiry=inquiry, organisation=cast.town, answers={"use": "ja"}, claims=["no-attempts-seen"], actor=DESK
    )
    decline_inquiry(inquiry=inquiry, organisation=cast.other_town, actor=DESK)
    seen = inquiry_for(desk, inquiry)
    assert [(row.name, row.state) for row in seen.rows] == [
        ("'s-Waterdam", AnswerState.DECLINED),
        ("Súdwest-Tweestroom", AnswerState.ANSWERED),
    ]
    assert [(bucket.answer, bucket.count) for bucket in seen.counts.states] == [
        ("answered", 1),
        ("declined", 1),
        ("silent", 0),
    ]
    assert_journal_explains(response_of(viewer("ciso", cast.town), case))


def test_an_organisation_sees_its_own_answer_and_nobody_elses(cast, case):
    inquiry = ask(cast, case)
    own = viewer("ciso", cast.town)
    seen, row = own_answer(own, inquiry, cast.town)
    assert [one.organisation for one in seen.rows] == [cast.town]
    assert (row.state, seen.counts) == (AnswerState.SILENT, None)
    for stranger in (viewer("ciso", cast.hospital), viewer("desk", cast.health_cert), PUBLIC):
        with pytest.raises(NotFound):
            inquiry_for(stranger, inquiry)
    with pytest.raises(NotFound):
        own_answer(own, inquiry, cast.other_town)


def test_a_national_desk_counts_without_names(cast, case):
    inquiry = ask(cast, case)
    seen = inquiry_for(viewer("national", cast.national), inquiry)
    assert seen.rows == ()
    assert seen.counts.asked == 2


def test_the_members_of_two_constituencies_are_each_seen_by_their_own_desk(cast, case):
    ask(cast, case, asker="Persbureau", audience="press", asked=[cast.town, cast.hospital])
    (for_towns,) = inquiries_seen(viewer("desk", cast.town_cert), case)
    health_desk = viewer("desk", cast.health_cert)
    (for_health,) = inquiries_seen(health_desk, case)
    assert [row.organisation for row in for_towns.rows] == [cast.town]
    assert [row.organisation for row in for_health.rows] == [cast.hospital]
    sent = entries(health_desk, kinds=["inquiry.sent"])
    assert [entry.recipients for entry in sent] == [frozenset({cast.hospital})]


def test_declining_to_the_press_changes_nothing_towards_the_cert(cast, case):
    press = ask(cast, case, asker="Persbureau", audience="press")
    own = ask(cast, case)
    decline_inquiry(inquiry=press, organisation=cast.town, actor=DESK, because="veiligheid")
    desk = viewer("desk", cast.town_cert)
    states = {row.organisation: row.state for row in inquiry_for(desk, own).rows}
    assert states[cast.town] is AnswerState.SILENT


def test_two_who_answer_at_once_the_second_is_told(cast, case):
    inquiry = ask(cast, case)
    answer_inquiry(inquiry=inquiry, organisation=cast.town, answers={"use": "ja"}, actor=DESK, version=1)
    with pytest.raises(OtherAnswer):
        decline_inquiry(inquiry=inquiry, organisation=cast.town, actor=DESK, version=1)
    answer_inquiry(inquiry=inquiry, organisation=cast.town, answers={"use": "nee"}, actor=DESK, version=2)
    _, row = own_answer(viewer("ciso", cast.town), inquiry, cast.town)
    assert row.answers == {"use": "nee"}


def test_an_inquiry_asks_somebody_something(cast, case):
    with pytest.raises(NobodyAsked):
        send_inquiry(
            case=case,
            asker="x",
            asker_organisation=cast.town_cert,
            audience="cert",
            title="x",
            questions=(),
            asked=[cast.town],
            sent=minute(NOW),
            actor=DESK,
        )
    with pytest.raises(NotFound):
        answer_inquiry(inquiry=ask(cast, case), organisation=cast.hospital, answers={"use": "ja"}, actor=DESK)


def notice(cast, case, **more):
    given = {"channel": "mail", "address": "ciso@tweestroom.example", **more}
    return send_notice(
        case=case,
        organisation=cast.town,
        to_role="ciso",
        about="Sluit de voordeur",
        body="Zet de gateway dicht.",
        at=NOW,
        actor=DESK,
        **given,
    )


def test_a_mail_notice_waits_in_the_outbox_with_its_job_and_its_entry(cast, case):
    made = notice(cast, case)
    (seen,) = notices_seen(viewer("ciso", cast.town), case)
    assert (seen.id, seen.stage, seen.subject) == (made, ReceiptStage.NOT_HANDED_OVER, "[TLP:AMBER] Sluit de voordeur")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'notice' FROM procrastinate_jobs WHERE task_name = 'notification.hand_over'")
        assert cursor.fetchall() == [(str(made),)]
    assert [entry.kind for entry in entries(viewer("desk", cast.town_cert), kinds=["notice.sent"])] == ["notice.sent"]
    with pytest.raises(NoAddress):
        notice(cast, case, address="geen")


def test_receipts_only_go_up(cast, case):
    made = notice(cast, case, channel="phone", address="")
    assert notices_seen(viewer("ciso", cast.town), case)[0].stage is ReceiptStage.HANDED_OVER
    steps = [ReceiptStage.ACKNOWLEDGED, ReceiptStage.READ, ReceiptStage.ACTED]
    stages = [acknowledge(notice=made, by_role="ciso", how=how, at=NOW, actor=DESK) for how in steps]
    assert stages == [ReceiptStage.ACKNOWLEDGED, ReceiptStage.ACKNOWLEDGED, ReceiptStage.ACTED]


def test_calls_rungs_and_signals_open_a_response_and_stand_in_it(cast, case):
    log_call(case=case, organisation=cast.town, to_role="ciso", outcome="no-answer", at=NOW, actor=DESK)
    climb_rung(case=case, organisation=cast.town, rung=Rung.DEPUTY, about="stil", to_role="deputy", at=NOW, actor=DESK)
    receive_signal(case=case, organisation=cast.town, sender="DIVD", about="scan", actor=DESK, happened=minute(NOW))
    own = viewer("ciso", cast.town)
    kinds = [entry.kind for entry in entries(own, response=response_of(own, case))]
    assert sorted(kinds) == ["call.made", "response.opened", "rung.climbed", "signal.received"]
    assert RungRow.objects.get().rung == "deputy"
    assert_journal_explains(response_of(own, case))


def test_a_cert_logs_what_it_told_about_its_own_members_only(cast, case):
    def tell(**more):
        return log_exchange(
            case=case,
            teller=cast.town_cert,
            receiver=cast.national,
            with_whom="Landelijke Wacht",
            about="stand van de achterban",
            actor=DESK,
            **{"constituency": cast.town_cert, **more},
        )

    assert tell().recipients == frozenset({cast.national})
    with pytest.raises(NotYoursToTell):
        tell(constituency=cast.health_cert)
    with pytest.raises(NoGroundForNames):
        tell(named=True)


def late(cast, case, organisation):
    response = open_response(actor=DESK, case=case, organisation=organisation)
    for kind, payload in (
        ("use.declared", {"use": "uses", "product": "x"}),
        ("measure.planned", {"step": "mitigate", "deadline": (NOW - timedelta(days=1)).isoformat()}),
    ):
        record(actor=DESK, response=response, kind=kind, payload=payload, happened=minute(NOW - timedelta(days=2)))


def test_the_call_list_names_who_is_first_and_why(cast, case):
    late(cast, case, cast.other_town)
    contact(cast.other_town, "phone", "06 00000000")
    contact(cast.other_town, "mail", "ciso@waterdam.example")
    ask(cast, case)
    page = call_list(viewer("desk", cast.town_cert), case, NOW + timedelta(hours=3))
    assert page.first.candidate.name == "'s-Waterdam"
    assert [reason.code for reason in page.first.reasons] == ["open", "overdue", "silent"]
    assert [one.value for one in page.contacts] == ["06 00000000"]
    assert [due.candidate.name for due in page.rest] == ["Súdwest-Tweestroom"]
    assert (page.total, page.members) == (2, 2)
    with pytest.raises(NotFound):
        call_list(viewer("ciso", cast.town), case, NOW)


def sign_in(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def test_the_pages_walk_from_question_to_answer_to_call(cast, case, client):
    late(cast, case, cast.other_town)
    sign_in(client, "desk", cast.town_cert)
    asked = client.post(
        reverse("ask_members", args=[case]), {"title": "Stand", "use": "Gebruikt u het?", "more": "Wie?"}
    )
    assert asked.status_code == 302
    page = client.get(asked.url).content.decode()
    assert "2 van de 2 gevraagden" in page
    listing = client.get(reverse("calls", args=[case]))
    assert "Eerst &#x27;s-Waterdam" in listing.content.decode()
    made = client.post(reverse("log_call", args=[case, cast.other_town]), {"outcome": "no-answer", "to_role": "ciso"})
    assert made.status_code == 302
    assert RungRow.objects.get().rung == "remind"
    inquiry = asked.url.rstrip("/").rsplit("/", 1)[1]
    client.logout()
    assert {look.what for look in looks_at(viewer("ict", cast.other_town), cast.other_town)} == {"inquiry", "call list"}
    sign_in(client, "ciso", cast.town)
    where = reverse("answer_inquiry", args=[inquiry, cast.town])
    assert "<form" in client.get(where).content.decode()
    assert client.post(where, {"version": 1}).status_code == 422
    assert client.post(where, {"version": 1, "q-use": "<b>ja</b>", "claims": ["no-attempts-seen"]}).status_code == 302
    assert client.get(reverse("answer_inquiry", args=[inquiry, cast.other_town])).status_code == 404
    assert client.get(reverse("calls", args=[case])).status_code == 404
    client.logout()
    sign_in(client, "shift-lead", cast.town_cert)
    assert "&lt;b&gt;ja&lt;/b&gt;" in client.get(asked.url).content.decode()


def test_a_late_answer_form_does_not_overwrite(cast, case, client):
    inquiry = ask(cast, case)
    answer_inquiry(inquiry=inquiry, organisation=cast.town, answers={"use": "ja"}, actor=DESK)
    sign_in(client, "ciso", cast.town)
    where = reverse("answer_inquiry", args=[inquiry, cast.town])
    assert client.post(where, {"version": 1, "q-use": "nee"}).status_code == 409
