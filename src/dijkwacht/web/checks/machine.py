"""The machine: room on the disk, who can read the keys, dumps that should be gone."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage

from dijkwacht.web import environment
from dijkwacht.web.checks.findings import Look, remark

LEAST_ROOM = 2 * 1024**3
DAYS_KEPT = 35
OTHERS_MAY = stat.S_IRWXO | stat.S_IWGRP
"""Nobody else may read a key; its group may, so that a service can be given one that root owns."""


def room() -> Iterator[CheckMessage]:
    """W024."""
    state = Path(settings.STATE_DIR)
    if state.exists() and (little := little_room(shutil.disk_usage(state))):
        yield little


def little_room(disk: "shutil._ntuple_diskusage") -> CheckMessage | None:
    """W024: less than 2 GiB or a fiftieth of the disk is free."""
    if disk.free >= max(LEAST_ROOM, disk.total // 50):
        return None
    found = f"{disk.free / 1e9:.1f} GB of {disk.total / 1e9:.1f} GB is free where evidence and data lie."
    return remark(24, found, "Make room: when the disk is full nothing can be recorded.")


def keys_are_ours() -> Iterator[CheckMessage]:
    """W025."""
    for file in _secret_files():
        try:
            mode = file.stat().st_mode
        except OSError:
            continue
        if mode & OTHERS_MAY:
            found = f"{file} has mode {stat.S_IMODE(mode):o}: others on this machine may read or change it."
            yield remark(25, found, f"chmod 600 {file} (640 where a group of ours must read it).")


def _secret_files() -> Iterator[Path]:
    yield Path(settings.KEYS_DIR) / "head.key"
    for name in ("secret-key", "database.json"):
        yield Path(settings.STATE_DIR) / name
    for name in sorted(environment.SECRETS):
        if given := os.environ.get(f"{name}_FILE"):
            yield Path(given)


def old_dumps() -> Iterator[CheckMessage]:
    """W026."""
    oldest = time.time() - DAYS_KEPT * 24 * 3600
    for file in sorted((Path(settings.STATE_DIR) / "dumps").glob("*.dump")):
        if file.stat().st_mtime < oldest:
            found = f"{file} is older than {DAYS_KEPT} days: content removed by law may live on in it."
            yield remark(26, found, f"rm {file}")


TOLD = (
    Look(24, "There is room on the disk.", room),
    Look(25, "Files with keys and passwords are ours alone.", keys_are_ours),
    Look(26, f"No dump is older than {DAYS_KEPT} days.", old_dumps),
)
