"""Every numbered check is provoked for real, beside the fit installation that it is silent about."""

import json
import os
import socket
import subprocess
import sys

import psycopg
import pytest
from django.core.checks import run_checks
from psycopg.conninfo import make_conninfo

from dijkwacht.cli import roles
from dijkwacht.web import checks


def dijkwacht_check(tmp_path, *words: str, **more: str) -> tuple[int, list[dict[str, str]]]:
    environment = {"PATH": os.environ["PATH"], "DIJKWACHT_STATE": str(tmp_path / "state"), **more}
    command = [sys.executable, "-m", "dijkwacht.cli.main", "check", "--json", *words]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["problems"]


def numbers(messages) -> set[str]:
    return {message.id for message in messages if str(message.id).startswith("dijkwacht.")}


def test_a_fit_installation_has_no_problem(tmp_path, committed):
    assert dijkwacht_check(tmp_path, DATABASE_URL=committed) == (0, [])


@pytest.mark.parametrize(
    ("number", "faults"), [(150018, {"dijkwacht.E001"}), (170002, {"dijkwacht.E001"}), (180000, set())]
)
def test_e001_an_old_postgresql_is_refused(number, faults):
    old = checks.too_old(number)
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
def test_e005_a_mighty_application_role_is_refused(tmp_path, committed, postgres, mighty):
    database = psycopg.conninfo.conninfo_to_dict(committed)["dbname"]
    address = (
        make_conninfo(postgres.admin, dbname=database) if mighty == "superuser" else postgres.url(roles.OWNER, database)
    )
    code, problems = dijkwacht_check(tmp_path, DATABASE_URL=address)
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
    assert numbers(run_checks(databases=["default"])) == faults


def test_e008_a_missing_secret_key_is_named(settings):
    settings.SECRET_KEY = "unset"
    assert numbers(run_checks(tags=["security"])) == {"dijkwacht.E008"}


def test_e009_tables_behind_the_program_are_named(committed, postgres):
    database = psycopg.conninfo.conninfo_to_dict(committed)["dbname"]
    with psycopg.connect(make_conninfo(postgres.admin, dbname=database)) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'axes'")
    assert numbers(run_checks(databases=["default"])) == {"dijkwacht.E009"}


def test_e010_a_server_that_does_not_answer_is_named(tmp_path):
    code, problems = dijkwacht_check(tmp_path, DATABASE_URL=f"postgresql:///x?host={tmp_path}")
    assert (code, [problem["id"] for problem in problems]) == (1, ["dijkwacht.E010"])


@pytest.fixture
def free_port_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]
