"""Tables of the room: inventories with their assets, runs of matching with their verdicts, declarations, amendments.

Rows hold from-until on both axes: recorded (`recorded_at`, `ended_at`) and known (`known_by`, `known_until`); nothing
is rewritten but the end. Each row names the entry that explains it.
"""

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label

LINE = 500
CELL = 500  # what a reader lets through; four bytes a letter still fit an index
NAME = 200
FLAW = 100

Row = TypeVar("Row", bound="Lasting")


class LastingRows(models.QuerySet[Row]):
    """Filters that every labelled table of this room shares."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what disclosure allows this viewer to see of this table's category."""
        return self.filter(shown(viewer, category=self.model.category, recipients=False))

    def as_of(self, asof: AsOf) -> Self:
        """Keep what held by `asof.recorded` in the record and by `asof.known` in people's knowledge; now where None."""
        rows = self
        if asof.recorded is None:
            rows = rows.filter(ended_at__isnull=True) if asof.known is None else rows
        else:
            stands = Q(ended_at__isnull=True) | Q(ended_at__gt=asof.recorded)
            rows = rows.filter(stands, recorded_at__lte=asof.recorded)
        if asof.known is not None:
            stands = Q(known_until__isnull=True) | Q(known_until__gt=asof.known)
            rows = rows.filter(stands, known_by__lte=asof.known)
        return rows


class Lasting(models.Model):
    """What disclosure and the question "as of when" need of a row; `entry` is the journal entry that explains it."""

    category = Category.USE

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    organisation = models.UUIDField()
    entry = models.UUIDField()
    label = models.CharField(max_length=20)
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    known_by = models.DateTimeField()
    recorded_at = models.DateTimeField()
    known_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = LastingRows.as_manager()

    class Meta:
        """The database keeps that the label is one of the protocol and that both ends are set together."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in Label]), name="%(app_label)s_%(class)s_label_exists"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, known_until__isnull=True)
                | Q(ended_at__isnull=False, known_until__isnull=False),
                name="%(app_label)s_%(class)s_ends_on_both_axes",
            ),
        ]


class ImportedInventory(Lasting):
    """One inventory as handed in: the raw bytes by digest, of which source, as of when, and how far it was read.

    `seen` is the moment as stated ("" where the file does not say). A newer one of the same source ends it.
    """

    source = models.CharField(max_length=NAME)
    digest = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    seen = models.CharField(max_length=40, default="")
    rows = models.PositiveIntegerField()
    resolved = models.PositiveIntegerField()
    bad_rows = models.JSONField(default=list)

    class Meta(Lasting.Meta):
        """The database keeps one current inventory per organisation and source, and that counts add up."""

        constraints = [
            *Lasting.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "source"],
                condition=Q(ended_at__isnull=True),
                name="exposure_inventory_one_current_per_source",
            ),
            models.CheckConstraint(
                condition=Q(resolved__lte=models.F("rows")), name="exposure_inventory_counts_add_up"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"), name="exposure_inventory_digest_sha256"
            ),
        ]

    def __str__(self) -> str:
        """Return source and digest."""
        return f"{self.source} {self.digest[:12]}"


class Asset(models.Model):
    """One row of an inventory, kept as written; it holds as long as its inventory does.

    `product_id` is what the spelling means, "" where it is not known. `facts` are yes, no or unknown by name.
    `used_by` and `used_from`: who uses it, from where; "" where not stated.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    inventory = models.ForeignKey(ImportedInventory, models.PROTECT, related_name="assets")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=CELL)
    vendor = models.CharField(max_length=CELL, default="")
    product = models.CharField(max_length=CELL, default="")
    product_id = models.CharField(max_length=CELL, default="")
    version = models.CharField(max_length=CELL, default="")
    edition = models.CharField(max_length=CELL, default="")
    facts = models.JSONField(default=dict)
    host = models.CharField(max_length=CELL, default="")
    used_by = models.CharField(max_length=CELL, default="")
    used_from = models.CharField(max_length=CELL, default="")
    cpe = models.CharField(max_length=CELL, default="")
    purl = models.CharField(max_length=CELL, default="")
    remarks = models.JSONField(default=list)

    class Meta:
        """The database keeps each row of an inventory once."""

        constraints = [
            models.UniqueConstraint(fields=["inventory", "number"], name="exposure_asset_row_once"),
            models.CheckConstraint(condition=~Q(name=""), name="exposure_asset_has_a_name"),
        ]
        indexes = [models.Index(fields=["product_id"], name="exposure_asset_product")]

    def __str__(self) -> str:
        """Return the system's name."""
        return self.name


