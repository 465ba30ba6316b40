"""A folder of backups: one folder each, evidence kept once beside them, a manifest that comes last or not at all.

DIR/dijkwacht-backups            says whose folder this is
DIR/evidence/ab/ab12...          every file that a backup names, once
DIR/2026-11-22T03-50-00.000Z/    database.dump, evidence.txt, removals.jsonl, and at the end manifest.json
"""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dijkwacht.journal.domain.backup import (
    DIGEST,
    EVIDENCE,
    NAME,
    PARTS,
    FileState,
    Manifest,
    UnreadableBackup,
    manifest_text,
    read_evidence,
    read_manifest,
)
from dijkwacht.journal.engine import store
from dijkwacht.journal.engine.keys import holds
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.errors import Refused, Unreadable

MARK, MARK_TEXT = "dijkwacht-backups", "Backups made by dijkwacht backup. Put nothing else here.\n"
BEGUN, MANIFEST, FILES = "begun", "manifest.json", "evidence"
RESTORING = "restoring.json"
CHUNK = 1 << 20


class NotOurs(Refused):
    """This folder holds other things than our backups."""


class Busy(Refused):
    """Another backup or retention run works in this folder."""


@contextmanager
def repository(folder: Path) -> Iterator[None]:
    """Hold the folder of backups while the block runs, made where it is absent.

    Raises NotOurs where other things lie in it, Busy while somebody else holds it.
    """
    mark = folder / MARK
    if not mark.exists():
        if folder.exists() and any(folder.iterdir()):
            raise NotOurs(place=str(folder), remedy="name a new or empty folder, or one that dijkwacht backup made")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(mark, MARK_TEXT)
    with mark.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(place=str(folder), remedy="wait for its end, then try again") from None
        yield


def is_repository(folder: Path) -> bool:
    """Return whether the folder is one of backups."""
    return (folder / MARK).is_file()


def begin(folder: Path, name: str) -> Path:
    """Make the folder of one backup, marked as begun: until its manifest stands in it, it is no backup."""
    path = folder / name
    path.mkdir(mode=0o700)
    write_whole(path / BEGUN, "A backup was begun here and is not complete.\n")
    return path


def finish(path: Path, manifest: Manifest, sign: Callable[[bytes], bytes]) -> None:
    """Put the signed manifest in its place, all at once, after everything else is on disk."""
    for part in PARTS:
        _sync(path / part)
    _sync(path)
    text = manifest_text(manifest)
    signed = {"manifest": json.loads(text), "signature": sign(text.encode()).hex()}
    write_whole(path / MANIFEST, canonical_text(signed))
    (path / BEGUN).unlink()
    _sync(path)


def complete(folder: Path) -> tuple[Path, ...]:
    """Return the complete backups of a folder, oldest first."""
    return tuple(path for path in _named(folder) if (path / MANIFEST).is_file())


def half_made(folder: Path) -> tuple[Path, ...]:
    """Return those that were begun and never completed, or whose removal was not completed, oldest first."""
    return tuple(path for path in _named(folder) if (path / BEGUN).is_file() and not (path / MANIFEST).exists())


def read(path: Path) -> Manifest:
    """Return the manifest of a complete backup, its signature checked.

    Raises UnreadableBackup for a half-made or damaged one, OtherVersion for a format we do not know.
    """
    file = path / MANIFEST
    if not file.is_file():
        raise UnreadableBackup(
            "this backup was begun and never completed" if (path / BEGUN).is_file() else "here is no backup",
            place=str(path),
            expected=f"a folder with {MANIFEST}",
            remedy="use another backup",
        )
    text = file.read_bytes()
    try:
        signed = json.loads(text)
        manifest = read_manifest(signed["manifest"])
        exact = text == canonical_text(signed).encode()
        signature = bytes.fromhex(str(signed["signature"]))
    except (ValueError, KeyError, TypeError, Unreadable) as wrong:
        raise UnreadableBackup("the manifest is damaged", place=str(file), remedy="use another backup") from wrong
    if not exact or not holds(manifest.key, canonical_text(signed["manifest"]).encode(), signature):
        raise UnreadableBackup(
            "the manifest was changed: its signature does not hold", place=str(file), remedy="use another backup"
        )
    return manifest


