import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dijkwacht.cli.place import SHARED, Place


@pytest.fixture
def place() -> Iterator[Place]:
    """A fresh folder for one installation, where as root the system user can reach it."""
    base = SHARED if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=base))
    folder.chmod(0o711)
    yield Place(folder)
    shutil.rmtree(folder, ignore_errors=True)
