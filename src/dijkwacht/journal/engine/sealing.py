"""Evidence sealed in chunks of 1 MiB by AES-256-GCM: a flipped, moved, swapped or missing chunk is found and named."""

import secrets
from collections.abc import Iterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dijkwacht.kernel.errors import Unreadable

CHUNK = 1024 * 1024
PIECE = 8 * 1024 * 1024
"""How much of a file is sealed into one piece of the store."""
NONCE, TAG = 12, 16


class Damaged(Unreadable):
    """These bytes of the evidence are not those that were kept."""


def seal(key: bytes, file: UUID, total: int, offset: int, content: bytes) -> bytes:
    """Return `content`, which lies at `offset` in a file of `total` bytes, as sealed chunks.

    Each chunk has a random nonce, and file, total, offset and length are authenticated with it: a chunk opens only at
    its own place in its own file.
    """
    cipher = AESGCM(key)
    made = bytearray()
    for at in range(0, len(content), CHUNK):
        chunk = content[at : at + CHUNK]
        nonce = secrets.token_bytes(NONCE)
        made += nonce + cipher.encrypt(nonce, chunk, _about(file, total, offset + at, len(chunk)))
    return bytes(made)


def unseal(key: bytes, file: UUID, total: int, offset: int, sealed: bytes, length: int) -> Iterator[bytes]:  # noqa: PLR0913, PLR0917 - the place of a chunk has this many parts
    """Yield the chunks of `length` bytes that were sealed at `offset`; raises Damaged with the first wrong bytes."""
    cipher, read = AESGCM(key), 0
    for at in range(0, length, CHUNK):
        size = min(CHUNK, length - at)
        chunk = sealed[read : read + NONCE + size + TAG]
        read += NONCE + size + TAG
        try:
            yield cipher.decrypt(chunk[:NONCE], chunk[NONCE:], _about(file, total, offset + at, size))
        except (InvalidTag, ValueError) as wrong:
            raise Damaged(
                place=f"bytes {offset + at} to {offset + at + size - 1}", remedy="restore them from the backup"
            ) from wrong
    if read != len(sealed):
        raise Damaged(place=f"after byte {offset + length - 1}", remedy="restore them from the backup")


def _about(file: UUID, total: int, offset: int, length: int) -> bytes:
    return file.bytes + total.to_bytes(8) + offset.to_bytes(8) + length.to_bytes(4)
