"""What long work says of itself on stderr: one line, written over on a terminal, now and then a new one elsewhere."""

import sys
import time

MIB = 1 << 20


class Progress:
    """Says how far work is, at most once a second on a terminal and once in ten seconds in a log."""

    def __init__(self) -> None:
        self._lively = sys.stderr.isatty()
        self._said = float("-inf")

    def step(self, text: str) -> None:
        """Say that a step begins; always written."""
        self._write(text)
        self._said = time.monotonic()

    def count(self, what: str, done: int, of: int, size: int) -> None:
        """Say how many files and bytes were handled so far."""
        if time.monotonic() - self._said < (1 if self._lively else 10):
            return
        self._said = time.monotonic()
        self._write(f"{what}: {done} of {of} files, {size / MIB:,.0f} MiB")

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}" if self._lively else f"{text}\n")
        sys.stderr.flush()

    def end(self, text: str) -> None:
        """Say the outcome, on a line of its own."""
        sys.stderr.write(f"\r\x1b[K{text}\n" if self._lively else f"{text}\n")
