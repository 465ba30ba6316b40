"""The custody log of everything kept for a response: the newest lines for a page, all of them as CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from dijkwacht.hunting.domain.room import CustodyDeed
from dijkwacht.hunting.models import Custody
from dijkwacht.hunting.selectors.page import Standpoint
from dijkwacht.hunting.selectors.room import CustodySeen, custody_seen, room_standpoint
from dijkwacht.journal.selectors.sealed import RecordFile, record_files
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.cells import harmless

SHOWN = 300
HEADINGS = ("at", "deed", "told", "file", "name", "sha256", "blake3", "bytes", "role", "account", "run", "entry")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line, with the file that it is about."""

    file: UUID
    name: str
    line: CustodySeen


@dataclass(frozen=True, slots=True)
class CustodyPage:
    """The custody log of a response, newest first; `count` lines there are in all. `record`: files of its entries."""

    standpoint: Standpoint
    lines: tuple[LogLine, ...]
    count: int
    record: tuple[RecordFile, ...]


def custody_page(viewer: Viewer, response: UUID, at: datetime) -> CustodyPage:
    """Return the log of what is kept for a response; raises NotFound for who may not see evidence."""
    where = room_standpoint(viewer, response, at)
    rows = _of(response)
    listed = rows.order_by("-at", "-pk")[:SHOWN]
    lines = tuple(LogLine(row.file.public_id, row.file.origin.name, custody_seen(row)) for row in listed)
    return CustodyPage(where, lines, rows.count(), record_files(viewer, response))


def custody_csv(viewer: Viewer, response: UUID) -> Iterator[str]:
    """Yield the whole log as CSV, oldest first, times in UTC, then the files of the record; who may is decided before.

    What begins as a formula of a spreadsheet does gets an apostrophe before it.
    """
    yield _row(HEADINGS)
    for row in _of(response).order_by("at", "pk").iterator(chunk_size=500):
        yield _row(
            (
                row.at.astimezone(UTC).isoformat(),
                row.deed,
                harmless(row.told),
                row.file.public_id,
                harmless(row.file.origin.name),
                row.file.sha256,
                row.file.blake3,
                row.file.size,
                row.by_role,
                row.by_account or "",
                row.run or "",
                row.entry or "",
            )
        )
    for file in record_files(viewer, response):
        for at, deed in _deeds(file):
            told = (at.astimezone(UTC).isoformat(), deed, "", "", harmless(file.name), file.digest, "", file.size)
            yield _row((*told, "", "", "", ""))


def _deeds(file: RecordFile) -> Iterator[tuple[datetime, str]]:
    """Yield what happened to a file of the record; "moved": it lay open, and went under seal."""
    yield file.stored_at, CustodyDeed.TAKEN_IN
    if file.moved and file.sealed_at:
        yield file.sealed_at, "moved"
    if file.removed_at:
        yield file.removed_at, CustodyDeed.REMOVED


def _of(response: UUID) -> QuerySet[Custody]:
    return Custody.objects.filter(response=response).select_related("file__origin")


def _row(values: tuple[object, ...]) -> str:
    made = io.StringIO()
    csv.writer(made).writerow(values)
    return made.getvalue()
