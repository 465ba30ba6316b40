"""What goes wrong, as application/problem+json (RFC 9457) with a JSON pointer for each fault."""

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from dijkwacht.kernel.errors import Conflict, DijkwachtError, Fault, Faulty, NotFound, Refused, Unreadable
from dijkwacht.web.api.shapes import plain

MEDIA_TYPE = "application/problem+json"
PROBLEMS = {
    400: ("unreadable", "This cannot be read"),
    401: ("no-token", "A token is needed"),
    403: ("scope", "The token is not meant for this"),
    404: ("not-found", "There is nothing here that you may see"),
    405: ("method", "This cannot be done here"),
    409: ("conflict", "Something else stands in the way"),
    412: ("stale", "Somebody else changed this in the meantime"),
    413: ("too-large", "This is too large"),
    415: ("media-type", "Send JSON"),
    422: ("refused", "This cannot be recorded as it is"),
    428: ("no-version", "Say which version you saw"),
    429: ("too-many", "Too many requests"),
    500: ("broken", "Something broke on our side"),
    503: ("away", "Not ready"),
}
"""By status: the last word of the problem's type, and its title."""

Wrong = Mapping[str, object]


class Answered(Exception):  # noqa: N818 - an answer that is not the one hoped for
    """A request ends here with this problem."""

    def __init__(
        self, status: int, detail: str = "", *, wrong: Iterable[Wrong] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep what the answer is made of."""
        self.status, self.detail, self.wrong, self.headers = status, detail, tuple(wrong), dict(headers or {})
        super().__init__(detail)


def body_of(status: int, detail: str = "", wrong: Iterable[Wrong] = (), **more: object) -> str:
    """Return the text of a problem; `wrong` lists faults by pointer, parameter or header."""
    word, title = PROBLEMS.get(status) or ("other", HTTPStatus(status).phrase)
    parts: dict[str, object] = {"type": f"urn:dijkwacht:problem:{word}", "title": title, "status": status}
    if detail:
        parts["detail"] = detail
    listed = list(wrong)
    if listed:
        parts["errors"] = listed
    return json.dumps({**parts, **more}, ensure_ascii=False)


def problem(
    status: int, detail: str = "", wrong: Iterable[Wrong] = (), headers: Mapping[str, str] | None = None, **more: object
) -> HttpResponse:
    """Return the answer for a problem."""
    return HttpResponse(body_of(status, detail, wrong, **more), status=status, content_type=MEDIA_TYPE, headers=headers)


def faults_in(faults: Iterable[Fault]) -> list[Wrong]:
    """Return faults as they stand in a problem."""
    return [{"pointer": fault.pointer, "detail": fault.message} for fault in faults]


def status_of(error: DijkwachtError, *, versioned: bool) -> int:
    """Return the status of a foreseen error: a stale version is 412 where the request named the one it saw."""
    match error:
        case NotFound():
            return 404
        case Conflict():
            return 412 if versioned else 409
        case _:
            return 422


def foreseen(request: HttpRequest, error: DijkwachtError) -> HttpResponse:
    """Answer an error that the rooms foresaw, with its place and its reasons."""
    status = status_of(error, versioned="If-Match" in request.headers)
    if isinstance(error, NotFound):
        return problem(status)
    if isinstance(error, Faulty):
        return problem(status, wrong=faults_in(error.faults))
    wrong: list[Wrong] = []
    if isinstance(error, Refused | Unreadable) and error.place.isidentifier():
        wrong = [{"pointer": f"/{error.place}", "detail": error.message}]
    reasons = getattr(error, "reasons", ())
    more = {"reasons": plain(reasons)} if reasons else {}
    return problem(status, str(error), wrong, **more)


def unshaped(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer what has not the shape that the description gives: by pointer in the body, by name elsewhere."""
    return problem(422, wrong=[_located(one) for one in error.errors])


def _located(one: Mapping[str, object]) -> Wrong:
    found = one.get("loc")
    where = [str(part) for part in found] if isinstance(found, list | tuple) else []
    detail = str(one.get("msg", ""))
    if where[:1] == ["body"]:
        return {"pointer": "".join(f"/{_escaped(part)}" for part in where[2:]), "detail": detail}
    return {"parameter": where[-1] if where else "", "detail": detail}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def install(api: NinjaAPI) -> None:
    """Let the API answer each kind of error as a problem; what nobody foresaw goes on to Django."""

    def answered(_request: HttpRequest, error: Answered) -> HttpResponse:
        return problem(error.status, error.detail, error.wrong, error.headers)

    def http(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, error.message)

    handlers: dict[type[Exception], Callable[..., HttpResponse]] = {
        Answered: answered,
        HttpError: http,
        ValidationError: unshaped,
        DijkwachtError: foreseen,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def only_problems(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whatever went wrong below /api/, a program gets a problem and never a page for people."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/api/") or response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
        return problem(response.status_code, headers=kept)

    return middleware
