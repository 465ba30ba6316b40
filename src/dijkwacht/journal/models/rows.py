"""Tables of the record. Rows of entries, content, leaves and heads are only inserted; the database refuses more."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import ActorKind, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin


class EntryRows(QuerySet["EntryRow"]):
    """Filters over entries; the only place where visibility becomes SQL."""

    def visible_to(self, viewer: Viewer) -> "EntryRows":
        """Keep what `disclosure.domain.visible` allows the viewer."""
        return self.filter(shown(viewer))

    def as_of(self, asof: AsOf) -> "EntryRows":
        """Keep what was known by `asof.known` and stood below the last tree head signed by `asof.recorded`."""
        rows = self
        if asof.known is not None:
            rows = rows.filter(known_by__lte=asof.known)
        if asof.recorded is not None:
            head = HeadRow.objects.filter(signed_at__lte=asof.recorded).order_by("-size").values("size")[:1]
            rows = rows.filter(leaf__position__lt=models.Subquery(head))
        return rows


class EntryRow(models.Model):
    """One entry of the journal, as inserted; `recorded_at` and `known_by` are set by the database alone."""

    public_id = models.UUIDField(unique=True, default=new_id)
    kind = models.CharField(max_length=60)
    schema = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Category])
    case = models.UUIDField(null=True)
    response = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    subject = models.TextField(default="")
    happened = models.TextField(null=True)  # noqa: DJ001 - "not stated" is NULL; "" is no moment
    happened_from = models.DateTimeField(null=True)
    known = models.TextField(null=True)  # noqa: DJ001 - "known when recorded" is NULL; "" is no moment
    known_from = models.DateTimeField(null=True)
    known_by = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ActorKind])
    actor_role = models.TextField()
    actor_account = models.UUIDField(null=True)
    actor_organisation = models.UUIDField(null=True)
    source = models.TextField()
    origin = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Origin])
    label = models.CharField(max_length=20, choices=[(label.value, label.value) for label in Label])
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField(), default=list)
    evidence = ArrayField(models.TextField(), default=list)
    corrects = models.UUIDField(null=True)
    payload_text = models.TextField()
    payload = models.GeneratedField(
        expression=models.functions.Cast("payload_text", models.JSONField()),
        output_field=models.JSONField(),
        db_persist=True,
    )
    content_digest = models.BinaryField(null=True)

    objects: "models.Manager[EntryRow]" = EntryRows.as_manager()

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["response", "id"], name="journal_entry_response"),
            models.Index(fields=["case", "id"], name="journal_entry_case"),
            models.Index(fields=["organisation", "id"], name="journal_entry_organisation"),
            models.Index(fields=["kind", "id"], name="journal_entry_kind"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(label__in=[item.value for item in Label]), name="journal_entry_label"),
            models.CheckConstraint(
                condition=Q(category__in=[c.value for c in Category]), name="journal_entry_category"
            ),
            models.CheckConstraint(condition=Q(origin__in=[o.value for o in Origin]), name="journal_entry_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class ContentRow(models.Model):
    """Removable texts of an entry with the salt of their digest; the only table of the record that may lose rows."""

    entry = models.OneToOneField(EntryRow, models.PROTECT, primary_key=True, related_name="content")
    salt = models.BinaryField()
    body = models.TextField()

    class Meta:
        db_table = "journal_content"

    def __str__(self) -> str:
        return f"content of {self.entry_id}"


class LeafRow(models.Model):
    """The place of an entry in the tree and its leaf hash."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(EntryRow, models.PROTECT, related_name="leaf")
    leaf_hash = models.BinaryField()

    class Meta:
        db_table = "journal_leaf"

    def __str__(self) -> str:
        return f"leaf {self.position}"


class HeadRow(models.Model):
    """A signed tree head with the frontier from which the next one continues."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    signed_at = models.DateTimeField(db_index=True)
    key = models.TextField()
    signature = models.BinaryField()
    frontier = ArrayField(models.BinaryField())

    class Meta:
        db_table = "journal_head"

    def __str__(self) -> str:
        return f"head of {self.size}"


class EvidenceRow(models.Model):
    """Who holds a file in the store of evidence; the name is personal content and removable.

    `piece`: its bytes are part of something sealed. What was kept before files were sealed lies open until it is moved:
    the same bytes of two owners are then one file and two rows.
    """

    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.TextField()
    owner = models.UUIDField()
    category = models.CharField(max_length=20, default=Category.EVIDENCE.value)
    label = models.CharField(max_length=20)
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField(), default=list)
    stored_at = models.DateTimeField(db_default=models.functions.Now())
    removed_at = models.DateTimeField(null=True)
    piece = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "journal_evidence"
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="journal_evidence_digest"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(name=""), name="journal_evidence_removed_has_no_name"
            ),
            models.UniqueConstraint(fields=["digest", "owner"], name="journal_evidence_once_an_owner"),
        ]

    def __str__(self) -> str:
        return self.digest


class LookRow(models.Model):
    """Somebody of another organisation looked at an organisation's record, per account and hour."""

    account = models.UUIDField()
    looking_organisation = models.UUIDField(null=True)
    organisation = models.UUIDField()
    what = models.CharField(max_length=60)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "journal_look"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "what", "hour"], name="journal_look_once_an_hour"
            )
        ]
        indexes = [models.Index(fields=["organisation", "-hour"], name="journal_look_organisation")]

    def __str__(self) -> str:
        return f"{self.account} {self.what}"


class QuarantineRow(models.Model):
    """Input that could not be read: its bytes are kept as evidence, with where and why it failed."""

    public_id = models.UUIDField(unique=True, default=new_id)
    digest = models.CharField(max_length=64)
    what = models.CharField(max_length=40)
    owner = models.UUIDField()
    place = models.TextField()
    message = models.TextField()
    expected = models.TextField()
    remedy = models.TextField()
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        db_table = "journal_quarantine"

    def __str__(self) -> str:
        return f"{self.what} {self.digest}"


class HeartbeatRow(models.Model):
    """When a background process last showed that it lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "journal_heartbeat"

    def __str__(self) -> str:
        return self.name
