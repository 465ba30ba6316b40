"""New advice, amendments and decisions about names are compared with the inventories that are there, by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from dijkwacht.advisories.selectors import documents_seen, flaws_told_since, told_since
from dijkwacht.exposure.models import AssetVerdict, Build, ImportedInventory, Installed, RangeAmendment
from dijkwacht.exposure.selectors.naming import decisions
from dijkwacht.exposure.selectors.rows import row_of_build
from dijkwacht.exposure.services.compiling import asking, matcher_for
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
    again, for what was still being written then; where nothing at all is new, nobody is visited. Where this is cut
    short, the next call does it all again.
    """
    last, now = last_beat(BEAT), timezone.now()
    since = last - timedelta(seconds=10) if last else None
    renamed = _renamed_since(since)
    if since is not None and not (renamed or told_since(since) or _amended(since).exists()):
        beat(BEAT, now)
        return 0
    current = ImportedInventory.objects.filter(ended_at__isnull=True)
    listed = sorted(set(current.values_list("organisation", flat=True)))
    news = _News(since, now, constituencies_of(listed, now), renamed)
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
    rows = [row_of_build(build) for build in Build.objects.filter(pk__in=builds)]
    with asking:
        matcher = matcher_for(documents_seen(eyes), (), decisions()).matcher
        return answered | {flaw for row in rows for flaw, _ in matcher.alone(row)}


def _amended_since(owners: set[UUID], since: datetime | None) -> frozenset[str]:
    return frozenset(_amended(since).filter(owner__in=owners).values_list("vulnerability", flat=True))


def _amended(since: datetime | None) -> QuerySet[RangeAmendment]:
    rows = RangeAmendment.objects.filter(ended_at__isnull=True)
    return rows if since is None else rows.filter(recorded_at__gt=since)
