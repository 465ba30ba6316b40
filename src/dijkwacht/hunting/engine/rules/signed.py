"""Packs of others, loaded without network: a list of digests, signed with Ed25519, and a key that the user trusts.

The folder holds SHA256SUMS, as `sha256sum` writes it over every other file, and SHA256SUMS.sig, the signature over its
bytes, as `openssl pkeyutl -sign -rawin` writes it. The key comes another way than the pack.
"""

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from dijkwacht.hunting.engine.model import UnreadableRules

LIST, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"


def read_key(path: Path) -> Ed25519PublicKey:
    """Read an Ed25519 public key in PEM; raises UnreadableRules."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableRules(f"this is no public key: {error}", place=str(path), expected="PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UnreadableRules("this is a key of another kind", place=str(path), expected="an Ed25519 public key")
    return key


def verify_signed(folder: Path, key: Ed25519PublicKey) -> None:
    """Raise UnreadableRules unless `folder` is signed by `key`, every file listed, none besides, none changed."""
    if not folder.is_dir():
        raise UnreadableRules("a signed pack is a folder", place=str(folder))
    try:
        listed, signature = (folder / LIST).read_bytes(), (folder / SIGNATURE).read_bytes()
    except OSError as error:
        raise UnreadableRules(
            "this pack is not signed", place=str(folder), expected=f"{LIST} and {SIGNATURE}"
        ) from error
    try:
        key.verify(signature, listed)
    except InvalidSignature as error:
        raise UnreadableRules("the signature is not by this key", place=str(folder / SIGNATURE)) from error
    wanted = dict(_row(line, folder) for line in listed.decode("utf-8", "replace").splitlines() if line.strip())
    every = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_symlink() or path.is_file()
    }
    own = {name: path for name, path in every.items() if name not in {LIST, SIGNATURE}}
    for name in sorted(wanted.keys() ^ own.keys()):
        why = "it is listed and not there" if name in wanted else "it is not in the signed list"
        raise UnreadableRules(why, place=f"{folder}/{name}")
    for name, path in sorted(own.items()):
        if path.is_symlink() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted[name]:
            raise UnreadableRules("it is not the file that was signed", place=str(path))


def _row(line: str, folder: Path) -> tuple[str, str]:
    digest, _, name = line.partition(" ")
    if len(digest) != hashlib.sha256().digest_size * 2 or not name:
        raise UnreadableRules(f"{line!r} is no line of sha256sum", place=str(folder / LIST))
    return name.lstrip(" *").removeprefix("./"), digest.lower()
