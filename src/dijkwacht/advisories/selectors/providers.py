"""Providers as the desk that fetches from them sees them: how the last run ended, which documents are not here, why.

Desk tools say "now only": no moment can be asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from dijkwacht.advisories.domain.providers import DocumentState, ProviderRole
from dijkwacht.advisories.domain.rights import DESK_ROLES
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.models import Provider, ProviderDocument
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label

TROUBLE = (DocumentState.REFUSED, DocumentState.QUARANTINED, DocumentState.UNFETCHED)
SHOWN = 100


@dataclass(frozen=True, slots=True)
class ProviderSeen:
    """One provider; `counts` of its documents by state, `error` why the last run stopped ("" where it did not)."""

    id: UUID
    owner: UUID
    name: str
    url: str
    role: ProviderRole
    fingerprints: tuple[str, ...]
    level: Level
    label: Label | None
    paused: bool
    running_since: datetime | None
    ran_at: datetime | None
    error: str
    listed: int
    deviations: tuple[str, ...]
    deviated: int
    version: int
    counts: Mapping[DocumentState, int]

    @property
    def trouble(self) -> int:
        """Return how many documents could not be had or were refused."""
        return sum(self.counts.get(state, 0) for state in TROUBLE)


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """One document that is not here, and why; `tries` counts the runs that tried."""

    url: str
    state: DocumentState
    said: str
    tries: int
    at: datetime


def providers(viewer: Viewer) -> tuple[ProviderSeen, ...]:
    """Return the providers of the viewer's desks by name; two queries."""
    rows = Provider.objects.filter(owner__in=sorted(viewer.organisations(*DESK_ROLES)))
    counted = (
        ProviderDocument.objects.filter(provider__in=rows).values("provider", "state").annotate(number=Count("pk"))
    )
    counts: dict[int, dict[DocumentState, int]] = {}
    for line in counted.order_by():
        counts.setdefault(line["provider"], {})[DocumentState(line["state"])] = line["number"]
    return tuple(_seen(row, counts.get(row.pk, {})) for row in rows.order_by("name", "pk"))


def provider(viewer: Viewer, public_id: UUID) -> ProviderSeen:
    """Return one provider. Raises NotFound where it is absent or another desk's."""
    found = next((one for one in providers(viewer) if one.id == public_id), None)
    if found is None:
        raise NotFound
    return found


def documents_in_trouble(viewer: Viewer, public_id: UUID) -> tuple[DocumentSeen, ...]:
    """Return the newest hundred documents that are not here, with why. Empty for who may not see the provider."""
    rows = ProviderDocument.objects.filter(
        provider__public_id=public_id,
        provider__owner__in=sorted(viewer.organisations(*DESK_ROLES)),
        state__in=TROUBLE,
    )
    return tuple(
        DocumentSeen(row.url, DocumentState(row.state), row.said, row.tries, row.at)
        for row in rows.order_by("-at", "-pk")[:SHOWN]
    )


def _seen(row: Provider, counts: Mapping[DocumentState, int]) -> ProviderSeen:
    outcome = row.outcome
    return ProviderSeen(
        id=row.public_id,
        owner=row.owner,
        name=row.name,
        url=row.url,
        role=ProviderRole(row.role),
        fingerprints=tuple(row.fingerprints),
        level=Level(row.level),
        label=Label(row.label) if row.label else None,
        paused=row.paused,
        running_since=row.running_since,
        ran_at=row.ran_at,
        error=outcome.get("error", ""),
        listed=outcome.get("listed", 0),
        deviations=tuple(outcome.get("deviations", ())),
        deviated=outcome.get("deviated", 0),
        version=row.version,
        counts=counts,
    )
