"""A durable server that can be killed, processes to kill, and the one question afterwards: is the record whole?"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from dijkwacht.cli import postmaster, roles
from dijkwacht.cli.embedded import Embedded
from own_postgres import OwnServer, Server

CHILD = Path(__file__).with_name("kill_child.py")


class Durable(OwnServer):
    """The product's own server with the product's own settings: nothing is made fast at the cost of a crash."""

    def __init__(self):
        super().__init__()
        self._server = Embedded(self._server.place)

    def kill(self):
        """Kill -9 the postmaster and every process of it, all at once."""
        server = postmaster.find(self._server.data)
        family = [server.pid, *_children_of(server.pid)]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert server.gone(within=10)
        server.close()

    def again(self):
        """Start it anew, as the next `dijkwacht serve` would."""
        self._server.stop()
        self._server.start()


class Scene:
    """A database of its own on the durable server, with a folder for state and the writers' own log."""

    def __init__(self, durable, admin, folder):
        self.durable, self.folder = durable, folder
        self._server = Server(admin, "kill")
        self._database = self._server.clone()
        self._children = []
        self.acks = folder / "acknowledged"
        self.acks.touch()

    def child(self, mode, *more):
        """Start a process that works on this database."""
        started = subprocess.Popen(
            [sys.executable, CHILD, mode, "--acks", self.acks, *map(str, more)],
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._children.append(started)
        return started

    def _environment(self):
        return {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "dijkwacht.web.settings",
            "DATABASE_URL": self._server.url(roles.APP, self._database),
            "DIJKWACHT_STATE": str(self.folder),
            "DIJKWACHT_SECRET_KEY": "only-in-tests-" * 5,
            "DIJKWACHT_LOG_LEVEL": "error",
        }

    def run(self, mode, *more):
        """Run a process to its end and return what it printed."""
        child = self.child(mode, *more)
        said, complaint = child.communicate(timeout=120)
        assert child.returncode == 0, complaint
        return said

    def nursery(self):
        """Return a function that does a mode in a process of its own, forked within milliseconds, and its exit code."""
        parent = self.child("nursery")

        def do(mode, *more):
            words = [mode, "--acks", str(self.acks), *map(str, more)]
            parent.stdin.write(json.dumps(words) + "\n")
            parent.stdin.flush()
            return int(parent.stdout.readline())

        return do

    def whole(self):
        """Settle what is left, and fail unless nothing acknowledged is lost, nothing half written, the proof green.

        Return how many entries there are and the newest head.
        """
        with self._look() as database:
            database.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
        told = json.loads(self.run("settle").splitlines()[-1])
        with self._look() as database:
            stored = {str(one) for (one,) in database.execute("SELECT public_id FROM journal_entry")}
            half = database.execute(
                "SELECT count(*) FROM journal_entry e FULL JOIN journal_content c ON c.entry_id = e.id "
                "WHERE e.id IS NULL OR c.entry_id IS NULL OR e.content_digest IS NULL"
            ).fetchone()
        acknowledged = self.acknowledged()
        assert len(acknowledged) == len(set(acknowledged))
        assert set(acknowledged) <= stored
        assert half == (0,)
        assert (told["ok"], told["pending"], told["entries"]) == (True, 0, len(stored))
        return len(stored), told["head"]

    def extends(self, head):
        """Fail unless the command says that the record extends a head that was signed before."""
        told = subprocess.run(
            [sys.executable, "-m", "dijkwacht.cli.main", "journal", "verify", "--head", head],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr

    def acknowledged(self):
        """Return the ids that writers were told are kept; a last line cut in half was never acknowledged."""
        return [line for line in self.acks.read_text().split("\n")[:-1] if line]

    def count(self, statement):
        """Return the one number that a statement gives."""
        with self._look() as database:
            return database.execute(statement).fetchone()[0]

    def close(self):
        for child in self._children:
            if child.poll() is None:
                child.kill()
            child.communicate()
        self._server.drop(self._database)

    def _look(self):
        return psycopg.connect(make_conninfo(self._server.admin, dbname=self._database), autocommit=True)


def reached(child, point):
    """Wait until a child says that it stands at the point."""
    assert child.stdout.readline() == f"at {point}\n", child.stderr.read()


def go_on(child):
    """Let a waiting child go on."""
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write("\n")
        child.stdin.flush()


def _children_of(parent):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent:
                    found.append(int(entry.name))
    return found
