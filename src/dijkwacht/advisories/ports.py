"""What fetching needs of the world outside; the second implementation of each is a provider kept in a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Web(Protocol):
    """Fetches an address, and nothing that could harm: bounded in size, time and redirects."""

    def get(self, url: str, most: int) -> bytes:
        """Return at most `most` bytes. Raises Unfetched, with `missing` where the other side says it has nothing."""
        ...


class Signatures(Protocol):
    """Judges OpenPGP signatures."""

    def fingerprint(self, key: bytes) -> str:
        """Return the fingerprint of a public key, lower-case hexadecimal; "" where it is none."""
        ...

    def good(self, content: bytes, signature: bytes, keys: Sequence[bytes]) -> bool:
        """Return whether a detached signature over the content was made with one of these keys, valid at that time."""
        ...


@dataclass(frozen=True, slots=True)
class Outside:
    """What a run over a provider reaches the world with."""

    web: Web
    signatures: Signatures
