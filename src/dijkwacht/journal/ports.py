"""What pages of the record need from rooms that come later in the chain; web brings it along with the request."""

from collections.abc import Iterable, Mapping
from typing import Protocol
from uuid import UUID

from dijkwacht.kernel.text import Text


class Named(Protocol):
    """An organisation's name as the viewer may know it, and whether it is invented."""

    @property
    def name(self) -> str:
        """Its name as people write it."""
        ...

    @property
    def fictional(self) -> bool:
        """Whether it is invented, which every page says."""
        ...


class Names(Protocol):
    """Names for ids and codes that stand in entries."""

    def organisations(self, ids: Iterable[UUID]) -> Mapping[UUID, Named]:
        """Return the names of those that the viewer may know; the others are absent."""
        ...

    def step(self, key: str) -> Text:
        """Return the words for a step of a response; its key where it has none."""
        ...


class Nameless:
    """Knows no names: what is shown where nobody brought any along."""

    def organisations(self, ids: Iterable[UUID]) -> Mapping[UUID, Named]:
        """Return none."""
        del ids
        return {}

    def step(self, key: str) -> Text:
        """Return the key itself."""
        return Text(key, key)
