"""How far evidence is unpacked: a bomb is cut where it exceeds its budget, and everything after it is listed."""

from dataclasses import dataclass, field

MIB = 1024 * 1024


class BudgetExceeded(Exception):  # noqa: N818 - it is no fault of ours: the archive holds more than it may
    """An archive unpacks to more than its budget."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file given may unpack to: `floor` bytes in any case, else `ratio` times its own size.

    Deflate cannot exceed 1,032:1 and logs stay below 40:1, so a file above `ratio` is no log. `depth` counts archives
    within archives, `members` the members of all of them together.
    """

    floor: int = 1024 * MIB
    ratio: int = 200
    depth: int = 6
    members: int = 1_000_000
    spool: int = 64 * MIB


@dataclass(slots=True)
class Budget:
    """What is left for one file given."""

    limits: Limits
    size: int
    unpacked: int = 0
    members: int = 0
    _bytes: int = field(init=False)

    def __post_init__(self) -> None:
        """Set the budget from the file's own size."""
        self._bytes = max(self.limits.floor, self.limits.ratio * self.size)

    def spend(self, count: int) -> None:
        """Count unpacked bytes; raises BudgetExceeded."""
        self.unpacked += count
        if self.unpacked > self._bytes:
            raise BudgetExceeded

    def another_member(self) -> None:
        """Count a member; raises BudgetExceeded."""
        self.members += 1
        if self.members > self.limits.members:
            raise BudgetExceeded
