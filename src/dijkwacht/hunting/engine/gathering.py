"""Searching the evidence: each file given becomes hits, logs with their times, entries and skipped bytes."""

import hashlib
import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from blake3 import blake3

from dijkwacht.hunting.engine.appliances import TELLING
from dijkwacht.hunting.engine.intake.limits import Limits
from dijkwacht.hunting.engine.intake.unpacking import Leaf, LeafFacts, Unpacker
from dijkwacht.hunting.engine.intake.walking import FileFacts, Given, walk
from dijkwacht.hunting.engine.logs.format import Format
from dijkwacht.hunting.engine.logs.recognise import LogName, log_name, recognise
from dijkwacht.hunting.engine.model import Kind, Place, RuleFacts, Skipped
from dijkwacht.hunting.engine.rules.file_facts import Known
from dijkwacht.hunting.engine.rules.indicators import Sort
from dijkwacht.hunting.engine.rules.own_traces import output_is_own
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.filescan import FileScan
from dijkwacht.hunting.engine.scanning.findings import RawHit
from dijkwacht.hunting.engine.scanning.logscan import LogScan
from dijkwacht.hunting.engine.scanning.pace import Pace
from dijkwacht.hunting.engine.scanning.plan import Prepared
from dijkwacht.hunting.engine.timeline import Timeline

_SAMPLE = 64 * 1024
_SMALL = 4 * 1024 * 1024
_TOGETHER = 32 * 1024 * 1024  # so many bytes of small files are one piece of work, and
_AT_ONCE = 256  # so many files at most
# Programs, pages and pictures: searched as what they are, whatever their first lines look like.
_PROGRAMS = (
    *(".php", ".pl", ".sh", ".py", ".js", ".xhtml", ".html", ".htm", ".asp", ".aspx", ".jsp", ".cgi", ".rb"),
    *(".css", ".xml", ".png", ".gif", ".jpg", ".jpeg", ".ico", ".svg", ".woff", ".woff2", ".ttf"),
)
_UNKNOWN = Known()
_EVERY = 0.25  # seconds between two words about progress
_CONFIGURED = ("newsyslog.conf",)


@dataclass(slots=True)
class ReadLog:
    """One log file after it was read."""

    place: Place
    name: LogName
    reader: Format
    timeline: Timeline
    pace: Pace
    lines: int
    unparsed: int
    sampled: bool


