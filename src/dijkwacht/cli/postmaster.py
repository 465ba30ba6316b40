"""Which process is the server of a data folder: asked of the system, never of a pid file."""

import os
import select
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Postmaster:
    """A handle on the very process that was looked at: signals cannot reach another that got its number later."""

    pid: int
    _handle: int

    def gone(self, *, within: float) -> bool:
        """Wait at most `within` seconds for its end; True when it ended."""
        return bool(select.select([self._handle], [], [], within)[0])

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; harmless when the process has ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)

    def close(self) -> None:
        """Let go of the handle."""
        os.close(self._handle)


def find(data: Path) -> Postmaster | None:
    """Return the server that runs on the folder `data`, or None."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or not _serves(entry, data):
            continue
        try:
            handle = os.pidfd_open(int(entry.name))
        except ProcessLookupError:
            continue
        if _serves(entry, data):  # once more: between look and handle the number may have changed hands
            return Postmaster(int(entry.name), handle)
        os.close(handle)
    return None


def _serves(entry: Path, data: Path) -> bool:
    try:
        words = (entry / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return Path(os.fsdecode(words[0])).name == "postgres" and [b"-D", os.fsencode(data)] == words[1:3]


def claims_in(pid_file: Path) -> int | None:
    """Return the process number a pid file claims; None where the file is absent, half written or holds no number."""
    try:
        first = pid_file.read_bytes().splitlines()[0]
        return int(first)
    except (OSError, IndexError, ValueError):
        return None
