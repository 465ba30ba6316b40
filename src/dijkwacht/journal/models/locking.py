"""Locks by name, held until the transaction ends."""

from django.db import connection


def hold(name: str) -> None:
    """Wait for and hold the lock `name` until the current transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))
