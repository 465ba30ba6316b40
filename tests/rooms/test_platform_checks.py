"""Every numbered check is provoked for real, beside the fit installation that it is silent about."""

import json
import os
import re
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.utils import timezone
from psycopg.conninfo import make_conninfo

import journal_cast
from dijkwacht.cli import roles
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.notification.models import NoticeRow
from dijkwacht.web import environment
from dijkwacht.web.checks import database, machine, running


def dijkwacht_check(tmp_path, *words: str, **more: str) -> tuple[int, list[dict[str, str]]]:
    environment = {"PATH": os.environ["PATH"], "DIJKWACHT_STATE": str(tmp_path / "state"), **more}
    command = [sys.executable, "-m", "dijkwacht.cli.main", "check", "--json", *words]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["problems"]


def numbers(messages) -> set[str]:
    return {message.id for message in messages if re.fullmatch(r"dijkwacht\.[EW]\d{3}", str(message.id))}


def faults_in(messages) -> set[str]:
    return numbers(message for message in messages if message.is_serious())


def as_admin(postgres, committed):
    database = psycopg.conninfo.conninfo_to_dict(committed)["dbname"]
    return psycopg.connect(make_conninfo(postgres.admin, dbname=database), autocommit=True)


class Postbox(socketserver.StreamRequestHandler):
    """A mail server that greets and lets go."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")


@pytest.fixture
def mail_url():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postbox) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def fit(tmp_path, committed, postgres, mail_url):
    """The environment of an installation with which nothing is wrong."""
    with as_admin(postgres, committed) as database:
        database.execute("INSERT INTO journal_heartbeat VALUES ('worker', now()), ('backup', now())")
    return {
        "DATABASE_URL": committed,
        "PUBLIC_URL": "https://dijkwacht.example",
        "DIJKWACHT_PROXIES": "1",
        "DIJKWACHT_MAIL_URL": mail_url,
        "DIJKWACHT_WITNESS_MAIL": "witness@elsewhere.example",
    }


def test_a_fit_installation_has_no_problem(tmp_path, fit):
    assert dijkwacht_check(tmp_path, **fit) == (0, [])


def test_everything_looked_at_is_told_with_its_state_and_no_secret_is(tmp_path, fit):
    secret = "een geheim van meer dan vijftig letters, dat niemand leest"
    environment = {"PATH": os.environ["PATH"], "DIJKWACHT_STATE": str(tmp_path), "DIJKWACHT_SECRET_KEY": secret, **fit}
    command = [sys.executable, "-m", "dijkwacht.cli.main", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    told = done.stderr.splitlines()
    assert done.returncode == 0
    assert told[-1] == "Nothing is wrong."
    for name in environment_names():
        assert sum(f" {name}: " in line for line in told) == 1
    assert secret not in done.stderr
    for holds in ("A worker lives.", "Jobs are done in time.", "There is room on the disk.", "PUBLIC_URL, TLS and"):
        assert sum(line.split(maxsplit=1)[1].startswith(f"fine        {holds}") for line in told[:-1]) == 1


def environment_names():
    return environment.KNOWN | environment.SECRETS | {"PUBLIC_URL"}


AT_ONCE = {
    "W017": {"DIJKWACHT_SECRET_KEY": "short"},
    "W018": {"DIJKWACHT_PROXIES": "0"},
    "W021": {"DIJKWACHT_DEBUG": "1"},
    "W022": {"DIJKWACHT_DEMO": "1"},
    "W023": {"DIJKWACHT_WITNESS_MAIL": ""},
    "W027": {"DIJKWACHT_MAIL_URL": ""},
}
"""Settings that can all be wrong together, beside a fit installation that is silent about each."""


@pytest.mark.parametrize(
    "wrong",
    [
        AT_ONCE,
        {"W019": {"PUBLIC_URL": "http://dijkwacht.example", "DIJKWACHT_PROXIES": "0"},
         "W028": {"DIJKWACHT_MAIL_URL": "smtp://127.0.0.1:9"}},
        {"W020": {"PUBLIC_URL": "http://127.0.0.1:8000"}},
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_setting_that_does_not_agree_with_the_others_is_remarked(tmp_path, fit, wrong):
    settings = {name: value for changed in wrong.values() for name, value in changed.items()}
    code, problems = dijkwacht_check(tmp_path, **(fit | settings))
    assert (code, sorted(problem["id"] for problem in problems)) == (1, [f"dijkwacht.{number}" for number in wrong])
    assert all(problem["remedy"] for problem in problems)


RUNNING = {
    "W029": "UPDATE journal_heartbeat SET at = now() - interval '31 seconds' WHERE name = 'worker'",
    "W034": (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at)"
        " VALUES ('mail', 'notification.hand_over', '{}', 'todo', now() - interval '16 minutes')"
    ),
    "W035": (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
        " VALUES ('mail', 'notification.hand_over', '{}', 'failed')"
    ),
    "W037": "UPDATE journal_heartbeat SET at = now() - interval '27 hours' WHERE name = 'backup'",
}


def test_what_does_not_run_as_it_should_is_remarked(tmp_path, fit, postgres, committed):
    with as_admin(postgres, committed) as database:
        for wrong in RUNNING.values():
            database.execute(wrong)
    code, problems = dijkwacht_check(tmp_path, **fit)
    assert (code, [problem["id"] for problem in problems]) == (1, [f"dijkwacht.{number}" for number in RUNNING])


def test_w030_an_entry_that_waits_for_its_place_is_remarked(committed, postgres):
    append_waiting(postgres, committed)
    assert "dijkwacht.W030" in numbers(running.sequencer())


def append_waiting(postgres, committed):
    payload = {"title_nl": "een", "title_en": "one", "steps": []}
    with transaction.atomic():
        journal_cast.append("case.opened", payload)
    with as_admin(postgres, committed) as database:
        database.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        database.execute("UPDATE journal_entry SET recorded_at = recorded_at - interval '1 minute'")


def test_w036_a_notice_that_the_mail_server_never_took_is_remarked(committed):
    assert not list(running.mails())
    NoticeRow.objects.create(
        label=Label.AMBER.value, owner=new_id(), case=new_id(), response=new_id(), entry=new_id(), channel="mail",
        to_role="ciso", subject="x", body="x", delivery="failed", attempts=8, sent_at=timezone.now(),
    )  # fmt: skip
    assert numbers(running.mails()) == {"dijkwacht.W036"}


def test_w024_little_room_is_remarked(tmp_path, settings):
    settings.STATE_DIR = tmp_path
    assert not list(machine.room())
    assert numbers([machine.little_room(disk_of(free=1.9e9, total=40e9))]) == {"dijkwacht.W024"}
    assert numbers([machine.little_room(disk_of(free=19e9, total=1000e9))]) == {"dijkwacht.W024"}
    assert machine.little_room(disk_of(free=21e9, total=1000e9)) is None


def disk_of(*, free, total):
    return shutil._ntuple_diskusage(total, total - free, free)


def test_w025_a_key_that_others_may_read_is_remarked_and_a_group_of_ours_is_not(tmp_path, monkeypatch):
    key = tmp_path / "key"
    key.write_text("x" * 60)
    monkeypatch.setenv("DIJKWACHT_SECRET_KEY_FILE", str(key))
    for mode, found in ((0o600, set()), (0o640, set()), (0o660, {"dijkwacht.W025"}), (0o644, {"dijkwacht.W025"})):
        key.chmod(mode)
        assert numbers(machine.keys_are_ours()) == found, oct(mode)


def test_w026_a_dump_older_than_35_days_is_remarked(tmp_path, settings):
    settings.STATE_DIR = tmp_path
    (tmp_path / "dumps").mkdir()
    old = tmp_path / "dumps" / "before-0.1.0.dump"
    old.touch()
    assert not list(machine.old_dumps())
    then = time.time() - 36 * 24 * 3600
    os.utime(old, (then, then))
    assert numbers(machine.old_dumps()) == {"dijkwacht.W026"}


def test_what_cannot_be_judged_says_so_and_nothing_else_is_said_of_it(tmp_path, fit, postgres, committed):
    with as_admin(postgres, committed) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'axes'")
    environment = {"PATH": os.environ["PATH"], "DIJKWACHT_STATE": str(tmp_path), **fit}
    command = [sys.executable, "-m", "dijkwacht.cli.main", "check", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    lines = {line["id"]: line["state"] for line in json.loads(done.stdout)["checks"]}
    assert (lines["dijkwacht.E009"], lines["dijkwacht.029"], lines["dijkwacht.005"]) == ("fault", "not judged", "fine")


@pytest.mark.parametrize(
    ("number", "faults"), [(150018, {"dijkwacht.E001"}), (170002, {"dijkwacht.E001"}), (180000, set())]
)
def test_e001_an_old_postgresql_is_refused(number, faults):
    old = database.too_old(number)
    assert numbers([old] if old else []) == faults


def test_e002_a_missing_extension_is_named_with_its_remedy(committed, postgres):
    admin = make_conninfo(postgres.admin, dbname=psycopg.conninfo.conninfo_to_dict(committed)["dbname"])
    with psycopg.connect(admin) as connection:
        connection.execute("DROP EXTENSION pg_trgm CASCADE")
    found = run_checks(databases=["default"])
    assert [(message.id, message.hint) for message in found if message.id == "dijkwacht.E002"] == [
        ("dijkwacht.E002", "As the database's owner: CREATE EXTENSION pg_trgm;")
    ]


def test_e003_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    code, problems = dijkwacht_check(tmp_path, DIJKWACHT_STATE=str(tmp_path / "file" / "state"))
    assert code == 1
    assert [problem["id"] for problem in problems] == ["dijkwacht.E003"]
    assert "DIJKWACHT_STATE" in problems[0]["found"]


def test_e004_a_taken_port_is_named(tmp_path, committed, free_port_taken):
    code, problems = dijkwacht_check(tmp_path, "--port", str(free_port_taken), DATABASE_URL=committed)
    assert (code, [problem["id"] for problem in problems]) == (1, ["dijkwacht.E004"])


@pytest.mark.parametrize("mighty", ["superuser", "owner"])
def test_e005_a_mighty_application_role_is_refused(tmp_path, fit, committed, postgres, mighty):
    database = psycopg.conninfo.conninfo_to_dict(committed)["dbname"]
    address = (
        make_conninfo(postgres.admin, dbname=database) if mighty == "superuser" else postgres.url(roles.OWNER, database)
    )
    code, problems = dijkwacht_check(tmp_path, **(fit | {"DATABASE_URL": address}))
    assert (code, [problem["id"] for problem in problems]) == (1, ["dijkwacht.E005"])
    assert mighty in problems[0]["found"]


@pytest.mark.parametrize(("age", "faults"), [("1 day", {"dijkwacht.E006"}), ("-1 day", set())])
def test_e006_a_clock_behind_the_record_is_refused(committed, postgres, age, faults):
    database = psycopg.conninfo.conninfo_to_dict(committed)["dbname"]
    with psycopg.connect(make_conninfo(postgres.admin, dbname=database)) as connection:
        connection.execute(
            "INSERT INTO journal_head (size, root, signed_at, key, signature, frontier)"
            " VALUES (1, '\\x00', now() + %s::interval, '', '\\x00', '{}')",
            [age],
        )
    assert faults_in(run_checks(databases=["default"])) == faults


def test_django_holds_nothing_against_our_models_and_addresses(committed):
    assert [message for message in run_checks(databases=["default"]) if message.is_serious()] == []


def test_e008_a_missing_secret_key_is_named(settings):
    settings.SECRET_KEY = "unset"
    assert numbers(run_checks(tags=["start"])) == {"dijkwacht.E008"}


def test_e009_tables_behind_the_program_are_named(committed, postgres):
    database = psycopg.conninfo.conninfo_to_dict(committed)["dbname"]
    with psycopg.connect(make_conninfo(postgres.admin, dbname=database)) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'axes'")
    assert faults_in(run_checks(databases=["default"])) == {"dijkwacht.E009"}


def test_e010_a_server_that_does_not_answer_is_named(tmp_path, fit):
    code, problems = dijkwacht_check(tmp_path, **(fit | {"DATABASE_URL": f"postgresql:///x?host={tmp_path}"}))
    assert (code, [problem["id"] for problem in problems]) == (1, ["dijkwacht.E010"])


@pytest.fixture
def free_port_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]
