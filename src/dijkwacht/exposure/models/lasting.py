"""What every labelled table of the room shares: who may see a row, and as of when it held."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
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
        return self.filter(held(asof))


def held(asof: AsOf, begin: str = "") -> Q:
    """Return the condition of `LastingRows.as_of`; `begin` leads to the row that says since when."""
    if asof == NOW:
        return Q(ended_at__isnull=True)
    held = Q()
    if asof.recorded is not None:
        held &= Q(ended_at__isnull=True) | Q(ended_at__gt=asof.recorded)
        held &= Q((f"{begin}recorded_at__lte", asof.recorded))
    if asof.known is not None:
        held &= Q(known_until__isnull=True) | Q(known_until__gt=asof.known)
        held &= Q((f"{begin}known_by__lte", asof.known))
    return held


class Told(models.Model):
    """What disclosure needs of a row, and since when it holds; `entry` is the journal entry that explains it."""

    organisation = models.UUIDField()
    entry = models.UUIDField()
    label = models.CharField(max_length=20)
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    known_by = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        """Only its heirs have tables."""

        abstract = True


class Lasting(Told):
    """What disclosure and the question "as of when" need of a row that ends."""

    category = Category.USE

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
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
