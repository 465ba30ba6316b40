"""A JSON value together with its place, so that every complaint of a reader carries a JSON pointer."""

import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import NoReturn

from dijkwacht.advisories.engine.loading import WrongStructure

# The database and UTF-8 both refuse these, JSON escapes can smuggle them in.
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


class Node:
    """A value inside a document; absent keys read as the empty value, wrong types raise WrongStructure.

    Where a value stands is put together only when it is complained about: large documents have a million of them.
    """

    __slots__ = ("_key", "_over", "value")

    def __init__(self, value: object, over: "Node | None" = None, key: str | int = "") -> None:
        """Stand for a value that `over` holds under `key`; without `over` it is the whole document."""
        self.value, self._over, self._key = value, over, key

    @property
    def pointer(self) -> str:
        """Return the JSON pointer to this value, "" for the whole document."""
        steps: list[str] = []
        node = self
        while node._over is not None:
            steps.append(str(node._key).replace("~", "~0").replace("/", "~1"))
            node = node._over
        return "".join(f"/{step}" for step in reversed(steps))

    def has(self, key: str) -> bool:
        """Return whether this object holds the key with a value other than null."""
        held = self.value
        return (held if type(held) is dict else self._object()).get(key) is not None

    def at(self, key: str) -> "Node":
        """Return the value under `key`, a node of None where it is absent."""
        held = self.value
        return Node((held if type(held) is dict else self._object()).get(key), self, key)

    def items(self, key: str) -> Iterator["Node"]:
        """Yield the elements of the list under `key`; nothing where it is absent."""
        held = self.value
        value = (held if type(held) is dict else self._object()).get(key)
        if value is None:
            return
        node = Node(value, self, key)
        if not isinstance(value, list):
            node.refuse("a list")
        for index, item in enumerate(value):
            yield Node(item, node, index)

    def text(self, key: str, default: str = "") -> str:
        """Return the text under `key` without surrounding blanks; characters no store can hold become U+FFFD."""
        held = self.value
        value = (held if type(held) is dict else self._object()).get(key)
        if value is None:
            return default
        return storable(value) if isinstance(value, str) else self.at(key).refuse("a text")

    def required(self, key: str) -> str:
        """Return the text under `key`; raise where it is absent or empty."""
        return self.text(key) or self.at(key).refuse("a text that is not empty")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`."""
        value = self._object().get(key)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(map(storable, value))
        return tuple(item.as_text() for item in self.items(key))

    def number(self, key: str) -> str:
        """Return the number under `key` as decimal text, "" where absent."""
        node = self.at(key)
        if node.value is None:
            return ""
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            node.refuse("a number")
        return str(node.value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the boolean under `key`."""
        node = self.at(key)
        if node.value is None:
            return default
        if not isinstance(node.value, bool):
            node.refuse("true or false")
        return node.value

    def time(self, key: str) -> datetime | None:
        """Return the time under `key` in UTC; None where absent or unreadable, for feeds write times in many ways."""
        return read_time(self.text(key))

    def as_text(self) -> str:
        """Return this value as text; raise where it is none."""
        return storable(self.value) if isinstance(self.value, str) else self.refuse("a text")

    def forget(self) -> None:
        """Let go of what this object holds: it has been read, and a large document is not to be kept twice."""
        if type(self.value) is dict:
            self.value.clear()

    def refuse(self, expected: str) -> NoReturn:
        """Raise WrongStructure at this place."""
        raise WrongStructure(
            place=self.pointer or "/",
            expected=expected,
            remedy="ask the issuer for a corrected document",
        )

    def _object(self) -> dict[str, object]:
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            self.refuse("an object")
        return self.value


def storable(text: str) -> str:
    """Return a text without surrounding blanks; characters that no store can hold become U+FFFD."""
    return (text if text.isascii() and "\0" not in text else _FORBIDDEN.sub("\ufffd", text)).strip()


def read_time(text: str) -> datetime | None:
    """Return an ISO 8601 time or date in UTC, one without offset read as UTC; None for anything else.

    The first and the last year that a calendar knows are none: in another zone they would fall outside it.
    """
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if MINYEAR < at.year < MAXYEAR else None
