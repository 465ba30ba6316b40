"""Doors out: entries as a viewer may see them, proof, looks, and how the sequencer fares."""

from dijkwacht.journal.selectors.folding import cases_seen, seen_by, stories_of, story_of, story_seen
from dijkwacht.journal.selectors.held import HeldFiles
from dijkwacht.journal.selectors.proof import (
    falls_due,
    latest_head,
    leaves_in_order,
    pending_count,
    placed,
    verify_record,
)
from dijkwacht.journal.selectors.reading import (
    about,
    entries,
    entries_after,
    entry_for,
    evidence_for,
    last_beat,
    last_position,
    looks_at,
    quarantined,
    sequencer_lag,
    worker_heartbeat_age,
)
from dijkwacht.journal.selectors.values import Evidence, Look, Placed, Quarantined

__all__ = [
    "Evidence",
    "HeldFiles",
    "Look",
    "Placed",
    "Quarantined",
    "about",
    "cases_seen",
    "entries",
    "entries_after",
    "entry_for",
    "evidence_for",
    "falls_due",
    "last_beat",
    "last_position",
    "latest_head",
    "leaves_in_order",
    "looks_at",
    "pending_count",
    "placed",
    "quarantined",
    "seen_by",
    "sequencer_lag",
    "stories_of",
    "story_of",
    "story_seen",
    "verify_record",
    "worker_heartbeat_age",
]
