"""Builds and assets of the store as the rows that the engine reads."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dijkwacht.exposure.domain.conditions import read_answer
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
