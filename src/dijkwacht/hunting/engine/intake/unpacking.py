"""From one file given to its leaves: compression and archives are followed to a limit, and nothing is lost silently."""

import errno
import hashlib
import io
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

from dijkwacht.hunting.engine.intake.limits import MIB, Budget, BudgetExceeded, Limits
from dijkwacht.hunting.engine.intake.sniffing import IMAGE_ADVICE, LOOK, Sniffed, gzip_mtime, sniff
from dijkwacht.hunting.engine.intake.streams import Ahead, Broken, ByteStream, Hashed, Inflated
from dijkwacht.hunting.engine.intake.walking import FileFacts, Given, below_root
from dijkwacht.hunting.engine.model import Place, Skipped

SAFELY = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # follow no link, wait for no writer of a FIFO
DIGESTED = 64 * MIB  # of a larger archive only what lies in it is known by digest
_BOMB = "it unpacks to more than {limit} MiB, as bombs do: what came before that was searched"


class Leaf(Ahead):
    """The bytes of one file to search; it ends early where it cannot be read on, and `ended_early` says why."""

    ended_early = ""
    bombed = False

    def readinto(self, view: memoryview) -> int:
        """Fill `view`; 0 at the end, also at an early one."""
        if self.ended_early:
            return 0
        try:
            return super().readinto(view)
        except Broken as error:
            self.ended_early = str(error)
        except BudgetExceeded:
            self.bombed, self.ended_early = True, "bomb"
        return 0


@dataclass(frozen=True, slots=True)
class LeafFacts:
    """What is known of a leaf before it is read; `written` = the mtime in its gzip header, seconds since 1970."""

    place: Place
    facts: FileFacts
    written: float | None = None


class Visitor(Protocol):
    """Who is told of what lies in the evidence, in the order in which it lies there."""

    def leaf(self, about: LeafFacts, stream: Leaf) -> None:
        """Search a file's bytes."""

    def entry(self, place: Place, facts: FileFacts) -> object:
        """Take note of an entry: every file, link and folder, also those whose bytes are not searched."""

    def skip(self, skipped: Skipped) -> None:
        """Take note of bytes that nobody looks at."""

    def digests_of(self, about: LeafFacts) -> frozenset[str]:
        """Return by which digests, as hashlib names them, an archive itself may be known; none to save the time."""

    def archive(self, about: LeafFacts, digests: Mapping[str, str]) -> None:
        """Take note of the digests of an archive that was read whole."""


