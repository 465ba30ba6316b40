"""The one statement that writes an entry with its removable content: one round trip, prepared once a connection."""

from datetime import datetime

import psycopg
from django.db import connection

ENTRY_COLUMNS = (
    "public_id",
    "kind",
    "schema",
    "category",
    "case",
    "response",
    "organisation",
    "subject",
    "happened",
    "happened_from",
    "known",
    "known_from",
    "known_by",
    "actor_kind",
    "actor_role",
    "actor_account",
    "actor_organisation",
    "source",
    "origin",
    "label",
    "owner",
    "constituency",
    "recipients",
    "evidence",
    "corrects",
    "payload_text",
    "content_digest",
)
_CASTS = {"recipients": "::uuid[]", "evidence": "::text[]"}
_NAMES = ", ".join(f'"{name}"' for name in ENTRY_COLUMNS)
_VALUES = ", ".join("%s" + _CASTS.get(name, "") for name in ENTRY_COLUMNS)
_ENTRY = f"INSERT INTO journal_entry ({_NAMES}) VALUES ({_VALUES}) RETURNING id, recorded_at"  # noqa: S608 - constants
_WITH_CONTENT = (
    f"WITH entry AS ({_ENTRY}), "  # noqa: S608 - constants
    "content AS (INSERT INTO journal_content (entry_id, salt, body) SELECT id, %s, %s FROM entry) "
    "SELECT id, recorded_at FROM entry"
)


def insert(values: tuple[object, ...], content: tuple[bytes, str] | None) -> datetime:
    """Insert one entry (values in the order of ENTRY_COLUMNS) and return its recording time, set by the database.

    The statement is prepared, which Django's own cursors never do and its connections switch off: parsing and planning
    it cost as much as running it.
    """
    connection.ensure_connection()
    connection.connection.prepare_threshold = 0
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        if content is None:
            cursor.execute(_ENTRY, values, prepare=True)
        else:
            cursor.execute(_WITH_CONTENT, (*values, *content), prepare=True)
        row = cursor.fetchone()
    if row is None:
        msg = "the database returned no row for an insert"
        raise RuntimeError(msg)
    recorded_at: datetime = row[1]
    return recorded_at
