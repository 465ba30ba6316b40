"""What people see when something goes wrong: pages that need no database, in both languages."""

from collections.abc import Callable

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


def fault_page(status: int) -> HttpResponse:
    """Return the page of a status; it is made without the request, so that nothing in it can fail again."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


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
    """Answer Django's handler400."""
    del exception
    return fault_page(400)


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
    """Answer Django's handler500."""
    return fault_page(500)
