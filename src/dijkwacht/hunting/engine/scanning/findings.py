"""What searching hands on before times are solved: hits with their stamp, capped per rule and file, counted beyond."""

from dataclasses import dataclass, field

from dijkwacht.hunting.engine.model import Kind, Place, RuleFacts
from dijkwacht.hunting.engine.timeline import Dated, Timeline

CAP = 10_000  # findings kept of one rule in one file; beyond that they are counted
LONGEST_TEXT = 2_000


@dataclass(slots=True)
class RawHit:
    """One hit: where, on which line, with the stamp that dates it (`bounded`: borrowed from the line before).

    `begin` is where its record begins in the block it was read in. `fields` is kept only for rules that feed others
    and for commands; `yara` is the full name of the rule that matched a file.
    """

    facts: RuleFacts
    place: Place
    kind: Kind
    line: int | None
    offset: int | None
    length: int | None
    text: str
    dated: Dated | None = None
    timeline: Timeline | None = None
    bounded: bool = False
    begin: int = 0
    status: str = ""
    level: str = ""
    in_file: bool = False
    yara: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edges:
    """How a log of records of several lines begins and ends: what may belong to the log before, or go on in the next.

    `head` is the end of a record that began elsewhere, empty where none is; the last record lies at `offset`, `line`.
    """

    head: bytes = b""
    tail: bytes = b""
    offset: int = 0
    line: int = 0
    dated: Dated | None = None
    bounded: bool = False


@dataclass(slots=True)
class Hits:
    """The hits of one leaf: at most CAP per rule, all of them counted."""

    kept: list[RawHit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def wants(self, rule: str) -> bool:
        """Count a hit of `rule` and return whether it is to be kept."""
        count = self.counts.get(rule, 0) + 1
        self.counts[rule] = count
        return count <= CAP

    def add(self, hit: RawHit) -> None:
        """Count and keep a hit, unless its rule reached the cap."""
        if self.wants(hit.facts.id):
            self.kept.append(hit)


def shown(raw: bytes | bytearray) -> str:
    r"""Return bytes as the text of a finding: at most 2,000 characters, undecodable bytes as \xNN."""
    return bytes(raw[: 4 * LONGEST_TEXT]).decode("utf-8", "backslashreplace")[:LONGEST_TEXT]