@dataclass(slots=True)
class Gathered:
    """What the files given so far yielded; `entries` are all files, links and folders, `bytes` what was searched."""

    hits: list[RawHit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    logs: list[ReadLog] = field(default_factory=list)
    folders: set[tuple[str, str]] = field(default_factory=set)
    files: dict[Kind, int] = field(default_factory=dict)
    cores: list[tuple[Place, FileFacts]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    digests: dict[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict)
    retention: dict[str, str] = field(default_factory=dict)
    vendor: dict[str, tuple[int, int]] = field(default_factory=dict)
    told: list[tuple[Place, bytes]] = field(default_factory=list)
    bytes: int = 0

    def join(self, other: "Gathered") -> None:
        """Take over what another file given yielded."""
        self.hits += other.hits
        for rule, count in other.counts.items():
            self.counts[rule] = self.counts.get(rule, 0) + count
        self.logs += other.logs
        self.folders |= other.folders
        for kind, count in other.files.items():
            self.files[kind] = self.files.get(kind, 0) + count
        self.cores += other.cores
        self.skipped += other.skipped
        self.digests |= other.digests
        self.retention |= other.retention
        for evidence, (files, size) in other.vendor.items():
            own = self.vendor.get(evidence, (0, 0))
            self.vendor[evidence] = (own[0] + files, own[1] + size)
        self.told += other.told
        self.bytes += other.bytes

    def vendor_words(self) -> list[Skipped]:
        """Return what is said of the files whose content nobody searched, because the vendor's manifest knows it."""
        reason = "{} files are the vendor's, by path and SHA-256 in the build manifest: their content was not searched"
        return [
            Skipped(Place(evidence, "."), size, reason.format(files), relevant=False)
            for evidence, (files, size) in self.vendor.items()
        ]


def is_core(path: str) -> bool:
    """Return whether a path below the appliance's root is one of a core dump."""
    name = path.rpartition("/")[2].lower()
    return path.startswith(("/var/core/", "/var/crash/")) or name.startswith("nsppe") or name.endswith(".core")


class Gatherer:
    """Searches one file given; a visitor of the unpacker."""

    def __init__(self, rules: RuleSet) -> None:
        self.found = Gathered()
        self._rules = rules
        self._yara = rules.yara_scanner()
        self._parent = ("", "")

    def skip(self, skipped: Skipped) -> None:
        """Take note of bytes that nobody looks at."""
        self.found.skipped.append(skipped)

    def entry(self, place: Place, facts: FileFacts) -> None:
        """Put the rules about files to an entry."""
        parent = facts.path if facts.type == "folder" else facts.path.rpartition("/")[0]
        if (place.evidence, parent) != self._parent:
            self._parent, parts = (place.evidence, parent), parent.split("/")
            self.found.folders |= {(place.evidence, "/".join(parts[:end])) for end in range(2, len(parts) + 1)}
        kind = Kind.CORES if is_core(facts.path) else Kind.FILES
        if kind is Kind.CORES and facts.type == "file":
            self.found.cores.append((place, facts))
        for rule in self._rules.about(facts.path, digests=False):
            if rule.test(facts, _UNKNOWN):
                self._found(rule.facts, place, kind, _described(facts))
        for one in self._rules.named(facts.path):
            self._found(one.facts, place, kind, facts.path)

    def leaf(self, about: LeafFacts, stream: Leaf) -> None:
        """Search the bytes of a file: as the log that it is, else as a file."""
        path = about.facts.path
        inner = (about.place.member or about.place.path).rpartition("!")[2]
        head = stream.peek(_SAMPLE)
        reader = None if path.lower().endswith(_PROGRAMS) else recognise(head, inner)
        if reader is None:
            self._file(about, stream, head, self._rules.plan.for_files())
        else:
            if log_name(inner).kind is None and (self._yara is not None or self._rules.wanted_digests):
                self._as_file_too(about, stream, head)
            self._log(about, stream, reader, head, inner)
        self.found.bytes += stream.consumed

    def _log(self, about: LeafFacts, stream: Leaf, reader: Format, head: bytes, inner: str) -> None:
        timeline = Timeline(about.written, about.facts.mtime)
        prepared = self._rules.plan.for_log(reader, head)
        scan = LogScan(about.place, reader, prepared, timeline)
        scan.run(stream)
        self._took(scan.hits.kept, scan.hits.counts)
        name = log_name(inner)
        source = about.place.shown[: len(about.place.shown) - len(inner)] + name.source
        self.found.logs.append(
            ReadLog(
                about.place,
                name._replace(source=source),
                reader,
                timeline,
                scan.dating.pace,
                scan.lines,
                scan.unparsed,
                scan.sampled,
            )
        )
        if scan.cut_off:
            reason = "the rest of a line longer than 4 MiB: searched for indicators, not read as a record"
            self.skip(Skipped(about.place, scan.cut_off, reason, relevant=True))

    def _as_file_too(self, about: LeafFacts, stream: Leaf, head: bytes) -> None:
        """Put what only looks like a log (a line of JSON, say) to the rules about content, unless it is large."""
        content = stream.peek(_SMALL + 1)
        if len(content) <= _SMALL:
            self._file(about, Leaf(io.BytesIO(content)), head, Prepared((), [], ()))

    def _file(self, about: LeafFacts, stream: Leaf, head: bytes, prepared: Prepared) -> None:
        kind = Kind.CORES if is_core(about.facts.path) else Kind.FILES
        self.found.files[kind] = self.found.files.get(kind, 0) + 1
        path = about.facts.path
        vendor = self._rules.manifest.get(path)
        wanted = self._rules.wanted_digests | ({Sort.SHA256} if vendor else set())
        scan = FileScan(about.place, kind, path, prepared=prepared, yara=self._yara, digests=wanted, vendor=vendor)
        scan.run(stream)
        if scan.is_vendors:
            self._is_vendors(about.place.evidence, scan.size)
        for hit in scan.hits.kept:
            hit.facts = self._rules.yara_facts.get(hit.yara, hit.facts)
        self._took(scan.hits.kept, scan.hits.counts)
        if scan.trouble:
            self.skip(Skipped(about.place, scan.size, scan.trouble, relevant=True))
        if path.rpartition("/")[2] in _CONFIGURED:
            self.found.retention |= retention(head)
        if path.rpartition("/")[2] in TELLING:
            self.found.told.append((about.place, head))
        self._by_digests(about, kind, scan.digests)
        if log_name(path).kind is not None and head.strip() and not is_core(path):
            own = output_is_own(head)
            reason = (
                own or "named as a log, but of no format that is known here: searched as a file, its times not read"
            )
            self.skip(Skipped(about.place, scan.size, reason, relevant=not own))

    def vendors(self, given: Given, *, sha256: bool) -> tuple[str, str | None] | None:
        """Return BLAKE3 and SHA-256 of a small program or page that is as the vendor built it.

        Such a file needs no more than its digest: content is not searched, facts are judged. None where it is another
        file, or one to be read in another way: then it goes the long way.
        """
        facts, expected = given.facts, self._rules.manifest.get(given.facts.path)
        long_way = self._rules.wanted_digests - {Sort.SHA256} or not facts.path.lower().endswith(_PROGRAMS)
        if expected is None or facts.type != "file" or facts.size > _SMALL or long_way:
            return None
        try:
            with io.FileIO(given.at) as file:
                content = file.readall()
        except OSError:
            return None
        if len(content) != facts.size or hashlib.sha256(content).hexdigest() != expected:
            return None
        self.entry(given.place, facts)
        kind = Kind.CORES if is_core(facts.path) else Kind.FILES
        self.found.files[kind] = self.found.files.get(kind, 0) + 1
        self._is_vendors(given.place.evidence, len(content))
        self._by_digests(LeafFacts(given.place, facts), kind, {Sort.SHA256: expected})
        self.found.bytes += len(content)
        return blake3(content).hexdigest(), expected if sha256 else None

    def _is_vendors(self, evidence: str, count: int) -> None:
        files, size = self.found.vendor.get(evidence, (0, 0))
        self.found.vendor[evidence] = (files + 1, size + count)

    def _by_digests(self, about: LeafFacts, kind: Kind, digests: Mapping[Sort, str]) -> None:
        for sort, digest in digests.items():
            for facts in self._rules.digests.get(sort, {}).get(digest, ()):
                self._found(facts, about.place, kind, digest)
        known = Known(digests.get(Sort.SHA256), self._rules.manifest.get(about.facts.path))
        for rule in self._rules.about(about.facts.path, digests=True):
            if rule.test(about.facts, known):
                self._found(rule.facts, about.place, kind, _described(about.facts))

    def _found(self, rule: RuleFacts, place: Place, kind: Kind, text: str) -> None:
        self.found.counts[rule.id] = self.found.counts.get(rule.id, 0) + 1
        self.found.hits.append(RawHit(rule, place, kind, None, None, None, text, in_file=True))

    def _took(self, hits: Iterable[RawHit], counts: dict[str, int]) -> None:
        self.found.hits += hits
        for rule, count in counts.items():
            self.found.counts[rule] = self.found.counts.get(rule, 0) + count


def _described(facts: FileFacts) -> str:
    mode = f", mode {facts.mode:04o}" if facts.mode is not None else ""
    owner = f", owner {facts.uid}:{facts.gid}" if facts.uid is not None else ""
    return f"{facts.path} ({facts.type}{mode}{owner}, {facts.size} bytes)"


def retention(head: bytes) -> dict[str, str]:
    """Return what a newsyslog.conf says of each log: how many archives it keeps, and from which size or when."""
    found = {}
    for line in head.decode("utf-8", "replace").splitlines():
        words = line.split("#")[0].split()
        if not words or not words[0].startswith("/"):
            continue
        rest = words[2:] if len(words) > 1 and (":" in words[1] or not words[1].isdigit()) else words[1:]
        if len(rest) >= 4 and rest[0].isdigit():  # noqa: PLR2004 - mode, count, size, when
            found[words[0]] = f"at most {rest[1]} archives, turned over at {rest[2]} kB or {rest[3]}"
    return found


def gather(  # noqa: PLR0913 - what one run is asked
    evidence: Sequence[str],
    rules: RuleSet,
    *,
    workers: int = 1,
    sha256: bool = False,
    limits: Limits | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Gathered:
    """Search everything below `evidence`, in the order of the walk whatever the number of workers.

    `progress` is told of each path how many bytes of the files given were read so far, several times a second within
    a large one; it may raise to stop. Raises UnreadableEvidence.
    """
    walked = [one for typed in evidence for one in walk(typed)]
    given = [one for one in walked if isinstance(one, Given)]
    total = Gathered(skipped=[one for one in walked if isinstance(one, Skipped)])
    telling = _Telling(progress)

    def search(batch: Sequence[Given]) -> Gathered:
        gatherer = Gatherer(rules)
        found = gatherer.found
        for one in batch:
            passed = partial(telling.passed, one.place.path) if progress is not None else None
            vendors = gatherer.vendors(one, sha256=sha256)
            if vendors is not None:
                found.digests[one.place.evidence, one.place.path] = vendors
                telling.passed(one.place.path, one.facts.size)
                continue
            hashed = Unpacker(gatherer, limits or Limits(), sha256=sha256, passed=passed).run(one)
            if hashed is not None:
                found.digests[one.place.evidence, one.place.path] = (hashed.blake3, hashed.sha256)
        return found

    if workers <= 1 or len(given) <= 1:
        for batch in batches(given):
            total.join(search(batch))
    else:
        with ThreadPoolExecutor(workers) as pool:
            for gathered in pool.map(search, batches(given)):
                total.join(gathered)
    total.skipped += total.vendor_words()
    return total


class _Telling:
    """Adds up what was read by all threads and tells it a few times a second."""

    def __init__(self, progress: Callable[[str, int], None] | None) -> None:
        self._progress = progress
        self._lock = threading.Lock()
        self._done = 0
        self._next = 0.0

    def passed(self, path: str, count: int) -> None:
        with self._lock:
            self._done += count
            if self._progress is not None and time.monotonic() >= self._next:
                self._next = time.monotonic() + _EVERY
                self._progress(path, self._done)


def batches(given: Iterable[Given]) -> Iterator[list[Given]]:
    """Yield pieces of work in the order of the walk: small files together, a large one alone."""
    batch: list[Given] = []
    size = 0
    for one in given:
        if batch and (size + one.facts.size > _TOGETHER or len(batch) >= _AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.facts.size
    if batch:
        yield batch
