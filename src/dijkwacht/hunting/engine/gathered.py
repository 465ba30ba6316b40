"""What searching the evidence yields before times are solved: hits, logs read, entries, skipped bytes."""

from dataclasses import dataclass, field

from dijkwacht.hunting.engine.intake.walking import FileFacts
from dijkwacht.hunting.engine.logs.format import Format
from dijkwacht.hunting.engine.logs.recognise import LogName
from dijkwacht.hunting.engine.model import Kind, Place, Skipped
from dijkwacht.hunting.engine.scanning.findings import Edges, RawHit
from dijkwacht.hunting.engine.scanning.pace import Pace
from dijkwacht.hunting.engine.timeline import Timeline


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
    edges: Edges = field(default_factory=Edges)


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
