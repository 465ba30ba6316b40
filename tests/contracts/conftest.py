import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dijkwacht.cli.place import SHARED, Place


@pytest.fixture
def place() -> Iterator[Place]:
    """A fresh folder for one installation, where as root the system user can reach it."""
    with _fresh_folder() as folder:
        yield Place(folder)


@pytest.fixture(scope="module")
def shared_place() -> Iterator[Place]:
    """As `place`, for all tests of a module together."""
    with _fresh_folder() as folder:
        yield Place(folder)


@contextmanager
def _fresh_folder() -> Iterator[Path]:
    base = SHARED if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=base))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
