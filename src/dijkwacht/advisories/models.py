"""Tables of the room: series and their versions, what each advises, and advice to reopen.

Who may see is a matter of each version and each piece of reopening advice, which carry label, owner, constituency and
recipients: a pre-warning for named recipients and the public advisory it grew into can be two versions of one series.
"""

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from dijkwacht.advisories.domain.providers import DocumentState, ProviderRole
from dijkwacht.advisories.domain.severity import Grade, Urgency
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label

LINE = 500
GRADES = ["", *(grade.value for grade in Grade)]
URGENCIES = ["", *(urgency.value for urgency in Urgency)]


Row = TypeVar("Row", bound="Labelled")


class LabelledRows(models.QuerySet[Row]):
    """Filters that every labelled table shares."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what disclosure allows this viewer to see of advice."""
        return self.filter(shown(viewer, category=Category.ADVICE))

    def as_of(self, asof: AsOf) -> Self:
        """Keep what was known by `asof.known` and stood recorded by `asof.recorded`."""
        rows = self
        if asof.known is not None:
            rows = rows.filter(known_by__lte=asof.known)
        if asof.recorded is not None:
            rows = rows.filter(recorded_at__lte=asof.recorded)
        return rows


class Labelled(models.Model):
    """What disclosure and the question "as of when" need of a row; `entry` is the journal entry that explains it.

    `known_by` is the end of the period in which it became known, or the recording time where nothing is stated.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    entry = models.UUIDField(unique=True)
    label = models.CharField(max_length=20)
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField(), default=list)
    known_by = models.DateTimeField()
    recorded_at = models.DateTimeField()

    objects = LabelledRows.as_manager()

    class Meta:
        """The database keeps that the label is one of the protocol, and that RED names its recipients."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in Label]), name="%(app_label)s_%(class)s_label_exists"
            ),
        ]


class Advisory(models.Model):
    """A series: all versions that one issuer gives under one tracking id, as one owner keeps it."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    issuer = models.CharField(max_length=LINE)
    issuer_organisation = models.UUIDField(null=True)
    tracking_id = models.CharField(max_length=LINE, default="")
    level = models.CharField(max_length=20)
    nature = models.CharField(max_length=20)
    owner = models.UUIDField()
    case = models.UUIDField(null=True)
    derived_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="derived")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="forerunners")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The database keeps that a series stands once per owner and follows from another one only."""

        constraints = [
            models.UniqueConstraint(
                fields=["owner", "issuer", "tracking_id"],
                condition=~Q(tracking_id=""),
                name="advisories_advisory_series_once_per_owner",
            ),
            models.CheckConstraint(condition=~Q(issuer=""), name="advisories_advisory_has_an_issuer"),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]), name="advisories_advisory_level_exists"
            ),
            models.CheckConstraint(
                condition=Q(nature__in=[nature.value for nature in Nature]), name="advisories_advisory_nature_exists"
            ),
            models.CheckConstraint(
                condition=~Q(derived_from=models.F("id")) & ~Q(joined_to=models.F("id")),
                name="advisories_advisory_is_not_its_own_source",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="advisories_advisory_case"),
            models.Index(fields=["tracking_id"], name="advisories_advisory_tracking"),
        ]

    def __str__(self) -> str:
        """Return issuer and tracking id."""
        return f"{self.issuer} {self.tracking_id}".strip()


