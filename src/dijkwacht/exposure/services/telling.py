"""What a matcher tells of the systems of organisations: each distinct build is asked once, for all who list it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet

from dijkwacht.exposure.engine.matching import Matcher, told_of
from dijkwacht.exposure.engine.telling import Card, Told
from dijkwacht.exposure.models import Asset, Build, Installed
from dijkwacht.exposure.selectors.rows import named, row_of_asset, row_of_build
from dijkwacht.exposure.services.answering import Given, clipped

ORGANISATIONS = 200  # whose rows are held at once
FEW = 50  # products spoken of: their names are asked before builds are read; builds: no other rows are read
_LISTED = ("inventory__organisation", "pk", "build_id", "name", "version", "product", "number", "remarks")

_Row = tuple[int, int, str, tuple[str, str, int], list[str]]


class Spoken(NamedTuple):
    """The builds of the dictionary under whose names something is told; later ones than `newest` were not asked."""

    builds: frozenset[int]
    newest: int


def spoken_of(matcher: Matcher, asked: Callable[[str], bool]) -> Spoken:
    """Return the builds of the whole dictionary of which vulnerabilities are told that are asked about."""
    newest = Build.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return Spoken(frozenset(_named_in(matcher, Build.objects.filter(pk__lte=newest), asked)), newest)


def _named_in(matcher: Matcher, builds: QuerySet[Build], asked: Callable[[str], bool]) -> Iterator[int]:
    """Yield the keys of those builds under whose names vulnerabilities are told that are asked about."""
    for row, keys in named(builds):
        if any(asked(flaw) for flaw, _ in matcher.alone(row)):
            yield from keys


def systems_told(
    organisations: Sequence[UUID], matcher: Matcher, wanted: frozenset[str], spoken: Spoken | None = None
) -> dict[UUID, Sequence[Given]]:
    """Return for each organisation what is told of the systems in its current inventories, about these vulnerabilities.

    `spoken`: what `spoken_of` found for these vulnerabilities, so that nothing else is read. By system as first
    listed. Of a system that several rows describe with answers about the same
    vulnerability, the engine is asked with all its rows, as for a file.
    """
    found: dict[UUID, Sequence[Given]] = {}
    for start in range(0, len(organisations), ORGANISATIONS):
        some = organisations[start : start + ORGANISATIONS]
        cards = _cards(some, matcher, wanted, spoken)
        listed = _listed(some, cards)
        for organisation in some:
            systems = listed.get(organisation, {})
            found[organisation] = [one for rows in systems.items() for one in _told(*rows, cards, matcher, wanted)]
    return found


def _cards(
    organisations: Sequence[UUID], matcher: Matcher, wanted: frozenset[str], spoken: Spoken | None
) -> dict[int, Card]:
    """Return what is told of each build that these organisations list, where anything is."""
    cards: dict[int, Card] = {}
    everything = len(wanted) == len(matcher.by_vulnerability) and all(clipped(flaw) == flaw for flaw in wanted)
    listed = Installed.objects.filter(organisation__in=organisations).values_list("build", flat=True)
    builds = Build.objects.filter(pk__in=listed)
    if spoken is not None:
        builds = Build.objects.filter(pk__in=[key for key in listed if key in spoken.builds or key > spoken.newest])
    elif len(matcher.by_product) <= FEW:
        builds = Build.objects.filter(pk__in=list(_named_in(matcher, builds, lambda _: True)))
    for build in builds:
        card = matcher.alone(row_of_build(build))
        if not everything:
            card = Card((clipped(flaw), told) for flaw, told in card if flaw in wanted)
        if card:
            cards[build.pk] = card
    return cards


def _listed(organisations: Sequence[UUID], cards: Mapping[int, Card]) -> dict[UUID, dict[str, list[_Row]]]:
    if not cards:
        return {}
    rows = Asset.objects.filter(inventory__organisation__in=organisations, inventory__ended_at__isnull=True)
    if len(cards) <= FEW:
        rows = rows.filter(build__in=cards)
    found: dict[UUID, dict[str, list[_Row]]] = {}
    ordered = rows.order_by("inventory__organisation", "inventory_id", "number")
    for organisation, pk, build, name, version, product, number, remarks in ordered.values_list(*_LISTED).iterator():
        if build in cards:
            systems = found.setdefault(organisation, {})
            systems.setdefault(name.casefold(), []).append((pk, build, name, (version, product, number), remarks))
    return found


def _told(
    system: str, rows: list[_Row], cards: Mapping[int, Card], matcher: Matcher, wanted: frozenset[str]
) -> Iterable[Given]:
    if any(row[4] for row in rows) or (len(rows) > 1 and _share_a_flaw(cards[row[1]] for row in rows)):
        return _together(system, rows, matcher, wanted)
    return [Given(system, row[0], row[3], cards[row[1]]) for row in rows]


def _share_a_flaw(cards: Iterable[Card]) -> bool:
    seen: set[str] = set()
    for card in cards:
        for flaw, _ in card:
            if flaw in seen:
                return True
            seen.add(flaw)
    return False


def _together(system: str, rows: list[_Row], matcher: Matcher, wanted: frozenset[str]) -> Iterator[Given]:
    """Yield what the engine answers to all rows of one system at once, or to rows with remarks of their own."""
    listed = {row[0]: row for row in rows}
    numbers = {pk: row[3][2] for pk, row in listed.items()}
    assets = Asset.objects.filter(pk__in=listed).select_related("inventory", "build").order_by("inventory_id", "number")
    found: dict[tuple[int, str], list[tuple[str, Told]]] = {}
    for match in matcher.match(("", row_of_asset(asset)) for asset in assets):
        if match.vulnerability in wanted:
            pk, _, name, _, _ = listed[match.row.number]
            told = found.setdefault((pk, "" if match.asset == name else match.asset), [])
            told.append((clipped(match.vulnerability), told_of(match, numbers)))
    for (pk, called), card in found.items():
        yield Given(system, pk, listed[pk][3], Card(card), called)
