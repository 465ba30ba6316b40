"""What an inventory changes against the one before it: rows that are new, gone, or of another version."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is compared: what it is about (system, maker, product), and its version."""

    about: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows are new, gone, of another version, and as they were."""

    new: int = 0
    gone: int = 0
    changed: int = 0
    same: int = 0


NO_CHANGES = Changes()


@dataclass
class _Versions:
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)


def compare(before: Iterable[Line], after: Iterable[Line]) -> Changes:
    """Return how the rows differ; the order of rows does not count, and case of system and product neither."""
    found: dict[tuple[str, ...], _Versions] = {}
    for line in before:
        found.setdefault(_about(line), _Versions()).before[line.version] += 1
    for line in after:
        found.setdefault(_about(line), _Versions()).after[line.version] += 1
    new = gone = changed = same = 0
    for one in found.values():
        kept = (one.before & one.after).total()
        left, came = one.before.total() - kept, one.after.total() - kept
        moved = min(left, came)
        same, changed, gone, new = same + kept, changed + moved, gone + left - moved, new + came - moved
    return Changes(new, gone, changed, same)


def _about(line: Line) -> tuple[str, ...]:
    return tuple(part.casefold() for part in line.about)