class Revision(Labelled):
    """One version as received or written: the raw bytes by digest ("" where written by hand), and its summary.

    `newest`: known to be the last of its series, whoever may see it; the list then asks for no newer one.
    `issued` is the moment as stated ("" where the source is silent). `validation` is what the validator said, null
    while it has not spoken.
    """

    advisory = models.ForeignKey(Advisory, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=LINE)
    title = models.CharField(max_length=LINE)
    finding = models.TextField(default="")
    issued = models.CharField(max_length=40, default="")
    issued_from = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default="")
    format = models.CharField(max_length=20, default="")
    url = models.CharField(max_length=LINE, default="")
    chance = models.CharField(max_length=10, default="")
    damage = models.CharField(max_length=10, default="")
    urgency = models.CharField(max_length=10, default="")
    severity_text = models.CharField(max_length=LINE, default="")
    summary = models.JSONField()
    validation = models.JSONField(null=True)
    newest = models.BooleanField(default=False, db_default=False)
    cvss = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    epss = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    kev_due = models.DateField(null=True)
    ordered_at = models.GeneratedField(
        expression=Coalesce("issued_from", "known_by"), output_field=models.DateTimeField(), db_persist=True
    )
    words = models.GeneratedField(
        expression=SearchVector("title", "finding", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(Labelled.Meta):
        """The database keeps the order of versions and that the same bytes are one version."""

        constraints = [
            *Labelled.Meta.constraints,
            models.UniqueConstraint(fields=["advisory", "number"], name="advisories_revision_number_once"),
            models.UniqueConstraint(
                fields=["advisory", "digest"], condition=~Q(digest=""), name="advisories_revision_bytes_once"
            ),
            models.CheckConstraint(
                condition=Q(digest="") | Q(digest__regex="^[0-9a-f]{64}$"), name="advisories_revision_digest_is_sha256"
            ),
            models.CheckConstraint(
                condition=Q(chance__in=GRADES) & Q(damage__in=GRADES),
                name="advisories_revision_grades_exist",
            ),
            models.CheckConstraint(condition=Q(urgency__in=URGENCIES), name="advisories_revision_urgency_exists"),
        ]
        indexes = [
            models.Index(fields=["-issued_from", "-id"], name="advisories_revision_newest"),
            models.Index(fields=["-ordered_at", "-id"], name="advisories_revision_ordered"),
            models.Index(F("cvss").desc(nulls_last=True), F("id").desc(), name="advisories_revision_cvss"),
            models.Index(F("epss").desc(nulls_last=True), F("id").desc(), name="advisories_revision_epss"),
            models.Index(F("kev_due").asc(nulls_last=True), F("id").desc(), name="advisories_revision_kev"),
            models.Index(
                fields=["id"],
                condition=Q(urgency=Urgency.URGENT) | Q(chance=Grade.HIGH, damage=Grade.HIGH),
                name="advisories_revision_urgent",
            ),
            GinIndex(fields=["words"], name="advisories_revision_words"),
        ]

    def __str__(self) -> str:
        """Return the title with its version."""
        return f"{self.title} {self.version}"


class AdvisoryVulnerability(models.Model):
    """A flaw that a version names, for finding advisories by CVE."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="vulnerabilities")
    name = models.CharField(max_length=100, db_index=True)

    class Meta:
        """The database keeps that a version names a flaw once."""

        constraints = [
            models.UniqueConstraint(fields=["revision", "name"], name="advisories_vulnerability_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="advisories_vulnerability_has_a_name"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class FlawMark(models.Model):
    """What public lists say of a flaw: known to be exploited since and due (KEV), and how likely misuse is (EPSS)."""

    name = models.CharField(max_length=100, unique=True)
    kev_added = models.DateField(null=True)
    kev_due = models.DateField(null=True)
    ransomware = models.BooleanField(default=False)
    epss = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    epss_on = models.DateField(null=True)

    class Meta:
        """The database keeps that a chance is one and that a flaw has a name."""

        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="advisories_mark_has_a_name"),
            models.CheckConstraint(
                condition=Q(epss=None) | Q(epss__gte=0, epss__lte=1), name="advisories_mark_epss_is_a_chance"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class AdvisedAction(models.Model):
    """One advised action of a version: step, scope, for whom or which build, deadline, unless, then."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="actions")
    position = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    scope = models.CharField(max_length=LINE, default="")
    audience = models.CharField(max_length=LINE, default="")
    builds = ArrayField(models.CharField(max_length=100), default=list)
    deadline = models.CharField(max_length=40, default="")
    unless = models.TextField(default="")
    then = models.CharField(max_length=60, default="")

    class Meta:
        """The database keeps the order and that an alternative has its ground."""

        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="advisories_action_position_once"),
            models.CheckConstraint(condition=~Q(step=""), name="advisories_action_has_a_step"),
            models.CheckConstraint(condition=Q(then="") | ~Q(unless=""), name="advisories_action_then_has_unless"),
        ]

    def __str__(self) -> str:
        """Return the step."""
        return self.step


class Desk(models.Model):
    """How one organisation deals with a series: to whom it is given, and whether it was taken off the list, and why.

    `assignee` is an account's public id. `version` counts the decisions, for two people who decide at once.
    """

    organisation = models.UUIDField()
    advisory = models.ForeignKey(Advisory, models.PROTECT, related_name="desks")
    assignee = models.UUIDField(null=True)
    set_aside = models.BooleanField(default=False)
    because = models.CharField(max_length=LINE, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The database keeps one row per organisation and series, and that taking off the list has its reason."""

        constraints = [
            models.UniqueConstraint(fields=["advisory", "organisation"], name="advisories_desk_once"),
            models.CheckConstraint(
                condition=Q(set_aside=False) | ~Q(because=""), name="advisories_desk_aside_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "assignee"], name="advisories_desk_assignee")]

    def __str__(self) -> str:
        """Return whose decision about which series."""
        return f"{self.organisation} {self.advisory_id}"


class ReadMark(models.Model):
    """That one person has seen a version; a newer version is unread again. One's own mark, no entry of the record."""

    account = models.UUIDField()
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="read_marks")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        """The database keeps one mark per person and version."""

        constraints = [
            models.UniqueConstraint(fields=["revision", "account"], name="advisories_read_mark_once"),
        ]

    def __str__(self) -> str:
        """Return who saw which version."""
        return f"{self.account} {self.revision_id}"


