import fcntl
import os
import time
from pathlib import Path

from dijkwacht.kernel.errors import DijkwachtError


class AlreadyRunning(DijkwachtError):  # noqa: N818 - the name people read
    """Dijkwacht already runs on this data."""


class OwnLock:
    """A lock that the kernel drops with its holder, however that ends; what the file says is for people only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self, *, wait: float) -> None:
        """Take the lock within `wait` seconds. Raises AlreadyRunning, naming who says to hold it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    holder = os.pread(descriptor, 100, 0).decode("ascii", "replace").strip() or "another process"
                    os.close(descriptor)
                    raise AlreadyRunning(
                        f"{holder} holds the lock", place=str(self._path), remedy="use that one, or stop it first"
                    ) from None
                time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def drop(self) -> None:
        """Let go; harmless when not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
