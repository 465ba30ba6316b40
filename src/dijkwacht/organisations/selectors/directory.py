"""The register as a viewer may see it: names, kinds, places, sector, constituency; no contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, FilteredRelation, OuterRef, Q

from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.organisations.domain.register import HouseStyle
from dijkwacht.organisations.domain.sectors import Sector
from dijkwacht.organisations.domain.words import Nature, OrganisationKind
from dijkwacht.organisations.models import Location, Membership, Organisation, OrganisationQuerySet
from dijkwacht.organisations.models import Sector as SectorRow

PAGE = 200


@dataclass(frozen=True, slots=True)
class OrganisationSeen:
    """An organisation as a viewer may see it; `constituency` is the sector CERT at the moment of looking, or None."""

    id: UUID
    name: str
    sort_key: str
    kinds: tuple[OrganisationKind, ...]
    nature: Nature
    sector: Sector | None
    locations: tuple[str, ...]
    own_domain: str
    zone: str
    source: str
    house_style: HouseStyle
    version: int
    constituency: UUID | None = None
    constituency_name: str = ""

    @property
    def fictional(self) -> bool:
        """Return whether the organisation is invented, which every page says."""
        return self.nature is Nature.FICTIONAL

    @property
    def read_only(self) -> bool:
        """Return whether it is only recorded from public documents, so that nobody acts for it here."""
        return self.nature is Nature.RECORDED


def organisation_for(viewer: Viewer, public_id: UUID, at: datetime) -> OrganisationSeen:
    """Return the organisation with its constituency at `at`; raises NotFound, alike for absent and not yours."""
    found = _read(Organisation.objects.seen_by(viewer).filter(public_id=public_id), at)
    if not found:
        raise NotFound
    return found[0]


def organisations_seen(  # noqa: PLR0913 - each filter is one keyword of its own
    viewer: Viewer,
    at: datetime,
    *,
    search: str = "",
    kind: OrganisationKind | None = None,
    sector: str = "",
    ids: Iterable[UUID] | None = None,
    limit: int | None = PAGE,
) -> tuple[OrganisationSeen, ...]:
    """Return the organisations the viewer may see, sorted as people look names up (S0.14); costs one query.

    `search` finds a part of the name in any spelling of case, marks, hyphens and leading article; a search of only
    such signs finds all. `limit` None gives every one.
    """
    rows = Organisation.objects.seen_by(viewer)
    if key := search_key(search):
        rows = rows.filter(search_key__contains=key)
    if kind is not None:
        rows = rows.filter(kinds__contains=[str(kind)])
    if sector:
        rows = rows.filter(sector__key=sector)
    if ids is not None:
        rows = rows.filter(public_id__in=tuple(ids))
    return _read(rows, at, limit)


def names_seen(viewer: Viewer, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the names of those of `ids` that the viewer may know; the others are absent."""
    rows = Organisation.objects.seen_by(viewer).filter(public_id__in=tuple(ids))
    return dict(rows.values_list("public_id", "name"))


def organisation_named(viewer: Viewer, name: str, at: datetime) -> OrganisationSeen:
    """Return the one organisation that answers to `name` in any spelling; raises NotFound like `organisation_for`."""
    found = _read(Organisation.objects.seen_by(viewer).filter(search_key=search_key(name)), at)
    if not found:
        raise NotFound
    return found[0]


def constituency_of(organisation: UUID, at: datetime) -> UUID | None:
    """Return the sector CERT that a record about `organisation` names at `at` (S4.20), None outside all of them.

    For labelling what is written, not for showing: it asks for no viewer.
    """
    rows = Membership.objects.at(at).filter(organisation__public_id=organisation)
    return rows.values_list("cert__public_id", flat=True).first()


def constituencies_of(organisations: Iterable[UUID], at: datetime) -> Mapping[UUID, UUID]:
    """Return `constituency_of` for many at once; those outside every constituency are absent. Costs one query."""
    rows = Membership.objects.at(at).filter(organisation__public_id__in=tuple(organisations))
    return dict(rows.values_list("organisation__public_id", "cert__public_id"))


def sector_key_of(organisation: UUID) -> str:
    """Return the key of the organisation's sector, "" for none: for what is written, not for showing; no viewer."""
    found = Organisation.objects.filter(public_id=organisation).values_list("sector__key", flat=True).first()
    return found or ""


def nature_of(organisation: UUID) -> Nature:
    """Return how real the organisation is here, ACTING where it is unknown: for what is written; no viewer."""
    found = Organisation.objects.filter(public_id=organisation).values_list("nature", flat=True).first()
    return Nature(found) if found else Nature.ACTING


def sectors() -> tuple[Sector, ...]:
    """Return every sector with its norm and supervisor, by key; public knowledge (S4.5)."""
    return tuple(sector_of(row) for row in SectorRow.objects.order_by("key"))


def sector_of(row: SectorRow) -> Sector:
    """Return the domain's value for a row."""
    return Sector(
        key=row.key,
        name=Text(row.name_nl, row.name_en),
        norm=row.norm,
        supervisor=Text(row.supervisor_nl, row.supervisor_en),
        supervisor_short=row.supervisor_short,
        source=row.source,
    )


def _read(rows: OrganisationQuerySet, at: datetime, limit: int | None = None) -> tuple[OrganisationSeen, ...]:
    places = Location.objects.filter(organisation=OuterRef("pk")).order_by("sort_key", "pk")
    # A join finds nothing twice: the database keeps that an organisation has one constituency at a time.
    current = FilteredRelation("memberships", condition=Q(memberships__during__contains=at))
    complete = rows.select_related("sector").annotate(
        places=ArraySubquery(places.values("name")),
        current=current,
        cert=F("current__cert__public_id"),
        cert_name=F("current__cert__name"),
    )
    return tuple(_seen(row) for row in complete.order_by("sort_key", "pk")[:limit])


def _seen(row: Organisation) -> OrganisationSeen:
    return OrganisationSeen(
        id=row.public_id,
        name=row.name,
        sort_key=row.sort_key,
        kinds=tuple(OrganisationKind(kind) for kind in row.kinds),
        nature=Nature(row.nature),
        sector=sector_of(row.sector) if row.sector else None,
        locations=tuple(getattr(row, "places", ())),
        own_domain=row.own_domain,
        zone=row.zone,
        source=row.source,
        house_style=HouseStyle(
            row.visiting_address,
            row.postal_address,
            row.phone,
            row.email,
            row.website,
            row.vat_number,
            row.bank_account,
        ),
        version=row.version,
        constituency=getattr(row, "cert", None),
        constituency_name=getattr(row, "cert_name", None) or "",
    )
