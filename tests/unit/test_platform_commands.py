import os
import subprocess
import sys
from pathlib import Path

import pytest

from dijkwacht.cli.commands import COMMANDS


def dijkwacht(*words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **more}
    command = [sys.executable, "-m", "dijkwacht.cli.main", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_help_lists_every_command_with_a_line(tmp_path):
    done = dijkwacht("--help", folder=tmp_path)
    assert done.returncode == 0
    for name, mounted in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert mounted.help in done.stdout


def test_a_wrong_word_ends_with_2_and_the_nearest_right_one(tmp_path):
    done = dijkwacht("serv", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean serve?" in done.stderr


def test_no_word_ends_with_2(tmp_path):
    assert dijkwacht(folder=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        (("match",), False),
        (("advisory", "validate", "x.json"), False),
        (("advisory", "add", "x.json"), True),
        (("journal", "verify"), True),
        (("journal", "verify", "--export", "x"), False),
        (("journal", "verify", "--export=x"), False),
        (("journal", "export", "x"), True),
        (("case",), True),
    ],
)
def test_only_commands_that_read_the_database_start_django(words, needs):
    assert COMMANDS[words[0]].needs_django(words[1:]) is needs


@pytest.mark.parametrize(
    ("words", "module"),
    [(["match", "--help"], "exposure"), (["advisory", "validate", "--help"], "advisories")],
)
def test_a_plain_command_loads_neither_django_nor_a_database_driver(tmp_path, words, module):
    program = (
        "import sys; from dijkwacht.cli import main\n"
        f"assert main._dispatch({words!r}) == 0\n"
        "print(sorted({'django', 'psycopg', 'procrastinate'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.strip().splitlines()[-1] == "[]", done.stderr
    assert not list(tmp_path.iterdir())


def test_a_misspelt_setting_stops_a_command_with_number_and_remedy(tmp_path):
    state = str(tmp_path / "state")
    done = dijkwacht(
        "check", folder=tmp_path, DIJKWACHT_STATE=state, DIJKWACHT_STAAT="x", DATABASE_URL="postgresql:///x"
    )
    assert done.returncode == 1
    assert "dijkwacht.E007" in done.stderr
    assert "DIJKWACHT_STAAT" in done.stderr


@pytest.mark.parametrize("command", sorted({"serve", "check", "upgrade", "migrate", "messages"}))
def test_the_commands_of_the_house_explain_themselves(tmp_path, command):
    done = dijkwacht(command, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert f"dijkwacht {command}" in done.stdout
