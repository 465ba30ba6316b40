"""The upgrade drill: the database that each release really wrote becomes one of this version, and loses nothing.

Restored from what is kept under tests/golden/releases/, upgraded by the command people type; a change that fails is
laid in by a room of the test's own, and afterwards both this version and the released code itself start on the tables.
"""

import io
import json
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.urls import reverse
from psycopg.conninfo import make_conninfo

from dijkwacht.cases.models import Response
from dijkwacht.cli import dumps, roles
from dijkwacht.cli.binaries import client_program
from dijkwacht.exposure.models import MatchingRun
from dijkwacht.exposure.selectors import verdicts
from dijkwacht.journal.engine.room_keys import fresh_key, node_key
from dijkwacht.journal.engine.wrapping import wrap
from dijkwacht.journal.models import EvidenceRow, OwnerKeyRow
from dijkwacht.journal.selectors.backup import evidence_in_use
from dijkwacht.journal.selectors.sealed import evidence_bytes
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.organisations.models import Account, Organisation
from pointing import environment_url, point
from record_explains import assert_journal_explains

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "golden" / "releases"
CODE = {"0.1.0": "7617b32", "0.2.0": "bad507d"}
"""The commit that each release went out as, oldest first."""
NEWEST = list(CODE)[-1]
EVERY = pytest.mark.parametrize(
    "release", [pytest.param(one, marks=() if one == NEWEST else pytest.mark.deep) for one in CODE]
)
"""The newest release each time, the older ones before a release."""
BREAKS = {
    "pre": "0002_pre_break",
    "post": "0003_post_break",
}
MIGRATION = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = {dependencies}
    operations = [migrations.RunSQL({sql!r})]
