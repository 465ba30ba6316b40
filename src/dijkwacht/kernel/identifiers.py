"""Public identifiers: random UUIDv4, since a time-ordered one tells outsiders when a response began."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """Return a fresh random public identifier."""
    return uuid4()


def read_id(text: str) -> UUID | None:
    """Return the identifier written in `text`, or None where it is none: absent and malformed look alike."""
    try:
        return UUID(text)
    except ValueError:
        return None
