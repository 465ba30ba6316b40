"""When each system was last seen, and by which source: from the current inventories, not from the run that answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.exposure.domain.standing import inventory_age, seen_moment
from dijkwacht.exposure.models import Asset
from dijkwacht.kernel.window import Moment

Key = tuple[UUID, str, str]
"""Organisation, the system's name without case, and its version."""


@dataclass(frozen=True, slots=True)
class LastSeen:
    """When a system was last seen, by which inventory; `at` None where neither row nor inventory says.

    `recorded_at`: when that inventory was handed in.
    """

    at: Moment | None
    inventory: str
    recorded_at: datetime

    def age(self, now: datetime) -> int | None:
        """Return how many calendar days of Amsterdam ago that was, None where it is not stated."""
        return inventory_age(self.at, now)


def last_seen(systems: Iterable[tuple[UUID, str]]) -> Mapping[Key, LastSeen]:
    """Return for these systems, by organisation and name as listed, the newest row of a current inventory; one query.

    For answers that the caller may show: it asks for no viewer. A system that no current inventory lists is absent.
    """
    wanted: dict[UUID, set[str]] = {}
    for organisation, name in systems:
        wanted.setdefault(organisation, set()).add(name)
    if not wanted:
        return {}
    rows = Asset.objects.filter(
        inventory__organisation__in=wanted, inventory__ended_at=None, name__in=set().union(*wanted.values())
    )
    found: dict[Key, LastSeen] = {}
    told = ("inventory__organisation", "name", "version", "seen", "inventory__seen", "inventory__source")
    for organisation, name, version, seen, of, source, recorded in rows.values_list(*told, "inventory__recorded_at"):
        here = LastSeen(seen_moment(seen) or seen_moment(of), source, recorded)
        key = (organisation, name.casefold(), version)
        found[key] = max(found.get(key, here), here, key=_newest)
    return found


def _newest(seen: LastSeen) -> tuple[bool, datetime]:
    return (seen.at is not None, seen.at.latest if seen.at else seen.recorded_at)
