from collections.abc import Callable
from importlib.metadata import version

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from dijkwacht.journal import selectors as journal

Answer = Callable[[HttpRequest], HttpResponse]
PATIENCE = 30.0
"""Seconds after which a silent worker or a waiting entry means that we are not ready."""
_log = structlog.get_logger("dijkwacht.web")


def middleware(get_response: Answer) -> Answer:
    """Answer GET /healthz and /readyz before host names and sessions are asked anything."""
    pages: dict[str, Callable[[], HttpResponse]] = {"/healthz": alive, "/readyz": ready}

    def answer(request: HttpRequest) -> HttpResponse:
        page = pages.get(request.path)
        return page() if page and request.method in {"GET", "HEAD"} else get_response(request)

    return answer


def alive() -> HttpResponse:
    """Answer 200 while the process lives; nothing else is asked."""
    return JsonResponse({"status": "alive"})


def ready() -> HttpResponse:
    """Answer 200 when the database answers, the worker lives and no entry waits long for its place; else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (database,) = cursor.fetchone() or ("",)
        heartbeat, lag = journal.worker_heartbeat_age(), journal.sequencer_lag()
    except (DatabaseError, OSError) as wrong:
        _log.warning("not ready", error=type(wrong).__name__)
        return JsonResponse({"status": "no database", "version": version("dijkwacht"), "database": None}, status=503)
    works = heartbeat is not None and heartbeat < PATIENCE and lag < PATIENCE
    answer = {
        "status": "ok" if works else "worker is silent",
        "version": version("dijkwacht"),
        "database": f"PostgreSQL {database}",
        "worker_heartbeat_s": None if heartbeat is None else round(heartbeat, 1),
        "sequencer_lag_s": round(lag, 1),
    }
    return JsonResponse(answer, status=200 if works else 503)
