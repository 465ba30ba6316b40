"""Before or after: a change of the tables says by its name whether the old code bears it (docs/decisions/0065)."""

import re

_AFTER = re.compile(r"\d+_post_")


def comes_after(migration: str) -> bool:
    """Say whether a migration may run only once no older program works on the database: its name says `post`."""
    return _AFTER.match(migration) is not None
