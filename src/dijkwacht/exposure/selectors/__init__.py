"""Doors out: assets, verdicts, inventories and declarations as a viewer may see them, now or as of a moment."""

from dijkwacht.exposure.selectors.asking import ExploitedFlaw, Question, WhatIf, exploited, what_if
from dijkwacht.exposure.selectors.explaining import WhyPage, why, why_lines
from dijkwacht.exposure.selectors.naming import (
    AliasSeen,
    ProductSeen,
    Suggestion,
    UnknownName,
    products,
    unknown_name,
    unknown_names,
)
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
from dijkwacht.exposure.selectors.remedies import FlawCounts, remedy_table
from dijkwacht.exposure.selectors.sharing import SharedPage, no_longer_shown, shared_page
from dijkwacht.exposure.selectors.slices import Coverage, Hit, coverage, hits
from dijkwacht.exposure.selectors.systems import (
    SystemsPage,
    own_organisations,
    remembered_headings,
    require_systems,
    require_upload,
    systems_page,
)
from dijkwacht.exposure.selectors.touched import TouchedPage, touched_page

__all__ = [
    "AliasSeen",
    "AssetSeen",
    "Coverage",
    "DeclarationSeen",
    "ExploitedFlaw",
    "FlawCounts",
    "Hit",
    "InventorySeen",
    "ProductSeen",
    "Question",
    "SharedPage",
    "Suggestion",
    "SystemsPage",
    "TouchedPage",
    "UnknownName",
    "VerdictSeen",
    "WhatIf",
    "WhyPage",
    "amendments",
    "assets",
    "coverage",
    "declarations",
    "exploited",
    "hits",
    "inventories",
    "matched_since",
    "no_longer_shown",
    "own_organisations",
    "products",
    "remedy_table",
    "remembered_headings",
    "require_systems",
    "require_upload",
    "shared_page",
    "systems_page",
    "touched_page",
    "unknown_name",
    "unknown_names",
    "verdict_counts",
    "verdicts",
    "what_if",
    "why",
    "why_lines",
]
