"""What runs: worker, sequencer, jobs, mail, backups."""

from collections.abc import Iterator

from django.core.checks import CheckMessage
from django.utils import timezone

from dijkwacht.journal import selectors as journal
from dijkwacht.journal.selectors.sealed import keys_open, still_open
from dijkwacht.notification.selectors import mails_by_delivery
from dijkwacht.web import queue
from dijkwacht.web.checks.findings import Look, remark

PATIENCE = 30.0
OLDEST_JOB = 15 * 60.0
OLDEST_BACKUP = 26 * 3600.0


def worker() -> Iterator[CheckMessage]:
    """W029."""
    age = journal.worker_heartbeat_age()
    remedy = "Start dijkwacht-worker.service, or serve."
    if age is None:
        yield remark(29, "No worker has ever shown a sign of life.", remedy)
    elif age > PATIENCE:
        yield remark(29, f"No worker has shown a sign of life for {age:.0f} s.", remedy)


def sequencer() -> Iterator[CheckMessage]:
    """W030."""
    lag = journal.sequencer_lag()
    if lag > PATIENCE:
        found = f"The oldest entry without a place in the record waits for {lag:.0f} s."
        yield remark(30, found, "Start a worker; what was recorded is safe, but not yet under a signed head.")


def jobs() -> Iterator[CheckMessage]:
    """W034, W035."""
    standing = queue.standing()
    if standing.oldest > OLDEST_JOB:
        found = f"The oldest of {sum(standing.waiting.values())} waiting jobs waits for {standing.oldest / 60:.0f} min."
        yield remark(34, found, "Start another worker, and look at its log.")
    if standing.failed:
        found = f"{standing.failed} jobs were given up."
        yield remark(35, found, "Look for task and job in the worker's log.")


def mails() -> Iterator[CheckMessage]:
    """W036."""
    if failed := mails_by_delivery().get("failed", 0):
        found = f"{failed} notices were never taken by the mail server."
        yield remark(36, found, "The desk finds them on its call list; mend the mail server.")


def backup() -> Iterator[CheckMessage]:
    """W037."""
    last = journal.last_beat("backup")
    if last is None:
        yield remark(37, "No backup was ever made by dijkwacht backup.", "Start dijkwacht-backup.timer.")
    elif (timezone.now() - last).total_seconds() > OLDEST_BACKUP:
        yield remark(37, f"The last backup is of {last:%Y-%m-%d %H:%M} UTC.", "Look at dijkwacht-backup.service.")


def sealing() -> Iterator[CheckMessage]:
    """W038."""
    found = still_open()
    if found.unsealed + found.leftover:
        told = f"{found.unsealed} files of the record lie open, {found.leftover} more beside their sealed copy."
        yield remark(38, told, "A worker seals them within minutes; dijkwacht evidence seal does so now.")


def sealing_keys() -> Iterator[CheckMessage]:
    """W039."""
    if keys_open() is False:
        told = "keys/evidence.key is absent or another: what is sealed does not open, and nothing can be sealed."
        yield remark(39, told, "Put it back from the copy of the keys: dijkwacht keys restore FILE.")


TOLD = (
    Look(29, "A worker lives.", worker),
    Look(30, "Entries get their place in the record at once.", sequencer),
    Look(34, "Jobs are done in time.", jobs),
    Look(36, "The mail server took every notice.", mails),
    Look(37, "A backup was made within the last 26 hours.", backup),
    Look(38, "Every file of the record is sealed.", sealing),
    Look(39, "The key of the evidence opens what is sealed.", sealing_keys),
)