class ReopeningAdviceRow(Labelled):
    """One version of an issuer's statement that opening is safe again, bound to builds; revoking fills the last part.

    `advised` and `revoked` are moments as stated; `revoked` is "" while it stands.
    """

    advisory = models.ForeignKey(Advisory, models.PROTECT, null=True, related_name="reopening_advice")
    case = models.UUIDField(null=True)
    issuer = models.CharField(max_length=LINE)
    version = models.CharField(max_length=60)
    builds = ArrayField(models.CharField(max_length=100))
    condition = models.CharField(max_length=LINE, default="")
    wording = models.TextField(default="")
    advised = models.CharField(max_length=40)
    advised_from = models.DateTimeField()
    revoked = models.CharField(max_length=40, default="")
    revoked_known_by = models.DateTimeField(null=True)
    revoked_recorded_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(default="")
    revoking_entry = models.UUIDField(null=True)

    class Meta(Labelled.Meta):
        """The database keeps that advice names builds or the updates it means, and that revoking is whole."""

        db_table = "advisories_reopeningadvice"
        constraints = [
            *Labelled.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "issuer", "case", "version"], nulls_distinct=False, name="advisories_reopening_once"
            ),
            models.CheckConstraint(
                condition=Q(builds__len__gt=0) | ~Q(condition=""), name="advisories_reopening_names_builds"
            ),
            models.CheckConstraint(
                condition=Q(revoked="", revoked_known_by=None, revoked_recorded_at=None, revoking_entry=None)
                | (
                    ~Q(revoked="")
                    & Q(revoked_known_by__isnull=False, revoked_recorded_at__isnull=False, revoking_entry__isnull=False)
                ),
                name="advisories_reopening_revoked_whole",
            ),
        ]
        indexes = [models.Index(fields=["case", "advised_from"], name="advisories_reopening_case")]

    def __str__(self) -> str:
        """Return issuer and version."""
        return f"{self.issuer} {self.version}"


class Intake(models.Model):
    """A large file that waits to be read by a job: its bytes and how it was handed in, emptied when it is read."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64)
    owner = models.UUIDField()
    content = models.BinaryField(null=True)
    handed_in = models.JSONField()
    state = models.CharField(max_length=20, default="waiting")
    advisory = models.ForeignKey(Advisory, models.PROTECT, null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        """The database keeps that bytes wait only as long as the file does."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", content__isnull=False)
                | Q(state__in=["read", "quarantined"], content__isnull=True),
                name="advisories_intake_waits_with_its_bytes",
            ),
        ]

    def __str__(self) -> str:
        """Return state and digest."""
        return f"{self.state} {self.digest}"


class Provider(models.Model):
    """A provider that a desk fetches from: where its metadata lies, what it promised, which keys it was added with.

    `running_since` is set while a run goes on. `paused` ones are not fetched by themselves.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    owner = models.UUIDField()
    url = models.CharField(max_length=1000)
    name = models.CharField(max_length=LINE)
    role = models.CharField(max_length=30)
    fingerprints = ArrayField(models.CharField(max_length=64), default=list)
    level = models.CharField(max_length=20)
    label = models.CharField(max_length=20, blank=True, default="")
    paused = models.BooleanField(default=False)
    running_since = models.DateTimeField(null=True)
    ran_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The database keeps that a desk has a provider once, and that its words are of the standard."""

        constraints = [
            models.UniqueConstraint(fields=["owner", "url"], name="advisories_provider_once_per_owner"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in ProviderRole]), name="advisories_provider_role_exists"
            ),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]), name="advisories_provider_level_exists"
            ),
            models.CheckConstraint(
                condition=Q(label__in=["", *(label.value for label in Label)]), name="advisories_provider_label_exists"
            ),
        ]

    def __str__(self) -> str:
        """Return name and address."""
        return f"{self.name} {self.url}"


class ProviderDocument(models.Model):
    """One document that a provider lists, and what became of it at the last try; a machine's row, not an entry."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="documents")
    url = models.CharField(max_length=1000)
    updated = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=20)
    said = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    advisory = models.ForeignKey(Advisory, models.PROTECT, null=True)
    tries = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        """The database keeps one row per address, in a state that exists."""

        constraints = [
            models.UniqueConstraint(fields=["provider", "url"], name="advisories_document_once_per_provider"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DocumentState]),
                name="advisories_document_state_exists",
            ),
        ]
        indexes = [models.Index(fields=["provider", "state", "-at"], name="advisories_document_state")]

    def __str__(self) -> str:
        """Return state and address."""
        return f"{self.state} {self.url}"
