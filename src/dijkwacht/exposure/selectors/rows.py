"""Builds and assets of the store as the rows that the engine reads."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, F, Func, QuerySet, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

from dijkwacht.exposure.domain.conditions import read_answer
from dijkwacht.exposure.engine.installed import RESPIN
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.models import Asset, Build


def row_of_build(build: Build, *, number: int = 0, organisation: UUID | str = "", asset: str = "") -> Row:
    """Return the row that lists this build."""
    told = build.told
    return Row(
        number=number,
        organisation=str(organisation),
        asset=asset,
        vendor=build.vendor,
        product=build.product,
        version=build.version,
        **_beside(told, build.facts),
        cpe=told.get("cpe", ""),
        purl=told.get("purl", ""),
    )


def named(builds: QuerySet[Build]) -> Iterator[tuple[Row, list[int]]]:
    """Yield each way in which these builds are named, as a row without anything else, with the keys of those builds.

    Which product a row lists depends on maker, name, CPE and purl, and on the version only where the name ends with the
    number that the version begins with (it is told where the name has that number at all), or where the version is an
    update alone.
    """
    begins = Func(F("version"), Value(r"\d+"), function="substring", output_field=CharField())
    numbers = Func(
        F("product"), Value(r"\D+"), Value(" "), Value("g"), function="regexp_replace", output_field=CharField()
    )
    among = StrIndex(Concat(Value(" "), numbers, Value(" ")), Concat(Value(" "), begins, Value(" ")))
    version = Case(
        When(version__iregex=RESPIN, then=F("version")),
        When(GreaterThan(among, 0), version__regex=r"\d", then=begins),
        default=Value(""),
    )
    ways = builds.values_list("vendor", "product", version, KT("told__cpe"), KT("told__purl"))
    for vendor, product, number, cpe, purl, keys in ways.annotate(keys=ArrayAgg("pk")).order_by().iterator():
        yield Row(0, "", "", vendor, product, number, cpe=cpe or "", purl=purl or ""), keys


def row_of_asset(asset: Asset) -> Row:
    """Return the asset as matching wants it; `number` carries the row's key, so that the answer leads back to it."""
    build = asset.build
    told = build.told if build is not None else {"edition": asset.edition}
    return Row(
        number=asset.pk,
        organisation=str(asset.inventory.organisation),
        asset=asset.name,
        vendor=asset.vendor,
        product=asset.product,
        version=asset.version,
        **_beside(told, build.facts if build is not None else asset.facts),
        host=asset.host,
        cpe=asset.cpe,
        purl=asset.purl,
        remarks=tuple(asset.remarks),
    )


def _beside(told: Mapping[str, Any], facts: Mapping[str, str]) -> dict[str, Any]:
    """Return what else decides of a row: what it tells beside its version, and its facts as answers."""
    return {
        "edition": told.get("edition", ""),
        "platform": told.get("platform", ""),
        "module": told.get("module", ""),
        "os": told.get("os", ""),
        "arch": told.get("arch", ""),
        "updates": tuple(told.get("updates", ())),
        "facts": {name: read_answer(value) for name, value in facts.items()},
    }
