"""Tables of documents: what was drafted, who approved it, what left and cannot change any more."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dijkwacht.disclosure.domain import Audience, Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label

WORD = 40
LINE = 300


class DocumentRows(models.QuerySet["Document"]):
    """Filters over documents."""

    def visible_to(self, viewer: Viewer) -> "DocumentRows":
        """Keep the documents the viewer may see: a draft is a fact of category draft, a sent one of category sent."""
        return self.filter(shown(viewer))


class Document(models.Model):
    """One letter or set of answers, through all its versions; once sent, its sent version stands for ever."""

    public_id = models.UUIDField(unique=True, default=new_id)
    type = models.CharField(max_length=WORD)
    title_nl = models.CharField(max_length=LINE)
    title_en = models.CharField(max_length=LINE)
    response = models.UUIDField()
    organisation = models.UUIDField()
    audience = models.CharField(max_length=WORD, choices=[(one.value, one.value) for one in Audience])
    question_set = models.CharField(max_length=LINE, blank=True, default="")
    state = models.CharField(max_length=WORD, default="draft")
    number = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    label = models.CharField(max_length=20, choices=[(label.value, label.value) for label in Label])
    category = models.CharField(max_length=20, default=Category.DRAFT.value)
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField(), default=list)

    objects = DocumentRows.as_manager()

    class Meta:
        db_table = "reporting_document"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "approved", "sent"]), name="reporting_document_state_exists"
            )
        ]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="reporting_document_of")]

    def __str__(self) -> str:
        return self.title_nl


class DocumentVersion(models.Model):
    """One version as it was written: its lines with their sources, the moment it tells of, and when sent its PDF."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    as_of = models.DateTimeField()
    written_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    pdf_digest = models.CharField(max_length=64, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=LINE, blank=True, default="")
    addressee = models.CharField(max_length=LINE, blank=True, default="")

    class Meta:
        db_table = "reporting_document_version"
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="reporting_version_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | ~Q(pdf_digest=""), name="reporting_version_sent_has_pdf"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Approval(models.Model):
    """A named office approved a version."""

    of_version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="approvals")
    office = models.CharField(max_length=WORD)
    deputy = models.BooleanField(default=False)
    account = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "reporting_approval"
        constraints = [models.UniqueConstraint(fields=["of_version", "office"], name="reporting_approval_once")]

    def __str__(self) -> str:
        return self.office


class ApprovalChain(models.Model):
    """The offices that approve an organisation's documents, in order; without one the default of its kind holds."""

    organisation = models.UUIDField(unique=True)
    offices = ArrayField(models.CharField(max_length=WORD))

    class Meta:
        db_table = "reporting_approval_chain"

    def __str__(self) -> str:
        return ", ".join(self.offices)


class NightSheetRow(models.Model):
    """The printed sheet of an organisation for the night when nothing else works: one, the newest."""

    organisation = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    body_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        db_table = "reporting_night_sheet"

    def __str__(self) -> str:
        return self.digest
