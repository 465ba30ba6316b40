"""Tables of the room: inventories with their assets, runs of matching with their verdicts, declarations, amendments.

Products with their spellings, and the dictionary of distinct builds, are the instance's own words: they say nothing of
who runs what. `Installed` does; it is read only through inventories that a viewer may see.

Rows of who runs what hold from-until on both axes: recorded (`recorded_at`, `ended_at`) and known (`known_by`,
`known_until`); nothing is rewritten but the end. Each row names the entry that explains it. Verdicts are many and
alike: what they say stands once in `Answer`, what is told together once in `Card`, whose they are and since when once
in `RunPart`; `CardHeld` is what a system was told, and `AssetVerdict` shows each verdict of it.
"""

from dijkwacht.exposure.models.inventories import Asset, Build, HeadingMapping, ImportedInventory, Installed
from dijkwacht.exposure.models.lasting import CELL, FLAW, LINE, NAME, VOCABULARY, Lasting
from dijkwacht.exposure.models.names import Alias, Product, VocabularyName
from dijkwacht.exposure.models.statements import RangeAmendment, RemedyStatement, UseDeclaration
from dijkwacht.exposure.models.verdicts import (
    FLAW_BITS,
    Answer,
    AssetVerdict,
    Card,
    CardHeld,
    CardLine,
    Flaw,
    MatchingRun,
    PartRows,
    RunPart,
    VerdictRows,
)

__all__ = [
    "CELL",
    "FLAW",
    "FLAW_BITS",
    "LINE",
    "NAME",
    "VOCABULARY",
    "Alias",
    "Answer",
    "Asset",
    "AssetVerdict",
    "Build",
    "Card",
    "CardHeld",
    "CardLine",
    "Flaw",
    "HeadingMapping",
    "ImportedInventory",
    "Installed",
    "Lasting",
    "MatchingRun",
    "PartRows",
    "Product",
    "RangeAmendment",
    "RemedyStatement",
    "RunPart",
    "UseDeclaration",
    "VerdictRows",
    "VocabularyName",
]
