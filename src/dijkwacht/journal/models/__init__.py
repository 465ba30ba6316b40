"""The journal's tables, and the few statements on them that are written by hand."""

from dijkwacht.journal.models.insert import ENTRY_COLUMNS, insert
from dijkwacht.journal.models.locking import backup_under_way, hold, no_backup_under_way
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
from dijkwacht.journal.models.sealed import OwnerKeyRow, SealedRow

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
    "OwnerKeyRow",
    "QuarantineRow",
    "SealedRow",
    "backup_under_way",
    "hold",
    "insert",
    "no_backup_under_way",
]
