"""New advice and new amendments are compared with the inventories that are there, without anybody asking."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from dijkwacht.advisories.selectors import documents_seen, flaws_told_since
from dijkwacht.exposure.models import ImportedInventory, RangeAmendment
from dijkwacht.exposure.services.matching import run_matching
from dijkwacht.journal.selectors import last_beat
from dijkwacht.journal.services import beat
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.organisations.selectors import constituencies_of

MATCHING = Actor(ActorKind.MACHINE, "matching")
BEAT = "advice compared"


def match_news() -> int:
    """Compare advice and amendments that came since this was last done; return of how many organisations.

    Each organisation is compared with what it may itself see, one run and one entry each, and only where something it
    may see is new. The ten seconds before are looked at again, for what was still being written then. Where this is
    cut short, the next call does it all again.
    """
    last, now = last_beat(BEAT), timezone.now()
    since = last - timedelta(seconds=10) if last else None
    current = ImportedInventory.objects.filter(ended_at__isnull=True)
    listed = sorted(set(current.values_list("organisation", flat=True)))
    certs = constituencies_of(listed, now)
    compared = sum(_match(organisation, certs.get(organisation), since, now) for organisation in listed)
    beat(BEAT, now)
    return compared


def _match(organisation: UUID, cert: UUID | None, since: datetime | None, at: datetime) -> bool:
    eyes = Viewer(None, (Office(organisation, Role.CISO),), frozenset({cert}) if cert else frozenset())
    flaws = flaws_told_since(eyes, since) | _amended_since({organisation, *([cert] if cert else [])}, since)
    if not flaws:
        return False
    documents = documents_seen(eyes, vulnerabilities=flaws)
    run_matching(organisations=[organisation], documents=documents, actor=MATCHING, at=at, vulnerabilities=flaws)
    return True


def _amended_since(owners: set[UUID], since: datetime | None) -> frozenset[str]:
    rows = RangeAmendment.objects.filter(owner__in=owners, ended_at__isnull=True)
    if since is not None:
        rows = rows.filter(recorded_at__gt=since)
    return frozenset(rows.values_list("vulnerability", flat=True))
