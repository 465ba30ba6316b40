"""Tables of cases and responses: what the fold writes, never set by hand."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from dijkwacht.cases.domain.axes import VALUES, Axis
from dijkwacht.cases.domain.measures import MeasureState
from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.domain.words import Nature


class Labelled(models.Model):
    """What disclosure needs to know of a row."""

    label = models.CharField(max_length=20, choices=[(label.value, label.value) for label in Label])
    category = models.CharField(max_length=20, default=Category.CASE.value)
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField(), default=list)

    class Meta:
        abstract = True


class Case(Labelled):
    """One crisis; it exists only for those who may see at least one of its entries."""

    public_id = models.UUIDField(unique=True, default=new_id)
    title_nl = models.TextField()
    title_en = models.TextField()
    opened_at = models.DateTimeField()
    nature = models.CharField(max_length=20, default=Nature.ACTING.value, choices=[(n.value, n.value) for n in Nature])
    folded_entries = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "cases_case"

    def __str__(self) -> str:
        return self.title_nl


class ResponseRows(models.QuerySet["Response"]):
    """Filters over responses."""

    def visible_to(self, viewer: Viewer) -> "ResponseRows":
        """Keep the responses of which the viewer may see how they stand: each is a fact of category measure."""
        return self.filter(shown(viewer, category=Category.MEASURE))


class Response(Labelled):
    """One organisation's dealing with one case, as the fold of its entries; `owner` is the organisation."""

    public_id = models.UUIDField(unique=True, default=new_id)
    case = models.ForeignKey(Case, models.PROTECT, related_name="responses")
    organisation = models.UUIDField()
    sector = models.CharField(max_length=60, default="")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    use = models.CharField(max_length=30)
    weakness = models.CharField(max_length=30)
    access = models.CharField(max_length=30)
    misuse = models.CharField(max_length=30)
    heightened = models.BooleanField(default=False)
    window_start = models.DateTimeField(null=True)
    window_end = models.DateTimeField(null=True)
    devices = models.PositiveIntegerField(default=0)
    devices_open = models.PositiveIntegerField(default=0)
    last_word_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ResponseRows.as_manager()

    class Meta:
        db_table = "cases_response"
        constraints = [
            models.UniqueConstraint(fields=["case", "organisation"], name="cases_response_once_per_case"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{axis.value}__in": [str(v) for v in VALUES[axis]]}),
                    name=f"cases_response_{axis.value}",
                )
                for axis in Axis
            ),
        ]
        indexes = [models.Index(fields=["organisation"], name="cases_response_organisation")]

    def __str__(self) -> str:
        return f"response {self.public_id}"


class AxisHistory(models.Model):
    """From when until when an axis had a value, on both axes of time: `recorded` and `known`, half-open ranges."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="history")
    case = models.ForeignKey(Case, models.CASCADE)
    axis = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Axis])
    value = models.CharField(max_length=30)
    recorded = DateTimeRangeField()
    known = DateTimeRangeField()

    class Meta:
        db_table = "cases_axis_history"
        indexes = [models.Index(fields=["case", "axis"], name="cases_axis_history_case")]
        constraints = [
            ExclusionConstraint(
                name="cases_axis_history_one_value",
                expressions=[
                    ("response", RangeOperators.EQUAL),
                    ("axis", RangeOperators.EQUAL),
                    ("recorded", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.axis} {self.value}"


class MeasureRow(models.Model):
    """How a step of a response stands now, for the desk's matrix."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="measures")
    step = models.CharField(max_length=60)
    device = models.TextField(default="")
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in MeasureState])
    since = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    settled = models.BooleanField()
    check_result = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "cases_measure"
        constraints = [
            models.UniqueConstraint(fields=["response", "step", "device"], name="cases_measure_once_per_device"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in MeasureState]), name="cases_measure_state_exists"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.state}"
