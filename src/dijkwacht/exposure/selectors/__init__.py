"""Doors out: assets, verdicts, inventories and declarations as a viewer may see them, now or as of a moment."""

from dijkwacht.exposure.selectors.reading import (
    AssetSeen,
    DeclarationSeen,
    InventorySeen,
    VerdictSeen,
    amendments,
    assets,
    declarations,
    inventories,
    matched_since,
    verdict_counts,
    verdicts,
)
from dijkwacht.exposure.selectors.systems import SystemsPage, own_organisations, require_upload, systems_page

__all__ = [
    "AssetSeen",
    "DeclarationSeen",
    "InventorySeen",
    "SystemsPage",
    "VerdictSeen",
    "amendments",
    "assets",
    "declarations",
    "inventories",
    "matched_since",
    "own_organisations",
    "require_upload",
    "systems_page",
    "verdict_counts",
    "verdicts",
]
