"""Products with their spellings: the instance's own words, which say nothing of who runs what."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dijkwacht.exposure.models.lasting import CELL, VOCABULARY
from dijkwacht.kernel.identifiers import new_id


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