"""


@pytest.fixture
def release():
    """Name the release whose database it is: the newest, unless a test asks for every one."""
    return NEWEST


@pytest.fixture
def facts(release):
    """Give what the release counted when its database was kept."""
    return json.loads((KEPT / release / "facts.json").read_text())


@pytest.fixture(scope="module")
def restored(postgres, django_db_setup, django_db_blocker, tmp_path_factory):
    """Give what tells the database, restored once for this module, that a release left."""
    names = {}

    def of(release):
        if release not in names:
            name = names[release] = f"{postgres.clone()}_restored"
            postgres.drop(name.removesuffix("_restored"))
            postgres.execute("CREATE DATABASE {} OWNER {} TEMPLATE template0", name, roles.OWNER)
            dump = tmp_path_factory.mktemp("kept") / "released.dump"
            dump.write_bytes(lzma.decompress((KEPT / release / "database.dump.xz").read_bytes()))
            restore(dump, make_conninfo(postgres.admin, dbname=name))
        return names[release]

    yield of
    for name in names.values():
        postgres.drop(name)


@pytest.fixture
def released(postgres, restored, release):
    """Give the name of a database as the release left it."""
    kept = restored(release)
    name = f"{postgres.clone()}_released"
    postgres.drop(name.removesuffix("_released"))
    postgres.execute("CREATE DATABASE {} OWNER {} TEMPLATE {}", name, roles.OWNER, kept)
    yield name
    postgres.drop(name)


@pytest.fixture
def looking(released, postgres, django_db_blocker):
    """Have Django work on the released database, as the application."""
    before = environment_url()
    with django_db_blocker.unblock():
        point(postgres.url(roles.APP, released))
        yield
        connections.close_all()
        point(before)


def restore(dump, address):
    done = subprocess.run(
        [client_program("pg_restore"), "--exit-on-error", f"--dbname={address}", dump],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr


class Machine:
    """The program on a machine of its own: a state folder, and the two addresses of one database."""

    def __init__(self, postgres, database, folder, **more):
        self.folder, self.dumps = folder, folder / "state" / "dumps"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DIJKWACHT_STATE": str(folder / "state"),
            "DIJKWACHT_SECRET_KEY": "only-in-tests-" * 5,
            "DATABASE_URL": postgres.url(roles.APP, database),
            **more,
        }
        self.owner = {"DATABASE_OWNER_URL": postgres.url(roles.OWNER, database)}

    def run(self, *words, **more):
        command = [sys.executable, "-m", "dijkwacht.cli.main", *words]
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **more},
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )

    def upgrade(self, *words, **more):
        return self.run("upgrade", *words, **self.owner, **more)

    def faults(self, **more):
        """Return the numbers of what `check` holds against serving."""
        done = self.run("check", "--json", **more)
        assert done.stdout, done.stderr
        return [one["id"] for one in json.loads(done.stdout)["checks"] if one["state"] == "fault"]


@pytest.fixture
def machine(released, postgres, tmp_path):
    """The next release on its database: this program with one more room, so there is always something to do."""
    return Machine(postgres, released, tmp_path, **room_that(tmp_path, breaks=""))


WITHOUT = {"PYTHONPATH": "", "DJANGO_SETTINGS_MODULE": "dijkwacht.web.settings"}
"""This program without that room: the older one."""


def rows(address, statement, *values):
    with psycopg.connect(address) as connection:
        return connection.execute(statement, values).fetchall()


@EVERY
def test_a_released_database_becomes_ours_and_the_record_explains_every_row(machine, looking, client, facts):
    assert "dijkwacht.E009" in machine.faults()

    done = machine.upgrade()
    assert done.returncode == 0, done.stderr
    assert f"Dumped to {machine.dumps}" in done.stderr
    assert machine.faults() == []

    verified = json.loads(machine.run("journal", "verify", "--json").stdout)
    assert (verified["ok"], verified["entries"], verified["pending"]) == (True, facts["head"]["size"], 0)
    assert verified["tree_head"] == facts["head"]
    responses = list(Response.objects.values_list("public_id", flat=True))
    assert len(responses) == facts["tables"]["cases_response"]
    for response in responses:
        assert_journal_explains(response)
    for account in [None, *Account.objects.all()]:
        if account:
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("recorded")).status_code == 200
        answered = [client.get(reverse("response", args=[response])).status_code for response in responses]
        assert set(answered) <= {200, 404}
        assert 200 in answered


@EVERY
def test_files_of_a_released_record_go_under_seal_and_are_read_as_before(machine, looking, settings, release):
    settings.EVIDENCE_DIR, settings.KEYS_DIR = (machine.folder / "state" / name for name in ("evidence", "keys"))
    shutil.copytree(KEPT / release / "evidence", settings.EVIDENCE_DIR)
    assert machine.upgrade().returncode == 0
    held = list(EvidenceRow.objects.filter(removed_at__isnull=True, piece=False).values_list("owner", "digest"))
    before = {(owner, digest): evidence_bytes(owner, digest) for owner, digest in held}
    assert before
    if owner_keys := OwnerKeyRow.objects.all():  # the release's own node key was not kept with its database
        assert "dijkwacht.W039" in remarks(machine)
        node = node_key(settings.KEYS_DIR, make=True)
        for one in owner_keys:
            one.wrapped = wrap(node, fresh_key(), one.organisation.bytes)
            one.save()
    assert "dijkwacht.W038" in remarks(machine)

    sealed = machine.run("evidence", "seal")

    assert (sealed.returncode, sealed.stderr) == (0, "")
    assert f"{len(held)} sealed now, 0 lie open" in sealed.stdout
    assert {(owner, digest): evidence_bytes(owner, digest) for owner, digest in held} == before
    assert {path.name for path in files(settings.EVIDENCE_DIR)} == set(evidence_in_use())
    assert not {digest for _, digest in held} & set(evidence_in_use())
    assert not any(content in path.read_bytes() for path in files(settings.EVIDENCE_DIR) for content in before.values())
    assert {"dijkwacht.W038", "dijkwacht.W039"} & remarks(machine) == set()
    assert machine.run("evidence", "seal").stdout.startswith("0 sealed now, 0 lie open, 0 more")


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def remarks(machine):
    return {one["id"] for one in json.loads(machine.run("check", "--json").stdout)["problems"]}


@pytest.mark.parametrize("release", ["0.2.0"])
def test_answers_about_systems_stand_as_they_did_and_as_they_stood_before_the_second_run(machine, looking):
    assert machine.upgrade().returncode == 0
    town = Organisation.objects.get(name="Gemeente Oudedijk").public_id
    eyes = Viewer(offices=(Office(town, Role.CISO),))
    first, second = MatchingRun.objects.order_by("pk").values_list("at", flat=True)
    shapes = {at: shape(verdicts(eyes, town, asof=AsOf(recorded=at))) for at in (first, second)}

    assert shapes[first] == {
        ("ns-oudedijk", "14.1-43.50", "affected", "14.1 < 47.46", "47.46"),
        ("ns-oudedijk-2", "14.1-47.46", "fixed", "14.1 < 47.46", "47.46"),
        ("ns-oudedijk-3", "", "version-unknown", "", "47.46"),
    }
    assert shapes[second] == {
        ("ns-oudedijk", "14.1-43.50", "affected", "14.1 < 47.48", "47.48"),
        ("ns-oudedijk-2", "14.1-47.46", "affected", "14.1 < 47.48", "47.48"),
        ("ns-oudedijk-3", "", "version-unknown", "", "47.46"),
    }
    assert shape(verdicts(eyes, town)) == shapes[second]


def shape(seen):
    return {(one.asset, one.version, one.verdict.value, one.range, one.advisory_version) for one in seen}


def test_nothing_is_done_twice_and_an_upgrade_with_nothing_to_do_dumps_nothing(machine):
    assert machine.upgrade().returncode == 0
    again = machine.upgrade()
    assert (again.returncode, len(list(machine.dumps.iterdir()))) == (0, 1)
    assert "nothing to do" in again.stderr


def test_the_dump_is_ours_alone_and_holds_what_was_there(machine, postgres, released, facts):
    assert machine.upgrade().returncode == 0
    (dump,) = machine.dumps.iterdir()
    assert (dump.stat().st_mode & 0o777, machine.dumps.stat().st_mode & 0o777) == (0o600, 0o700)
    name = f"{released}_again"
    postgres.execute("CREATE DATABASE {} OWNER {} TEMPLATE template0", name, roles.OWNER)
    try:
        address = make_conninfo(postgres.admin, dbname=name)
        restore(dump, address)
        counted = {
            table: rows(address, psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table)))[0][0]
            for table in facts["tables"]
        }
        assert counted == facts["tables"]
    finally:
        postgres.drop(name)


def test_the_last_dumps_are_kept_and_none_beyond_35_days(tmp_path):
    for number, days in enumerate((0, 1, 2, 3, 40)):
        file = tmp_path / f"{number}.dump"
        file.touch()
        then = file.stat().st_mtime - days * 24 * 3600
        os.utime(file, (then, then))
    (tmp_path / "another-file").touch()
    assert {file.name for file in dumps.keep_last(tmp_path, 9)} == {"4.dump"}
    assert {file.name for file in dumps.keep_last(tmp_path, 2)} == {"2.dump", "3.dump"}
    assert {file.name for file in tmp_path.iterdir()} == {"0.dump", "1.dump", "another-file"}


def test_a_dump_that_cannot_be_written_changes_nothing(machine, tmp_path):
    (tmp_path / "file").touch()
    done = machine.upgrade("--dumps", str(tmp_path / "file"))
    assert done.returncode == 2
    assert "dijkwacht.E031" in done.stderr
    assert "dijkwacht.E009" in machine.faults()


def room_that(tmp_path, *, breaks):
    """Lay out a room of the test's own with three changes, of which the one named breaks; return how to have it."""
    folder = tmp_path / f"room-{breaks}"
    package = folder / "drillroom" / "migrations"
    package.mkdir(parents=True)
    (folder / "drillroom" / "__init__.py").touch()
    (package / "__init__.py").touch()
    (folder / "drill_settings.py").write_text(
        "from dijkwacht.web.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'drillroom']\n"
    )
    earlier = []
    for name, sql in (
        ("0001_pre_lay_drill", "CREATE TABLE drill_first (id int)"),
        ("0002_pre_break", "CREATE TABLE drill_second (id int)"),
        ("0003_post_break", "CREATE TABLE drill_third (id int)"),
    ):
        whole = f"{sql}; SELECT 1/0" if name == BREAKS.get(breaks) else sql
        (package / f"{name}.py").write_text(MIGRATION.format(dependencies=earlier, sql=whole))
        earlier = [("drillroom", name)]
    return {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "drill_settings"}


