"""Put organisations and sectors into the register; saying the same again changes nothing."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Conflict, Unreadable
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.names import search_key, sort_key
from dijkwacht.organisations.domain.register import OrganisationDetails
from dijkwacht.organisations.domain.sectors import SECTORS
from dijkwacht.organisations.domain.words import Nature
from dijkwacht.organisations.models import Location, Organisation, Sector
from dijkwacht.organisations.services.writing import NO_SOURCE, record


class UnknownSector(Unreadable):
    """There is no such sector."""


class NotAName(Unreadable):
    """This is no name: it holds neither letters nor digits."""


class TakenMeanwhile(Conflict):
    """Somebody else put an organisation of this name into the register at the same moment."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an organisation: its id, whether it is new, and which details changed."""

    id: UUID
    created: bool
    changed: tuple[str, ...]


@one_transaction
def ensure_sectors() -> None:
    """Put the catalogue of sectors with norms and supervisors into the database, or bring it up to date (S4.5)."""
    for sector in SECTORS:
        Sector.objects.update_or_create(
            key=sector.key,
            defaults={
                "name_nl": sector.name.nl,
                "name_en": sector.name.en,
                "norm": sector.norm,
                "supervisor_nl": sector.supervisor.nl,
                "supervisor_en": sector.supervisor.en,
                "supervisor_short": sector.supervisor_short,
                "source": sector.source,
            },
        )


@one_transaction
def record_organisation(
    *, details: OrganisationDetails, actor: Actor, source: Source = NO_SOURCE, known: Moment | None = None
) -> Recorded:
    """Put an organisation into the register, or bring the one that answers to this name up to `details`.

    What `details` leaves None or empty stays as it is; locations are added, never dropped. Writes
    `organisation.recorded` or `organisation.changed`, or nothing where nothing changed. Raises UnknownSector, NotAName.
    """
    key = search_key(details.name)
    if not key:
        raise NotAName(place=details.name)
    row = Organisation.objects.select_for_update(of=("self",)).filter(search_key=key).first()
    created = row is None
    if row is None:
        row = Organisation(search_key=key, nature=details.nature or Nature.ACTING)
    changed = _apply(row, details)
    if created or changed:
        row.version += 0 if created else 1
        _save(row)
    places = _add_locations(row, details.locations)
    changed = (*changed, *(("locations",) if places else ()))
    if created:
        payload = {"name": row.name, "kinds": list(row.kinds), "nature": str(row.nature), "sector": details.sector}
        record(row, kind="organisation.recorded", actor=actor, payload=payload, source=source, known=known)
    elif changed:
        payload = {"name": row.name, "changed": list(changed)}
        record(row, kind="organisation.changed", actor=actor, payload=payload, source=source, known=known)
    return Recorded(row.public_id, created, () if created else changed)


def _save(row: Organisation) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise TakenMeanwhile(place=row.name, remedy="try again") from error


def _apply(row: Organisation, details: OrganisationDetails) -> tuple[str, ...]:
    wanted: dict[str, object] = {
        "name": details.name.strip(),
        "sort_key": sort_key(details.name),
        "kinds": sorted({str(kind) for kind in details.kinds}),
        "nature": details.nature,
        "own_domain": details.own_domain.strip().lower() if details.own_domain is not None else None,
        "source": details.source,
        "sector": _sector(details.sector),
        **{name: value or None for name, value in asdict(details.house_style).items()},
    }
    changed = [name for name, value in wanted.items() if value is not None and getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    return tuple(name for name in changed if name != "sort_key")


def _sector(key: str | None) -> Sector | None:
    if key is None:
        return None
    sector = Sector.objects.filter(key=key).first()
    if sector is None:
        known = ", ".join(Sector.objects.order_by("key").values_list("key", flat=True))
        raise UnknownSector(f"there is no sector {key!r}", place="sector", expected=f"one of {known}")
    return sector


def _add_locations(row: Organisation, names: tuple[str, ...]) -> int:
    have = set(Location.objects.filter(organisation=row).values_list("name", flat=True))
    new = [name for name in dict.fromkeys(names) if name not in have]
    Location.objects.bulk_create(Location(organisation=row, name=name, sort_key=sort_key(name)) for name in new)
    return len(new)
