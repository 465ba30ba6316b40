"""The base of every foreseen error: it says where, what was expected and what to do."""

from dataclasses import dataclass


class DijkwachtError(Exception):
    """Something foreseen went wrong.

    A subclass is documented by being defined: the first line of its docstring is the default message.
    `place` is a file with line, a JSON pointer or a field name; `expected` and `remedy` are sentences for people.
    `number` is the one `dijkwacht check` knows it by, empty for most.
    """

    number = ""

    def __init__(self, message: str = "", *, place: str = "", expected: str = "", remedy: str = "") -> None:
        """Keep the parts apart so that page, command line and API can each lay them out."""
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.place = place
        self.expected = expected
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return place, message, expectation and remedy in one line."""
        head = f"{self.place}: {self.message}" if self.place else self.message
        parts = [head.rstrip(".")]
        if self.expected:
            parts.append(f"expected {self.expected}".rstrip("."))
        if self.remedy:
            parts.append(self.remedy.rstrip("."))
        return ". ".join(part[0].upper() + part[1:] if index else part for index, part in enumerate(parts)) + "."


class NotFound(DijkwachtError):  # noqa: N818 - the name people read; "absent" and "not yours" are this one error
    """There is nothing here that you may see."""


class Refused(DijkwachtError):  # noqa: N818 - the name people read
    """This may not be done."""


class Conflict(DijkwachtError):  # noqa: N818 - the name people read
    """Somebody else changed this in the meantime."""


class Unreadable(DijkwachtError):  # noqa: N818 - the name people read
    """This input cannot be read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was sent: a JSON pointer into it ("" is the whole), and what is wrong."""

    pointer: str
    message: str


class Faulty(Unreadable):
    """What was sent cannot be recorded."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep each fault apart; the message names them all."""
        self.faults = faults
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.message}" for fault in faults))
