"""The words people type first: make and the scripts behind it."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROMISED = {
    "install",
    "demo",
    "test",
    "deep",
    "check",
    "bench",
    "score",
    "trace",
    "lock",
    "help",
    "match-score",
    "hunt-score",
}
NOBODY = 65534


def test_every_promised_target_has_a_help_line():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"make (\S+)\s+\S", shown)) == PROMISED


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a plain user")
def test_a_plain_user_is_told_the_one_command_and_nothing_is_installed():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        script = shutil.copy(ROOT / "scripts" / "debian", folder)
        done = subprocess.run(
            [script, "python3-venv"], user=NOBODY, cwd="/", capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "Please run: sudo apt-get install --no-install-recommends python3-venv\n"


def test_a_second_install_only_looks(tmp_path):
    before = (ROOT / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    done = subprocess.run([ROOT / "scripts" / "install", "dev"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (ROOT / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == before


def test_the_locks_name_no_registry_and_hash_every_package():
    for name in ("build", "core", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text
        assert "index-url" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
        packages = re.findall(r"^(\S+)==\S+ \\$", text, flags=re.MULTILINE)
        unhashed = re.findall(r"^\S+==\S+$", text, flags=re.MULTILINE)
        assert packages
        assert not unhashed
