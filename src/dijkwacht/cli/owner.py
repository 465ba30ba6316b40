"""Working as the role that owns the tables: its address, and one such process at a time."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dijkwacht.cli import django, roles, surroundings
from dijkwacht.cli.embedded import Embedded
from dijkwacht.kernel.errors import DijkwachtError

LOCK = 0x6D696772  # "migr"
LOOK_EVERY = 0.2


class NoOwner(DijkwachtError):  # noqa: N818 - the name people read
    """The tables can only be changed by the role that owns them."""


class OthersAtWork(DijkwachtError):  # noqa: N818 - the name people read
    """Another upgrade of this database is at work."""

    number = "dijkwacht.E032"


@contextmanager
def at_work() -> Iterator[None]:
    """Have Django work as the owner while the block runs: at DATABASE_OWNER_URL, or at the embedded database.

    The latter is started for the while where it does not run. Raises NoOwner where only DATABASE_URL is given.
    """
    where = surroundings.here()
    surroundings.settle(where)
    os.environ["DIJKWACHT_DATABASE_ROLE"] = "owner"
    if {surroundings.OWNER_URL, f"{surroundings.OWNER_URL}_FILE"} & os.environ.keys():
        django.start()
        yield
        return
    if surroundings.has_own_server():
        raise NoOwner(
            place=surroundings.OWNER_URL, remedy="give the owner's address beside DATABASE_URL, then run this again"
        )
    with surroundings.database():
        os.environ[surroundings.OWNER_URL] = Embedded(where).url(roles.OWNER)
        django.start()
        yield


def address() -> str:
    """Return the address that `at_work` works at."""
    if given := os.environ.get(surroundings.OWNER_URL):
        return given
    return Path(os.environ[f"{surroundings.OWNER_URL}_FILE"]).read_text(encoding="utf-8").rstrip("\r\n")


@contextmanager
def alone(*, wait: float) -> Iterator[None]:
    """Hold the database's lock for changing tables while the block runs; raises OthersAtWork after `wait` seconds."""
    from django.db import connection  # noqa: PLC0415 - Django is loaded only by those who need it

    with connection.cursor() as cursor:
        until = time.monotonic() + wait
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone() == (True,):
                break
            if time.monotonic() > until:
                raise OthersAtWork(remedy="wait until it is done, then run this again: it goes on from there")
            time.sleep(LOOK_EVERY)
    try:
        yield
    finally:
        connection.close()  # the lock goes with the session, also where the last statement failed
