"""How much of its room an organisation uses: what is kept, what was promised, what is given up but not freed."""

from uuid import UUID

from django.db.models import BigIntegerField, Count, F, Q, Sum
from django.db.models.functions import Least

from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.domain.room import UploadState
from dijkwacht.hunting.models import KeptFile, Upload

PROMISED = (UploadState.OPEN, UploadState.JOINING)


def unfreed() -> Q:
    """Return which uploads hold bytes that nobody can open any more: given up, refused, or the same bytes again."""
    again = Q(state=UploadState.KEPT, brought__isnull=True)
    return Q(Q(state__in=[UploadState.ENDED, UploadState.REFUSED]) | again, freed_at__isnull=True)


def used(organisation: UUID) -> int:
    """Return how many bytes an organisation keeps, promised, or gave up and still takes room with."""
    rows = Upload.objects.filter(owner=organisation)
    promised = rows.filter(state__in=PROMISED).aggregate(all=Sum("size"))["all"]
    kept = KeptFile.objects.filter(owner=organisation, gone_at__isnull=True).aggregate(all=Sum("size"))["all"]
    came = Least(F("size"), F("came") * PART, output_field=BigIntegerField())
    idle = rows.filter(unfreed()).annotate(came=Count("parts")).annotate(held=came).aggregate(all=Sum("held"))["all"]
    return int((promised or 0) + (kept or 0) + (idle or 0))
