"""What every log format offers: where a record begins, what a record says, and what it is called."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from dijkwacht.hunting.engine.model import Kind, Stamp

MOST_RECORD = 64 * 1024  # a record of several lines ends here at the latest


class Read(NamedTuple):
    """What one record says: fields by name, its stamp, and the offset of the box's own clock where it shows."""

    fields: Mapping[str, str]
    stamp: Stamp | None
    kind: Kind
    box_offset: int | None = None


class Format(ABC):
    """A reader of one log; made anew for each member, because some formats carry a header along.

    `begins` matches at the start of each record's first line; where `joins`, lines that it does not match belong to
    the record before. `untimed` tells that lines without a time are normal and get the time of their neighbours.
    `header` matches lines that are no records, `columns` those of them that `take_header` learns from. `escapes` are
    characters that the line may write otherwise.
    `also` are kinds of record that this log holds beside those that such logs usually do.
    `delimiters` are what always stands before and after the value of a field. `day_first` tells, once a line shows it,
    which of day and month the log writes first.
    """

    name: str
    kind: Kind
    begins: re.Pattern[bytes] | None = None
    joins = False
    untimed = False
    header: re.Pattern[bytes] | None = None
    columns: re.Pattern[bytes] | None = None
    escapes = b""
    delimiters: Mapping[str, tuple[bytes, bytes]] = MappingProxyType({})
    day_first: bool | None = None
    also: frozenset[Kind] = frozenset()

    @abstractmethod
    def read(self, raw: bytes) -> Read | None:
        """Return what the record `raw` (without its line end) says; None where it is none of this format."""

    def rest(self, raw: bytes) -> Read | None:
        """Return what the end of a record says whose beginning is not in this log; most formats have none."""
        del raw
        return None

    def take_header(self, raw: bytes) -> None:
        """Learn from a header line what the following records mean; most formats have none."""
        del raw


def text(value: bytes | None) -> str:
    """Return a field's bytes as text, undecodable ones with a backslash."""
    return value.decode("utf-8", "backslashreplace") if value else ""


def present(value: bytes | None) -> str:
    """Return a field's text; "-" stands for absent in web logs."""
    return "" if value in {None, b"-"} else text(value)
