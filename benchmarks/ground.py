"""The ground every benchmark of tables stands on: a server of its own, migrated, with Django pointed at it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dijkwacht.cli import roles
from dijkwacht.cli.embedded import Embedded
from dijkwacht.cli.place import SHARED, Place


@contextmanager
def own_server() -> Iterator[Embedded]:
    """Start a server in a folder of its own, make the tables, and take both away afterwards.

    Within, the environment names the settings and the application role's address; Django is not set up yet.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=SHARED if os.geteuid() == 0 and SHARED.exists() else None))
    folder.chmod(0o711)
    server = Embedded(Place(folder))
    server.start()
    try:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "dijkwacht.web.settings",
            "DIJKWACHT_STATE": str(folder),
            "DIJKWACHT_SECRET_KEY": "only-in-benchmarks-" * 4,
            "DIJKWACHT_LOG_LEVEL": "error",
        }
        owner = {**os.environ, "DATABASE_OWNER_URL": server.url(roles.OWNER)}
        subprocess.run([sys.executable, "-m", "dijkwacht.cli.main", "migrate"], env=owner, check=True)
        os.environ["DATABASE_URL"] = server.url(roles.APP)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
