"""What delivering messages to programs needs of the world."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HookReply:
    """What came of a message: whether it was taken, and in few words what was answered."""

    taken: bool
    said: str


class Hooks(Protocol):
    """Posts a message to an address."""

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> HookReply:
        """Send one message; never raises for what the other side does."""
