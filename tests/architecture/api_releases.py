"""The API's page of the reference, and what one description of it takes away from another."""

import json
from collections.abc import Iterator
from typing import Any

from dijkwacht.kernel.operation import SCOPE_WORDS
from dijkwacht.web.api.site import description, operations

ABOUT = (
    "All under `/api/v1/`; the whole description with every field and answer is `openapi-v1.json` beside this page, and"
    " is served at `/api/v1/openapi.json`. How to begin: [use the API](../how-to/use-the-api.md)."
)


def text() -> str:
    """Return the description as it is committed."""
    return json.dumps(json.loads(description()), ensure_ascii=False, indent=1) + "\n"


def lines() -> list[str]:
    """Return the lines of the page: scopes, then every operation by room."""
    found = [ABOUT, "", "## Scopes", ""]
    found += [f"- `{scope}`: {words.en}" for scope, words in SCOPE_WORDS.items()]
    described = {
        part["operationId"]: part for path in json.loads(description())["paths"].values() for part in path.values()
    }
    for room in dict.fromkeys(room for room, _ in operations()):
        found += [
            "",
            f"## {room.split('.')[-1].capitalize()}",
            "",
            "| operation | scope | what it does |",
            "|---|---|---|",
        ]
        for of, one in operations():
            if of == room:
                told = described[one.name]["description"].rpartition(" Scope:")[0].replace("|", "/")
                found.append(f"| `{one.method} {one.path}` | `{one.scope}` | {told} |")
    return found


def taken_away(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return what programs written against `before` would miss in `after`, or are asked for anew."""
    return [*_operations(before, after), *_schemas(before, after)]


def _operations(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for path, methods in before["paths"].items():
        for method, old in methods.items():
            new = after["paths"].get(path, {}).get(method)
            if new is None:
                yield f"{method} {path} is gone"
                continue
            if new.get("operationId") != old.get("operationId"):
                yield f"{method} {path} has another name"
            yield from _parameters(f"{method} {path}", old.get("parameters", []), new.get("parameters", []))
            for status in set(old["responses"]) - set(new["responses"]):
                yield f"{method} {path} answers {status} no more"
            yield from _object(f"{method} {path} body", _body(old), _body(new), sent=True)


def _parameters(where: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[str]:
    here = {(one["in"], one["name"]): one for one in new}
    known = {(one["in"], one["name"]) for one in old}
    for key in known - set(here):
        yield f"{where}: {key[1]} is gone"
    for key, one in here.items():
        if key not in known and one.get("required"):
            yield f"{where}: {key[1]} is asked for anew"


def _body(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    found: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return found


def _schemas(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    here = after["components"]["schemas"]
    sent = {
        _body(one).get("$ref", "").rpartition("/")[2]
        for methods in before["paths"].values()
        for one in methods.values()
    }
    for name, old in before["components"]["schemas"].items():
        if name not in here:
            yield f"{name} is gone"
        else:
            yield from _object(name, old, here[name], sent=name in sent)


def _object(where: str, old: dict[str, Any], new: dict[str, Any], *, sent: bool) -> Iterator[str]:
    for name in set(old.get("properties", {})) - set(new.get("properties", {})):
        yield f"{where}: {name} is gone"
    for name in sorted(set(new.get("required", [])) - set(old.get("required", []))) if sent else ():
        yield f"{where}: {name} is asked for anew"
    for name, part in old.get("properties", {}).items():
        now = new.get("properties", {}).get(name, {})
        lost = set(map(str, part.get("enum", []))) - set(map(str, now.get("enum", [])))
        if "enum" in now and lost:
            yield f"{where}: {name} knows {', '.join(sorted(lost))} no more"
