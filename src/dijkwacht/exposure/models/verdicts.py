"""Runs of matching and their verdicts: what many say alike stands once, and each verdict is a narrow row."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Case, F, Q, When

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.models.inventories import Asset
from dijkwacht.exposure.models.lasting import CELL, FLAW, LINE, held
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label


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


class RunPart(models.Model):
    """What one run changed at one organisation: under which label, for whom, recorded and known since when."""

    id = models.AutoField(primary_key=True)
    run = models.ForeignKey(MatchingRun, models.PROTECT, related_name="parts")
    organisation = models.UUIDField()
    entry = models.UUIDField()
    label = models.CharField(max_length=20)
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    known_by = models.DateTimeField()
    recorded_at = models.DateTimeField()

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


class VerdictRows(models.QuerySet["AssetVerdict"]):
    """The filters of labelled rows, asked of the part of a run that each verdict belongs to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what disclosure allows this viewer to see of verdicts."""
        return self.filter(_of_part(shown(viewer, category=Category.VERDICT, recipients=False)))

    def as_of(self, asof: AsOf) -> Self:
        """Keep what held by `asof.recorded` in the record and by `asof.known` in people's knowledge; now where None."""
        return self.filter(held(asof, "part__"))

    def of(self, organisation: UUID) -> Self:
        """Keep the verdicts about systems of this organisation."""
        return self.filter(part__organisation=organisation)

    def about(self, vulnerabilities: Iterable[str]) -> Self:
        """Keep the verdicts about these vulnerabilities."""
        return self.filter(flaw__name__in=tuple(vulnerabilities))

    def named(self) -> Self:
        """Add `named`, the system's name, as `asset_name` gives it."""
        return self.annotate(named=Case(When(called="", then=F("asset__name")), default=F("called")))

    def whole(self) -> Self:
        """Fetch with each verdict everything that its properties say; one query."""
        return self.select_related("part__run", "asset", "answer", "flaw")


def _of_part(condition: Q) -> Q:
    """Return the same condition, asked of the part of a run that a verdict belongs to."""
    asked = [
        _of_part(one) if isinstance(one, Q) else (f"part__{one[0]}", one[1])
        for one in condition.children
        if isinstance(one, Q | tuple)
    ]
    return Q(*asked, _connector=condition.connector, _negated=condition.negated)


class AssetVerdict(models.Model):
    """The answer for one asset and one vulnerability, from the run that first gave it until one gave another.

    `asset` is the row that decided; `called`: the system's name where another row of it writes it otherwise, else "".
    The row is narrow and its references are not checked one by one by the database, since there are very many; matching
    takes them from rows that it holds.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="verdicts", db_constraint=False, db_index=False)
    part = models.ForeignKey(RunPart, models.PROTECT, related_name="verdicts", db_constraint=False, db_index=False)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="verdicts", db_constraint=False, db_index=False)
    flaw = models.ForeignKey(Flaw, models.PROTECT, related_name="verdicts", db_constraint=False, db_index=False)
    known_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    called = models.CharField(max_length=CELL, default="", db_default="", blank=True)

    objects = VerdictRows.as_manager()

    class Meta:
        """The database keeps one current answer per asset and vulnerability, and that both ends are set together."""

        constraints = [
            models.UniqueConstraint(
                fields=["asset", "flaw"], condition=Q(ended_at__isnull=True), name="exposure_assetverdict_one_current"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, known_until__isnull=True)
                | Q(ended_at__isnull=False, known_until__isnull=False),
                name="exposure_assetverdict_ends_on_both_axes",
            ),
        ]
        indexes = [
            models.Index(fields=["part"], name="exposure_assetverdict_part"),
            models.Index(fields=["flaw", "part"], name="exposure_assetverdict_flaw"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="exposure_assetverdict_ended"),
        ]

    def __str__(self) -> str:
        """Return the number of the row."""
        return str(self.pk)

    @property
    def organisation(self) -> UUID:
        """Return whose system it is."""
        return self.part.organisation

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
