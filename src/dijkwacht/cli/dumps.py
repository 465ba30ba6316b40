"""Dumps of the database before it is changed: whole files only, for us alone, the last few kept."""

import os
import secrets
import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dijkwacht.cli.binaries import client_program
from dijkwacht.kernel.errors import DijkwachtError

SUFFIX = ".dump"
DAYS_KEPT = 35
"""No copy of the database outlives this: content removed by law would live on in it."""


class NoDump(DijkwachtError):  # noqa: N818 - the name people read
    """The database could not be dumped; nothing was changed."""

    number = "dijkwacht.E031"


def take(address: str, folder: Path, name: str) -> Path:
    """Write `folder`/`name`-TIME.dump (pg_dump's own format, readable by us alone) and return it; raises NoDump.

    The password goes by the environment, where other users of the machine cannot read it.
    """
    parts = conninfo_to_dict(address)
    password = parts.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    stamp = datetime.now().astimezone().strftime("%Y%m%dT%H%M%S")  # noqa: TID251 - the edge: a file's name
    target = folder / f"{name}-{stamp}-{secrets.token_hex(2)}{SUFFIX}"
    draft = target.with_suffix(".draft")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
            [
                client_program("pg_dump"),
                "-Fc",
                f"--file={draft}",
                f"--dbname={make_conninfo('', **{key: str(value) for key, value in parts.items()})}",
            ],
            env={**os.environ, **secret},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            draft.unlink(missing_ok=True)
            raise NoDump(_last_line(done.stderr), place=str(folder), remedy=_room(folder))
        draft.rename(target)
    except OSError as wrong:
        raise NoDump(
            f"cannot be written ({wrong.strerror})", place=str(folder), remedy="name a folder of ours with --dumps"
        ) from wrong
    return target


def keep_last(folder: Path, count: int) -> tuple[Path, ...]:
    """Remove all dumps in the folder but the newest `count`, and those older than 35 days; return what was removed."""
    newest_first = sorted(folder.glob(f"*{SUFFIX}"), key=lambda one: one.stat().st_mtime, reverse=True)
    oldest = time.time() - DAYS_KEPT * 24 * 3600
    old = [one for rank, one in enumerate(newest_first) if rank >= count or one.stat().st_mtime < oldest]
    for one in old:
        one.unlink(missing_ok=True)
    return tuple(old)


def _room(folder: Path) -> str:
    free = shutil.disk_usage(folder).free // 1024**2
    return f"look at the server, its rights and the room there ({free} MiB free), then run this again"


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
