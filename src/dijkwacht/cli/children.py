import subprocess
import time
from collections.abc import Sequence

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LIVED_WELL = 60.0


class Child:
    """A process that is started again when it dies, after a pause that doubles while it keeps dying."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self._command = name, list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._pause, self._begun, self._not_before = FIRST_PAUSE, 0.0, 0.0

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._process.pid if self._process else None

    def look(self, now: float) -> int | None:
        """Start the process where it does not run and its pause is over; return its exit code when it has just died."""
        if self._process is None:
            if now >= self._not_before:
                self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own module
                self._begun = now
            return None
        code = self._process.poll()
        if code is None:
            return None
        self._process = None
        if now - self._begun > LIVED_WELL:
            self._pause = FIRST_PAUSE
        self._not_before = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return code

    def ask_to_stop(self) -> None:
        """Forward SIGTERM."""
        if self._process is not None:
            self._process.terminate()

    def stopped(self, *, patience: float) -> None:
        """Wait for the end, and after `patience` seconds make it."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(0.1, patience))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def stop_all(children: Sequence[Child], *, patience: float = 15.0) -> None:
    """Stop all at the same time, then wait for each."""
    until = time.monotonic() + patience
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stopped(patience=until - time.monotonic())
