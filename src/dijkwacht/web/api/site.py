"""All operations of all rooms under /api/v1/, with their description at /api/v1/openapi.json."""

import json
from functools import cache
from importlib.metadata import version

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.module_loading import import_string
from ninja import NinjaAPI

from dijkwacht.kernel.operation import Operation
from dijkwacht.web.api import describing, problems
from dijkwacht.web.api.bodies import Texts
from dijkwacht.web.api.door import TokenAuth
from dijkwacht.web.api.serving import view_for
from dijkwacht.web.api.shapes import Schemas

ROOMS = (
    "journal",
    "organisations",
    "advisories",
    "exposure",
    "cases",
    "notification",
    "verification",
    "hunting",
    "containment",
    "recovery",
    "reporting",
    "web.homes",
)
ABOUT = (
    "Everything the pages can do, with a token of an account: it sees what its owner's pages show, narrowed to its"
    " scopes. Lists come a page at a time; reads carry an ETag; writes to a response or document want If-Match; any"
    " write may carry an Idempotency-Key; what goes wrong is a problem (RFC 9457)."
)
NOTHING_MORE = {...: None}
"""Tells ninja that our own description of the answers is whole."""


@cache
def operations() -> tuple[tuple[str, Operation], ...]:
    """Return every operation with its room, in the order of the chain."""
    return tuple((room, one) for room in ROOMS for one in import_string(f"dijkwacht.{room}.api.OPERATIONS"))


def _made() -> tuple[NinjaAPI, Schemas]:
    api = NinjaAPI(
        title="Dijkwacht",
        version="1",
        description=ABOUT,
        urls_namespace="api-v1",
        docs_url=None,
        openapi_url=None,
        parser=Texts(),
    )
    problems.install(api)
    known: Schemas = {}
    api.get(
        "/openapi.json",
        auth=None,
        response=NOTHING_MORE,
        operation_id="openapi",
        url_name="openapi",
        summary="This description",
        openapi_extra={"responses": {"200": {"description": "OpenAPI 3.1", "content": {"application/json": {}}}}},
    )(openapi)
    for room, one in operations():
        api.default_router.add_api_operation(
            one.path,
            [one.method],
            view_for(one),
            auth=TokenAuth(one),
            response=NOTHING_MORE,
            operation_id=one.name,
            url_name=one.name,
            summary=one.title or _title(one),
            description=_told(one),
            tags=[room],
            openapi_extra=describing.described(one, known),
        )
    return api, known


def _title(one: Operation) -> str:
    return one.name.replace("_", " ").capitalize()


def _told(one: Operation) -> str:
    return " ".join((one.call.__doc__ or "").split()) + f" Scope: `{one.scope}`."


@cache
def description() -> str:
    """Return the text of the description; made once, in English, and the same for everybody."""
    with translation.override("en"):
        api, known = _made()
        return json.dumps(describing.whole(api, known), ensure_ascii=False)


def openapi(request: HttpRequest) -> HttpResponse:
    """Return this description; no token is needed."""
    del request
    return HttpResponse(description(), content_type="application/json", headers={"X-Version": version("dijkwacht")})


with translation.override("en"):
    API, _ = _made()
