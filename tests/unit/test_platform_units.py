"""The files of deploy/: units that systemd takes and that give the program no more than it needs, and a page alone."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from dijkwacht.cli import roles
from dijkwacht.cli.commands import COMMANDS
from dijkwacht.web import environment

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
HARDENED = {
    "User": "dijkwacht",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
}


def unit(path):
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(path)
    return parser


def test_there_is_a_unit_for_each_part():
    assert {path.stem for path in SERVICES} == {
        f"dijkwacht-{part}" for part in ("web", "worker", "backup", "retention")
    }
    assert {path.stem for path in TIMERS} == {"dijkwacht-backup", "dijkwacht-retention"}


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_may_do_no_more_than_it_needs_and_starts_a_command_that_is_there(path):
    service = unit(path)["Service"]
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    assert set(service["RestrictAddressFamilies"].split()) == {"AF_UNIX", "AF_INET", "AF_INET6"}
    program, command, *words = shlex.split(service["ExecStart"])
    assert program == f"{service['WorkingDirectory']}/.venv/bin/dijkwacht"
    assert command in COMMANDS
    assert not [word for word in words if "password" in word]
    for folder in service["ReadWritePaths"].split():
        assert folder.lstrip("-").startswith(("/srv/dijkwacht/", "/mnt/backup/dijkwacht"))
        assert not folder.startswith(service["WorkingDirectory"])


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.stem)
def test_a_timer_has_its_service_and_makes_up_for_a_night_that_was_missed(path):
    assert path.with_suffix(".service") in SERVICES
    assert unit(path)["Timer"]["Persistent"] == "yes"


@pytest.mark.parametrize("path", [*SERVICES, *TIMERS], ids=lambda path: path.name)
def test_systemd_takes_the_unit(path, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for each in (*SERVICES, *TIMERS):
        text = each.read_text().replace("/srv/dijkwacht/program/.venv/bin/dijkwacht", "/bin/true")
        (tmp_path / each.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / path.name], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "dijkwacht" in line]) == (0, [])


def test_systemd_would_refuse_a_wrong_unit(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    wrong = tmp_path / "dijkwacht-wrong.service"
    wrong.write_text("[Service]\nType=oneshot\nExecStart=nowhere\nProtectSystems=strict\n")
    done = subprocess.run(["systemd-analyze", "verify", wrong], capture_output=True, text=True, check=False)
    assert "dijkwacht" in done.stderr


def test_every_setting_of_the_example_is_known_and_no_secret_stands_in_it():
    names = re.findall(r"^([A-Z_]+)=", (DEPLOY / "environment").read_text(), re.MULTILINE)
    known = environment.KNOWN | {f"{name}_FILE" for name in environment.SECRETS} | {"PUBLIC_URL"}
    assert set(names) <= known
    assert not set(names) & environment.SECRETS
    assert "DATABASE_OWNER_URL_FILE" not in names


def test_the_roles_of_the_example_are_those_the_program_makes_itself():
    text = (DEPLOY / "roles.sql").read_text()
    for name in (roles.OWNER, roles.APP, *roles.EXTENSIONS):
        assert re.search(rf"CREATE (ROLE|EXTENSION) {name}\b", text)


def test_the_page_for_while_we_are_away_stands_alone():
    page = (DEPLOY / "unavailable.html").read_text()
    assert not re.search(r"(src|href)=\"(?!tel:)|url\(|@import|<script", page)
    assert page.count('<a href="tel:NUMMER">NUMMER</a>') == 2
    assert '<section lang="en">' in page
