"""Inventories that were taken in and never compared, since that was cut short, are compared by themselves."""

from datetime import datetime, timedelta

from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure.models import ImportedInventory
from dijkwacht.exposure.services.following import MATCHING
from dijkwacht.exposure.services.matching import run_matching
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.organisations.selectors import constituencies_of

PATIENCE = timedelta(minutes=2)


def compare_waiting(at: datetime) -> int:
    """Compare inventories that came at least two minutes ago and still wait with what their organisations may see.

    Whoever hands one in compares it at once; what is left was cut short. Returns for how many organisations that was.
    """
    left = ImportedInventory.objects.filter(ended_at__isnull=True, compared_at=None, recorded_at__lte=at - PATIENCE)
    organisations = sorted(set(left.values_list("organisation", flat=True)))
    certs = constituencies_of(organisations, at)
    for organisation in organisations:
        above = frozenset({certs[organisation]} if organisation in certs else ())
        eyes = Viewer(None, (Office(organisation, Role.CISO),), above)
        run_matching(organisations=[organisation], documents=documents_seen(eyes), actor=MATCHING, at=at)
    return len(organisations)
