"""New advice, amendments and decisions about names are compared with the inventories that are there, by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from dijkwacht.advisories.selectors import documents_seen, flaws_told_since
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.models import AssetVerdict, Build, ImportedInventory, Installed, RangeAmendment
from dijkwacht.exposure.selectors.naming import directory
from dijkwacht.exposure.selectors.rows import row_of_build
from dijkwacht.exposure.services.matching import run_where_touched
from dijkwacht.journal.selectors import last_beat
from dijkwacht.journal.services import beat
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.organisations.selectors import constituencies_of

MATCHING = Actor(ActorKind.MACHINE, "matching")
BEAT = "advice compared"


def match_news() -> int:
    """Compare advice, amendments and decisions about names that came since this was last done; return the runs made.

    Each organisation is compared with what it may itself see, one run and one entry each, and only where something it
    may see is new and speaks of its systems, or of systems that have an answer already. A decision about names touches
    the organisations that list the spelling, and the flaws told of its product. The ten seconds before are looked at
    again, for what was still being written then. Where this is cut short, the next call does it all again.
    """
    last, now = last_beat(BEAT), timezone.now()
    since = last - timedelta(seconds=10) if last else None
    current = ImportedInventory.objects.filter(ended_at__isnull=True)
    listed = sorted(set(current.values_list("organisation", flat=True)))
    news = _News(since, now, constituencies_of(listed, now), _renamed_since(since))
    compared = sum(_match(organisation, news) for organisation in listed)
    beat(BEAT, now)
    return compared


@dataclass(frozen=True, slots=True)
class _News:
    since: datetime | None
    at: datetime
    certs: Mapping[UUID, UUID]
    renamed: Mapping[UUID, list[int]]


def _match(organisation: UUID, news: _News) -> bool:
    cert = news.certs.get(organisation)
    eyes = Viewer(None, (Office(organisation, Role.CISO),), frozenset({cert}) if cert else frozenset())
    told = flaws_told_since(eyes, news.since) | _amended_since({organisation, *([cert] if cert else [])}, news.since)
    flaws = told | _flaws_of_names(organisation, eyes, news.renamed.get(organisation, []))
    if not flaws:
        return False
    documents = documents_seen(eyes, vulnerabilities=flaws)
    ran = run_where_touched(
        organisation=organisation, documents=documents, actor=MATCHING, at=news.at, vulnerabilities=flaws
    )
    return ran is not None


def _renamed_since(since: datetime | None) -> dict[UUID, list[int]]:
    """Return the builds whose product a decision changed, by the organisations that list them."""
    rows = Installed.objects.filter(build__decided_at__isnull=False)
    if since is not None:
        rows = rows.filter(build__decided_at__gt=since)
    found: dict[UUID, list[int]] = {}
    for organisation, build in rows.values_list("organisation", "build"):
        found.setdefault(organisation, []).append(build)
    return found


def _flaws_of_names(organisation: UUID, eyes: Viewer, builds: list[int]) -> frozenset[str]:
    """Return the flaws that were answered for these builds, and those that are told of what they are now."""
    if not builds:
        return frozenset()
    standing = AssetVerdict.objects.of(organisation).filter(ended_at__isnull=True, asset__build__in=builds)
    answered = frozenset(standing.values_list("flaw__name", flat=True))
    matcher = matcher_of(documents_seen(eyes), directory=directory())
    rows = [row_of_build(build, asset=str(build.pk)) for build in Build.objects.filter(pk__in=builds)]
    return answered | {found.vulnerability for found in matcher.match(("", row) for row in rows)}


def _amended_since(owners: set[UUID], since: datetime | None) -> frozenset[str]:
    rows = RangeAmendment.objects.filter(owner__in=owners, ended_at__isnull=True)
    if since is not None:
        rows = rows.filter(recorded_at__gt=since)
    return frozenset(rows.values_list("vulnerability", flat=True))
