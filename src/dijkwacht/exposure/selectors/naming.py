"""What was decided about names, as matching wants it, and the queue of names that nobody knows yet."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum

from dijkwacht.exposure.engine.deciding import DecidedDirectory, Decisions, spelling
from dijkwacht.exposure.engine.naming import plain_name
from dijkwacht.exposure.models import Alias, ImportedInventory, Installed, Product
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound

QUEUED = 25
SUGGESTED = 4
LEAST_ALIKE = 0.3  # what pg_trgm's own sign % asks for, so that its index answers
LISTED = 200
_ALIKE = """
    SELECT asked.number, found.key, found.name, found.known, found.alike
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked(words, number)
    CROSS JOIN LATERAL (
        SELECT key, name, known, alike FROM (
            SELECT DISTINCT ON (key) key, name, known, alike FROM (
                SELECT p.key, p.name, true AS known,
                       similarity(lower(concat_ws(' ', a.vendor, a.name)), asked.words) AS alike
                FROM exposure_alias a JOIN exposure_product p ON p.id = a.product_id
                WHERE a.ended_at IS NULL AND p.merged_into_id IS NULL AND a.name <> ''
                UNION ALL
                (SELECT v.vendor || ':' || v.product, v.words, false, similarity(v.words, asked.words)
                 FROM exposure_vocabularyname v WHERE v.words %% asked.words
                 ORDER BY similarity(v.words, asked.words) DESC LIMIT %s)
            ) either WHERE alike >= %s ORDER BY key, alike DESC
        ) each_once ORDER BY known DESC, alike DESC, name LIMIT %s
    ) found
    ORDER BY asked.number, found.known DESC, found.alike DESC, found.name
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product that an unknown name may mean; `known` where it is one of ours, else it is of the CPE vocabulary."""

    key: str
    name: str
    known: bool
    alike: int


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A spelling that no inventory's row is known by: who writes it, on how many rows, and what it may mean."""

    build: int
    vendor: str
    name: str
    organisations: int
    rows: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class AliasSeen:
    """One spelling of a product, who added it and how sure we are."""

    id: UUID
    vendor: str
    name: str
    cpe: str
    purl: str
    source: str
    confidence: int
    entry: UUID | None


@dataclass(frozen=True, slots=True)
class ProductSeen:
    """One product with its spellings; `merged_into` is the key of the product it went into, "" where it did not."""

    key: str
    name: str
    merged_into: str
    aliases: tuple[AliasSeen, ...]


def decisions() -> Decisions:
    """Return everything that was decided about names; two queries. It says nothing of who runs what."""
    rows = Alias.objects.filter(source="desk", ended_at__isnull=True).select_related("product").order_by("pk")
    spelt: dict[str, str] = {}
    cpes: dict[str, str] = {}
    purls: dict[str, str] = {}
    for row in rows:
        if row.name:
            spelt[spelling(row.vendor, row.name)] = row.product.key
        elif row.cpe:
            cpes[row.cpe] = row.product.key
        else:
            purls[row.purl] = row.product.key
    merged = Product.objects.filter(merged_into__isnull=False).values_list("key", "merged_into__key")
    return Decisions(spelt, cpes, purls, dict(merged))


def directory() -> DecidedDirectory:
    """Return a directory of names that knows what was decided."""
    return DecidedDirectory(decisions=decisions())


def unknown_names(viewer: Viewer, words: str = "") -> tuple[UnknownName, ...]:
    """Return the spellings that most organisations use and nobody knows, of inventories that the viewer may see.

    At most 25, each with suggestions by likeness of letters: our own products first, then the CPE vocabulary. Costs
    three queries. `words` narrows it to names that hold them.
    """
    rows = _queued(viewer, words)
    suggested = _suggestions([f"{row['build__vendor']} {row['build__product']}" for row in rows])
    return tuple(
        UnknownName(
            row["first"], row["build__vendor"], row["build__product"], row["organisations"], row["rows"], suggestions
        )
        for row, suggestions in zip(rows, suggested, strict=True)
    )


def unknown_name(viewer: Viewer, build: int) -> tuple[str, str]:
    """Return vendor and name of one unknown spelling; raises NotFound, alike for absent, settled and not yours."""
    found = _unknown(viewer).filter(build=build).values_list("build__vendor", "build__product").first()
    if found is None:
        raise NotFound
    return found


def products(words: str = "") -> tuple[ProductSeen, ...]:
    """Return our products by name with their spellings, at most 200; two queries. They say nothing of who runs what."""
    rows = Product.objects.select_related("merged_into")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(key__icontains=words) | Q(aliases__name__icontains=words))
    listed = list(rows.distinct().order_by("name", "pk")[:LISTED])
    spelt: dict[int, list[AliasSeen]] = {}
    kept = Alias.objects.filter(product__in=[row.pk for row in listed], ended_at__isnull=True)
    for row in kept.order_by("vendor", "name", "cpe", "pk"):
        seen = AliasSeen(row.public_id, row.vendor, row.name, row.cpe, row.purl, row.source, row.confidence, row.entry)
        spelt.setdefault(row.product_id, []).append(seen)
    return tuple(
        ProductSeen(row.key, row.name, row.merged_into.key if row.merged_into else "", tuple(spelt.get(row.pk, ())))
        for row in listed
    )


def _unknown(viewer: Viewer) -> QuerySet[Installed]:
    seen = ImportedInventory.objects.visible_to(viewer).filter(ended_at__isnull=True).values("organisation")
    return Installed.objects.filter(organisation__in=seen, build__product_id="").exclude(build__product="")


def _queued(viewer: Viewer, words: str) -> list[dict[str, Any]]:
    rows = _unknown(viewer)
    if words:
        rows = rows.filter(Q(build__product__icontains=words) | Q(build__vendor__icontains=words))
    grouped = rows.values("build__vendor", "build__product").annotate(
        first=Min("build_id"), organisations=Count("organisation", distinct=True), rows=Sum("count")
    )
    listed = grouped.order_by("-organisations", "-rows", "build__vendor", "build__product")[:QUEUED]
    return [dict(row) for row in listed]


def _suggestions(asked: list[str]) -> list[tuple[Suggestion, ...]]:
    found: list[list[Suggestion]] = [[] for _ in asked]
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_ALIKE, [[plain_name(one) for one in asked], SUGGESTED, LEAST_ALIKE, SUGGESTED])
            for number, key, name, known, alike in cursor.fetchall():
                found[number - 1].append(Suggestion(key, name, known, round(alike * 100)))
    return [tuple(one) for one in found]