@pytest.mark.parametrize(
    ("breaks", "kept"),
    [
        pytest.param("pre", ["drill_first"], marks=pytest.mark.deep),
        ("post", ["drill_first", "drill_second"]),
    ],
)
def test_a_change_that_fails_keeps_nothing_of_itself_and_what_may_start_starts(
    machine, postgres, released, tmp_path, breaks, kept
):
    assert machine.upgrade(**WITHOUT).returncode == 0
    done = machine.upgrade(**room_that(tmp_path, breaks=breaks))
    assert done.returncode == 2
    assert "dijkwacht.E033" in done.stderr
    assert f"drillroom.{BREAKS[breaks]}" in done.stderr
    assert f"the dump from before is {machine.dumps}" in done.stderr
    drilled = "SELECT relname FROM pg_class WHERE starts_with(relname, 'drill_') ORDER BY 1"
    made = rows(postgres.url(roles.OWNER, released), drilled)
    assert [name for (name,) in made] == kept

    assert machine.faults(**WITHOUT) == []
    assert json.loads(machine.run("journal", "verify", "--json", **WITHOUT).stdout)["ok"]
    assert machine.faults() == (["dijkwacht.E009"] if breaks == "pre" else [])

    mended = machine.upgrade()
    assert mended.returncode == 0, mended.stderr
    assert machine.faults() == []


