"""What people say: how far a flaw is removed, who uses a product, and what a desk amends."""

from django.db import models
from django.db.models import Q

from dijkwacht.disclosure.domain import Category
from dijkwacht.exposure.domain.remedies import Remedy
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.models.lasting import CELL, FLAW, LINE, NAME, Lasting


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
