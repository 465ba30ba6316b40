"""Plain values that leave the journal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored file: SHA-256 as hex, bytes, what its first bytes say it is, and the (removable) name it came with."""

    digest: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Placed:
    """The proof of an entry: its place in the tree, its leaf hash as hex, and the first signed head that covers it."""

    position: int
    leaf: str
    head_size: int
    head_root: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Looks by an account of another organisation within an hour (aware UTC)."""

    account: UUID
    looking_organisation: UUID | None
    what: str
    hour: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Input that could not be read, with the located error."""

    id: UUID
    digest: str
    what: str
    place: str
    message: str
    expected: str
    remedy: str
    at: datetime
