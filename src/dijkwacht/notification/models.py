"""Tables of the room: inquiries with whom they asked, notices as an outbox, telephone calls.

What was sent, answered and said stands in the journal; these rows hold what is asked at every look (who is silent, what
waits to be mailed, whom to call) and name the entry that explains them.
"""

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.notification.domain.inquiries import AnswerState
from dijkwacht.notification.domain.ladder import Rung
from dijkwacht.notification.domain.receipts import Delivery, ReceiptStage

LINE = 300
WORD = 40
Row = TypeVar("Row", bound="AboutMember")


class AboutMemberRows(models.QuerySet[Row]):
    """The visibility filter of this room: every row is something reported about one organisation."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what disclosure allows this viewer to see of category "reported"."""
        return self.filter(shown(viewer, category=Category.REPORTED))


class AboutMember(models.Model):
    """What disclosure needs of a row; `owner` is the organisation it is about."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    label = models.CharField(max_length=20)
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField(), default=list)

    objects = AboutMemberRows.as_manager()

    class Meta:
        """The database keeps that the label is one of the protocol."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in Label]), name="%(app_label)s_%(class)s_label_exists"
            )
        ]


class InquiryRow(models.Model):
    """A question set as put: by whom, for which audience, until when; whom it asked stands in AskedRow."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    case = models.UUIDField()
    asker = models.CharField(max_length=LINE)
    asker_organisation = models.UUIDField()
    audience = models.CharField(max_length=WORD)
    title = models.CharField(max_length=LINE)
    questions = models.JSONField(default=list)
    sent = models.CharField(max_length=WORD)
    sent_from = models.DateTimeField()
    term = models.CharField(max_length=WORD, default="")
    entries = ArrayField(models.UUIDField(), default=list)

    class Meta:
        """The database keeps the audiences that the journal knows."""

        db_table = "notification_inquiry"
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=["cert", "press", "council", "parliament", "regulator"]),
                name="notification_inquiry_audience_exists",
            )
        ]
        indexes = [models.Index(fields=["case", "sent_from"], name="notification_inquiry_case")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class AskedRow(AboutMember):
    """One organisation that was asked, and how it stands; `answers` by question, `claims` graded."""

    inquiry = models.ForeignKey(InquiryRow, models.CASCADE, related_name="asked")
    state = models.CharField(max_length=20, default=AnswerState.SILENT)
    answered = models.CharField(max_length=WORD, default="")
    answers = models.JSONField(default=dict)
    claims = ArrayField(models.CharField(max_length=WORD), default=list)
    named = models.BooleanField(default=False)
    entry = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(AboutMember.Meta):
        """The database keeps one row per organisation, and that only who spoke has an entry."""

        db_table = "notification_asked"
        constraints = [
            *AboutMember.Meta.constraints,
            models.UniqueConstraint(fields=["inquiry", "owner"], name="notification_asked_once"),
            models.CheckConstraint(
                condition=Q(state__in=[AnswerState.SILENT, AnswerState.ANSWERED, AnswerState.DECLINED]),
                name="notification_asked_state_exists",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.SILENT, entry__isnull=True)
                | (~Q(state=AnswerState.SILENT) & Q(entry__isnull=False)),
                name="notification_asked_who_spoke_has_entry",
            ),
        ]

    def __str__(self) -> str:
        """Return how it stands."""
        return self.state


class NoticeRow(AboutMember):
    """Something to be sent, written with its entry and mailed after the commit: the outbox.

    `address` is personal data and is emptied once the notice is handed over; the entry keeps it as removable content.
    """

    case = models.UUIDField()
    response = models.UUIDField()
    entry = models.UUIDField()
    channel = models.CharField(max_length=WORD)
    to_role = models.CharField(max_length=WORD)
    address = models.CharField(max_length=LINE, default="")
    subject = models.CharField(max_length=LINE)
    body = models.TextField()
    delivery = models.CharField(max_length=20, default=Delivery.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=LINE, default="")
    sent_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=20, default=ReceiptStage.NOT_HANDED_OVER)

    class Meta(AboutMember.Meta):
        """The database keeps the words, and that what was handed over says when."""

        db_table = "notification_notice"
        constraints = [
            *AboutMember.Meta.constraints,
            models.CheckConstraint(
                condition=Q(delivery__in=[word.value for word in Delivery]), name="notification_notice_delivery_exists"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[word.value for word in ReceiptStage]), name="notification_notice_stage_exists"
            ),
            models.CheckConstraint(
                condition=Q(delivery=Delivery.HANDED_OVER, handed_over_at__isnull=False)
                | (~Q(delivery=Delivery.HANDED_OVER) & Q(handed_over_at__isnull=True)),
                name="notification_notice_handed_over_says_when",
            ),
        ]
        indexes = [models.Index(fields=["case", "owner"], name="notification_notice_case")]

    def __str__(self) -> str:
        """Return how far it came."""
        return self.stage


class CallRow(AboutMember):
    """A telephone call with a member and its outcome."""

    case = models.UUIDField()
    response = models.UUIDField()
    entry = models.UUIDField()
    to_role = models.CharField(max_length=WORD)
    outcome = models.CharField(max_length=WORD)
    at = models.DateTimeField()
    call_back_at = models.DateTimeField(null=True)

    class Meta(AboutMember.Meta):
        """The database keeps the outcomes that the journal knows."""

        db_table = "notification_call"
        constraints = [
            *AboutMember.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome__in=["spoken", "no-answer", "call-back", "wrong-number"]),
                name="notification_call_outcome_exists",
            ),
        ]
        indexes = [models.Index(fields=["case", "owner"], name="notification_call_case")]

    def __str__(self) -> str:
        """Return the outcome."""
        return self.outcome


class RungRow(AboutMember):
    """A rung of the ladder that was taken for a member."""

    case = models.UUIDField()
    response = models.UUIDField()
    entry = models.UUIDField()
    rung = models.CharField(max_length=20)
    about = models.CharField(max_length=LINE)
    at = models.DateTimeField()

    class Meta(AboutMember.Meta):
        """The database keeps that there is no other rung: a supervisor is none (S4.22)."""

        db_table = "notification_rung"
        constraints = [
            *AboutMember.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rung__in=[rung.value for rung in Rung]), name="notification_rung_exists"
            ),
        ]
        indexes = [models.Index(fields=["case", "owner"], name="notification_rung_case")]

    def __str__(self) -> str:
        """Return the rung."""
        return self.rung


class HookRow(models.Model):
    """Messages to another program about new entries: for which token, to where, how far it came, how it fares.

    `position` is the last place in the record that was considered; messages go out in the order of places.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.UUIDField()
    token = models.UUIDField()
    url = models.CharField(max_length=1000)
    secret = models.CharField(max_length=200)  # sealed
    kinds = ArrayField(models.CharField(max_length=60), default=list)
    with_values = models.BooleanField(default=False)
    position = models.BigIntegerField()
    failures = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=LINE, default="")
    try_at = models.DateTimeField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        """The database finds what is due without reading the stopped ones."""

        db_table = "notification_hook"
        indexes = [
            models.Index(fields=["try_at"], name="notification_hook_due", condition=Q(stopped_at__isnull=True)),
            models.Index(fields=["account"], name="notification_hook_account"),
        ]

    def __str__(self) -> str:
        """Return the public id."""
        return str(self.public_id)