@pytest.mark.deep
@EVERY
def test_after_a_failed_upgrade_the_released_code_itself_starts_and_finds_the_record_whole(machine, tmp_path, release):
    old = tmp_path / "old"
    packed = subprocess.run(["git", "-C", ROOT, "archive", CODE[release], "src"], capture_output=True, check=False)
    if packed.returncode != 0:
        pytest.skip(f"the history of this clone does not reach back to {release}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(old)  # noqa: S202 - our own archive; Debian 12 lacks the filter
    assert machine.upgrade("--pre-only", **room_that(tmp_path, breaks="pre")).returncode == 2

    here = {"PYTHONPATH": str(old / "src"), "DJANGO_SETTINGS_MODULE": "dijkwacht.web.settings"}
    where = subprocess.run(
        [sys.executable, "-c", "import dijkwacht; print(dijkwacht.__path__[0])"],
        env=machine.environment | here, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.strip() == str(old / "src" / "dijkwacht")
    checked = machine.run("check", "--json", **here)
    problems = [one["id"] for one in json.loads(checked.stdout)["problems"]]
    assert [number for number in problems if number.startswith("dijkwacht.E")] == [], checked.stdout
    assert json.loads(machine.run("journal", "verify", "--json", **here).stdout)["ok"]


def test_pre_only_leaves_the_post_changes_for_later_and_this_version_serves_meanwhile(machine):
    assert machine.upgrade("--pre-only").returncode == 0
    assert machine.faults() == []
    planned = machine.upgrade("--plan").stdout.split()
    assert "drillroom.0003_post_break" in planned
    assert set(planned[::2]) == {"post"}
    assert machine.upgrade().returncode == 0
    assert machine.upgrade("--plan").stdout == ""


def test_tables_of_a_newer_version_are_refused_with_a_sentence(machine):
    assert machine.upgrade("--pre-only").returncode == 0
    older = machine.upgrade(**WITHOUT)
    assert (older.returncode, machine.faults(**WITHOUT)) == (2, [])
    assert "dijkwacht.E013: A newer version began to change these tables" in older.stderr

    assert machine.upgrade().returncode == 0
    assert machine.upgrade(**WITHOUT).returncode == 2
    assert machine.faults(**WITHOUT) == ["dijkwacht.E012"]


def test_one_upgrade_at_a_time(machine, postgres, released):
    with psycopg.connect(postgres.url(roles.OWNER, released)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [0x6D696772])
        done = machine.upgrade()
    assert done.returncode == 2
    assert "dijkwacht.E032" in done.stderr
    assert "dijkwacht.E009" in machine.faults()


def test_the_application_alone_cannot_upgrade(machine):
    done = machine.run("upgrade")
    assert done.returncode == 2
    assert "DATABASE_OWNER_URL" in done.stderr


def test_serving_a_server_of_ones_own_asks_for_the_upgrade_and_changes_nothing(machine):
    done = machine.run("serve", "--port", "8999", **machine.owner)
    assert done.returncode == 2
    assert "dijkwacht.E009" in done.stderr
    assert "Run dijkwacht upgrade." in done.stderr
    assert "dijkwacht.E009" in machine.faults()
