"""The words of a hunt: kinds of source, classes, rules with their samples, parsed records, findings, coverage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.window import Window


class UnreadableEvidence(Unreadable):
    """This evidence does not exist or cannot be opened at all."""


class UnreadableRules(Unreadable):
    """These rules cannot be read."""


class Kind(StrEnum):
    """What a piece of evidence is able to tell; a pack names the kinds it needs."""

    WEB_ACCESS = "web-access"
    WEB_ERROR = "web-error"
    SYSTEM_LOG = "system-log"
    SHELL_LOG = "shell-log"
    CRON_LOG = "cron-log"
    COMMAND_HISTORY = "command-history"
    EVENTS = "events"
    FILES = "files"
    CORES = "cores"


LOG_KINDS = (Kind.WEB_ACCESS, Kind.WEB_ERROR, Kind.SYSTEM_LOG, Kind.SHELL_LOG, Kind.CRON_LOG)


class FindingClass(StrEnum):
    """What a finding proves (CONTRACTS, "Classes"); the order is from strong to weak."""

    COMPROMISE = "compromise"
    REACHED = "reached"
    ATTEMPT = "attempt"
    LEAD = "lead"


class Confidence(StrEnum):
    """How sure the rule's author is that the rule means what it says."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TimeBasis(StrEnum):
    """Where the zone of a finding's time comes from; "bounded" is the moment of the nearest dated line before it."""

    OFFSET = "offset"
    INNER_STAMP = "inner-stamp"
    STATED = "stated"
    ASSUMED = "assumed"
    BOUNDED = "bounded"


class YearBasis(StrEnum):
    """Where the year of a finding's time comes from."""

    WRITTEN = "written"
    INNER_STAMP = "inner-stamp"
    GZIP_MTIME = "gzip-mtime"
    FILE_MTIME = "file-mtime"
    COLLECTED_AT = "collected-at"


class PathTaken(StrEnum):
    """By which way a rule was run; "columns" reads every line of its kinds, so it is slower and says so."""

    PREFILTER = "prefilter"
    COLUMNS = "columns"
    YARA = "yara"
    FILE_FACTS = "file-facts"
    STATEFUL = "stateful"
    BRUTE_FORCE = "brute-force"


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file of a sample as it would lie in evidence; `path` (below the appliance's root) decides its reader."""

    path: str
    content: bytes = b""
    mode: int = 0o644
    uid: int = 0
    gid: int = 0
    mtime: float = 0.0
    born: float | None = None
    type: str = "file"


@dataclass(frozen=True, slots=True)
class Samples:
    """What a rule must fire on and what it must stay silent on; each sample is one small tree of files."""

    positive: tuple[tuple[SampleFile, ...], ...] = ()
    negative: tuple[tuple[SampleFile, ...], ...] = ()

    @property
    def complete(self) -> bool:
        """Return whether there is at least one of each: without both a rule cannot be armed."""
        return bool(self.positive and self.negative)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says so: the source a rule was written from, its licence, version and TLP label."""

    source: str = ""
    version: str = ""
    licence: str = ""
    tlp: str = ""


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What every rule has, whatever its language.

    `id` is unique within a hunt. `finding_class` and `confidence` are None where the pack leaves them to the engine
    (CONTRACTS, "Class where none is given"). `kinds` are the kinds of source the rule can read.
    """

    id: str
    title: str
    kinds: tuple[Kind, ...]
    finding_class: FindingClass | None = None
    confidence: Confidence | None = None
    origin: Origin = field(default_factory=Origin)
    samples: Samples = field(default_factory=Samples)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a line says about its time, before zone and year are known.

    `local` is naive; where the line has no year it stands in the leap year 2000. `offset` is minutes east of UTC where
    the line states it. `inner` tells that the moment comes from NetScaler's inner stamp. `swapped` is the other reading
    where a line does not say which of month and day stands first (`local` is the usual one of its format: the appliance
    writes the month first unless told otherwise).
    """

    local: datetime
    has_year: bool
    offset: int | None = None
    inner: bool = False
    swapped: datetime | None = None


@dataclass(slots=True)
class Record:
    """One record of a log, cut and parsed: `offset` and `length` in uncompressed bytes of its member, lines from 1.

    `fields` are named as the Sigma taxonomy writes them (`cs-uri-stem`, `c-ip`, ...) and under the log's own names.
    """

    raw: bytes
    offset: int
    line: int
    kind: Kind
    fields: Mapping[str, str]
    stamp: Stamp | None

    @property
    def text(self) -> str:
        """Return the record as text, each undecodable byte as a backslash, an x and two digits."""
        return self.raw.decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Solved:
    """A stamp brought to UTC, with where zone and year come from."""

    at: datetime
    time_basis: TimeBasis
    year_basis: YearBasis


class Place(NamedTuple):
    """Where something lies: the EVIDENCE as typed, the path below it, and the way into nested archives."""

    evidence: str
    path: str
    member: str | None = None

    @property
    def shown(self) -> str:
        """Return path and member in one word for people."""
        return f"{self.path}!{self.member}" if self.member else self.path


@dataclass(slots=True)
class Finding:
    """One hit of one rule; what does not apply is None. Digests are of the outermost file."""

    rule: str
    title: str
    finding_class: FindingClass
    confidence: Confidence
    place: Place
    kind: Kind
    line: int | None
    offset: int | None
    length: int | None
    text: str
    source: str
    solved: Solved | None = None
    in_window: bool | None = None
    blake3: str | None = None
    sha256: str | None = None
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Bytes that were not looked at, and why; `relevant` skips keep a verdict from being "covered"."""

    place: Place
    bytes: int
    reason: str
    relevant: bool


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """What one source (a log with its rotated archives) speaks for; `covered` is what remains after gaps and bounds.

    `sampled`: the log is so large that `unparsed` counts its first 4 MiB only.
    """

    kind: Kind
    source: str
    first: datetime | None
    last: datetime | None
    gaps: tuple[Window, ...]
    lines: int
    unparsed: int
    missing_rotations: tuple[int, ...]
    covered: tuple[Window, ...]
    expected: str = ""
    sampled: bool = False


class RuleReport(NamedTuple):
    """Whether a rule is armed, why not, and by which way it ran; `hits` counts beyond the cap too.

    `kinds` are the kinds of source in which it could speak.
    """

    rule: str
    title: str
    armed: bool
    why_not: str
    path_taken: PathTaken
    hits: int = 0
    kinds: tuple[Kind, ...] = ()