@dataclass(slots=True)
class Unpacker:
    """Walks through one file given; `passed` is told how many of its bytes were read, and may raise to stop."""

    visitor: Visitor
    limits: Limits = field(default_factory=Limits)
    sha256: bool = False
    passed: Callable[[int], None] | None = None

    def run(self, given: Given) -> Hashed | None:
        """Hand the leaves of `given` to the visitor; returns the hashed file, None where it could not be opened."""
        self.visitor.entry(given.place, given.facts)
        if given.facts.type != "file":
            return None
        try:
            raw = self._raw(given)
        except OSError as error:
            reason = f"it cannot be opened: {error.strerror}"
            self.visitor.skip(Skipped(given.place, given.facts.size, reason, relevant=True))
            return None
        with raw:
            hashed = Hashed(raw, given.facts.size, sha256=self.sha256)
            about = LeafFacts(given.place, given.facts)
            budget = Budget(self.limits, given.facts.size)
            try:
                self._stream(about, Leaf(hashed), budget, 0, given)
            except BudgetExceeded:
                reason = _BOMB.format(limit=budget.unpacked // MIB)
                left = given.facts.size - hashed.read_bytes
                self.visitor.skip(Skipped(given.place, left, reason, relevant=True))
            hashed.drain()
            self._grown(given, raw)
        return hashed

    def _raw(self, given: Given) -> io.FileIO:
        return io.FileIO(given.at, opener=opened) if self.passed is None else _Passing(given.at, self.passed)

    def stream(self, about: LeafFacts, stream: Leaf, budget: Budget) -> None:
        """Hand the leaves of a stream to the visitor, as `run` does with a file."""
        self._stream(about, stream, budget, 0, None)

    def _grown(self, given: Given, raw: io.FileIO) -> None:
        grown = raw.seek(0, 2) - given.facts.size
        if grown > 0:
            reason = "appended while it was read: another state of the file"
            self.visitor.skip(Skipped(given.place, grown, reason, relevant=True))

    def _stream(self, about: LeafFacts, stream: Leaf, budget: Budget, depth: int, given: Given | None) -> None:
        found = sniff(stream.peek(LOOK), about.place.shown)
        if found.what == "leaf":
            self._leaf(about, stream)
            return
        names = self.visitor.digests_of(about) if about.facts.size <= DIGESTED else frozenset()
        if not names:
            self._open(about, found, stream, budget, depth, given)
            return
        digested = Digested(stream, names)
        whole = Leaf(digested)
        self._open(about, found, whole, budget, depth, given)
        whole.skip(DIGESTED)
        if not whole.ended_early and not whole.read(1):
            self.visitor.archive(about, digested.digests())

    def _open(  # noqa: PLR0913, PLR0917 - an archive and what it stands in
        self, about: LeafFacts, found: Sniffed, stream: Leaf, budget: Budget, depth: int, given: Given | None
    ) -> None:
        if found.what in {"image", "closed"}:
            self._closed(about, found, given)
            return
        if depth >= self.limits.depth:
            reason = f"archives are nested more than {self.limits.depth} deep"
            self.visitor.skip(Skipped(about.place, about.facts.size, reason, relevant=True))
            return
        if found.stray:
            reason = "stray bytes before the data, cut off; the digest is that of the file as given"
            self.visitor.skip(Skipped(about.place, found.stray, reason, relevant=False))
            stream.skip(found.stray)
        if found.what == "tar":
            self._tar(about, stream, budget, depth)
        elif found.what == "zip":
            self._zip(about, stream, budget, depth, given if not found.stray else None)
        else:
            self._compressed(about, stream, budget, depth, found.what)

    def _leaf(self, about: LeafFacts, stream: Leaf) -> None:
        self.visitor.leaf(about, stream)
        self._early_end(about, stream, max(0, about.facts.size - stream.consumed) if about.written is None else 0)

    def _early_end(self, about: LeafFacts, stream: Leaf, missing: int) -> None:
        if stream.bombed:
            raise BudgetExceeded
        if stream.ended_early:
            self.visitor.skip(Skipped(about.place, missing, stream.ended_early, relevant=True))

    def _closed(self, about: LeafFacts, found: Sniffed, given: Given | None) -> None:
        if found.what == "image":
            reason = f"a disk image ({found.name}): {IMAGE_ADVICE}"
        else:
            reason = f"{found.name} cannot be opened here: unpack it first"
        size = given.facts.size if given else about.facts.size
        self.visitor.skip(Skipped(about.place, size, reason, relevant=True))

    def _compressed(self, about: LeafFacts, stream: Leaf, budget: Budget, depth: int, method: str) -> None:
        written = gzip_mtime(stream.peek(16)) if method == "gzip" else None
        inflated = Inflated(stream, method, budget)
        inner = replace(about, written=written or about.facts.mtime)
        try:
            self._stream(inner, Leaf(inflated), budget, depth + 1, None)
        except BudgetExceeded:
            # What lies beside it unpacked can still be searched; what is packed too finds the budget spent.
            reason = _BOMB.format(limit=budget.unpacked // MIB)
            self.visitor.skip(Skipped(about.place, about.facts.size - stream.consumed, reason, relevant=True))
        if inflated.stray:
            reason = "stray bytes after the data, cut off; the digest is that of the file as given"
            self.visitor.skip(Skipped(about.place, inflated.stray, reason, relevant=False))

    def _tar(self, about: LeafFacts, stream: Leaf, budget: Budget, depth: int) -> None:
        links: list[tuple[Place, str]] = []
        names: set[str] = set()
        try:
            with tarfile.open(fileobj=_AsFile(stream), mode="r|", bufsize=MIB, errorlevel=0) as tar:
                for member in tar:
                    budget.another_member()
                    place = _inside(about.place, member.name)
                    names.add(member.name.strip("/").removeprefix("./"))
                    if member.issym() or member.islnk():
                        links.append((place, member.linkname if member.issym() else "/" + member.linkname))
                    self._tar_member(place, tar, member, budget, depth)
        except (tarfile.TarError, Broken, OSError, EOFError, ValueError, OverflowError) as error:
            reason = stream.ended_early or f"the tar is damaged: {error}"
            self.visitor.skip(Skipped(about.place, 0, reason, relevant=True))
        else:
            if stream.ended_early and not stream.bombed:
                self.visitor.skip(Skipped(about.place, 0, stream.ended_early, relevant=True))
        if stream.bombed:
            raise BudgetExceeded
        self._links(links, names)

    def _tar_member(
        self, place: Place, tar: tarfile.TarFile, member: tarfile.TarInfo, budget: Budget, depth: int
    ) -> None:
        facts = _tar_facts(member)
        self._take_note(place, member.name, facts)
        if member.isfile():
            sparse = tar.extractfile(member) if member.sparse else None
            source: ByteStream = _Counted(sparse, budget) if sparse is not None else _InTar(tar, member)
            self._stream(LeafFacts(place, facts), Leaf(source), budget, depth + 1, None)
        elif not (member.isdir() or member.issym() or member.islnk()):
            self.visitor.skip(Skipped(place, 0, "a device, FIFO or unknown member holds no bytes", relevant=False))

    def _take_note(self, place: Place, name: str, facts: FileFacts) -> None:
        self.visitor.entry(place, facts)
        if ".." in PurePosixPath(name).parts:
            reason = "its name leads out of the archive: its content is searched, its path is not believed"
            self.visitor.skip(Skipped(place, 0, reason, relevant=True))

    def _links(self, links: list[tuple[Place, str]], names: set[str]) -> None:
        for place, target in links:
            own = PurePosixPath((place.member or "").rpartition("!")[2])
            if not leads_inside(own, target, names):
                reason = f"a link that leads out of the archive, to {target}"
                self.visitor.skip(Skipped(place, 0, reason, relevant=True))

    def _zip(self, about: LeafFacts, stream: Leaf, budget: Budget, depth: int, given: Given | None) -> None:
        if given is not None:
            with io.BufferedReader(self._raw(given)) as whole:
                self._zip_members(about, whole, budget, depth)
            return
        with SpooledTemporaryFile(max_size=self.limits.spool) as whole:
            while block := stream.read(MIB):
                whole.write(block)
            whole.seek(0)
            if stream.bombed:
                raise BudgetExceeded
            self._zip_members(about, whole, budget, depth)

    def _zip_members(self, about: LeafFacts, whole: IO[bytes], budget: Budget, depth: int) -> None:
        try:
            with zipfile.ZipFile(whole) as archive:
                members = archive.infolist()
                names = {member.filename.strip("/") for member in members}
                for member in members:
                    budget.another_member()
                    self._zip_member(about, archive, member, budget, depth, names)
        except BudgetExceeded:
            if depth:
                raise
            reason = _BOMB.format(limit=budget.unpacked // MIB)
            self.visitor.skip(Skipped(about.place, about.facts.size, reason, relevant=True))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            reason = f"the zip is damaged: {error}"
            self.visitor.skip(Skipped(about.place, about.facts.size, reason, relevant=True))

    def _zip_member(  # noqa: PLR0913, PLR0917 - what a member of an archive in an archive stands in
        self,
        about: LeafFacts,
        archive: zipfile.ZipFile,
        member: zipfile.ZipInfo,
        budget: Budget,
        depth: int,
        names: set[str],
    ) -> None:
        place, facts = _inside(about.place, member.filename), _zip_facts(member)
        self._take_note(place, member.filename, facts)
        if member.is_dir():
            return
        try:
            with archive.open(member) as content:
                if facts.type == "link":
                    self._links([(place, content.read(4096).decode("utf-8", "replace"))], names)
                    return
                leaf = Leaf(_Counted(content, budget))
                self._stream(LeafFacts(place, facts), leaf, budget, depth + 1, None)
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            reason = "encrypted: unpack it first" if member.flag_bits & 1 else f"it cannot be unpacked: {error}"
            self.visitor.skip(Skipped(place, member.file_size, reason, relevant=True))


class Digested:
    """A stream with the digests of what was read of it; it breaks where the one below does."""

    def __init__(self, stream: Leaf, names: frozenset[str]) -> None:
        self._stream = stream
        self._hashes = {name: hashlib.new(name, usedforsecurity=False) for name in sorted(names)}

    @property
    def left(self) -> int:
        """Return how many bytes may still come, at most."""
        return self._stream.left

    def readinto(self, view: memoryview) -> int:
        """Fill `view`; raises Broken or BudgetExceeded where the stream ended early."""
        count = self._stream.readinto(view)
        if not count and self._stream.bombed:
            raise BudgetExceeded
        if not count and self._stream.ended_early:
            raise Broken(self._stream.ended_early)
        for one in self._hashes.values():
            one.update(view[:count])
        return count

    def digests(self) -> dict[str, str]:
        """Return the digests of what was read so far, by the names of hashlib."""
        return {name: one.hexdigest() for name, one in self._hashes.items()}


def opened(path: str | os.PathLike[str], flags: int = 0) -> int:
    """Open a file to read it, unless it became a link or a FIFO since the walk; raises OSError."""
    try:
        number = os.open(path, flags | SAFELY)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it became a link after the evidence was listed") from error
        raise
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "it is no file any more, as it was when the evidence was listed")
    return number


class _Passing(io.FileIO):
    """A file that tells how many bytes of it were read."""

    def __init__(self, path: str | Path, passed: Callable[[int], None]) -> None:
        super().__init__(path, opener=opened)
        self._passed = passed

    def readinto(self, view: memoryview) -> int:  # type: ignore[override]  # what Hashed and BufferedReader give
        count = super().readinto(view)
        self._passed(count or 0)
        return count or 0


class _AsFile(io.RawIOBase):
    """A stream in the shape that tarfile wants."""

    def __init__(self, stream: Leaf) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        return self._stream.read(count)


class _InTar:
    """The bytes of a member where they lie in a tar that is read from beginning to end, however early that ends."""

    def __init__(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        self._below: IO[bytes] = tar.fileobj  # type: ignore[assignment]
        self._left = member.size
        self._below.seek(member.offset_data)

    def readinto(self, view: memoryview) -> int:
        if not self._left:
            return 0
        block = self._below.read(min(len(view), self._left))
        if not block:
            self._left = 0
            raise Broken("the archive ends in the middle of it; what came before was searched")
        self._left -= len(block)
        view[: len(block)] = block
        return len(block)


class _Counted:
    """A member of an archive whose bytes count against the budget."""

    def __init__(self, content: IO[bytes], budget: Budget) -> None:
        self._content = content
        self._budget = budget

    def readinto(self, view: memoryview) -> int:
        try:
            block = self._content.read(len(view))
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, tarfile.TarError) as error:
            raise Broken(f"it is damaged: {error}; what came before was searched") from error
        self._budget.spend(len(block))
        view[: len(block)] = block
        return len(block)


def leads_inside(own: PurePosixPath, target: str, names: set[str]) -> bool:
    """Return whether a link of an archive leads to one of its members; a relative one need only stay below its top."""
    if target.startswith("/"):
        wanted = target.strip("/").removeprefix("./")
        return any(name == wanted or name.endswith("/" + wanted) or name.startswith(wanted + "/") for name in names)
    depth = len(own.parts) - 1
    for part in PurePosixPath(target).parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return False
    return True


def _inside(place: Place, name: str) -> Place:
    shown = name.encode("utf-8", "backslashreplace").decode().removeprefix("./")
    return place._replace(member=f"{place.member}!{shown}" if place.member else shown)


def _tar_facts(member: tarfile.TarInfo) -> FileFacts:
    born = member.pax_headers.get("LIBARCHIVE.creationtime")
    kind = "folder" if member.isdir() else "link" if member.issym() or member.islnk() else "file"
    return FileFacts(
        below_root(member.name),
        kind,
        member.mode & 0o7777,
        member.uid,
        member.gid,
        member.uname,
        member.gname,
        member.size,
        float(member.mtime),
        float(born) if born and born.replace(".", "", 1).isdigit() else None,
    )


def _zip_facts(member: zipfile.ZipInfo) -> FileFacts:
    mode = member.external_attr >> 16
    kind = "folder" if member.is_dir() else "link" if stat.S_ISLNK(mode) else "file"
    return FileFacts(below_root(member.filename), kind, stat.S_IMODE(mode) if mode else None, size=member.file_size)
