"""How frozen values look as JSON, and the JSON Schema of that: both follow from the types alone."""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.utils.functional import Promise

from dijkwacht.kernel.window import Moment

Schema = dict[str, Any]
Schemas = dict[str, Schema]
REF = "#/components/schemas/"
MOMENT: Schema = {
    "type": "string",
    "description": "As exactly as it is known: a month (2020-01), a day (2020-01-17) or a time in UTC.",
    "examples": ["2020-01", "2020-01-17", "2020-01-17T18:55:00Z"],
}
_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    timedelta: {"type": "number", "description": "Seconds."},
    bytes: {"type": "string", "description": "Hexadecimal."},
    Moment: MOMENT,
    Any: {},
    object: {},
}


def plain(value: object) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """Return a value as JSON has it: a frozen value as an object of its fields, times in UTC, sets sorted."""
    made = next((make for kinds, make in _MADE if isinstance(value, kinds)), None)
    if made is not None:
        return made(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    raise TypeError(type(value))


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _keyed(found: Mapping[Any, object]) -> dict[str, Any]:
    return {str(plain(key)): plain(item) for key, item in found.items()}


_MADE: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda one: one.value),
    ((type(None), bool, int, float), lambda one: one),
    ((str, UUID, Promise), str),
    (Moment, Moment.text),
    (datetime, _utc),
    (date, date.isoformat),
    (timedelta, timedelta.total_seconds),
    (bytes, bytes.hex),
    (Mapping, _keyed),
    ((set, frozenset), lambda found: sorted(map(plain, found))),
    ((tuple, list), lambda found: [plain(one) for one in found]),
)
"""What each kind of value becomes; the first that fits."""


@cache
def _names(of: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(of))


def schema_of(kind: Any, known: Schemas) -> Schema:  # noqa: ANN401 - a type as an annotation writes it
    """Return the schema of what `plain` makes of a value of this type; frozen values are added to `known` by name."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin, inside = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return {"anyOf": [schema_of(one, known) for one in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is tuple and not (len(inside) == 2 and inside[1] is Ellipsis):  # noqa: PLR2004 - tuple[X, ...]
        parts = [schema_of(one, known) for one in inside]
        return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
    if origin in {tuple, list, frozenset, set} or (isinstance(origin, type) and issubclass(origin, (tuple, list))):
        return {"type": "array", "items": schema_of(inside[0], known)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inside[1], known)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [one.value for one in kind]}
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, known)
    raise TypeError(kind)


def name_of(kind: type) -> str:
    """Return the name under which a frozen value is described: its room and its class."""
    return f"{kind.__module__.split('.')[1]}.{kind.__name__}"


def _object(kind: type, known: Schemas) -> Schema:
    name = name_of(kind)
    if name not in known:
        known[name] = {}
        hints = get_type_hints(kind)
        known[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").strip(),
            "properties": {one: schema_of(hints[one], known) for one in _names(kind)},
            "required": list(_names(kind)),
        }
    return {"$ref": REF + name}
