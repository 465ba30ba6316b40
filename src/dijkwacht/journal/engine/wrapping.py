"""Short secrets locked by a key of 256 bits: AES-256-GCM with a random nonce before it."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dijkwacht.kernel.errors import Unreadable

_NONCE = 12


class WrongKey(Unreadable):
    """This key does not open that."""


def wrap(key: bytes, secret: bytes, about: bytes) -> bytes:
    """Return `secret` locked by `key`; `about` (whose, which) must be given again to open it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, about)


def unwrap(key: bytes, wrapped: bytes, about: bytes) -> bytes:
    """Return what was locked; raises WrongKey for another key, another `about` or a changed byte."""
    try:
        return AESGCM(key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], about)
    except (InvalidTag, ValueError) as wrong:
        raise WrongKey(remedy="put back the key of the installation that locked this") from wrong
