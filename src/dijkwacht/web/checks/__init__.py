"""What must be right before anybody is served, and what an operator should know; each with a number and a remedy.

Django's registry holds three: "start" (asked before serving: quick, reaches nothing but the database), "upgrade" (asked
before the tables are changed) and "dijkwacht" (all there is to see; asked by `dijkwacht check`). A check that finds
nothing says so at level DEBUG, one that cannot be judged at INFO, so that people see what was looked at.
"""

from collections.abc import Callable, Sequence

from django.core.checks import CheckMessage

from dijkwacht.web.checks import database, machine, outside, running, surroundings
from dijkwacht.web.checks.findings import look

Check = Callable[..., list[CheckMessage]]


def start(app_configs: object, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """Look at what must be right before anybody is served."""
    del app_configs
    return look((*surroundings.BEFORE_SERVING, *(database.BEFORE_SERVING if databases else ())))


def upgrade(app_configs: object, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """Look at what must be right before the tables are changed."""
    del app_configs
    return look(database.BEFORE_UPGRADING if databases else ())


def everything(app_configs: object, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """Look at all there is; reaches for the mail server, and takes seconds."""
    del app_configs
    apart = (*surroundings.BEFORE_SERVING, *surroundings.TOLD, *machine.TOLD, *outside.TOLD)
    return [*look(apart), *(look((*database.BEFORE_SERVING, *running.TOLD)) if databases else [])]


CHECKS: tuple[tuple[Check, str, bool], ...] = (
    (start, "start", False),
    (upgrade, "upgrade", True),
    (everything, "dijkwacht", True),
)
"""Each with its tag, and whether only who asks for it by that tag gets it (Django's "deploy" checks)."""
