"""The web server as a child of `dijkwacht serve`: python -m dijkwacht.web.server HOST PORT."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from dijkwacht.web.lifeline import end_with_parent

WORKERS = 2
THREADS = 4  # per worker; each holds at most one database connection, so the pool never makes one wait


def application() -> Callable[..., Any]:
    """Return the pages of one worker process, which ends with its parent."""
    end_with_parent(signal.SIGKILL)  # granian's workers leave SIGTERM to their parent
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dijkwacht.web.settings")
    os.environ.setdefault("DIJKWACHT_DATABASE_POOL", "1")  # threads share connections; commands and worker need none
    return get_wsgi_application()


def show_metrics(port: int) -> None:
    """Show the figures in a thread of this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dijkwacht.web.settings")
    django.setup()
    import_string("dijkwacht.web.metrics.listen")(port)


def main(host: str, port: int, metrics: int | None = None) -> None:
    """Serve until SIGTERM; the figures of all processes at port `metrics` of this machine alone."""
    end_with_parent()
    if metrics is not None:
        show_metrics(metrics)
    Granian(
        "dijkwacht.web.server:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
