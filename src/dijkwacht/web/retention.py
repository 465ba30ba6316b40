"""`dijkwacht retention` and the day's run: what has outlived its term goes, over all rooms, and is counted."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from dijkwacht.hunting.services import expiring as kept_evidence
from dijkwacht.journal.domain.retention import TERMS, Kept, Term
from dijkwacht.journal.engine import backups
from dijkwacht.journal.services import expiring, forgetting
from dijkwacht.kernel.errors import Unreadable

_log = structlog.get_logger("dijkwacht.web")


class NoBackups(Unreadable):
    """This is no folder of backups."""


@dataclass(frozen=True, slots=True)
class Outlived:
    """How much of something has outlived its term: counted, or removed; `names` where each has one."""

    term: Term
    count: int
    names: tuple[str, ...] = ()


def run(now: datetime, folder: Path | None = None, *, remove: bool) -> tuple[Outlived, ...]:
    """Count what has outlived its term at `now`, or remove it; backups only where a folder of them is given."""
    done = []
    for term in TERMS:
        if term.kept is not Kept.BACKUPS:
            done.append(Outlived(term, _outlived(term.kept, now - term.length, now, remove=remove)))
        elif folder is not None:
            names = _backups(folder, now, remove=remove)
            done.append(Outlived(term, len(names), names))
    if remove:
        _log.info("retention.run", **{str(one.term.kept).replace("-", "_"): one.count for one in done})
    return tuple(done)


def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; remove nothing.")] = False,
    folder: Annotated[Path | None, typer.Option("--backups", help="Also look at this folder of backups.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Remove looks, unreadable input, sessions, failed sign-ins, evidence and backups that have outlived their terms.

    The worker does this daily, except for backups. Content of entries is never touched: that takes two people.
    """
    done = run(timezone.now(), folder, remove=not dry_run)
    for one in done:
        said = "would go" if dry_run else "removed"
        sys.stderr.write(
            f"{one.term.what.en}, {one.term.days} days after {one.term.counted_from}: {one.count} {said}\n"
        )
        sys.stderr.writelines(f"  {name}\n" for name in one.names)
    if as_json:
        print(json.dumps({"removed": not dry_run, "terms": [_as_json(one) for one in done]}))  # noqa: T201 - the answer


def _outlived(kept: Kept, before: datetime, now: datetime, *, remove: bool) -> int:
    match kept:
        case Kept.UPLOADS:
            return kept_evidence.free_uploads(before=before, at=now) if remove else kept_evidence.idle_uploads(before)
        case Kept.KEPT_FILES:
            return kept_evidence.forget_files(before=before, at=now) if remove else kept_evidence.outlived_files(before)
        case Kept.LOOKS:
            return forgetting.forget_looks(before=before) if remove else forgetting.old_looks(before)
        case Kept.QUARANTINE:
            return forgetting.forget_quarantine(before=before) if remove else forgetting.old_quarantine(before)
        case Kept.SESSIONS:
            rows = Session.objects.filter(expire_date__lt=before)
        case _:
            rows = AccessAttempt.objects.filter(attempt_time__lt=before)
    return rows.delete()[0] if remove else rows.count()


def _backups(folder: Path, now: datetime, *, remove: bool) -> tuple[str, ...]:
    if not backups.is_repository(folder):
        raise NoBackups(place=str(folder), expected="a folder that dijkwacht backup made")
    with backups.repository(folder):
        return expiring.expire_backups(folder, now) if remove else expiring.expired_backups(folder, now)


def _as_json(one: Outlived) -> Mapping[str, object]:
    return {
        "kept": str(one.term.kept),
        "days": one.term.days,
        "from": one.term.counted_from,
        "count": one.count,
        "names": list(one.names),
    }
