"""The door of the API: a token and nothing else opens it; then its scope, its rate and the size of what is sent."""

import time
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from dijkwacht.kernel.operation import Operation
from dijkwacht.organisations.selectors import TokenSeen, token_for, viewer_for
from dijkwacht.organisations.services import note_use
from dijkwacht.web.api.limits import Limiter
from dijkwacht.web.api.problems import Answered

LARGEST = 2 * 1024 * 1024
ASKED = {"WWW-Authenticate": 'Bearer realm="dijkwacht"'}
_limiter = Limiter()


class TokenAuth(HttpBearer):
    """Lets a token in that holds, for operations within its scopes; cookies open nothing here."""

    def __init__(self, operation: Operation) -> None:
        super().__init__()
        self.operation = operation

    def __call__(self, request: HttpRequest) -> TokenSeen:
        """Return the token, with its owner's rights of this moment as the request's viewer. Raises Answered."""
        found = super().__call__(request)
        if not isinstance(found, TokenSeen):
            raise Answered(401, headers=ASKED)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:  # noqa: ANN401 - ninja's own signature
        """Return the token of this text where all is well, None where there is none."""
        now = timezone.now()
        found = token_for(token, now)
        if found is None:
            return None
        structlog.contextvars.bind_contextvars(token=str(found.id))
        wait = _limiter.take(found.id, time.monotonic(), settings.API_PER_MINUTE)
        if wait:
            raise Answered(429, f"ask again in {wait} s", headers={"Retry-After": str(wait)})
        if self.operation.scope not in found.scopes:
            raise Answered(403, f"this needs the scope {self.operation.scope}")
        _bounded(request, self.operation)
        note_use(token=found.id, at=now)
        request.viewer = viewer_for(found.account, now)  # type: ignore[attr-defined]
        return found


def _bounded(request: HttpRequest, operation: Operation) -> None:
    if operation.body is None:
        return
    if request.content_type != "application/json":
        raise Answered(415, "send application/json")
    largest = largest_body(operation)
    if int(request.headers.get("Content-Length") or 0) > largest:
        raise Answered(413, f"at most {largest // 1024 // 1024} MiB")
    # Django's own property stops at what a form of words may have, below what a file needs; ninja asks it first.
    request._body = request.read()  # noqa: SLF001 - there is no other way to hand a larger body on


def largest_body(operation: Operation) -> int:
    """Return how many bytes a write may have: the file that its page takes, in base64, and the words around it."""
    if operation.body is None or "file" not in operation.body.form().fields:
        return LARGEST
    most = max(settings.UPLOAD_LARGER.get(page, settings.EVIDENCE_MAX_BYTES) for page in operation.pages)
    return LARGEST + -(-most // 3) * 4
