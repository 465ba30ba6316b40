"""Tables of the room: inventories with their assets, runs of matching with their verdicts, declarations, amendments.

Products with their spellings, and the dictionary of distinct builds, are the instance's own words: they say nothing of
who runs what. `Installed` does; it is read only through inventories that a viewer may see.

Rows of who runs what hold from-until on both axes: recorded (`recorded_at`, `ended_at`) and known (`known_by`,
`known_until`); nothing is rewritten but the end. Each row names the entry that explains it.
"""

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.exposure.domain.remedies import Remedy
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label

LINE = 500
CELL = 500  # what a reader lets through; four bytes a letter still fit an index
NAME = 200
VOCABULARY = 250
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


class Product(models.Model):
    """A product under an id of our own; one that was merged lends its names to the product it went into."""

    key = models.CharField(max_length=CELL, unique=True)
    name = models.CharField(max_length=CELL)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        """The database keeps that a product has an id and does not go into itself."""

        constraints = [
            models.CheckConstraint(condition=~Q(key="") & ~Q(name=""), name="exposure_product_has_a_name"),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="exposure_product_not_in_itself"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Alias(models.Model):
    """One spelling of a product: who wrote it so, how sure we are (0 to 100), who added it and when.

    `source`: "shipped" comes with the program, "desk" was decided by a person. `written` is what is compared. A later
    decision about the same spelling ends the earlier one. `cpe` is "vendor:product", `purl` "type/namespace/name".
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="aliases")
    source = models.CharField(max_length=20)
    vendor = models.CharField(max_length=CELL, default="", blank=True)
    name = models.CharField(max_length=CELL, default="", blank=True)
    cpe = models.CharField(max_length=CELL, default="", blank=True)
    purl = models.CharField(max_length=CELL, default="", blank=True)
    written = models.CharField(max_length=64)
    confidence = models.PositiveSmallIntegerField(default=100)
    added_by = models.UUIDField(null=True)
    entry = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """The database keeps one current decision per spelling, and that each says what it is about."""

        constraints = [
            models.UniqueConstraint(
                fields=["source", "written"], condition=Q(ended_at__isnull=True), name="exposure_alias_one_current"
            ),
            models.CheckConstraint(condition=~Q(name="") | ~Q(cpe="") | ~Q(purl=""), name="exposure_alias_is_spelt"),
            models.CheckConstraint(condition=Q(confidence__lte=100), name="exposure_alias_confidence_in_percent"),
            models.CheckConstraint(condition=Q(source__in=["shipped", "desk"]), name="exposure_alias_source_exists"),
        ]

    def __str__(self) -> str:
        """Return the spelling."""
        return f"{self.vendor} {self.name or self.cpe or self.purl}".strip()


class VocabularyName(models.Model):
    """A maker and product of the CPE dictionary, for suggestions only; imported by a command, not shipped."""

    vendor = models.CharField(max_length=VOCABULARY)
    product = models.CharField(max_length=VOCABULARY)
    words = models.CharField(max_length=2 * VOCABULARY + 1)

    class Meta:
        """The database keeps each name once, and finds alike ones by their letters in threes."""

        constraints = [models.UniqueConstraint(fields=["vendor", "product"], name="exposure_vocabulary_once")]
        indexes = [GinIndex(OpClass("words", "gin_trgm_ops"), name="exposure_vocabulary_alike")]

    def __str__(self) -> str:
        """Return maker and product."""
        return self.words


class Build(models.Model):
    """One distinct thing that inventories list: a product, its version and everything else an answer may depend on.

    `product_id`: what the spelling means, "" where it is not known; `own_id`: maker and name, made comparable. `key`
    with `train` and `line_edition` is its place in the order of `scheme` (name and revision); null where the version
    names no one build, or where more than its place decides. `decided_at`: when a decision about names last changed it.
    """

    digest = models.CharField(max_length=64, unique=True)
    vendor = models.CharField(max_length=CELL, default="", blank=True)
    product = models.CharField(max_length=CELL, default="", blank=True)
    version = models.CharField(max_length=CELL, default="", blank=True)
    told = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    product_id = models.CharField(max_length=CELL, default="", blank=True)
    own_id = models.CharField(max_length=CELL, default="", blank=True)
    scheme = models.CharField(max_length=CELL, default="", blank=True)
    train = models.CharField(max_length=CELL, default="", blank=True)
    line_edition = models.CharField(max_length=CELL, default="", blank=True)
    key = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Ranges are slices of (product, key)."""

        indexes = [
            models.Index(fields=["product_id", "key"], name="exposure_build_slice"),
            models.Index(fields=["own_id"], name="exposure_build_own_id"),
            models.Index(fields=["decided_at"], condition=Q(decided_at__isnull=False), name="exposure_build_decided"),
        ]

    def __str__(self) -> str:
        """Return product and version."""
        return f"{self.vendor} {self.product} {self.version}".strip()


class Installed(models.Model):
    """How many rows of an organisation's current inventories list this build; follows from the assets."""

    build = models.ForeignKey(Build, models.PROTECT, related_name="installed", db_index=False)
    organisation = models.UUIDField()
    count = models.PositiveIntegerField()

    class Meta:
        """The database keeps one row per build and organisation, found from either side."""

        constraints = [models.UniqueConstraint(fields=["build", "organisation"], name="exposure_installed_once")]
        indexes = [models.Index(fields=["organisation", "build"], name="exposure_installed_of")]

    def __str__(self) -> str:
        """Return how many."""
        return f"{self.count} times"


class Asset(models.Model):
    """One row of an inventory, kept as written; it holds as long as its inventory does.

    `product_id` is what the spelling means, "" where it is not known. `facts` are yes, no or unknown by name.
    `used_by` and `used_from`: who uses it, from where; "" where not stated. `seen`: when it was last seen, as written.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    inventory = models.ForeignKey(ImportedInventory, models.PROTECT, related_name="assets")
    build = models.ForeignKey(Build, models.PROTECT, null=True, related_name="assets")
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
    seen = models.CharField(max_length=CELL, db_default="", default="", blank=True)
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


class RemedyStatement(Lasting):
    """What an organisation says of removing one flaw from one system, until it says otherwise."""

    asset_name = models.CharField(max_length=CELL)
    vulnerability = models.CharField(max_length=FLAW)
    remedy = models.CharField(max_length=20)
    remark = models.TextField(default="", blank=True)

    class Meta(Lasting.Meta):
        """The database keeps one current statement per organisation, system and vulnerability."""

        constraints = [
            *Lasting.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "asset_name", "vulnerability"],
                condition=Q(ended_at__isnull=True),
                name="exposure_remedy_one_current",
            ),
            models.CheckConstraint(
                condition=Q(remedy__in=[remedy.value for remedy in Remedy]), name="exposure_remedy_exists"
            ),
        ]

    def __str__(self) -> str:
        """Return system, vulnerability and state."""
        return f"{self.asset_name} {self.vulnerability} {self.remedy}"


class HeadingMapping(models.Model):
    """How an organisation's own headings map to ours, remembered for its next file; the newest counts."""

    organisation = models.UUIDField(unique=True)
    mapping = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        """The database keeps one mapping per organisation."""

    def __str__(self) -> str:
        """Return the headings."""
        return ", ".join(self.mapping)


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
