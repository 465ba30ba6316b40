"""Backups whose term is over go, where their own manifest proves that they are ours."""

from datetime import datetime
from pathlib import Path

import structlog

from dijkwacht.journal.domain.backup import may_go
from dijkwacht.journal.engine import backups
from dijkwacht.kernel.errors import DijkwachtError

log = structlog.get_logger()


def expired_backups(folder: Path, now: datetime) -> tuple[str, ...]:
    """Return the names of the complete backups in a folder whose term is over, oldest first; the newest never is.

    One whose manifest cannot be read, or says another moment than its folder's name, is not known to be ours and stays.
    """
    found = backups.complete(folder)
    names = []
    for path in found:
        try:
            manifest = backups.read(path)
        except DijkwachtError as wrong:
            log.warning("backup.unreadable", backup=path.name, error=type(wrong).__name__)
            continue
        ours = manifest.name == path.name
        if ours and may_go(manifest.made_at, now, newest=path == found[-1]).answer == "remove":
            names.append(path.name)
    return tuple(names)


def expire_backups(folder: Path, now: datetime) -> tuple[str, ...]:
    """Remove the backups whose term is over, and the evidence that none of the others names; return their names.

    The caller holds `engine.backups.repository(folder)`.
    """
    gone = expired_backups(folder, now)
    for name in gone:
        backups.drop(folder / name)
    if gone:
        backups.drop_unnamed_evidence(folder)
    return gone
