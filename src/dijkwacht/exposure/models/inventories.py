"""Inventories with their assets, the dictionary of distinct builds, and who lists which."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dijkwacht.exposure.models.lasting import CELL, NAME, Lasting
from dijkwacht.kernel.identifiers import new_id


class ImportedInventory(Lasting):
    """One inventory as handed in: the raw bytes by digest, of which source, as of when, and how far it was read.

    `seen` is the moment as stated ("" where the file does not say). A newer one of the same source ends it.
    `compared_at`: when a run first compared it with everything; null until then.
    """

    source = models.CharField(max_length=NAME)
    digest = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    seen = models.CharField(max_length=40, default="")
    rows = models.PositiveIntegerField()
    resolved = models.PositiveIntegerField()
    bad_rows = models.JSONField(default=list)
    compared_at = models.DateTimeField(null=True)

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
        """The database keeps one row per build and organisation, found from either side.

        The index of a build answers by itself who lists it and how often: no row is read beside it.
        """

        constraints = [
            models.UniqueConstraint(
                fields=["build", "organisation"], include=["count"], name="exposure_installed_listed_once"
            )
        ]
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
