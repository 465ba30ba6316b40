"""Searching one file given: each of its leaves as the log that it is, else as a file."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import replace

from dijkwacht.hunting.engine.appliances import TELLING
from dijkwacht.hunting.engine.gathered import Gathered, ReadLog
from dijkwacht.hunting.engine.intake.streams import ByteStream
from dijkwacht.hunting.engine.intake.unpacking import Leaf, LeafFacts
from dijkwacht.hunting.engine.intake.walking import FileFacts
from dijkwacht.hunting.engine.logs.format import Format
from dijkwacht.hunting.engine.logs.framing import Unframed, is_framed
from dijkwacht.hunting.engine.logs.recognise import log_name, named_as_log, recognise
from dijkwacht.hunting.engine.logs.wide import Narrowed, as_written, is_wide, narrowed
from dijkwacht.hunting.engine.model import Kind, Place, RuleFacts, Skipped
from dijkwacht.hunting.engine.rules.file_facts import Known
from dijkwacht.hunting.engine.rules.indicators import DIGEST_NAMES, Sort
from dijkwacht.hunting.engine.rules.own_traces import output_is_own
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.filescan import FileScan, Scans
from dijkwacht.hunting.engine.scanning.findings import RawHit
from dijkwacht.hunting.engine.scanning.logscan import LogScan
from dijkwacht.hunting.engine.scanning.plan import Prepared
from dijkwacht.hunting.engine.timeline import Timeline

SAMPLE = 64 * 1024
_READ_OF = 100  # one line in so many may be no record before it limits the answer
_SMALL = 4 * 1024 * 1024  # also the beginning of a large log in which lines that are no record are counted
# Programs, pages and pictures: searched as what they are, whatever their first lines look like.
PROGRAMS = (
    *(".php", ".pl", ".sh", ".py", ".js", ".xhtml", ".html", ".htm", ".asp", ".aspx", ".jsp", ".cgi", ".rb"),
    *(".css", ".xml", ".png", ".gif", ".jpg", ".jpeg", ".ico", ".svg", ".woff", ".woff2", ".ttf"),
)
_UNKNOWN = Known()
CONFIGURED = ("newsyslog.conf",)


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

    def entry(self, place: Place, facts: FileFacts) -> Kind:
        """Put the rules about files to an entry, and return what kind of source it is."""
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
        return kind

    def digests_of(self, about: LeafFacts) -> frozenset[str]:
        """Return the digests by which lists know files, unless the archive is one of a log."""
        names = frozenset(DIGEST_NAMES[sort] for sort, known in self._rules.digests.items() if known)
        return names if names and not named_as_log(about.place.shown) else frozenset()

    def archive(self, about: LeafFacts, digests: Mapping[str, str]) -> None:
        """Look up the digests of an archive itself."""
        for sort, known in self._rules.digests.items():
            digest = digests.get(DIGEST_NAMES[sort], "")
            for own in known.get(digest, ()):
                self._found(own, about.place, Kind.FILES, digest)

    def file(self, place: Place, facts: FileFacts) -> Kind:
        """Take note of a file that is searched as such, put the rules about files to it, and return its kind."""
        kind = self.entry(place, facts)
        self.found.files[kind] = self.found.files.get(kind, 0) + 1
        return kind

    def leaf(self, about: LeafFacts, stream: Leaf) -> None:
        """Search the bytes of a file: as the log that it is, else as a file."""
        path = about.facts.path
        inner = (about.place.member or about.place.path).rpartition("!")[2]
        head = stream.peek(SAMPLE)
        reader = None if path.lower().endswith(PROGRAMS) else recognise(head, inner)
        if reader is None and is_wide(head) and (wide := recognise(narrowed(head), inner)):
            self._log(about, stream, wide, narrowed(head), inner, wide=True)
        elif reader is None:
            self._file(about, stream, head, self._rules.plan.for_files())
        else:
            if log_name(inner).kind is None and (self._yara is not None or self._rules.wanted_digests):
                self._as_file_too(about, stream, head)
            self._log(about, stream, reader, head, inner)
        self.found.bytes += stream.consumed

    def _log(  # noqa: PLR0913 - a log and how it is written
        self, about: LeafFacts, stream: Leaf, reader: Format, head: bytes, inner: str, *, wide: bool = False
    ) -> None:
        timeline = Timeline(about.written, about.facts.mtime)
        prepared = self._rules.plan.for_log(reader, head)
        scan = LogScan(about.place, reader, prepared, timeline)
        plain = _plain(stream, wide=wide)
        scan.run(Unframed(plain) if is_framed(head) else plain)
        for hit in scan.hits.kept if wide else ():
            hit.offset, hit.length = as_written(hit.offset or 0), 2 * (hit.length or 0)
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
                replace(scan.edges, head=b"", tail=b"") if wide else scan.edges,
            )
        )
        counted = scan.lines * _SMALL // max(_SMALL, stream.consumed)  # in the beginning of a large log
        if scan.unparsed * _READ_OF > counted:
            reason = f"{scan.unparsed} of {counted} lines are no {reader.name} record: their words alone were searched"
            self.skip(Skipped(about.place, 0, reason, relevant=True))
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
        self._run(scan, about.place, stream)
        if scan.is_vendors:
            self.is_vendors(about.place.evidence, scan.size)
        if path.rpartition("/")[2] in CONFIGURED:
            self.found.retention |= retention(head)
        if path.rpartition("/")[2] in TELLING:
            self.found.told.append((about.place, head))
        self.by_digests(about.place, about.facts, kind, scan.digests)
        if log_name(path).kind is not None and head.strip() and not is_core(path):
            own = output_is_own(head)
            reason = (
                own or "named as a log, but of no format that is known here: searched as a file, its times not read"
            )
            self.skip(Skipped(about.place, scan.size, reason, relevant=not own))

    def search(self, about: LeafFacts, stream: Leaf, kind: Kind, prepared: Prepared, yara: Scans | None) -> None:
        """Search the bytes of a file whose other facts are judged already."""
        scan = FileScan(about.place, kind, about.facts.path, prepared=prepared, yara=yara, digests=frozenset())
        self._run(scan, about.place, stream)

    def _run(self, scan: FileScan, place: Place, stream: Leaf) -> None:
        scan.run(stream)
        for hit in scan.hits.kept:
            hit.facts = self._rules.yara_facts.get(hit.yara, hit.facts)
        self._took(scan.hits.kept, scan.hits.counts)
        if scan.trouble:
            self.skip(Skipped(place, scan.size, scan.trouble, relevant=True))

    def is_vendors(self, evidence: str, count: int) -> None:
        """Count a file whose content nobody searches, because it is as the vendor built it."""
        files, size = self.found.vendor.get(evidence, (0, 0))
        self.found.vendor[evidence] = (files + 1, size + count)

    def by_digests(self, place: Place, facts: FileFacts, kind: Kind, digests: Mapping[Sort, str]) -> None:
        """Put to a file the rules that know it, or want to know it, by a digest."""
        for sort, digest in digests.items():
            for own in self._rules.digests.get(sort, {}).get(digest, ()):
                self._found(own, place, kind, digest)
        rules = self._rules.about(facts.path, digests=True)
        known = Known(digests.get(Sort.SHA256), self._rules.manifest.get(facts.path)) if rules else _UNKNOWN
        for rule in rules:
            if rule.test(facts, known):
                self._found(rule.facts, place, kind, _described(facts))

    def _found(self, rule: RuleFacts, place: Place, kind: Kind, text: str) -> None:
        self.found.counts[rule.id] = self.found.counts.get(rule.id, 0) + 1
        self.found.hits.append(RawHit(rule, place, kind, None, None, None, text, in_file=True))

    def _took(self, hits: Iterable[RawHit], counts: dict[str, int]) -> None:
        self.found.hits += hits
        for rule, count in counts.items():
            self.found.counts[rule] = self.found.counts.get(rule, 0) + count


def _plain(stream: Leaf, *, wide: bool) -> ByteStream:
    return Narrowed(stream) if wide else stream


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
