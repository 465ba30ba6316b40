"""What a command finds around it: a server by DATABASE_URL, else the embedded one, running or started for the while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dijkwacht.cli import place, roles
from dijkwacht.cli.embedded import Embedded

URL, OWNER_URL = "DATABASE_URL", "DATABASE_OWNER_URL"


def has_own_server() -> bool:
    """Say whether the environment names a server."""
    return any(name in os.environ for name in (URL, f"{URL}_FILE"))


def here() -> place.Place:
    """Return the place of the installation we stand in."""
    return place.find(os.environ, Path.cwd())


def settle(where: place.Place) -> None:
    """Put the place and its secret key into the environment, for Django and for our children."""
    where.make()
    os.environ["DIJKWACHT_STATE"] = str(where.state)
    if not {"DIJKWACHT_SECRET_KEY", "DIJKWACHT_SECRET_KEY_FILE"} & os.environ.keys():
        os.environ["DIJKWACHT_SECRET_KEY_FILE"] = str(where.secret_key())


@contextmanager
def database() -> Iterator[None]:
    """Have a database answer at DATABASE_URL while the block runs; the owner's address is not put anywhere.

    An embedded one that runs is used; one that does not is started, and stopped at the end.
    """
    where = here()
    settle(where)
    if has_own_server():
        yield
        return
    server = Embedded(where)
    ours = not ((where.cluster / "data").exists() and server.answers())
    if ours:
        server.start()
    os.environ[URL] = server.url(roles.APP)
    try:
        yield
    finally:
        if ours:
            server.stop()
