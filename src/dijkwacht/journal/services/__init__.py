"""Doors in: append an entry, keep or remove evidence and content, sequence the record, log a look."""

from dijkwacht.journal.services.appending import append, one_transaction
from dijkwacht.journal.services.evidence import quarantine, store_evidence
from dijkwacht.journal.services.following import ask_followers
from dijkwacht.journal.services.listing import list_of_removals, list_removals, read_list
from dijkwacht.journal.services.looking import log_look, log_looks
from dijkwacht.journal.services.removing import remove_content, remove_evidence, replay_removal
from dijkwacht.journal.services.sequencing import beat, give_witness, sequence_once

__all__ = [
    "append",
    "ask_followers",
    "beat",
    "give_witness",
    "list_of_removals",
    "list_removals",
    "log_look",
    "log_looks",
    "one_transaction",
    "quarantine",
    "read_list",
    "remove_content",
    "remove_evidence",
    "replay_removal",
    "sequence_once",
    "store_evidence",
]
