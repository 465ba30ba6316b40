"""Carry verdicts of the shape of 0.2.0 over: what they say once, whose they are once, and a card of one line for each.

Whatever was carried before stays; what ended since ends there too. Ids that people may hold are kept. The digests are
those that the program computes (`exposure.engine.telling`), written out here since a migration never changes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 10_000
COLUMNS = ("product_id", "verdict", "reasons", "range", "advisory", "advisory_version", "considered")
SAME = ("verdict", "reasons", "range", "advisory", "considered")
FLAWS = """
    INSERT INTO exposure_flaw (name) SELECT DISTINCT vulnerability FROM exposure_verdictrow ORDER BY 1
    ON CONFLICT (name) DO NOTHING
"""
PARTS = """
    INSERT INTO exposure_runpart
        (run_id, organisation, entry, label, owner, constituency, known_by, recorded_at)
    SELECT DISTINCT ON (run_id, organisation)
        run_id, organisation, entry, label, owner, constituency, known_by, recorded_at
    FROM exposure_verdictrow ORDER BY run_id, organisation, id
    ON CONFLICT (run_id, organisation) DO NOTHING
"""
ENDED = """
    UPDATE exposure_cardheld now SET ended_at = old.ended_at, known_until = old.known_until
    FROM exposure_verdictrow old
    WHERE old.public_id = now.public_id AND old.ended_at IS NOT NULL AND now.ended_at IS NULL
"""
LEFT = """
    CREATE TEMPORARY TABLE left_over ON COMMIT DROP AS
    SELECT old.id, NULL::text AS digest FROM exposure_verdictrow old
    WHERE NOT EXISTS (SELECT 1 FROM exposure_cardheld now WHERE now.public_id = old.public_id)
"""
SOME = """
    SELECT old.id, old.product_id, old.verdict, old.reasons::text, old.range, old.advisory, old.advisory_version,
        old.considered::text, a.number
    FROM exposure_verdictrow old JOIN left_over l USING (id) JOIN exposure_asset a ON a.id = old.asset_id
    WHERE old.id > %s ORDER BY old.id LIMIT %s
"""
ANSWER = """
    INSERT INTO exposure_answer
        (digest, same, product_id, verdict, reasons, range, advisory, advisory_version, considered)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (digest) DO NOTHING
"""
DIGESTS = """
    UPDATE left_over l SET digest = told.digest FROM unnest(%s::bigint[], %s::text[]) AS told(id, digest)
    WHERE l.id = told.id
"""
CARDED = """
    CREATE TEMPORARY TABLE carded ON COMMIT DROP AS
    SELECT old.id, f.id AS flaw, n.id AS answer, n.verdict,
        encode(sha256(convert_to(f.name || E'\\t' || n.digest, 'UTF8')), 'hex') AS digest
    FROM left_over l
    JOIN exposure_verdictrow old USING (id)
    JOIN exposure_answer n ON n.digest = l.digest
    JOIN exposure_flaw f ON f.name = old.vulnerability
"""
CARDS = """
    INSERT INTO exposure_card (digest, counts)
    SELECT DISTINCT digest, jsonb_build_object(verdict, 1) FROM carded ORDER BY digest
    ON CONFLICT (digest) DO NOTHING
"""
LINES = """
    INSERT INTO exposure_cardline (card_id, flaw_id, answer_id)
    SELECT DISTINCT c.id, t.flaw, t.answer FROM carded t JOIN exposure_card c USING (digest)
    ON CONFLICT (card_id, flaw_id) DO NOTHING
"""
# Where the new program has given an answer already, the older one ended when that one came.
ROWS = """
    INSERT INTO exposure_cardheld
        (public_id, asset_id, part_id, card_id, called, ended_at, known_until)
    SELECT old.public_id, old.asset_id, p.id, c.id,
        CASE WHEN a.name = old.asset_name THEN '' ELSE old.asset_name END,
        coalesce(old.ended_at, later.recorded_at), coalesce(old.known_until, later.known_by)
    FROM carded t
    JOIN exposure_verdictrow old USING (id)
    JOIN exposure_asset a ON a.id = old.asset_id
    JOIN exposure_runpart p ON p.run_id = old.run_id AND p.organisation = old.organisation
    JOIN exposure_card c ON c.digest = t.digest
    LEFT JOIN exposure_assetverdict v ON v.asset_id = old.asset_id AND v.flaw_id = t.flaw AND v.ended_at IS NULL
    LEFT JOIN exposure_runpart later ON later.id = v.part_id
    ORDER BY old.id
"""


def carry_over(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Carry over what was not carried yet."""
    with editor.connection.cursor() as cursor:
        for statement in (FLAWS, PARTS, ENDED, LEFT):
            cursor.execute(statement)
        last = 0
        while True:
            cursor.execute(SOME, [last, BATCH])
            rows = cursor.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            told = [(number, answer(columns, own)) for number, *columns, own in rows]
            cursor.executemany(ANSWER, sorted({columns for _, columns in told}))
            cursor.execute(DIGESTS, [[number for number, _ in told], [columns[0] for _, columns in told]])
        for statement in (CARDED, CARDS, LINES, ROWS, "DROP TABLE carded", "DROP TABLE left_over"):
            cursor.execute(statement)


def answer(stored: Sequence[str], own: int) -> tuple[str | int, ...]:
    """Return the columns of an answer, its digests first; the system's own row becomes null."""
    columns: dict[str, Any] = dict(zip(COLUMNS, stored, strict=True))
    columns |= {name: json.loads(columns[name]) for name in ("reasons", "considered")}
    for item in columns["considered"]:
        item["row"] = None if item["row"] == own else item["row"]
    same = int.from_bytes(hashed(columns, SAME)[:8], "big", signed=True)
    texts = [value if isinstance(value, str) else json.dumps(value) for value in columns.values()]
    return (hashed(columns, sorted(COLUMNS)).hex(), same, *texts)


def hashed(columns: Mapping[str, object], names: Iterable[str]) -> bytes:
    """Return the SHA-256 over these columns as canonical JSON."""
    told = [columns[name] for name in names]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()).digest()
