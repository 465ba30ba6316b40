"""Send notices, hand them to their channel after the commit, and record what comes back."""

from datetime import datetime
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import DijkwachtError, NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment, minute
from dijkwacht.notification.domain.receipts import Delivery, ReceiptStage, receipt_stage
from dijkwacht.notification.models import NoticeRow
from dijkwacht.notification.services.responding import tell

MAIL = "mail"
ATTEMPTS = 8
LINE = 300


class NoAddress(Refused):
    """A mail notice needs an address."""


class NotHandedOver(DijkwachtError):  # noqa: N818 - the name people read
    """The mail server did not take the notice; it is tried again."""


@one_transaction
def send_notice(  # noqa: PLR0913 - who is told what over which channel, each by keyword
    *,
    case: UUID,
    organisation: UUID,
    channel: str,
    to_role: str,
    about: str,
    body: str,
    at: datetime,
    actor: Actor,
    address: str = "",
    label: Label = Label.AMBER,
    known: Moment | None = None,
) -> UUID:
    """Write a notice with its entry and return its public id; mail leaves after the commit, by a job (S4.16, S4.17).

    A notice over another channel than mail was given by hand and counts as handed over at `at`. The mail's subject
    carries the label. Writes `notice.sent`. Raises NoAddress.
    """
    if channel == MAIL and "@" not in address:
        raise NoAddress(place="address", expected="an address with an @")
    told = tell(
        case=case,
        organisation=organisation,
        kind="notice.sent",
        payload={"channel": channel, "to_role": to_role, "about": about, "address": address or None},
        actor=actor,
        trigger=about,
        label=label,
        happened=minute(at),
        known=known,
    )
    by_hand = channel != MAIL
    row = NoticeRow.objects.create(
        **told.columns(),
        case=case,
        response=told.response,
        entry=told.entry.id,
        channel=channel,
        to_role=to_role,
        address="" if by_hand else address,
        subject=f"[{told.entry.label}] {about}"[:LINE],
        body=body,
        sent_at=at,
        delivery=Delivery.HANDED_OVER if by_hand else Delivery.WAITING,
        handed_over_at=at if by_hand else None,
        stage=ReceiptStage.HANDED_OVER if by_hand else ReceiptStage.NOT_HANDED_OVER,
    )
    if not by_hand:
        app.configure_task("notification.hand_over", queue="mail").defer(notice=str(row.public_id))
    return row.public_id


@one_transaction
def hand_over(*, notice: UUID, at: datetime) -> bool:
    """Mail a waiting notice and return whether the server took it; who calls twice mails once.

    After the eighth refusal it counts as failed, and the desk sees it. Raises NotFound.
    """
    row = NoticeRow.objects.select_for_update().filter(public_id=notice).first()
    if row is None:
        raise NotFound
    if row.delivery != Delivery.WAITING:
        return row.delivery == Delivery.HANDED_OVER
    row.attempts += 1
    try:
        EmailMessage(row.subject, row.body, to=[row.address], headers={"Auto-Submitted": "auto-generated"}).send()
    except (SMTPException, OSError) as error:
        row.trouble = type(error).__name__
        row.delivery = Delivery.FAILED if row.attempts >= ATTEMPTS else Delivery.WAITING
        row.save(update_fields=["attempts", "trouble", "delivery"])
        return False
    row.delivery, row.handed_over_at, row.address, row.trouble = Delivery.HANDED_OVER, at, "", ""
    row.stage = _furthest(row)
    row.save(update_fields=["attempts", "delivery", "handed_over_at", "address", "trouble", "stage"])
    return True


@one_transaction
def acknowledge(*, notice: UUID, by_role: str, how: ReceiptStage, at: datetime, actor: Actor) -> ReceiptStage:
    """Record that the addressee read, acknowledged or acted on a notice; return the furthest stage so far.

    Writes `notice.acknowledged`; a weaker receipt after a stronger one is kept as an entry and lowers nothing. Raises
    NotFound.
    """
    row = NoticeRow.objects.select_for_update().filter(public_id=notice).first()
    if row is None:
        raise NotFound
    tell(
        case=row.case,
        organisation=row.owner,
        kind="notice.acknowledged",
        payload={"notice": str(notice), "by_role": by_role, "how": how.value},
        actor=actor,
        trigger=row.subject,
        label=Label(row.label),
        happened=minute(at),
    )
    row.stage = receipt_stage(Delivery(row.delivery), [row.stage, how.value])
    row.save(update_fields=["stage"])
    return ReceiptStage(row.stage)


def _furthest(row: NoticeRow) -> ReceiptStage:
    return receipt_stage(Delivery(row.delivery), [row.stage])
