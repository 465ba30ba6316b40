"""Remember how an organisation's own headings map to ours."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from dijkwacht.exposure.engine.headings import read_mapping
from dijkwacht.exposure.models import HeadingMapping


def remember_headings(*, organisation: UUID, mapping: Mapping[str, str]) -> dict[str, str]:
    """Keep this mapping, heading to field ("-" leaves a column out), for the next file, and return all that is kept.

    What was remembered of other headings stays. Raises UnreadableInventory for a field that does not exist.
    """
    known = HeadingMapping.objects.filter(organisation=organisation).values_list("mapping", flat=True).first() or {}
    kept = {**known, **read_mapping(mapping, "mapping")}
    HeadingMapping.objects.update_or_create(organisation=organisation, defaults={"mapping": kept, "at": timezone.now()})
    return kept
