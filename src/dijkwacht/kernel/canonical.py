"""Canonical JSON text for hashing: RFC 8785 restricted to what the journal allows (DESIGN, "How the record works")."""

import json
import re
from collections.abc import Mapping

from dijkwacht.kernel.errors import Unreadable

LARGEST = 2**53
DEEPEST = 32
HALVES = re.compile("[\ud800-\udfff]")


class NotCanonical(Unreadable):
    """This value cannot be written into the record."""


def canonical_text(value: object) -> str:
    """Return the one canonical text of `value`.

    Allowed: text without NUL or lone surrogates, booleans, None, integers below 2^53 in size, lists, objects with
    ASCII keys; at most 32 levels deep. Raises NotCanonical with a JSON pointer otherwise: floats have no place here.
    """
    _check(value, "", 0)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=dict)


def _check(value: object, pointer: str, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical(place=pointer, expected=f"at most {DEEPEST} levels")
    match value:
        case None | bool():
            return
        case int():
            if abs(value) >= LARGEST:
                raise NotCanonical(place=pointer, expected="an integer below 2^53; write a larger one as text")
        case str():
            _check_text(value, pointer)
        case Mapping():
            _check_object(value, pointer, depth)
        case list() | tuple():
            for index, item in enumerate(value):
                _check(item, f"{pointer}/{index}", depth + 1)
        case _:
            raise NotCanonical(place=pointer, expected="text, integer, boolean, list or object, and no float")


def _check_object(value: Mapping[object, object], pointer: str, depth: int) -> None:
    for key, item in value.items():
        if not isinstance(key, str) or not key.isascii():
            raise NotCanonical(place=pointer, expected="keys of ASCII text")
        _check_text(key, pointer)
        _check(item, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", depth + 1)


def _check_text(text: str, pointer: str) -> None:
    if "\x00" in text or HALVES.search(text):
        raise NotCanonical(place=pointer, expected="text without NUL and without half characters")
