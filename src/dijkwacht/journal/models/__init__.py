"""The journal's tables, and the few statements on them that are written by hand."""

from dijkwacht.journal.models.insert import ENTRY_COLUMNS, insert
from dijkwacht.journal.models.locking import hold
from dijkwacht.journal.models.rows import (
    ContentRow,
    EntryRow,
    EntryRows,
    EvidenceRow,
    HeadRow,
    HeartbeatRow,
    LeafRow,
    LookRow,
    QuarantineRow,
)

__all__ = [
    "ENTRY_COLUMNS",
    "ContentRow",
    "EntryRow",
    "EntryRows",
    "EvidenceRow",
    "HeadRow",
    "HeartbeatRow",
    "LeafRow",
    "LookRow",
    "QuarantineRow",
    "hold",
    "insert",
]
