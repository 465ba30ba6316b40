"""What a backup writes down of the database, and a restore compares: asked of one snapshot, for no viewer."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max, QuerySet

from dijkwacht.journal.domain.backup import TableState
from dijkwacht.journal.domain.removals import REPLAYED, Removal
from dijkwacht.journal.models import EntryRow, EvidenceRow, backup_under_way, hold
from dijkwacht.journal.selectors.rows import entry_value

__all__ = ["backup_under_way"]

# The digest does not depend on the order of rows: half a SHA-256 of each row's text, added up without a limit.
_STATE = (
    "SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 16))"
    "::bit(64)::bigint::numeric), 0)::text FROM {} t"
)
_FORMS = (
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'iso_8601';"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
)


def moment_and_snapshot() -> tuple[datetime, str, str]:
    """Return the database's clock, the running transaction's snapshot for others to use, and the server's version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), pg_export_snapshot(), current_setting('server_version')")
        at, snapshot, version = cursor.fetchone() or (None, "", "")
    if not isinstance(at, datetime):
        raise TypeError
    return at, str(snapshot), str(version)


def table_names() -> tuple[str, ...]:
    """Return the tables of the schema public, ours or not, sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return tuple(str(name) for (name,) in cursor.fetchall())


def table_states() -> dict[str, TableState]:
    """Return rows and digest of every table; inside a transaction, whose formats it sets."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_FORMS)
        for name in table_names():
            cursor.execute(_STATE.format(connection.ops.quote_name(name)))
            rows, digest = cursor.fetchone() or (0, "0")
            found[name] = TableState(int(rows), str(digest))
    return found


def applied_migrations() -> tuple[str, ...]:
    """Return the changes of the tables that were made, as "app.name", sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return tuple(str(name) for (name,) in cursor.fetchall())


def strange_migrations(applied: Iterable[str]) -> tuple[str, ...]:
    """Return which changes of the tables this version does not know, sorted; packages of others know their own."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    others = {config.label for config in apps.get_app_configs() if not config.name.startswith("dijkwacht.")}
    return tuple(sorted(name for name in applied if name not in known and name.partition(".")[0] not in others))


def evidence_in_use() -> dict[str, int]:
    """Return size by digest of every file in the store that somebody still needs: sealed pieces, and what lies open."""
    rows: QuerySet[EvidenceRow] = EvidenceRow.objects.filter(removed_at__isnull=True, sealed__isnull=True)
    return {str(digest): int(size) for digest, size in rows.values_list("digest").annotate(Max("size"))}


def still_held(digests: Iterable[str]) -> tuple[str, ...]:
    """Return which of these files somebody still holds, after waiting for removals of them that are under way."""
    asked = sorted(digests)
    with transaction.atomic():
        for digest in asked:
            hold(digest)
        held = EvidenceRow.objects.filter(digest__in=asked, removed_at__isnull=True).values_list("digest", flat=True)
        return tuple(sorted(set(held)))


def removals_recorded() -> tuple[Removal, ...]:
    """Return every removal that the record holds, oldest first; a replayed one goes by its first id and time."""
    found = []
    for row in EntryRow.objects.filter(kind="content.removed").defer("payload").order_by("id"):
        entry = entry_value(row)
        replayed = entry.source.document == REPLAYED
        target = entry.text("entry")
        found.append(
            Removal(
                id=UUID(entry.source.locator) if replayed else entry.id,
                at=entry.happened.earliest if replayed and entry.happened else entry.recorded_at,
                owner=entry.owner,
                entry=UUID(target) if target else None,
                evidence=entry.texts("evidence"),
                ground=entry.text("ground"),
                requested_by=UUID(entry.text("requested_by")),
                approved_by=UUID(entry.text("approved_by")),
            )
        )
    return tuple(found)
