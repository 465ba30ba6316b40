"""What a check says: a number, what was found, and what to do; also when all is well."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core import checks
from django.core.checks import CheckMessage, Debug, Error, Info

PREFIX = "dijkwacht"
NOT_JUDGED = "Not judged: what it rests on is not right yet."


def problem(number: int, found: str, remedy: str) -> Error:
    """Return a fault with which nothing is served (docs/reference/checks.md)."""
    return Error(found, hint=remedy, id=f"{PREFIX}.E{number:03d}")


def remark(number: int, found: str, remedy: str) -> checks.Warning:
    """Return a fault with which is served all the same: it is mended by day."""
    return checks.Warning(found, hint=remedy, id=f"{PREFIX}.W{number:03d}")


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that is looked at; `gate` stops the looks behind it where it finds a problem."""

    number: int
    holds: str
    find: Callable[[], Iterable[CheckMessage]]
    gate: bool = False

    @property
    def id(self) -> str:
        """Its number where nothing was found, or where it was not judged."""
        return f"{PREFIX}.{self.number:03d}"


def look(looks: Sequence[Look]) -> list[CheckMessage]:
    """Return what each look found, in order; one that found nothing says what holds."""
    messages: list[CheckMessage] = []
    shut = False
    for one in looks:
        if shut:
            messages.append(Info(f"{one.holds} {NOT_JUDGED}", id=one.id))
            continue
        found = list(one.find())
        messages += found or [Debug(one.holds, id=one.id)]
        shut = one.gate and any(message.is_serious() for message in found)
    return messages
