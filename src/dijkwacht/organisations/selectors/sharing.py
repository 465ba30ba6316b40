"""What may be shared with whom today, and why not (S4.26-S4.28)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.domain.grounds import Ground, ground_allows
from dijkwacht.organisations.domain.words import Data
from dijkwacht.organisations.models import LegalGround
from dijkwacht.organisations.selectors.viewers import ground_of


@dataclass(frozen=True, slots=True)
class GroundSeen:
    """A legal ground as published, with the names of both parties; `holds` at the moment of looking."""

    id: UUID
    ground: Ground
    giver: str
    receiver: str
    url: str
    holds: bool


def grounds_seen(at: datetime, *, party: UUID | None = None) -> tuple[GroundSeen, ...]:
    """Return the legal grounds, of one party where given, by their beginning; laws are public: no viewer is asked."""
    rows = LegalGround.objects.select_related("giver", "receiver")
    if party is not None:
        rows = rows.filter(Q(giver__public_id=party) | Q(receiver__public_id=party))
    return tuple(
        GroundSeen(row.public_id, ground_of(row), row.giver.name, row.receiver.name, row.url, row.period.contains(at))
        for row in rows.order_by("during", "receiver__sort_key", "pk")
    )


def may_share(from_: UUID, to: UUID, at: datetime) -> dict[Data, Verdict]:
    """Return for each sort of data whether a legal ground lets `from_` give it to `to` at `at`, and why (not) (S4.28).

    For deciding what is written or sent; the parties need not be the viewer's.
    """
    rows = LegalGround.objects.select_related("giver", "receiver").filter(
        Q(giver__public_id=from_, receiver__public_id=to) | Q(giver__public_id=to, receiver__public_id=from_)
    )
    grounds = [ground_of(row) for row in rows.order_by("pk")]
    return {data: ground_allows(grounds, from_, to, data, at) for data in Data}
