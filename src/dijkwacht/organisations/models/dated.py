"""Tables with a from-until: one range column, asked "at T" by one queryset (DESIGN, "How the record works")."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.window import Moment, Precision
from dijkwacht.organisations.domain.period import Period, period_from_bounds

WORD_LENGTH = 40
Row = TypeVar("Row", bound="Dated")


def one_of(field: str, words: type[StrEnum], name: str) -> models.CheckConstraint:
    """Return the constraint that `field` holds one of `words`."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [str(word) for word in words]}), name=name)


def one_at_a_time(name: str, *fields: str) -> ExclusionConstraint:
    """Return the temporal constraint that no two rows with the same `fields` hold at the same moment."""
    same: list[tuple[str, str]] = [(field, RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(name=name, expressions=[*same, ("during", RangeOperators.OVERLAPS)])


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with a from-until."""

    def at(self, at: datetime) -> Self:
        """Return the rows that hold at the aware moment `at`."""
        return self.filter(during__contains=at)


class Dated(models.Model):
    """A row that holds from-until; a bound known to the day or month is stored rounded outwards, with its precision."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    during = DateTimeRangeField()
    since_precision = models.CharField(max_length=WORD_LENGTH, default=Precision.MINUTE)
    until_precision = models.CharField(max_length=WORD_LENGTH, default=Precision.MINUTE)

    class Meta:
        """The database keeps that every row has a beginning and some length."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(during__startswith__isnull=False, during__isempty=False),
                name="%(app_label)s_%(class)s_has_a_beginning",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    since_precision__in=[str(precision) for precision in Precision],
                    until_precision__in=[str(precision) for precision in Precision],
                ),
                name="%(app_label)s_%(class)s_precision_exists",
            ),
        ]

    @property
    def period(self) -> Period:
        """Return the from-until as it was stated."""
        return period_from_bounds(
            self.during.lower, self.during.upper, Precision(self.since_precision), Precision(self.until_precision)
        )


def period_columns(period: Period) -> Mapping[str, object]:
    """Return the columns of a dated row for `period`."""
    until = period.until or Moment(period.start)
    return {
        "during": DateTimeTZRange(period.start, period.end, "[)"),
        "since_precision": period.since.precision,
        "until_precision": until.precision,
    }
