"""The store of evidence: plain files named by their SHA-256, written whole or not at all."""

import hashlib
import os
import secrets
from pathlib import Path

from dijkwacht.kernel.errors import Unreadable

SNIFFED = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ", "application/x-xz"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-executable"),
)


class TooLarge(Unreadable):
    """This file is larger than one upload may be."""


def media_type(content: bytes) -> str:
    """Return what the first bytes say the file is; the name and what the sender claims do not count.

    Nothing is unpacked: a compressed bomb stays the small file that it is on the wire.
    """
    for start, kind in SNIFFED:
        if content.startswith(start):
            return kind
    try:
        content[:4096].decode()
    except UnicodeDecodeError as wrong:
        if wrong.start < len(content[:4096]) - 4:
            return "application/octet-stream"
    return "application/octet-stream" if b"\x00" in content[:4096] else "text/plain"


def place(folder: Path, digest: str) -> Path:
    """Return where the file with this digest lies."""
    return folder / digest[:2] / digest


def digest_of(content: bytes, limit: int) -> str:
    """Return the SHA-256 of the bytes as hex. Raises TooLarge above `limit` bytes."""
    if len(content) > limit:
        raise TooLarge(
            expected=f"at most {limit // 1024 // 1024} MiB", remedy="send it in parts or hand it over by disk"
        )
    return hashlib.sha256(content).hexdigest()


def keep(folder: Path, content: bytes, digest: str) -> None:
    """Store the bytes under their digest; the same bytes twice are one file, on disk when this returns."""
    target = place(folder, digest)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f"{digest}.{secrets.token_hex(4)}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    _sync_folder(target.parent)
    _sync_folder(folder)


def fetch(folder: Path, digest: str) -> bytes | None:
    """Return the bytes, checked against their name, or None where they are not there."""
    path = place(folder, digest)
    if not path.is_file():
        return None
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Unreadable("the stored file is not what was stored", place=digest, remedy="restore it from the backup")
    return content


def erase(folder: Path, digest: str) -> None:
    """Remove the file, and drafts of it that a killed process left; absent is fine."""
    target = place(folder, digest)
    for path in (target, *target.parent.glob(f"{digest}.*.part")):
        path.unlink(missing_ok=True)
    if target.parent.is_dir():
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
