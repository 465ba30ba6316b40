"""The database: asked as the role that the product works as."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from dijkwacht.journal import selectors as journal
from dijkwacht.kernel.phase import comes_after
from dijkwacht.web.checks.findings import Look, problem, remark

OLDEST = 18
EXTENSIONS = frozenset({"btree_gist", "pg_trgm", "unaccent"})
CLOCKS_APART = 2.0
"""Seconds; more, and ages of heartbeats and terms of links are off."""


def answers() -> Iterator[CheckMessage]:
    """E010, E001: a server that answers and is new enough."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int")
            (number,) = cursor.fetchone() or (0,)
    except (DatabaseError, OSError) as wrong:
        remedy = "Start the server, or correct DATABASE_URL; leave it out to use the embedded database."
        yield problem(10, f"The database does not answer ({str(wrong).strip().splitlines()[0]}).", remedy)
        return
    if old := too_old(number):
        yield old


def too_old(number: int) -> Error | None:
    """E001: WITHOUT OVERLAPS and virtual columns came with PostgreSQL 18; `number` is its server_version_num."""
    major = number // 10_000
    if major >= OLDEST:
        return None
    return problem(1, f"This is PostgreSQL {major}; we need {OLDEST}.", "Upgrade the server, or use the embedded one.")


def extensions() -> Iterator[CheckMessage]:
    """E002."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        installed = {name for (name,) in cursor.fetchall()}
    for name in sorted(EXTENSIONS - installed):
        yield problem(2, f"The extension {name} is missing.", f"As the database's owner: CREATE EXTENSION {name};")


def humble_role() -> Iterator[CheckMessage]:
    """E005."""
    remedy = "Give DATABASE_URL a role of its own that owns nothing, and the owner to DATABASE_OWNER_URL."
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (superuser,) = cursor.fetchone() or (False,)
        cursor.execute(
            "SELECT count(*) FROM pg_tables"
            " WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'MEMBER')"
        )
        (owned,) = cursor.fetchone() or (0,)
    if superuser:
        yield problem(5, "The application works as a superuser: it could change the record.", remedy)
    elif owned:
        yield problem(5, "The application works as the owner of its tables: it could change the record.", remedy)


def not_newer() -> Iterator[CheckMessage]:
    """E012: no change was made here that this program cannot bear, because it comes from a newer one."""
    strange = _unknown()
    late = [name for app, name in strange if comes_after(name)]
    if late:
        found = f"The tables were changed by a newer version ({late[0]}); this program cannot work on them."
        yield problem(12, found, "Start the newer version, or restore the dump from before its upgrade.")


def only_ours() -> Iterator[CheckMessage]:
    """E013, asked by an upgrade: an older program must not go on changing what a newer one began."""
    strange = _unknown()
    if strange:
        found = f"A newer version began to change these tables ({strange[0][1]})."
        yield problem(13, found, "Run dijkwacht upgrade of the newer version; this one can only be started.")


def complete() -> Iterator[CheckMessage]:
    """E009, W014, W015: the tables are those of this version."""
    loader = MigrationLoader(connection)
    waiting = [key for key in loader.graph.nodes if key not in loader.applied_migrations]
    first = [name for _, name in waiting if not comes_after(name)]
    if first:
        yield problem(9, f"{len(first)} changes of the tables were not made yet.", "Run dijkwacht upgrade.")
    elif waiting:
        found = f"{len(waiting)} changes of the tables wait until no older version runs."
        yield remark(14, found, "Once every machine runs this version: dijkwacht upgrade.")
    if strange := _unknown():
        found = f"The tables are prepared for a newer version ({len(strange)} changes); this one works on them."
        yield remark(15, found, "Go on with the upgrade, or leave it so.")


def _unknown() -> list[tuple[str, str]]:
    """Return (room, change) that were made here and that this program does not know, sorted."""
    loader = MigrationLoader(connection)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return sorted(set(loader.applied_migrations) - set(loader.disk_migrations) - replaced)


def clock() -> Iterator[CheckMessage]:
    """E006, W016."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone() or (timezone.now(),)
    now = timezone.now()
    head = journal.latest_head()
    shown = "%Y-%m-%d %H:%M:%S"
    if head is not None and head.signed_at > theirs:
        found = f"The database's clock says {theirs:{shown}}; the record's last head is of {head.signed_at:{shown}}."
        yield problem(6, found, "Set the clock right; entries would be recorded in the wrong order.")
    apart = abs((theirs - now).total_seconds())
    if apart > CLOCKS_APART:
        yield remark(16, f"The database's clock and ours are {apart:.0f} s apart.", "Have both follow the same source.")


ANSWERS = Look(10, f"The database answers and is PostgreSQL {OLDEST} or newer.", answers, gate=True)
EXTENDED = Look(2, f"The extensions {', '.join(sorted(EXTENSIONS))} are there.", extensions)
BEFORE_SERVING = (
    ANSWERS,
    EXTENDED,
    Look(5, "The application's role owns nothing and is no superuser.", humble_role),
    Look(12, "No newer version changed the tables beyond what this one bears.", not_newer, gate=True),
    Look(9, "The tables are those of this version.", complete, gate=True),
    Look(6, "The clock is not behind the record, nor the database's clock apart from ours.", clock),
)
BEFORE_UPGRADING = (
    ANSWERS,
    EXTENDED,
    Look(13, "No newer version has begun to change the tables.", only_ours),
)
