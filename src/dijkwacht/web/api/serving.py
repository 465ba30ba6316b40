"""One view for every operation: page by page, as of a moment, unchanged since, only once, against the version seen."""

import base64
import hashlib
import inspect
import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field

from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Faulty
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.operation import Asking, File, Operation, Recorded
from dijkwacht.kernel.window import NotAMoment, read_moment
from dijkwacht.organisations.services import Kept, answer_once, in_one
from dijkwacht.web.api.bodies import given_in, shape_of
from dijkwacht.web.api.problems import MEDIA_TYPE, Answered, body_of, faults_in
from dijkwacht.web.api.shapes import plain

if TYPE_CHECKING:
    from dijkwacht.organisations.selectors import TokenSeen

MOST, USUAL = 200, 50
KEY = re.compile(r"[\x21-\x7e]{1,200}")
_NOTHING_SENT = hashlib.sha256(b"").hexdigest()
VERSION = re.compile(r'"(\d{1,9})(?:\.[0-9a-f]+)?"')
Cursor = Annotated[str, Query(description="Where the page before ended: its `next`.", max_length=400)]
Limit = Annotated[int, Query(description="How many at most.", ge=1, le=MOST)]
When = Annotated[str, Query(max_length=40, description="A month, a day or a time; empty: now.")]


def view_for(operation: Operation) -> Callable[..., HttpResponse]:
    """Return the view of an operation, with the signature from which ninja reads and describes what it takes."""
    hints = get_type_hints(operation.call, include_extras=True)
    taken = [
        one for one in inspect.signature(operation.call).parameters.values() if one.name not in {"asking", "given"}
    ]
    parts = [_parameter(operation, one, hints[one.name]) for one in taken if one.name not in {"after", "limit"}]
    if is_paged(operation):
        parts += [_keyword("cursor", Cursor, ""), _keyword("limit", Limit, USUAL)]
    if operation.dated:
        parts += [_keyword("known", When, ""), _keyword("recorded", When, "")]
    if operation.body is not None:
        parts.append(_keyword("given", shape_of(operation.name, operation.body), inspect.Parameter.empty))

    def view(request: HttpRequest, **values: Any) -> HttpResponse:  # noqa: ANN401 - checked by ninja
        answer = _read if operation.method == "GET" else _write
        return answer(request, operation, values)

    view.__name__ = operation.name
    view.__doc__ = operation.call.__doc__
    view.__signature__ = inspect.Signature([_keyword("request", HttpRequest, inspect.Parameter.empty), *parts])  # type: ignore[attr-defined]
    return view


def _keyword(name: str, kind: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401 - a type and its default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _parameter(operation: Operation, one: inspect.Parameter, kind: Any) -> inspect.Parameter:  # noqa: ANN401 - a type
    if "{" + one.name + "}" in operation.path:
        kind = kind if kind is UUID else Annotated[str, Field(max_length=200)]
        return _keyword(one.name, kind, inspect.Parameter.empty)
    return _keyword(one.name, kind, one.default)


def answer_type(operation: Operation) -> Any:  # noqa: ANN401 - a type, as an annotation writes it
    """Return the type of what an operation answers."""
    return get_type_hints(operation.call)["return"]


def is_paged(operation: Operation) -> bool:
    """Return whether an operation answers a list, and so a page at a time."""
    return getattr(answer_type(operation), "__origin__", None) is tuple


def pages_itself(operation: Operation) -> bool:
    """Return whether the operation asks the database for one page, rather than making all and cutting one out."""
    return "after" in inspect.signature(operation.call).parameters


def _read(request: HttpRequest, operation: Operation, values: dict[str, Any]) -> HttpResponse:
    cursor, limit = values.pop("cursor", ""), values.pop("limit", USUAL)
    asking = _asking(request, values)
    if is_paged(operation):
        if pages_itself(operation):
            values |= {"after": _last_seen(cursor) if cursor else None, "limit": limit + 1}
        found: Any = operation.call(asking, **values)
        return _unchanged(request, _page(found, cursor, limit, cut=not pages_itself(operation)))
    found = operation.call(asking, **values)
    if isinstance(found, File):
        return _file(request, found)
    return _unchanged(request, plain(found), getattr(found, "version", None))


def _asking(request: HttpRequest, values: dict[str, Any]) -> Asking:
    viewer = viewer_of(request)
    moments = {name: _moment(name, values.pop(name, "")) for name in ("known", "recorded")}
    asof = AsOf(**moments) if any(moments.values()) else NOW
    token: TokenSeen | None = getattr(request, "auth", None)
    return Asking(viewer, timezone.now(), asof, token.id if token else None)


def _moment(name: str, text: str) -> Any:  # noqa: ANN401 - a time or None
    try:
        return read_moment(text).latest if text.strip() else None
    except NotAMoment as error:
        raise Answered(422, wrong=[{"parameter": name, "detail": error.message}]) from error


def _page(found: Sequence[Any], cursor: str, limit: int, *, cut: bool) -> dict[str, object]:
    """Return the page after `cursor`. A cursor names the last one seen, so that what comes before it moves nothing."""
    start = 0
    if cursor and cut:
        last = _last_seen(cursor)
        start = next((number for number, one in enumerate(found, 1) if one.id == last), -1)
        if start < 0:
            raise _no_cursor()
    shown = found[start : start + limit]
    more = len(found) > start + limit
    return {"items": [plain(one) for one in shown], "next": _cursor(shown[-1].id) if more else None}


def _cursor(key: UUID) -> str:
    return base64.urlsafe_b64encode(key.bytes).rstrip(b"=").decode()


def _last_seen(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor.encode() + b"=="))
    except ValueError as error:
        raise _no_cursor() from error


