"""Notices leave through a real mail server; one that refuses is asked again and never loses a notice."""

import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from dijkwacht.cases.services import open_case
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.notification.domain.receipts import Delivery, ReceiptStage
from dijkwacht.notification.models import NoticeRow
from dijkwacht.notification.services import hand_over, send_notice
from organisations_cast import NOW, assemble

pytestmark = pytest.mark.django_db
DESK = Actor(ActorKind.PERSON, "desk")


class Inbox(Message):
    def __init__(self):
        super().__init__()
        self.mails = []

    def handle_message(self, message):
        self.mails.append(message)


class Refusing(Inbox):
    async def handle_DATA(self, *_):  # noqa: N802 - aiosmtpd's name
        return "451 later"


def serving(inbox, settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    return server


@pytest.fixture
def notice():
    cast = assemble()
    case = open_case(actor=DESK, owner=cast.town_cert, label=Label.GREEN, title=Text("Oefening", "Exercise"))
    return send_notice(
        case=case,
        organisation=cast.town,
        channel="mail",
        to_role="ciso",
        about="Sluit de voordeur van Súdwest",
        body="Zet de gateway dicht; kantoor blijft werken.",
        address="ciso@tweestroom.example",
        at=NOW,
        actor=DESK,
    )


def test_a_notice_is_mailed_once_and_its_address_leaves_the_outbox(notice, settings):
    inbox = Inbox()
    server = serving(inbox, settings)
    try:
        assert hand_over(notice=notice, at=NOW + timedelta(seconds=1))
        assert hand_over(notice=notice, at=NOW + timedelta(minutes=1))
    finally:
        server.stop()
    (mail,) = inbox.mails
    assert (mail["To"], mail["Auto-Submitted"]) == ("ciso@tweestroom.example", "auto-generated")
    assert "kantoor blijft werken" in mail.get_payload(decode=True).decode()
    row = NoticeRow.objects.get(public_id=notice)
    assert (row.delivery, row.stage, row.address) == (Delivery.HANDED_OVER, ReceiptStage.HANDED_OVER, "")
    assert row.handed_over_at == NOW + timedelta(seconds=1)


def test_a_server_that_refuses_is_asked_again_until_it_counts_as_failed(notice, settings):
    server = serving(Refusing(), settings)
    try:
        assert not hand_over(notice=notice, at=NOW)
        row = NoticeRow.objects.get(public_id=notice)
        assert (row.delivery, row.attempts, row.trouble) == (Delivery.WAITING, 1, "SMTPDataError")
        for _ in range(7):
            assert not hand_over(notice=notice, at=NOW)
    finally:
        server.stop()
    assert NoticeRow.objects.get(public_id=notice).delivery == Delivery.FAILED


def test_a_server_that_is_away_loses_nothing(notice, settings):
    server = serving(Inbox(), settings)
    server.stop()
    assert not hand_over(notice=notice, at=NOW)
    assert NoticeRow.objects.get(public_id=notice).address == "ciso@tweestroom.example"
