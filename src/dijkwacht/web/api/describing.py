"""The description of the API (OpenAPI 3.1): every operation with every answer it may give."""

import types
from http import HTTPStatus
from typing import Any, Union, get_args, get_origin

from ninja import NinjaAPI

from dijkwacht.kernel.errors import Faulty
from dijkwacht.kernel.operation import SCOPE_WORDS, File, Operation, Recorded
from dijkwacht.web.api.problems import MEDIA_TYPE, PROBLEMS
from dijkwacht.web.api.serving import answer_type, is_paged
from dijkwacht.web.api.shapes import Schemas, schema_of

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `errors` names each fault: by JSON pointer into the body, by parameter"
    " or by header. `reasons`: why the record does not allow it yet.",
    "properties": {
        "type": {"type": "string", "enum": [f"urn:dijkwacht:problem:{word}" for word, _ in PROBLEMS.values()]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["detail"],
            },
        },
        "reasons": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "title", "status"],
}
OF_ALL = (400, 401, 403, 404, 422, 429)
OF_WRITES = (409,)
OF_BODIES = (413, 415)
OF_LOCKED = (412, 428)
TAG: dict[str, Any] = {"ETag": {"schema": {"type": "string"}, "description": "Names this state of it."}}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string", "maxLength": 400},
    "description": "An ETag as you read it: 304 where nothing changed.",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}(\.[0-9a-f]+)?"$'},
    "description": "The ETag of what you read; its first part is the version. 412: somebody else changed it since.",
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "description": "Sent again with the same key, a request is done once and answered alike, for seven days.",
}


def described(operation: Operation, known: Schemas) -> dict[str, Any]:
    """Return what ninja cannot know of an operation: its headers and answers; schemas are added to `known`."""
    reads = operation.method == "GET"
    headers = [IF_NONE_MATCH] if reads else [IDEMPOTENCY_KEY]
    if operation.locks:
        headers.append(IF_MATCH)
    statuses = [*OF_ALL]
    if not reads:
        statuses += OF_WRITES
    if operation.body is not None:
        statuses += OF_BODIES
    if operation.locks:
        statuses += OF_LOCKED
    answers = {str(status): _problem(status) for status in sorted(statuses)}
    return {
        "parameters": headers,
        "responses": {**_done(operation, known), **answers},
        "x-scope": str(operation.scope),
    }


def _problem(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": PROBLEMS[status][1],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return answer


def _done(operation: Operation, known: Schemas) -> dict[str, Any]:
    kind = answer_type(operation)
    if get_origin(kind) in {types.UnionType, Union}:
        kind = next(one for one in get_args(kind) if one is not Faulty)
    if operation.method == "DELETE" or kind is type(None):
        return {"204": {"description": "Done"}}
    if kind is File:
        content: dict[str, Any] = {"*/*": {"schema": {}}}
    else:
        schema = schema_of(kind, known)
        content = {"application/json": {"schema": _paged(schema) if is_paged(operation) else schema}}
    if operation.method == "GET":
        return {
            "200": {"description": "Here it is", "headers": TAG, "content": content},
            "304": {"description": "Nothing changed since"},
        }
    made: dict[str, Any] = {"description": "Recorded", "content": content}
    if operation.made and kind is Recorded:
        made["headers"] = {"Location": {"schema": {"type": "string"}, "description": "Where it is read."}}
    return {"201": made}


def _paged(schema: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "items": schema,
        "next": {"type": ["string", "null"], "description": "The `cursor` of the next page; null after the last."},
    }
    return {"type": "object", "properties": properties, "required": ["items", "next"]}


def whole(api: NinjaAPI, known: Schemas) -> dict[str, Any]:
    """Return the whole description, keys in a steady order."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    components = found["components"]
    components["schemas"] = dict(sorted({**components["schemas"], **known, "Problem": PROBLEM}.items()))
    found["paths"] = dict(sorted(found["paths"].items()))
    found["x-scopes"] = {str(scope): words.en for scope, words in SCOPE_WORDS.items()}
    found["servers"] = [{"url": "/"}]
    return found
