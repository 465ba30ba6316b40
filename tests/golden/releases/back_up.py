"""Make the kept backup of a release: its kept database, backed up by the command as it is when this runs.

    python tests/golden/releases/back_up.py tests/golden/releases/VERSION tests/golden/backup-VERSION

Writes backup.tar.xz, a folder of backups with one backup. Made once per release and never again: later versions must
restore what this one wrote. 0.1.0 had no such command; its backup was made by the first version that has, from tables
and files that 0.1.0 wrote.
"""

import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from dijkwacht.cli import roles
from dijkwacht.cli.binaries import programs
from dijkwacht.cli.embedded import Embedded
from dijkwacht.cli.place import SHARED, Place


def main(release, target):
    """Load the kept database into a fresh server, back it up, and pack the folder."""
    base = SHARED if os.geteuid() == 0 else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="release-", dir=base))
    folder.chmod(0o711)
    server = Embedded(Place(folder / "state"))
    server.start()
    try:
        dump = lzma.decompress((release / "database.dump.xz").read_bytes())
        load = [programs().folder / "pg_restore", "--no-owner", "--no-comments", "-1", "-d", server.url(roles.OWNER)]
        subprocess.run(load, input=dump, check=True)
        shutil.copytree(release / "evidence", folder / "state" / "evidence")
        environment = {"PATH": os.environ["PATH"], "DIJKWACHT_STATE": str(folder / "state")}
        backup = [sys.executable, "-m", "dijkwacht.cli.main", "backup", folder / "backups"]
        subprocess.run(backup, env=environment, check=True)
        target.mkdir(parents=True, exist_ok=True)
        with tarfile.open(target / "backup.tar.xz", "w:xz", preset=9) as packed:
            packed.add(folder / "backups", "backups", filter=_nobody)
    finally:
        server.stop()
        shutil.rmtree(folder)


def _nobody(member):
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())
