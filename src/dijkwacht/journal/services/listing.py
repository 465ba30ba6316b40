"""The list of removals beside the witness's heads: it only grows, and outlives the database it came from."""

from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from dijkwacht.journal.domain.removals import Removal, read_removals, removal_line
from dijkwacht.journal.engine.backups import write_whole
from dijkwacht.journal.models import hold
from dijkwacht.journal.selectors.backup import removals_recorded
from dijkwacht.kernel.errors import Unreadable

log = structlog.get_logger()


def list_of_removals() -> Path:
    """Return the file of the list: in the witness's folder, which lies best on another machine."""
    return Path(settings.WITNESS_FILE).with_name("removals.jsonl")


def list_removals() -> int:
    """Bring the list up to what the record holds and return how many it names; what it already names stays.

    Raises OSError where the folder cannot be written, UnreadableBackup where the list is damaged.
    """
    file = list_of_removals()
    with transaction.atomic():
        hold("list of removals")
        listed = {removal.id: removal for removal in read_list(file)}
        recorded = {removal.id: removal for removal in removals_recorded()}
        both = {**recorded, **listed}
        if both.keys() - listed.keys():
            ordered = sorted(both.values(), key=lambda removal: (removal.at, removal.id))
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, "".join(f"{removal_line(removal)}\n" for removal in ordered))
    return len(both)


def list_removals_soon() -> None:
    """Bring the list up to date after a removal; where that fails it is logged, and the day's run makes it good."""
    try:
        list_removals()
    except (OSError, Unreadable) as wrong:
        log.warning("removals.unlisted", error=type(wrong).__name__)


def read_list(file: Path) -> tuple[Removal, ...]:
    """Return the removals that a list names, none where there is no file; raises UnreadableBackup with the line."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return read_removals(lines, file.name)
    except FileNotFoundError:
        return ()
