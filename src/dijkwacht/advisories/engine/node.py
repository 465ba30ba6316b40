"""A JSON value together with its place, so that every complaint of a reader carries a JSON pointer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from dijkwacht.advisories.engine.loading import WrongStructure

# The database and UTF-8 both refuse these, JSON escapes can smuggle them in.
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Node:
    """A value inside a document; absent keys read as the empty value, wrong types raise WrongStructure."""

    value: object
    pointer: str = ""

    def has(self, key: str) -> bool:
        """Return whether this object holds the key with a value other than null."""
        return self._object().get(key) is not None

    def at(self, key: str) -> "Node":
        """Return the value under `key`, a node of None where it is absent."""
        return Node(self._object().get(key), f"{self.pointer}/{key.replace('~', '~0').replace('/', '~1')}")

    def items(self, key: str) -> Iterator["Node"]:
        """Yield the elements of the list under `key`; nothing where it is absent."""
        node = self.at(key)
        if node.value is None:
            return
        if not isinstance(node.value, list):
            node.refuse("a list")
        for index, item in enumerate(node.value):
            yield Node(item, f"{node.pointer}/{index}")

    def text(self, key: str, default: str = "") -> str:
        """Return the text under `key` without surrounding blanks; characters no store can hold become U+FFFD."""
        node = self.at(key)
        return default if node.value is None else node.as_text()

    def required(self, key: str) -> str:
        """Return the text under `key`; raise where it is absent or empty."""
        return self.text(key) or self.at(key).refuse("a text that is not empty")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`."""
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
        if not isinstance(self.value, str):
            self.refuse("a text")
        return _FORBIDDEN.sub("\ufffd", self.value).strip()

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


def read_time(text: str) -> datetime | None:
    """Return an ISO 8601 time or date in UTC, one without offset read as UTC; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
