"""How much of its room an organisation uses: what is kept, what was promised, what is given up but not freed."""

from uuid import UUID

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Least

from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.domain.room import UploadState
from dijkwacht.hunting.models import Upload, UploadPart

PROMISED = (UploadState.OPEN, UploadState.JOINING)


def unfreed() -> Q:
    """Return which uploads hold bytes that nobody can open any more: given up, refused, or the same bytes again."""
    again = Q(state=UploadState.KEPT, brought__isnull=True)
    return Q(Q(state__in=[UploadState.ENDED, UploadState.REFUSED]) | again, freed_at__isnull=True)


def used(organisation: UUID) -> int:
    """Return how many bytes an organisation keeps, promised, or gave up and still takes room with."""
    parts = UploadPart.objects.filter(upload=OuterRef("pk")).order_by().values("upload").annotate(number=Count("pk"))
    came = Coalesce(Subquery(parts.values("number")), 0) * PART
    held = Least(F("size"), F("came"), output_field=BigIntegerField())
    rows = Upload.objects.filter(owner=organisation).annotate(came=Cast(came, BigIntegerField()))
    sums = rows.aggregate(
        promised=Sum("size", filter=Q(state__in=PROMISED)),
        kept=Sum("brought__size", filter=Q(brought__gone_at__isnull=True)),
        idle=Sum(held, filter=unfreed()),
    )
    return sum(int(one or 0) for one in sums.values())
