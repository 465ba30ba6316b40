"""Make the kept database of a release: its own tables, made by its own code, with a small story in them.

    git archive TAG src demo pyproject.toml | tar x -C CHECKOUT
    PYTHONPATH=CHECKOUT/src python tests/golden/releases/make.py CHECKOUT tests/golden/releases/VERSION

Writes database.dump.xz (pg_dump -Fc -Z 0 as the owner, for pg_restore once unpacked), evidence/ (the files it names)
and facts.json (rows of each table, the last tree head). Made once per release, when it goes out, and never again: later
releases must restore and upgrade what this one really wrote.
"""

import lzma
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import dijkwacht
from dijkwacht.cli import roles
from dijkwacht.cli.binaries import programs
from dijkwacht.cli.embedded import Embedded
from dijkwacht.cli.place import SHARED, Place


def main(checkout, target):
    """Start a server, migrate it, load the story, and dump; every step by the release's own code."""
    if str(checkout) not in dijkwacht.__path__[0]:
        sys.exit("set PYTHONPATH to the src folder of the checkout")
    base = SHARED if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(mode=0o755, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="release-", dir=base))
    folder.chmod(0o711)
    server = Embedded(Place(folder))
    server.start()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ["PYTHONPATH"],
        "DIJKWACHT_STATE": str(folder),
        "DIJKWACHT_SECRET_KEY": "for-a-kept-release-only",
        "DATABASE_URL": server.url(roles.APP),
        "DJANGO_SETTINGS_MODULE": "dijkwacht.web.settings",
    }
    try:
        migrate = [sys.executable, "-m", "dijkwacht.cli.main", "migrate"]
        owner = {"DATABASE_OWNER_URL": server.url(roles.OWNER)}
        subprocess.run(migrate, env=environment | owner, cwd=checkout, check=True)
        load = [sys.executable, Path(__file__).with_name("story.py"), checkout / "demo"]
        facts = subprocess.run(load, env=environment, cwd=checkout, check=True, stdout=subprocess.PIPE).stdout
        dump = [programs().folder / "pg_dump", "-Fc", "-Z", "0", server.url(roles.OWNER)]
        said = subprocess.run(dump, capture_output=True, check=True).stdout
        target.mkdir(parents=True, exist_ok=True)
        (target / "facts.json").write_bytes(facts)
        (target / "database.dump.xz").write_bytes(lzma.compress(said, preset=9 | lzma.PRESET_EXTREME))
        shutil.rmtree(target / "evidence", ignore_errors=True)
        shutil.copytree(folder / "evidence", target / "evidence")
    finally:
        server.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())
