"""The web server as a child of `dijkwacht serve`: python -m dijkwacht.web.server HOST PORT."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
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


def main(host: str, port: int) -> None:
    """Serve until SIGTERM."""
    end_with_parent()
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
    main(sys.argv[1], int(sys.argv[2]))