class MatchingRun(models.Model):
    """One run of matching: which vulnerabilities by which rules, over how many rows, with which counts."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    entry = models.UUIDField(unique=True)
    case = models.UUIDField(null=True)
    rules_digest = models.CharField(max_length=64)
    vulnerabilities = ArrayField(models.CharField(max_length=FLAW))
    rows = models.PositiveIntegerField()
    counts = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Return when it ran."""
        return f"{self.at:%Y-%m-%d %H:%M}"


class VerdictRow(Lasting):
    """The answer for one asset and one vulnerability, from the run that first gave it until one gave another."""

    category = Category.VERDICT

    run = models.ForeignKey(MatchingRun, models.PROTECT, related_name="verdicts")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="verdicts")
    asset_name = models.CharField(max_length=CELL)
    product_id = models.CharField(max_length=CELL)
    vulnerability = models.CharField(max_length=FLAW)
    verdict = models.CharField(max_length=30)
    reasons = models.JSONField()
    range = models.TextField(default="")
    advisory = models.CharField(max_length=LINE)
    advisory_version = models.CharField(max_length=LINE, default="")
    considered = models.JSONField()

    class Meta(Lasting.Meta):
        """The database keeps one current answer per organisation, asset and vulnerability."""

        constraints = [
            *Lasting.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "asset_name", "vulnerability"],
                condition=Q(ended_at__isnull=True),
                name="exposure_verdict_one_current",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=[verdict.value for verdict in Exposure]), name="exposure_verdict_exists"
            ),
        ]
        indexes = [models.Index(fields=["vulnerability", "constituency"], name="exposure_verdict_flaw")]

    def __str__(self) -> str:
        """Return asset, vulnerability and verdict."""
        return f"{self.asset_name} {self.vulnerability} {self.verdict}"


class UseDeclaration(Lasting):
    """What an organisation says about running a product, until it says otherwise."""

    product = models.CharField(max_length=NAME)
    product_id = models.CharField(max_length=LINE)
    use = models.CharField(max_length=20)
    origin = models.CharField(max_length=20)

    class Meta(Lasting.Meta):
        """The database keeps one current declaration per organisation and product."""

        constraints = [
            *Lasting.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "product_id"],
                condition=Q(ended_at__isnull=True),
                name="exposure_use_one_current_per_product",
            ),
            models.CheckConstraint(condition=Q(use__in=[use.value for use in Use]), name="exposure_use_exists"),
        ]

    def __str__(self) -> str:
        """Return product and use."""
        return f"{self.product}: {self.use}"


class RangeAmendment(Lasting):
    """An amendment that a desk made, as CONTRACTS writes it; a newer one for the same flaw and advisory ends it."""

    category = Category.ADVICE

    vulnerability = models.CharField(max_length=FLAW)
    advisory = models.CharField(max_length=LINE, default="")
    body = models.JSONField()

    class Meta(Lasting.Meta):
        """The database keeps one current amendment per owner, flaw and advisory."""

        constraints = [
            *Lasting.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "vulnerability", "advisory"],
                condition=Q(ended_at__isnull=True),
                name="exposure_amendment_one_current",
            ),
        ]

    def __str__(self) -> str:
        """Return the vulnerability."""
        return self.vulnerability
