"""Locks by name, held until the transaction ends; and the one that a backup holds, longer than any transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def hold(name: str) -> None:
    """Wait for and hold the lock `name` until the current transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


_BACKUP = "SELECT {}(hashtextextended('a backup copies evidence', 0))"


@contextmanager
def backup_under_way() -> Iterator[None]:
    """Have nothing that the tables named until now be taken away by a move, while the block runs."""
    with connection.cursor() as cursor:
        cursor.execute(_BACKUP.format("pg_advisory_lock_shared"))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_BACKUP.format("pg_advisory_unlock_shared"))


def no_backup_under_way() -> bool:
    """Return whether no backup copies evidence, and have none begin until the current transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_BACKUP.format("pg_try_advisory_xact_lock"))
        (free,) = cursor.fetchone() or (False,)
    return bool(free)