def file_state(file: Path) -> FileState:
    """Return size and SHA-256 of a file, read in pieces."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as read_from:
        while piece := read_from.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return FileState(size, digest.hexdigest())


def part_differences(path: Path, manifest: Manifest) -> tuple[str, ...]:
    """Return a line for each part of a backup that is absent or not what the manifest says."""
    lines = []
    for part, written in sorted(manifest.files.items()):
        file = path / part
        if not file.is_file():
            lines.append(f"{part}: it is missing")
        elif (found := file_state(file)) != written:
            size = f"{found.size} bytes, {written.size} expected" if found.size != written.size else "its bytes changed"
            lines.append(f"{part}: {size}")
    return tuple(lines)


def evidence_of(path: Path) -> dict[str, int]:
    """Return size by digest of the evidence that a backup names."""
    with (path / EVIDENCE).open(encoding="ascii", errors="replace") as lines:
        return read_evidence(lines)


def copy_evidence(source: Path, target: Path, digest: str) -> bool:
    """Copy one file from one store of evidence to another, whole or not at all; False where it was there already.

    Raises Unreadable where the source is absent or its bytes are not those of its name.
    """
    wanted = store.place(target, digest)
    if wanted.exists():
        return False
    origin = store.place(source, digest)
    for folder in (target, wanted.parent):
        folder.mkdir(exist_ok=True, mode=0o700, parents=True)
    draft = wanted.with_name(f"{digest}.{secrets.token_hex(4)}.part")
    try:
        found = _copied(origin, draft)
    except OSError as wrong:
        draft.unlink(missing_ok=True)
        raise Unreadable(wrong.strerror or "cannot be read", place=str(origin)) from wrong
    if found != digest:
        draft.unlink()
        raise Unreadable("its bytes are not those of its name", place=str(origin))
    draft.replace(wanted)
    return True


def _copied(origin: Path, draft: Path) -> str:
    """Copy the bytes onto the disk and return their SHA-256."""
    found = hashlib.sha256()
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with origin.open("rb") as read_from, os.fdopen(os.open(draft, new, 0o600), "wb") as write_to:
        while piece := read_from.read(CHUNK):
            found.update(piece)
            write_to.write(piece)
        write_to.flush()
        os.fsync(write_to.fileno())
    return found.hexdigest()


def evidence_differences(folder: Path, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield, for each digest, it and what is wrong with its file in a store: "" where nothing is."""
    for digest in wanted:
        file = store.place(folder, digest)
        if not file.is_file():
            yield digest, f"evidence {digest}: it is missing"
        elif file_state(file).sha256 != digest:
            yield digest, f"evidence {digest}: its bytes changed"
        else:
            yield digest, ""


def drop(path: Path) -> None:
    """Remove one backup of ours; killed half way it stays recognisable as half-made. Strange files keep the folder."""
    write_whole(path / BEGUN, "This backup is being removed.\n")
    for part in (MANIFEST, *PARTS):
        (path / part).unlink(missing_ok=True)
    for draft in path.glob("*.part"):
        draft.unlink(missing_ok=True)
    if [one.name for one in path.iterdir()] == [BEGUN]:
        (path / BEGUN).unlink()
        path.rmdir()


def drop_unnamed_evidence(folder: Path) -> int:
    """Remove the evidence that no complete backup of the folder names any more, and return how many files went.

    Raises UnreadableBackup, and removes nothing, where a backup's list cannot be read.
    """
    named = {digest for path in complete(folder) for digest in evidence_of(path)}
    gone = 0
    for file in (folder / FILES).glob("??/*"):
        digest = file.name.partition(".")[0]
        if not DIGEST.fullmatch(digest) or (file.name == digest and digest in named):
            continue
        file.unlink(missing_ok=True)
        gone += 1
    return gone


def restore_under_way(state: Path) -> bool:
    """Return whether a restore into this state folder was begun and is not finished: then nothing may be served."""
    return (state / RESTORING).exists()


def write_whole(file: Path, text: str) -> None:
    """Write a file that only we may read, whole or not at all, and on disk when this returns."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    _sync(file.parent)


def _named(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
