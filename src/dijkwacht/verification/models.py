"""Tables of checks from outside: targets of an organisation's own, what their owner permits, and what was done."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.domain.running import RunState

HOST = 253
WORD = 40
PLACE = 120


class TargetRows(models.QuerySet["ProbeTarget"]):
    """Filters over targets."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what disclosure allows this viewer to see about measures."""
        return self.filter(shown(viewer, category=Category.MEASURE, recipients=False))


class ProbeTarget(models.Model):
    """An address that an organisation registered as its own; `device`: the system behind it, "" where not stated."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    owner = models.UUIDField()
    scheme = models.CharField(max_length=5)
    host = models.CharField(max_length=HOST)
    port = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64, default="")
    device = models.CharField(max_length=200, default="")
    label = models.CharField(max_length=20)
    constituency = models.UUIDField(null=True)
    entry = models.UUIDField(unique=True)
    registered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = TargetRows.as_manager()

    class Meta:
        """The database keeps one registration per organisation and address at a time."""

        db_table = "verification_target"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "scheme", "host", "port"],
                condition=Q(withdrawn_at__isnull=True),
                name="verification_target_once",
            ),
            models.CheckConstraint(condition=Q(scheme__in=["http", "https"]), name="verification_target_scheme"),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="verification_target_port"),
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in Label]), name="verification_target_label"
            ),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return f"{self.scheme}://{self.host}:{self.port}"


class ProbePermission(models.Model):
    """What the owner permits at a target; `decided_by` is an office, the entry says who recorded it."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    target = models.ForeignKey(ProbeTarget, models.PROTECT, related_name="permissions")
    methods = ArrayField(models.CharField(max_length=WORD))
    decided_by = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField()
    every_hours = models.PositiveIntegerField(default=0)
    entry = models.UUIDField(unique=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The database keeps one standing permission per target, that ends after it began."""

        db_table = "verification_permission"
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(revoked_at__isnull=True), name="verification_permission_one_stands"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="verification_permission_ends_later"),
            models.CheckConstraint(
                condition=Q(methods__contained_by=[method.value for method in Method]) & Q(methods__len__gt=0),
                name="verification_permission_methods",
            ),
        ]

    def __str__(self) -> str:
        """Return its reference."""
        return str(self.public_id)


class ProbeRun(models.Model):
    """One check by instrument: asked, done, and what each method found; `entries` are those of the record.

    `scheduled`: repeated by itself. `elsewhere`: typed in or handed in from another place, not done by this program.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    target = models.ForeignKey(ProbeTarget, models.PROTECT, related_name="runs")
    permission = models.ForeignKey(ProbePermission, models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10)
    methods = ArrayField(models.CharField(max_length=WORD))
    place = models.CharField(max_length=PLACE)
    side = models.CharField(max_length=10)
    asked_by = models.CharField(max_length=WORD)
    asked_by_account = models.UUIDField(null=True)
    asked_by_organisation = models.UUIDField(null=True)
    scheduled = models.BooleanField(default=False)
    elsewhere = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    results = models.JSONField(default=list)
    entries = ArrayField(models.UUIDField(), default=list)

    class Meta:
        """The database keeps that a run has one of the known states and stands on one side of the door."""

        db_table = "verification_run"
        indexes = [models.Index(fields=["target", "-asked_at"], name="verification_run_of_target")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in RunState]), name="verification_run_state"
            ),
            models.CheckConstraint(condition=Q(side__in=[side.value for side in Side]), name="verification_run_side"),
        ]

    def __str__(self) -> str:
        """Return its id and state."""
        return f"{self.public_id} {self.state}"
