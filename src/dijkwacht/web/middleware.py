import re
from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse

from dijkwacht.kernel.identifiers import new_id

Answer = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_log = structlog.get_logger("dijkwacht.web")


def request_id(get_response: Answer) -> Answer:
    """Give every request an id, taken from a proxy's X-Request-Id where it is a plain one, and log its end.

    The line holds the route's name, never the address: an address may carry a token.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        identifier = given if _GIVEN.fullmatch(given) else str(new_id())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=identifier)
        begun = perf_counter()
        response = get_response(request)
        response.headers[HEADER] = identifier
        match = request.resolver_match
        _log.info(
            "request",
            method=request.method,
            route=match.view_name if match else "",
            status=response.status_code,
            ms=round((perf_counter() - begun) * 1000, 1),
        )
        return response

    return middleware
