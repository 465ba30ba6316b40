"""The files of one EVIDENCE as typed, in a fixed order; links and special files are named, never followed."""

import os
import stat
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from dijkwacht.hunting.engine.model import Place, Skipped, UnreadableEvidence

# Folders that stand directly below an appliance's root; the first of them in a path tells where that root is.
TOP = frozenset(
    {
        *("bin", "boot", "compat", "configdb", "dev", "etc", "flash", "home", "lib", "libexec", "mnt", "netscaler"),
        *("nsconfig", "nspatch", "optional", "proc", "root", "sbin", "tmp", "usr", "var", "vpn"),
    }
)


class FileFacts(NamedTuple):
    """What a file system or archive says of one entry; `path` is below the appliance's root and begins with "/".

    Times are seconds since 1970; `born` is None where the medium does not keep it.
    """

    path: str
    type: str = "file"
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    owner: str = ""
    group: str = ""
    size: int = 0
    mtime: float | None = None
    born: float | None = None


class Given(NamedTuple):
    """One regular file to read: where it lies on this machine, and what its file system says of it."""

    place: Place
    at: str | Path
    facts: FileFacts


def below_root(path: str, evidence: str = "") -> str:
    """Return `path` as the appliance knows it: from the first folder that stands below a root, else from the top."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    above = _last_of(evidence)
    for index, part in enumerate(parts[:-1]):
        if part in TOP and not (index == 0 and above in {"var", "flash"} and part not in {"var", "flash"}):
            return "/" + "/".join(parts[index:])
    if above in TOP:
        return "/" + "/".join([above, *parts])
    return "/" + "/".join(parts)


@cache
def _last_of(evidence: str) -> str:
    return PurePosixPath(evidence.replace("\\", "/").rstrip("/")).name


def walk(evidence: str) -> Iterator[Given | Skipped]:
    """Yield the files of EVIDENCE `evidence`, sorted by path, and what cannot be read with its reason.

    Raises UnreadableEvidence where it does not exist or is neither file nor folder.
    """
    at = Path(evidence)
    try:
        seen = at.stat()
    except OSError as error:
        raise UnreadableEvidence(
            error.strerror or "it cannot be opened", place=evidence, expected="a file or a folder"
        ) from error
    if stat.S_ISDIR(seen.st_mode):
        yield from _folder(evidence, at, "")
    elif stat.S_ISREG(seen.st_mode):
        place = Place(evidence, at.name)
        if not os.access(at, os.R_OK):
            raise UnreadableEvidence("permission denied", place=evidence, remedy="give the right to read it")
        yield Given(place, at.resolve(), facts_of(seen, below_root(at.name, str(at.parent.name))))
    else:
        raise UnreadableEvidence("it is neither a file nor a folder", place=evidence, remedy="give a file or a folder")


def facts_of(seen: os.stat_result, path: str) -> FileFacts:
    """Return the facts of a file of this machine's file system."""
    mode = seen.st_mode
    return _facts(seen, path, "folder" if stat.S_ISDIR(mode) else "link" if stat.S_ISLNK(mode) else "file")


def _facts(seen: os.stat_result, path: str, kind: str) -> FileFacts:
    mode, _, _, _, uid, gid, size, *_ = seen
    return FileFacts(path, kind, mode & 0o7777, uid, gid, "", "", size, seen.st_mtime)


def _folder(evidence: str, folder: Path, below: str) -> Iterator[Given | Skipped]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=_name)
    except OSError as error:
        yield _skipped(evidence, below or ".", 0, f"the folder cannot be read: {error.strerror}", relevant=True)
        return
    if below:
        facts = _folder_facts(folder)._replace(path=below_root(below, evidence))
        yield Given(Place(evidence, below), folder, facts)
    here = f"{below}/" if below else ""
    appliance = below_root(f"{here}x", evidence)[:-1]  # what stands before the names of all that lie here
    for entry in entries:
        name = entry.name if entry.name.isascii() else entry.name.encode("utf-8", "backslashreplace").decode()
        path = here + name
        try:
            seen = entry.stat(follow_symlinks=False)
        except OSError as error:
            yield _skipped(evidence, path, 0, f"it vanished or cannot be seen: {error.strerror}", relevant=True)
            continue
        mode = seen.st_mode
        if stat.S_ISREG(mode):
            yield Given(Place(evidence, path), entry.path, _facts(seen, appliance + name, "file"))
        elif stat.S_ISDIR(mode):
            yield from _folder(evidence, Path(entry.path), path)
        elif stat.S_ISLNK(mode):
            yield from _link(evidence, path, Path(entry.path), facts_of(seen, appliance + name))
        else:
            yield _skipped(evidence, path, 0, f"a {_special(mode)} holds no bytes to search", relevant=False)


def _name(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name)


def _folder_facts(folder: Path) -> FileFacts:
    try:
        return facts_of(folder.stat(), "")
    except OSError:
        return FileFacts("", "folder")


def _special(mode: int) -> str:
    names = ((stat.S_ISFIFO, "FIFO"), (stat.S_ISSOCK, "socket"), (stat.S_ISBLK, "disk"), (stat.S_ISCHR, "device"))
    return next((name for test, name in names if test(mode)), "special file")


def _link(evidence: str, path: str, at: Path, facts: FileFacts) -> Iterator[Given | Skipped]:
    yield Given(Place(evidence, path), at, facts)
    try:
        target = str(at.readlink())
    except OSError:
        target = ""
    if not stays_inside(path, target, lambda inside: os.path.lexists(Path(evidence) / inside)):
        yield _skipped(evidence, path, 0, f"a link that leads out of the evidence, to {target}", relevant=True)


def stays_inside(path: str, target: str, exists: Callable[[str], bool]) -> bool:
    """Return whether a link at `path` leads to something in the evidence; absolute targets begin at its root."""
    if target.startswith("/"):
        return exists(target.lstrip("/"))
    depth = len(PurePosixPath(path).parts) - 1
    for part in PurePosixPath(target).parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return False
    return True


def _skipped(evidence: str, path: str, size: int, reason: str, *, relevant: bool) -> Skipped:
    return Skipped(Place(evidence, path), size, reason, relevant)
