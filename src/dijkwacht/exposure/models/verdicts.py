"""Runs of matching and their verdicts: an answer stands once, a card of answers once, and a system holds cards.

A verdict is one line of a card that a row of an inventory holds: `AssetVerdict` shows each as a row of its own.
"""

from collections.abc import Iterable
from typing import Self, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.models.inventories import Asset
from dijkwacht.exposure.models.lasting import CELL, FLAW, LINE, Told, held
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label

FLAW_BITS = 32  # of an id that a row lends to its verdicts: which vulnerability


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


class RunPart(Told):
    """What one run changed at one organisation: under which label, for whom, recorded and known since when."""

    id = models.AutoField(primary_key=True)
    run = models.ForeignKey(MatchingRun, models.PROTECT, related_name="parts")

    class Meta:
        """The database keeps one part per run and organisation, and that the label is one of the protocol."""

        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="exposure_runpart_once"),
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in Label]), name="exposure_runpart_label_exists"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation"], name="exposure_runpart_of"),
            models.Index(fields=["recorded_at"], name="exposure_runpart_newest"),
        ]

    def __str__(self) -> str:
        """Return since when."""
        return f"{self.recorded_at:%Y-%m-%d %H:%M}"


class Flaw(models.Model):
    """One vulnerability by the name that answers give it; it says nothing of who is affected."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=FLAW, unique=True)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Answer(models.Model):
    """What was told of an installed thing, once for all systems of which the same is told; read only through verdicts.

    `digest` is of everything in it, `same` of what makes an answer another one: neither product nor advisory version.
    In `considered` row null is the row of the system that the verdict is about.
    """

    id = models.AutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    same = models.BigIntegerField()
    product_id = models.CharField(max_length=CELL)
    verdict = models.CharField(max_length=30)
    reasons = models.JSONField()
    range = models.TextField(default="")
    advisory = models.CharField(max_length=LINE)
    advisory_version = models.CharField(max_length=LINE, default="")
    considered = models.JSONField()

    class Meta:
        """The database keeps that the verdict is one of ours."""

        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=[verdict.value for verdict in Exposure]), name="exposure_answer_verdict_exists"
            )
        ]

    def __str__(self) -> str:
        """Return advisory and verdict."""
        return f"{self.advisory} {self.verdict}"


class Card(models.Model):
    """Answers that were told together of one row of an inventory, once for all rows that were told the same.

    `digest` is of everything in it; a card never changes. `counts`: how many answers by verdict.
    """

    id = models.AutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    counts = models.JSONField()

    def __str__(self) -> str:
        """Return how many answers of which verdicts."""
        return ", ".join(f"{verdict} {count}" for verdict, count in self.counts.items())


class CardLine(models.Model):
    """One answer of a card, about one vulnerability.

    The references of what matching writes by the thousand are not checked one by one by the database: matching takes
    them from rows that it holds.
    """

    pk = models.CompositePrimaryKey("card_id", "flaw_id")
    card = models.ForeignKey(Card, models.PROTECT, related_name="lines", db_constraint=False, db_index=False)
    flaw = models.ForeignKey(Flaw, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        """A card is found by its vulnerabilities too."""

        indexes = [models.Index(fields=["flaw", "card"], name="exposure_cardline_flaw")]

    def __str__(self) -> str:
        """Return card and vulnerability."""
        return f"{self.card_id} {self.flaw_id}"


Held = TypeVar("Held", bound="CardHeld | AssetVerdict")


class PartRows(models.QuerySet[Held]):
    """The filters of labelled rows, asked of the part of a run that each row belongs to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what disclosure allows this viewer to see of verdicts."""
        return self.filter(_of_part(shown(viewer, category=Category.VERDICT, recipients=False)))

    def as_of(self, asof: AsOf) -> Self:
        """Keep what held by `asof.recorded` in the record and by `asof.known` in people's knowledge; now where None."""
        return self.filter(held(asof, "part__"))

    def of(self, organisation: UUID) -> Self:
        """Keep the rows about systems of this organisation."""
        return self.filter(part__organisation=organisation)

    def named(self) -> Self:
        """Add `named`, the system's name, as `asset_name` gives it."""
        return self.annotate(named=Case(When(called="", then=F("asset__name")), default=F("called")))


