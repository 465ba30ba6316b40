"""What must be right before anybody is served; each with a number, what was found, and what to do."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from dijkwacht.journal import selectors as journal

OLDEST = 18
EXTENSIONS = frozenset({"btree_gist", "pg_trgm"})


def problem(number: int, found: str, remedy: str) -> Error:
    """Return one fault with its number (docs/reference/checks.md)."""
    return Error(found, hint=remedy, id=f"dijkwacht.E{number:03d}")


def check_settings(app_configs: object, **_: object) -> list[CheckMessage]:
    """E008: sessions and tokens need a key of this installation's own."""
    del app_configs
    if settings.SECRET_KEY == "unset":  # noqa: S105 - the word for having none
        return [
            problem(8, "There is no secret key.", "Set DIJKWACHT_SECRET_KEY_FILE to a file with 50 random characters.")
        ]
    return []


def check_database(app_configs: object, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """E001, E002, E005, E006, E009, E010: asked of the database as the role that the product works as."""
    del app_configs
    if not databases:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, clock_timestamp()")
            row: tuple[int, datetime] = cursor.fetchone() or (0, datetime.min.replace(tzinfo=UTC))
    except (DatabaseError, OSError) as wrong:
        remedy = "Start the server, or correct DATABASE_URL; leave it out to use the embedded database."
        return [problem(10, f"The database does not answer ({str(wrong).strip().splitlines()[0]}).", remedy)]
    if old := too_old(row[0]):
        return [old]
    found: list[CheckMessage] = [*_missing_extensions(), *_mighty_role(), *_missing_tables()]
    return found or _clock(row[1])


def too_old(number: int) -> Error | None:
    """E001: WITHOUT OVERLAPS and virtual columns came with PostgreSQL 18; `number` is its server_version_num."""
    major = number // 10_000
    if major >= OLDEST:
        return None
    return problem(1, f"This is PostgreSQL {major}; we need {OLDEST}.", "Upgrade the server, or use the embedded one.")


def _missing_extensions() -> Iterator[Error]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        installed = {name for (name,) in cursor.fetchall()}
    for name in sorted(EXTENSIONS - installed):
        yield problem(2, f"The extension {name} is missing.", f"As the database's owner: CREATE EXTENSION {name};")


def _mighty_role() -> Iterator[Error]:
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


def _missing_tables() -> Iterator[Error]:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield problem(9, f"{len(plan)} changes of the tables were not made yet.", "Run dijkwacht migrate.")


def _clock(clock: datetime) -> list[CheckMessage]:
    head = journal.latest_head()
    if head is None or head.signed_at <= clock:
        return []
    shown = "%Y-%m-%d %H:%M:%S"
    found = f"The database's clock says {clock:{shown}}; the record's last head is of {head.signed_at:{shown}}."
    return [problem(6, found, "Set the clock right; entries would be recorded in the wrong order.")]


CHECKS: tuple[tuple[Callable[..., list[CheckMessage]], str], ...] = (
    (check_settings, "security"),
    (check_database, "database"),
)
