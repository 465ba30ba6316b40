"""The import contracts are kept, and each of them breaks when somebody does what it forbids."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import house
import pytest

CONTRACTS = house.ROOT / ".importlinter"
ROOMS = [
    "reporting",
    "recovery",
    "containment",
    "hunting",
    "verification",
    "notification",
    "cases",
    "exposure",
    "advisories",
    "organisations",
    "journal",
    "disclosure",
]
RUN = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({config!r}, no_cache=True))"


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the package below `root`/src, in a process of its own, with no memory of earlier runs."""
    return subprocess.run(
        [sys.executable, "-c", RUN.format(config=str(CONTRACTS))],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def names() -> dict[str, str]:
    """Return the contracts' names by their keys in the configuration."""
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS, encoding="utf-8")
    return {
        section.removeprefix("importlinter:contract:"): parser[section]["name"]
        for section in parser.sections()
        if section.startswith("importlinter:contract:")
    }


def test_all_contracts_are_kept():
    ran = lint(house.ROOT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"Contracts: {len(names())} kept, 0 broken." in ran.stdout


def test_every_room_has_its_private_contract():
    assert {key.removeprefix("private-") for key in names() if key.startswith("private-")} == set(ROOMS)


@pytest.fixture(scope="module")
def stub(tmp_path_factory):
    """Lay a small copy of the house: every package, one file of each kind in `cases` and `hunting`."""
    package = tmp_path_factory.mktemp("house") / "src" / "dijkwacht"
    for room in [*ROOMS, "web", "cli", "kernel"]:
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    for room in ("cases", "hunting"):
        for kind in ("domain", "engine", "models", "selectors", "services", "adapters", "forms", "views", "commands"):
            (package / room / f"{kind}.py").write_text("")
    return package


BREACHES = [
    ("chain", "cases/services.py", "import dijkwacht.hunting.services"),
    ("chain", "kernel/text.py", "import dijkwacht.journal"),
    ("chain", "web/views.py", "import dijkwacht.cli"),
    ("chain", "planning/__init__.py", "x = 1"),
    ("inside", "cases/domain.py", "import dijkwacht.cases.services"),
    ("inside", "cases/models.py", "import dijkwacht.cases.selectors"),
    ("inside", "cases/views.py", "import dijkwacht.cases.commands"),
    ("inside", "cases/shelf.py", "x = 1"),
    ("pure", "cases/domain.py", "import django.db"),
    ("pure", "hunting/engine.py", "import socket"),
    ("pure", "kernel/text.py", "import urllib.request"),
    ("tables", "cases/views.py", "import dijkwacht.cases.models"),
    ("tables", "cases/forms.py", "import dijkwacht.cases.models"),
    ("tables", "web/pages.py", "import dijkwacht.cases.models"),
    ("commands", "cli/main.py", "import dijkwacht.cases.services"),
    ("commands", "cli/main.py", "import dijkwacht.cases.domain"),
    ("cycles", "cases/domain.py", "import dijkwacht.cases.engine; import dijkwacht.cases.domain"),
    ("private-cases", "hunting/services.py", "import dijkwacht.cases.models"),
    ("private-cases", "hunting/services.py", "import dijkwacht.cases.adapters"),
    ("private-cases", "web/pages.py", "import dijkwacht.cases.views"),
    ("private-cases", "web/pages.py", "import dijkwacht.cases.forms"),
    ("private-hunting", "containment/services.py", "import dijkwacht.hunting.commands"),
]

ALLOWED = [
    ("hunting/services.py", "import dijkwacht.cases.services, dijkwacht.cases.selectors, dijkwacht.cases.domain"),
    ("hunting/domain.py", "import dijkwacht.cases.domain"),
    ("web/pages.py", "import dijkwacht.cases.selectors"),
    ("cli/main.py", "import dijkwacht.cases.commands, dijkwacht.hunting.commands"),
]


def with_line(stub: Path, tmp_path: Path, where: str, line: str) -> Path:
    """Return the root of a copy of the stub in which the file at `where` holds `line`."""
    copy = tmp_path / "src" / "dijkwacht"
    shutil.copytree(stub, copy)
    (copy / where).parent.mkdir(exist_ok=True)
    (copy / where).write_text(line + "\n")
    return tmp_path


@pytest.mark.parametrize(("contract", "where", "line"), BREACHES)
def test_a_breach_is_caught(stub, tmp_path, contract, where, line):
    root = with_line(stub, tmp_path, where, line)
    if contract == "cycles":
        (root / "src/dijkwacht/cases/engine.py").write_text("import dijkwacht.cases.domain\n")
    ran = lint(root)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert f"{names()[contract]} BROKEN" in ran.stdout


@pytest.mark.parametrize(("where", "line"), ALLOWED)
def test_what_the_doors_are_for_is_allowed(stub, tmp_path, where, line):
    ran = lint(with_line(stub, tmp_path, where, line))
    assert ran.returncode == 0, ran.stdout + ran.stderr