def _no_cursor() -> Answered:
    return Answered(422, wrong=[{"parameter": "cursor", "detail": "begin again without a cursor"}])


def _unchanged(request: HttpRequest, answer: object, version: int | None = None) -> HttpResponse:
    """Answer with an ETag, whose first part is the version that If-Match wants; 304 where it is the one named."""
    text = json.dumps(answer, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:24]
    tag = f'"{version}.{digest}"' if version is not None else f'"{digest}"'
    return _tagged(request, tag, HttpResponse(text, content_type="application/json"))


def _file(request: HttpRequest, file: File) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return _tagged(request, f'"{hashlib.sha256(file.content).hexdigest()[:24]}"', response)


def _tagged(request: HttpRequest, tag: str, response: HttpResponse) -> HttpResponse:
    named = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    if tag in named:
        response = HttpResponse(status=304)
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response


def _write(request: HttpRequest, operation: Operation, values: dict[str, Any]) -> HttpResponse:
    token: TokenSeen = request.auth  # type: ignore[attr-defined]
    version = _version_seen(request) if operation.locks else None
    key = _key_of(request)
    path = dict(values)
    sent = path.pop("given", None)
    asking = _asking(request, {})

    def work() -> Kept:
        more = {}
        if operation.body is not None:
            more["given"] = given_in(operation.body, sent, operation.locks, version)
        return _kept(operation, path, operation.call(asking, **path, **more))

    if key:
        kept = answer_once(token=token.id, key=key, request=_digest(request), at=asking.at, work=work)
    else:
        kept = in_one(work=work)
    kind = MEDIA_TYPE if kept.status >= 400 else "application/json"  # noqa: PLR2004 - a problem
    return HttpResponse(kept.body, status=kept.status, content_type=kind, headers=dict(kept.headers))


def _kept(operation: Operation, path: dict[str, Any], found: object) -> Kept:
    if isinstance(found, Faulty):
        return Kept(422, body_of(422, wrong=faults_in(found.faults)))
    if found is None:
        return Kept(204, "")
    headers = {}
    if isinstance(found, Recorded) and operation.made:
        headers["Location"] = "/api/v1" + operation.made.format(**{"id": found.id, "entry": found.entry, **path})
    return Kept(201, json.dumps(plain(found), ensure_ascii=False), headers)


def _version_seen(request: HttpRequest) -> int:
    given = request.headers.get("If-Match")
    if given is None:
        raise Answered(428, "send If-Match with the ETag of what you read")
    match = VERSION.fullmatch(given.strip())
    if match is None:
        wrong = [{"header": "If-Match", "detail": 'one ETag as you read it, such as "7.0f3a"; not *, not several'}]
        raise Answered(422, wrong=wrong)
    return int(match[1])


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        wrong = [{"header": "Idempotency-Key", "detail": "1 to 200 visible characters of ASCII"}]
        raise Answered(422, wrong=wrong)
    return key or ""


def _digest(request: HttpRequest) -> str:
    parts = (
        request.method or "",
        request.get_full_path(),
        request.headers.get("If-Match", ""),
        getattr(request, "sent", _NOTHING_SENT),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
