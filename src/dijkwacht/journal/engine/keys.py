"""The key that signs tree heads: Ed25519, kept in a file of its own, made on first use."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dijkwacht.journal.engine.key_files import made_once


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """Return the key in `folder`/head.key, made with mode 0600 where it is absent; two makers end with one key."""
    path = folder / "head.key"
    made_once(path, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the public half as 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def holds(key: str, message: bytes, signature: bytes) -> bool:
    """Return whether `signature` over `message` was made by the public key `key` (hex); malformed keys hold nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
