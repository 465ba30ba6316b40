"""How the queue of background work stands, counted over all workers of the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

_WAITING = """
SELECT queue_name, count(*),
  coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, deferred.at))), 0)
FROM procrastinate_jobs j
LEFT JOIN LATERAL (
  SELECT min(e.at) AS at FROM procrastinate_events e WHERE e.job_id = j.id AND e.type IN ('deferred', 'scheduled')
) deferred ON true
WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
GROUP BY queue_name
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Jobs that are due by queue, the age of the oldest of them in seconds (0 where none waits), and jobs given up."""

    waiting: Mapping[str, int]
    oldest: float
    failed: int


def standing() -> Standing:
    """Return how the queue stands now; a job planned for later does not wait."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        rows = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        (failed,) = cursor.fetchone() or (0,)
    oldest = max((float(age) for _, _, age in rows), default=0.0)
    return Standing({queue: count for queue, count, _ in rows}, max(0.0, oldest), failed)
