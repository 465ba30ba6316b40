"""Figures for whoever keeps the instance running: counts and ages, never a name, a text or an organisation.

Shown by a listener of its own that hears only this machine, so that no proxy can pass it on by mistake
(docs/decisions/0071). Processes share their counts by files in the folder PROMETHEUS_MULTIPROC_DIR.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from dijkwacht.journal import selectors as journal
from dijkwacht.notification.selectors import mails_by_delivery
from dijkwacht.web import queue

HERE = "127.0.0.1"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_REQUESTS = Counter("dijkwacht_requests", "Requests answered.", ["route", "method", "status"])
_SECONDS = Histogram("dijkwacht_request_seconds", "How long an answer took.", ["route"], buckets=BOUNDS)
_JOBS = Counter("dijkwacht_jobs", "Jobs that ended.", ["task", "outcome"])


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. `route` is the name of a page in our own code; an address that is no page has none."""
    shown = route or "none"
    _REQUESTS.labels(shown, method if method in METHODS else "other", str(status)).inc()
    _SECONDS.labels(shown).observe(seconds)


def count_job(*, task: str, done: bool) -> None:
    """Count one job that ended, well or not."""
    _JOBS.labels(task, "done" if done else "failed").inc()


class Standing:
    """What the database and the disk say at the moment of asking; a database that is away is a figure too."""

    def collect(self) -> Iterator[Metric]:
        """Yield each figure; ages are seconds."""
        disk = shutil.disk_usage(Path(settings.STATE_DIR))
        yield GaugeMetricFamily("dijkwacht_disk_free_bytes", "Free where evidence and keys lie.", value=disk.free)
        try:
            found = list(_asked())
        except (DatabaseError, OSError):
            found = []
        finally:
            connection.close()
        yield GaugeMetricFamily("dijkwacht_database_up", "Whether the database answered.", value=int(bool(found)))
        yield from found


def _asked() -> Iterator[Metric]:
    head, beat, jobs = journal.latest_head(), journal.worker_heartbeat_age(), queue.standing()
    yield GaugeMetricFamily("dijkwacht_entries", "Entries under a signed head.", value=head.size if head else 0)
    lag = journal.sequencer_lag()
    yield GaugeMetricFamily("dijkwacht_sequencer_lag_seconds", "Age of the oldest entry without a place.", value=lag)
    if beat is not None:
        yield GaugeMetricFamily("dijkwacht_worker_heartbeat_age_seconds", "Since a worker last lived.", value=beat)
    waiting = GaugeMetricFamily("dijkwacht_jobs_waiting", "Jobs that are due.", labels=["queue"])
    for name, count in jobs.waiting.items():
        waiting.add_metric([name], count)
    yield waiting
    yield GaugeMetricFamily("dijkwacht_job_oldest_seconds", "Age of the oldest job that is due.", value=jobs.oldest)
    yield GaugeMetricFamily("dijkwacht_jobs_given_up", "Jobs that failed for good.", value=jobs.failed)
    mails = GaugeMetricFamily("dijkwacht_notices", "Notices by what became of mailing them.", labels=["delivery"])
    for delivery, count in mails_by_delivery().items():
        mails.add_metric([delivery], count)
    yield mails


def listen(port: int) -> None:
    """Show the figures of all processes that share the folder, and how things stand, on this machine's `port`.

    Django must be set up. Raises OSError where the port is taken.
    """
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library types this one not yet
    registry.register(Standing())
    start_http_server(port, addr=HERE, registry=registry)
