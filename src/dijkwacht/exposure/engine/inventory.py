"""What an inventory says, whatever format it came in: frozen rows, and the rows that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from dijkwacht.exposure.domain.conditions import Answer, UnreadableCondition, read_answer
from dijkwacht.kernel.errors import Unreadable

LARGEST = 64 * 1024 * 1024
LARGEST_FILE = 256 * 1024 * 1024
MOST_ROWS = 2_000_000
LONGEST_CELL = 500
LONGEST_LIST = 4000


class UnreadableInventory(Unreadable):
    """This inventory cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One installed thing as its inventory writes it; "" where the inventory is silent.

    `number`: 1 is the first after the header. `facts`: configuration facts. `remarks`: what the reader noticed, such as
    a cell that looks like a formula, which is kept as text.
    """

    number: int
    organisation: str
    asset: str
    vendor: str
    product: str
    version: str
    edition: str = ""
    platform: str = ""
    module: str = ""
    os: str = ""
    arch: str = ""
    updates: tuple[str, ...] = ()
    facts: Mapping[str, Answer] = field(default_factory=dict)
    host: str = ""
    seen_at: str = ""
    used_by: str = ""
    used_from: str = ""
    cpe: str = ""
    purl: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[object, ...]:
        """Return everything but the version that an answer may depend on, for comparing rows."""
        beside = (self.product, self.edition, self.platform, self.module, self.os, self.arch, self.updates)
        return (*beside, self.cpe, self.purl, tuple(self.facts.items()))


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All rows of one file; `format` is csv or cyclonedx."""

    format: str
    rows: tuple[Row, ...]
    bad_rows: tuple[BadRow, ...] = ()

    @property
    def count(self) -> int:
        """Return how many rows the file has, unreadable ones included."""
        return len(self.rows) + len(self.bad_rows)


@lru_cache(maxsize=4096)
def read_facts(text: str) -> tuple[Mapping[str, Answer], tuple[str, ...]]:
    """Read "gateway=yes; aaa=nee" into facts, and remarks on parts that are none of yes, no, unknown.

    Such a part leaves its fact unknown: the device stays in the answers and the remark says why.
    """
    facts: dict[str, Answer] = {}
    remarks: list[str] = []
    for part in text.split(";"):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        try:
            answer = read_answer(value)
        except UnreadableCondition:
            answer = Answer.UNKNOWN
        if not sign or not name or (answer is Answer.UNKNOWN and value.lower() not in _UNKNOWN):
            remarks.append(f"config {part.strip()!r} is not fact=yes, no or unknown; taken as unknown")
        if name and facts.get(name.lower(), answer) is not answer:
            remarks.append(f"config says two things of {name}; taken as unknown")
            answer = Answer.UNKNOWN
        if name:
            facts[name.lower()] = answer
    return MappingProxyType(facts), tuple(remarks)


_UNKNOWN = ("", "unknown", "onbekend", "?")


def refuse_large(size: int, place: str, *, largest: int = LARGEST_FILE) -> None:
    """Raise UnreadableInventory where the file is larger than `largest` bytes."""
    if size > largest:
        raise UnreadableInventory(
            place=place, expected=f"at most {largest // 1024 // 1024} MiB", remedy="split the file by organisation"
        )
