"""What the evidence room asks of a store of sealed pieces; files and an S3 bucket are two of them."""

from typing import Protocol
from uuid import UUID

from dijkwacht.kernel.labels import Label


class PieceStore(Protocol):
    """Keeps sealed pieces of at most 16 MiB by the SHA-256 of their bytes, which tells nothing of what is sealed."""

    def keep(self, content: bytes, owner: UUID, label: Label) -> str:
        """Store a piece, safe when this returns, and return its name; the same piece twice is one."""
        ...

    def fetch(self, name: str) -> bytes | None:
        """Return the bytes of a piece, None where it is not there; who opens it notices every changed byte."""
        ...

    def erase(self, name: str, owner: UUID) -> None:
        """Remove a piece for good; absent is fine."""
        ...

    def free(self) -> int | None:
        """Return how many bytes may still come, None where only the owner of the bucket knows."""
        ...
