"""Ask for what is kept per organisation to be made anew, in the transaction that changed it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from procrastinate.types import JSONValue

WAITING = """
    SELECT args->>'organisation' FROM procrastinate_jobs
    WHERE task_name = %s AND status = 'todo' AND args->>'organisation' = ANY(%s)
    FOR SHARE SKIP LOCKED
"""
BEHIND = -1
"""The priority of what is made anew: where hundreds change at once, comparing and mail do not wait for their sheets."""


def ask_followers(organisations: Iterable[UUID]) -> None:
    """Defer the jobs of settings.FOLLOWERS for these organisations; gone with the transaction where it is rolled back.

    Where such a job waits already it is held until the commit, so that it sees the change, and no second one is made.
    The later rooms to which the jobs belong stand in the settings by name: this room knows none of them.
    """
    wanted = sorted({str(organisation) for organisation in organisations})
    if not wanted:
        return
    for task, queue in settings.FOLLOWERS.items():
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [task, wanted])
            waiting = {organisation for (organisation,) in cursor.fetchall()}
        fresh: list[dict[str, JSONValue]] = [{"organisation": one} for one in wanted if one not in waiting]
        if fresh:
            app.configure_task(task, queue=queue, priority=BEHIND).batch_defer(*fresh)
