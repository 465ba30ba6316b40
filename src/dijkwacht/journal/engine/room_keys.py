"""Keys of evidence: one per file locked by one per organisation, that by the node's key, which lies in no database."""

import hashlib
import hmac
import secrets
from pathlib import Path

from dijkwacht.journal.engine.key_files import made_once
from dijkwacht.kernel.errors import Unreadable

FILE = "evidence.key"
KEY_BYTES = 32


class NoNodeKey(Unreadable):
    """The key of the evidence room is missing or broken."""


def node_key(folder: Path, *, make: bool) -> bytes:
    """Return the key in `folder`/evidence.key; `make` one with mode 0600 where it is absent, two makers end with one.

    Raises NoNodeKey where the file holds no key, or is absent where something is locked by it already.
    """
    path = folder / FILE
    if make:
        made_once(path, fresh_key)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as wrong:
        raise NoNodeKey(place=str(path), remedy="put it back from the copy of the keys") from wrong
    if len(key) != KEY_BYTES:
        raise NoNodeKey(place=str(path), remedy="put it back from the copy of the keys")
    return key


def fresh_key() -> bytes:
    """Return a new random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def address(key: bytes, sha256: str) -> str:
    """Return under which name an organisation knows a content: HMAC of its SHA-256, not to be told without the key."""
    own = hmac.digest(key, b"dijkwacht evidence address", hashlib.sha256)
    return hmac.new(own, bytes.fromhex(sha256), hashlib.sha256).hexdigest()
