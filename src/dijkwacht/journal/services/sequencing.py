"""The sequencer: gives each committed entry its place in the tree and signs heads; witnesses keep a copy."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models.functions import Now

from dijkwacht.journal.domain.entry import row_text
from dijkwacht.journal.domain.heads import TreeHead, head_as_text, head_message
from dijkwacht.journal.domain.merkle import Frontier, leaf_hash
from dijkwacht.journal.engine.keys import public_hex, signing_key
from dijkwacht.journal.models import EntryRow, HeadRow, HeartbeatRow, LeafRow
from dijkwacht.journal.selectors.rows import entry_value

LOCK = 0x64696A6B  # one sequencer at a time, whoever holds this advisory lock
BATCH = 5000
# Materialised: else the planner may walk the whole record in order of id to honour the limit. Above the first pass the
# snapshot bounds it too: a restored record bears the numbers of another server's transactions, which may lie far ahead.
_WAITING = """
WITH waiting AS MATERIALIZED (
  SELECT e.id FROM journal_entry e
  WHERE e.txid >= %s::text::xid8 AND (%s OR e.txid < pg_snapshot_xmax(pg_current_snapshot()))
    AND NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry_id = e.id)
)
SELECT id FROM waiting ORDER BY id LIMIT %s
"""

_LEAVES = """
INSERT INTO journal_leaf (position, entry_id, leaf_hash) SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])
"""


@dataclass(slots=True)
class Watermark:
    """From which transaction on entries may still be without a place; kept in memory, 0 after a start."""

    txid: int = 0


def sequence_once(watermark: Watermark | None = None) -> int:
    """Place every committed entry that has no position yet, sign a head, return how many were placed.

    Returns 0 without waiting where another sequencer is at work. At most 5,000 entries a call.
    """
    mark = watermark if watermark is not None else Watermark()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s), pg_snapshot_xmin(pg_current_snapshot())", (LOCK,))
            held, xmin = cursor.fetchone() or (False, 0)
            if not held:
                return 0
            cursor.execute(
                _WAITING,
                (str(mark.txid), mark.txid == 0, BATCH),
            )
            waiting = [row[0] for row in cursor.fetchall()]
        placed = _place(waiting) if waiting else 0
    if placed < BATCH:
        mark.txid = int(xmin)
    return placed


def _place(waiting: list[int]) -> int:
    frontier = _frontier()
    first, entries, hashes = frontier.size, [], []
    for row in EntryRow.objects.filter(pk__in=waiting).defer("payload").order_by("id"):
        hashed = leaf_hash(row_text(entry_value(row)))
        entries.append(row.pk)
        hashes.append(hashed)
        frontier.append(hashed)
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, (list(range(first, frontier.size)), entries, hashes))
        cursor.execute("SELECT clock_timestamp()")
        (signed_at,) = cursor.fetchone() or (None,)
    if not isinstance(signed_at, datetime):
        raise TypeError
    key = signing_key(settings.KEYS_DIR)
    root = frontier.root()
    HeadRow.objects.create(
        size=frontier.size,
        root=root,
        signed_at=signed_at,
        key=public_hex(key),
        signature=key.sign(head_message(frontier.size, root, signed_at)),
        frontier=frontier.hashes,
    )
    return len(entries)


def _frontier() -> Frontier:
    """Return where the tree ends: as the last head kept it, or from the leaves where that is not what was signed."""
    last = HeadRow.objects.order_by("-size").first()
    if last is None:
        return Frontier()
    hashes = [bytes(part) for part in last.frontier]
    if last.size.bit_count() == len(hashes) and (kept := Frontier(last.size, hashes)).root() == bytes(last.root):
        return kept
    anew = Frontier()
    for leaf in LeafRow.objects.order_by("position").values_list("leaf_hash", flat=True).iterator():
        anew.append(bytes(leaf))
    return anew


def beat(name: str, at: datetime | None = None) -> None:
    """Record that the background process `name` lives, or that it did all there was to do at `at`."""
    HeartbeatRow.objects.update_or_create(name=name, defaults={"at": at or Now()})


def give_witness() -> TreeHead | None:
    """Hand the newest head to the witnesses: a line in the witness's file, a mail where an address is set.

    Returns the head, or None where the record is empty. The file is on disk when this returns.
    """
    row = HeadRow.objects.order_by("-size").first()
    if row is None:
        return None
    head = TreeHead(row.size, bytes(row.root), row.signed_at, row.key, bytes(row.signature))
    line = json.dumps(head_as_text(head), sort_keys=True)
    path = Path(settings.WITNESS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    if settings.WITNESS_MAIL:
        send_mail(f"Dijkwacht: hoofd van het register, {head.size} regels", line, None, [settings.WITNESS_MAIL])
    return head
