"""Where Django works in this process: asked, and pointed elsewhere for a while."""

from django.db import connections

import own_postgres
from dijkwacht.web import environment


def environment_url() -> str:
    """Return the address at which Django works now, for a process that a test starts."""
    entry = connections.settings["default"]
    parts = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT", "dbname": "NAME"}
    return own_postgres.make_conninfo(**{key: entry[name] for key, name in parts.items() if entry[name]})


def point(url: str) -> None:
    """Have Django work at another address from now on."""
    connections["default"].close()
    connections.settings["default"].update(environment.database(url, pool=False))
