"""A source to back up, an empty target to restore into, and the program's own commands run against either."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dijkwacht.cli import roles
from dijkwacht.journal.engine import store
from dijkwacht.journal.models import SealedRow

KEY = "only-in-tests-" * 5


class Installation:
    """An address for each role, a state folder, and the command line on both."""

    def __init__(self, app, owner, state):
        self.state = Path(state)
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": app,
            "DATABASE_OWNER_URL": owner,
            "DIJKWACHT_STATE": str(state),
            "DIJKWACHT_SECRET_KEY": KEY,
            "DIJKWACHT_LOG_LEVEL": "error",
        }

    def start(self, *words, program=("-m", "dijkwacht.cli.main")):
        """Start a command and return the process."""
        return subprocess.Popen(
            [sys.executable, *program, *map(str, words)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, program=("-m", "dijkwacht.cli.main")):
        """Run a command to its end and return (exit code, stdout, stderr)."""
        process = self.start(*words, program=program)
        said, complaint = process.communicate(timeout=240)
        return process.returncode, said, complaint

    def told(self, *words):
        """Run a command that must succeed and return its JSON."""
        code, said, complaint = self.run(*words, "--json")
        assert code == 0, complaint
        return json.loads(said.splitlines()[-1])

    def look(self, statement, *values):
        """Return the rows of a statement, asked as the owner."""
        with psycopg.connect(self.environment["DATABASE_OWNER_URL"], autocommit=True) as database:
            return database.execute(statement, values or None).fetchall()

    def tables(self):
        """Return every row of every table as text, by table, sorted: what must be equal after a restore."""
        names = [name for (name,) in self.look("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        statement = 'SELECT t::text FROM "{}" t'  # names of our own tables
        return {name: sorted(row for (row,) in self.look(statement.format(name))) for name in names}

    def heads(self):
        """Return every signed head."""
        return self.look("SELECT size, root, signed_at, key, signature FROM journal_head ORDER BY size")

    def files(self):
        """Return the bytes of every file of evidence by its name."""
        return {path.name: path.read_bytes() for path in (self.state / "evidence").rglob("*") if path.is_file()}


def source(postgres, committed):
    """Return the installation in which the test works now."""
    name = conninfo_to_dict(committed)["dbname"]
    return Installation(committed, postgres.url(roles.OWNER, name), settings.STATE_DIR)


def own_state_folder(state):
    """Point the settings at a state folder of its own while the generator is held."""
    kept = {name: getattr(settings, name) for name in ("STATE_DIR", "EVIDENCE_DIR", "KEYS_DIR", "WITNESS_FILE")}
    settings.STATE_DIR, settings.EVIDENCE_DIR, settings.KEYS_DIR = state, state / "evidence", state / "keys"
    settings.WITNESS_FILE = state / "witness" / "heads.jsonl"
    try:
        yield state
    finally:
        for name, value in kept.items():
            setattr(settings, name, value)


class Targets:
    """Makes empty installations and drops their databases."""

    def __init__(self, postgres, folder):
        self._postgres, self._folder, self._names = postgres, folder, []

    def empty(self):
        """Return an installation with an empty database, prepared as the how-to says, and no state."""
        number = len(self._names) + 1
        name = f"dijkwacht_test_target_{os.getpid()}_{id(self)}_{number}"
        with psycopg.connect(self._postgres.admin, autocommit=True) as server:
            roles.create_database(server, name)
        self._names.append(name)
        with psycopg.connect(make_conninfo(self._postgres.admin, dbname=name), autocommit=True) as database:
            roles.prepare_database(database)
        state = self._folder / f"state-{number}"
        return Installation(self._postgres.url(roles.APP, name), self._postgres.url(roles.OWNER, name), state)

    def close(self):
        for name in self._names:
            self._postgres.drop(name)


def piece_of(digest):
    """Return the name of the one sealed piece of a small file."""
    (name,) = SealedRow.objects.get(evidence__digest=digest).pieces
    return name


def newest(folder):
    """Return the newest backup's folder."""
    return max(path for path in folder.iterdir() if path.name.startswith("20"))


def flip(file, where=None):
    """Change one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    place = len(content) // 2 if where is None else where
    content[place] ^= 1
    file.write_bytes(content)


def evidence_file(folder, digest):
    """Return where a folder of backups keeps a file."""
    return store.place(folder / "evidence", digest)
