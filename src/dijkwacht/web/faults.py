"""What people see when something goes wrong: pages that need no database, in both languages."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from dijkwacht.kernel.errors import Conflict, DijkwachtError, NotFound, Refused, Unreadable

STATUS: tuple[tuple[type[DijkwachtError], int], ...] = (
    (NotFound, 404),
    (Refused, 403),
    (Conflict, 409),
    (Unreadable, 400),
)


def status_of(error: Exception) -> int | None:
    """Return the status that a foreseen error answers with; None for an error nobody foresaw."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), None)


AWAY = ("08", "53", "57", "58")
"""Classes of PostgreSQL's states for which a server is to blame: connection, resources, operator, system."""
BUSY = frozenset({"55P03", "25006"})  # a lock was not to be had in time; a server that only reads, as a replica
RETRY_AFTER = 30  # seconds


def fault_page(status: int) -> HttpResponse:
    """Return the page of a status; it is made without the request, so that nothing in it can fail again."""
    told = {"phone": settings.PHONE} if status in {500, 503} else {}
    page = HttpResponse(render_to_string(f"{status}.html", told), status=status)
    if status in {429, 503}:
        page.headers["Retry-After"] = str(RETRY_AFTER)
    return page


def database_away(error: BaseException | None) -> bool:
    """Say whether an error means that the database cannot serve now, through no fault of what was asked."""
    if not isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(AWAY) or state in BUSY


class Faults:
    """Middleware that answers the kernel's foreseen errors with their pages; all others go on to Django.

    An address with a NUL byte is answered as a bad request here: no text in the database can hold one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on, unless its address can name nothing."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return fault_page(400)
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a foreseen error."""
        status = status_of(error)
        return fault_page(status) if status else None


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer Django's handler400; what is too large by its sender's own count is told so."""
    return fault_page(413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer Django's handler403."""
    del exception
    return fault_page(403)


def csrf_failed(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without a valid CSRF token (CSRF_FAILURE_VIEW)."""
    del reason
    return fault_page(403)


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer Django's handler404."""
    del exception
    return fault_page(404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer Django's handler500, which Django calls while the error is at hand; 503 where the database is away."""
    return fault_page(503 if database_away(sys.exc_info()[1]) else 500)


def too_many(_request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Answer who tries too often: allauth's handler429 and axes' lock-out."""
    return fault_page(429)