def _of_part(condition: Q) -> Q:
    """Return the same condition, asked of the part of a run that a row belongs to."""
    asked = [
        _of_part(one) if isinstance(one, Q) else (f"part__{one[0]}", one[1])
        for one in condition.children
        if isinstance(one, Q | tuple)
    ]
    return Q(*asked, _connector=condition.connector, _negated=condition.negated)


class CardHeld(models.Model):
    """A row of an inventory was told this card by this part of a run, and it holds until an end of it was told.

    `asset` is the row that decided; `called`: the system's name where another row of it writes it otherwise, else "".
    Where some answers of a card end and others stand, the row is parted in two with two smaller cards under the same
    `public_id`: no answer changes its id or since when it holds. `public_id` is the id of the verdict itself where it
    was carried over from a release in which each verdict was a row; otherwise its last eight digits are zero, and the
    id of each verdict has the number of its vulnerability there.
    """

    public_id = models.UUIDField(editable=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    part = models.ForeignKey(RunPart, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    card = models.ForeignKey(Card, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    known_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    called = models.CharField(max_length=CELL, default="", db_default="", blank=True)

    objects = PartRows["CardHeld"].as_manager()

    class Meta:
        """The database keeps that both ends are set together."""

        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, known_until__isnull=True)
                | Q(ended_at__isnull=False, known_until__isnull=False),
                name="exposure_cardheld_ends_on_both_axes",
            ),
        ]
        indexes = [
            models.Index(fields=["part"], name="exposure_cardheld_part"),
            models.Index(fields=["card"], name="exposure_cardheld_card"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="exposure_cardheld_ended"),
        ]

    def __str__(self) -> str:
        """Return the number of the row."""
        return str(self.pk)


class VerdictRows(PartRows["AssetVerdict"]):
    """Filters of single verdicts."""

    def about(self, vulnerabilities: Iterable[str]) -> Self:
        """Keep the verdicts about these vulnerabilities."""
        return self.filter(flaw__name__in=tuple(vulnerabilities))

    def with_id(self, public_id: UUID) -> Self:
        """Keep the verdict of this id; the rows of an organisation are looked through, not all of their lines."""
        stem = UUID(int=public_id.int >> FLAW_BITS << FLAW_BITS)
        return self.filter(public_id=public_id, held__public_id__in=(public_id, stem))

    def whole(self) -> Self:
        """Fetch with each verdict everything that its properties say; one query.

        Of the run not what is long: which vulnerabilities it asked about, thousands of names, and its counts.
        """
        found = self.select_related("part__run", "asset", "answer", "flaw")
        return found.defer("part__run__vulnerabilities", "part__run__counts")


class AssetVerdict(models.Model):
    """The answer for one asset and one vulnerability, from the run that first gave it until one gave another.

    A view over `CardHeld` and the lines of its card, to be read only.
    """

    public_id = models.UUIDField(primary_key=True, editable=False)
    held = models.ForeignKey(CardHeld, models.DO_NOTHING, related_name="verdicts")
    asset = models.ForeignKey(Asset, models.DO_NOTHING, related_name="verdicts")
    part = models.ForeignKey(RunPart, models.DO_NOTHING, related_name="verdicts")
    answer = models.ForeignKey(Answer, models.DO_NOTHING, related_name="verdicts")
    flaw = models.ForeignKey(Flaw, models.DO_NOTHING, related_name="verdicts")
    known_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    called = models.CharField(max_length=CELL)

    objects = VerdictRows.as_manager()

    class Meta:
        """A view that migrations make by hand."""

        managed = False
        db_table = "exposure_assetverdict"

    def __str__(self) -> str:
        """Return the id."""
        return str(self.public_id)

    @property
    def organisation(self) -> UUID:
        """Return whose system it is."""
        return self.part.organisation

    @property
    def label(self) -> str:
        """Return under which label it was told."""
        return self.part.label

    @property
    def asset_name(self) -> str:
        """Return the system's name."""
        return self.called or self.asset.name

    @property
    def vulnerability(self) -> str:
        """Return the vulnerability's name."""
        return self.flaw.name

    @property
    def verdict(self) -> Exposure:
        """Return the verdict."""
        return Exposure(self.answer.verdict)

    @property
    def considered(self) -> list[tuple[int, str, Exposure]]:
        """Return everything that was weighed: row of the inventory, advisory, what it said."""
        own = self.asset.number
        return [
            (own if item["row"] is None else item["row"], item["advisory"], Exposure(item["verdict"]))
            for item in self.answer.considered
        ]
