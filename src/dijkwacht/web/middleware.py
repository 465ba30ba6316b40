import re
from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from dijkwacht.kernel.asof import NOW
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.window import NotAMoment
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.web.asof import asof_from
from dijkwacht.web.metrics import count_request
from dijkwacht.web.names import NamesSeen

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
        with structlog.contextvars.bound_contextvars(request_id=identifier):
            begun = perf_counter()
            response = get_response(request)
            response.headers[HEADER] = identifier
            match = request.resolver_match
            route, method, took = match.view_name if match else "", request.method or "", perf_counter() - begun
            count_request(route=route, method=method, status=response.status_code, seconds=took)
            _log.info("request", method=method, route=route, status=response.status_code, ms=round(took * 1000, 1))
        return response

    return middleware


def viewer_and_asof(get_response: Answer) -> Answer:
    """Give every request `viewer`, with the rights of this moment, and `asof`, the moment its address asks for.

    `names` brings along what later rooms know of ids and codes. The viewer is looked up when first used. A moment that
    cannot be read counts as now; the bar says that it was wrong.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        viewer = SimpleLazyObject(lambda: viewer_for(request.user, timezone.now()))
        request.viewer = viewer  # type: ignore[attr-defined]
        request.names = NamesSeen(viewer)  # type: ignore[attr-defined, arg-type]  # lazy, a Viewer when asked
        try:
            request.asof = asof_from(request.GET)  # type: ignore[attr-defined]
        except NotAMoment:
            request.asof = NOW  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
