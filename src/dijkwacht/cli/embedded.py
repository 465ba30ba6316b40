"""The embedded database: PostgreSQL's programs, one data folder, one lock of our own.

Ready means that SELECT 1 answered on our own socket, from our own data folder; a pid is believed nowhere.
"""

import hashlib
import os
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg

from dijkwacht.cli import postmaster, roles
from dijkwacht.cli.binaries import Programs, programs
from dijkwacht.cli.ownlock import OwnLock
from dijkwacht.cli.place import Place
from dijkwacht.kernel.errors import DijkwachtError

DATABASE = "dijkwacht"
SUPERUSER = "postgres"
PORT = 5432  # only part of the socket's name; nothing listens on the network
SOCKET_PATH_LIMIT = 100
ATTEMPTS = 5
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "timezone": "UTC",
}


class DatabaseTrouble(DijkwachtError):  # noqa: N818 - the name people read
    """The embedded database does not start."""

    number = "dijkwacht.E011"


class Embedded:
    """One embedded database. Who starts it stops it; the lock is held in between."""

    def __init__(self, place: Place, *, settings: Mapping[str, str] | None = None) -> None:
        self.place = place
        self.data = place.cluster / "data"
        self._settings = {**SETTINGS, **(settings or {})}
        self._lock = OwnLock(place.lock)
        self._programs: Programs | None = None
        self._running: postmaster.Postmaster | None = None

    @property
    def socket(self) -> Path:
        """The folder of the socket: beside the data, or a short one for ourselves where that path is too long."""
        beside = self.place.cluster / "run"
        if len(os.fsencode(beside)) + len(f"/.s.PGSQL.{PORT}.lock") <= SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(beside)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"dijkwacht-{os.geteuid()}-{digest}"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address for a role: postgres, dijkwacht_owner or dijkwacht_app."""
        where = urlencode({"host": str(self.socket), "port": PORT})
        return f"postgresql://{role}:{quote(self.place.passwords()[role])}@/{database}?{where}"

    def answers(self) -> bool:
        """Say whether our server answers: SELECT 1 on our socket, from our data folder."""
        try:
            with self._connect(SUPERUSER) as server:
                row = server.execute("SELECT 1, current_setting('data_directory')").fetchone()
        except psycopg.Error:
            return False
        return row == (1, str(self.data))

    def start(self, *, wait: float = 10) -> None:
        """Take the lock, start the server, and make roles and database. Idempotent on the data.

        Adopts a server whose parent was killed. Raises AlreadyRunning when another start holds the lock for `wait`
        seconds, DatabaseTrouble when the server does not come up, UnusablePlace, NoBinaries, NoSystemUser.
        """
        self.place.make()
        self._lock.take(wait=wait)
        try:
            self._programs = programs()
            self._programs.own_folder(self.place.cluster)
            self._programs.own_folder(self.socket)
            if not self.data.exists():
                self._initialise(self._programs)
            self._bring_up(self._programs)
            self._prepare()
            self._running = postmaster.find(self.data)
        except BaseException:
            self._lock.drop()
            raise

    def has_died(self) -> bool:
        """Say whether the server that we started is gone."""
        return self._running is None or self._running.gone(within=0)

    def revive(self) -> None:
        """Start the server again after its death; the lock is still ours. Raises DatabaseTrouble."""
        if self._programs is None:
            raise DatabaseTrouble("it was never started by us", remedy="call start first")
        self._bring_up(self._programs)
        self._running = postmaster.find(self.data)

    def stop(self) -> None:
        """End the server: first by asking sessions to go, after 60 s without asking; then let go of the lock."""
        server = postmaster.find(self.data)
        if server is not None:
            for number, patience in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 20.0), (signal.SIGKILL, 10.0)):
                server.signal(number)
                if server.gone(within=patience):
                    break
            server.close()
        self._lock.drop()

    def _connect(self, role: str, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url(role, database), autocommit=True, connect_timeout=5)

    def _initialise(self, tools: Programs) -> None:
        """Make the data folder, whole or not at all: a killed initdb leaves a draft that the next start removes."""
        for leftover in self.place.cluster.glob("draft-*"):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)  # its initdb may still be at it; the names differ
            else:
                leftover.unlink(missing_ok=True)
        draft = self.place.cluster / f"draft-{secrets.token_hex(4)}"
        password = self.place.cluster / f"draft-{secrets.token_hex(4)}.password"
        descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(self.place.passwords()[SUPERUSER])
        tools.give(password)
        try:
            done = tools.run(
                "initdb",
                *("-D", str(draft), "-k", "-U", SUPERUSER, f"--pwfile={password}", "--auth=scram-sha-256"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--no-instructions"),
                cwd=self.place.cluster,
            )
        finally:
            password.unlink()
        if done.returncode != 0:
            raise DatabaseTrouble(
                f"initdb failed: {_last_line(done.stderr)}", place=str(draft), remedy="look at free space and rights"
            )
        draft.rename(self.data)

    def _bring_up(self, tools: Programs) -> None:
        said = ""
        for attempt in range(ATTEMPTS):
            if self._comes_up_by_itself():
                return
            self._drop_false_pid_file()
            options = " ".join(f"-c {name}='{value}'" for name, value in self._settings.items())
            done = tools.run(
                "pg_ctl",
                *("start", "-w", "-s", "-t", "300", "-D", str(self.data), "-l", str(self.place.cluster / "log")),
                *("-o", f"{options} -c port={PORT} -c unix_socket_directories='{self.socket}'"),
                cwd=self.place.cluster,
            )
            if self.answers():
                return
            said = _last_line(done.stderr)
            time.sleep(0.5 * 2**attempt)  # children of a killed server may still hold its shared memory
        raise DatabaseTrouble(
            f"pg_ctl: {said or 'no answer'}; {_last_line(self._log_tail())}".rstrip("; "),
            place=str(self.place.cluster / "log"),
            remedy="read the last lines of that file",
        )

    def _comes_up_by_itself(self) -> bool:
        """Adopt a server that outlived its parent: wait while it starts, recovers or stops."""
        server = postmaster.find(self.data)
        if server is None:
            return False
        try:
            until = time.monotonic() + 300
            while time.monotonic() < until and not server.gone(within=0.2):
                if self.answers():
                    return True
        finally:
            server.close()
        return False

    def _drop_false_pid_file(self) -> None:
        """Remove a pid file that PostgreSQL would stumble over: half written, or naming a living innocent process.

        A file that names a dead process stays: from it PostgreSQL sees whether children of that server still live.
        """
        file = self.data / "postmaster.pid"
        if not file.exists():
            return
        claimed = postmaster.claims_in(file)
        if claimed is None or Path(f"/proc/{claimed}").exists():
            file.unlink()

    def _prepare(self) -> None:
        with self._connect(SUPERUSER) as server:
            roles.prepare_roles(server, self.place.passwords())
            roles.create_database(server, DATABASE)
        with self._connect(SUPERUSER, DATABASE) as database:
            roles.prepare_database(database)

    def _log_tail(self) -> str:
        try:
            return (self.place.cluster / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
        except OSError:
            return ""


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
