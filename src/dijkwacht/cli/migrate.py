import os
from typing import Annotated

import typer

from dijkwacht.cli import django, roles, surroundings
from dijkwacht.cli.embedded import Embedded
from dijkwacht.kernel.errors import DijkwachtError

LOCK = 0x6D696772  # "migr": two starts on one database migrate one after the other


class NoOwner(DijkwachtError):  # noqa: N818 - the name people read
    """The tables can only be changed by the role that owns them."""


def migrate(*, plan: Annotated[bool, typer.Option("--plan", help="Only say what would be done.")] = False) -> None:
    """Bring the tables up to this version, as the owner (DATABASE_OWNER_URL), one process at a time."""
    surroundings.settle(surroundings.here())
    if not {surroundings.OWNER_URL, f"{surroundings.OWNER_URL}_FILE"} & os.environ.keys():
        os.environ[surroundings.OWNER_URL] = _embedded_owner()
    os.environ["DIJKWACHT_DATABASE_ROLE"] = "owner"
    django.start()
    from django.core.management import call_command  # noqa: PLC0415 - Django is loaded only by those who need it
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SET lock_timeout = '10s'")  # rather fail than let every page queue behind a waiting change
        call_command("migrate", interactive=False, verbosity=1 if plan else 0, plan=plan)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _embedded_owner() -> str:
    if surroundings.has_own_server():
        raise NoOwner(
            place=surroundings.OWNER_URL, remedy="give the owner's address beside DATABASE_URL, then run this again"
        )
    server = Embedded(surroundings.here())
    if not server.answers():
        raise NoOwner("the embedded database does not run", remedy="start it with dijkwacht serve, which migrates too")
    return server.url(roles.OWNER)
