"""Searching the evidence: everything below what was given, file by file, in the order of the walk."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Executor, ThreadPoolExecutor, wait
from functools import partial

from dijkwacht.hunting.engine.gathered import Gathered
from dijkwacht.hunting.engine.intake.limits import Limits
from dijkwacht.hunting.engine.intake.unpacking import Unpacker
from dijkwacht.hunting.engine.intake.walking import Given, walk
from dijkwacht.hunting.engine.keeping import all_is_kept
from dijkwacht.hunting.engine.model import Skipped
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.small_files import SmallFiles
from dijkwacht.hunting.engine.visiting import Gatherer

_TOGETHER = 32 * 1024 * 1024  # so many bytes of small files are one piece of work, and
_AT_ONCE = 256  # so many files at most
_EVERY = 0.25  # seconds between two words about progress


def gather(  # noqa: PLR0913 - what one run is asked
    evidence: Sequence[str],
    rules: RuleSet,
    *,
    workers: int = 1,
    sha256: bool = False,
    limits: Limits | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Gathered:
    """Search everything below `evidence`, in the order of the walk whatever the number of workers.

    `progress` is told of each path how many bytes of the files given were read so far, several times a second within
    a large one; it may raise to stop. Raises UnreadableEvidence.
    """
    with all_is_kept():
        walked = [one for typed in evidence for one in walk(typed)]
    given = [one for one in walked if isinstance(one, Given)]
    total = Gathered(skipped=[one for one in walked if isinstance(one, Skipped)])
    telling = _Telling(progress)

    def search(batch: Sequence[Given]) -> Gathered:
        gatherer = Gatherer(rules)
        found = gatherer.found
        small = SmallFiles(gatherer, rules, sha256=sha256, passed=telling.passed)
        for one in batch:
            if small.take(one):
                continue
            passed = partial(telling.passed, one.place.path) if progress is not None else None
            hashed = Unpacker(gatherer, limits or Limits(), sha256=sha256, passed=passed).run(one)
            if hashed is not None:
                found.digests[one.place.evidence, one.place.path] = (hashed.blake3, hashed.sha256)
        small.settle()
        return found

    if workers <= 1 or len(given) <= 1:
        for batch in batches(given):
            total.join(search(batch))
    else:
        with ThreadPoolExecutor(workers) as pool:
            for gathered in largest_first(pool, search, list(batches(given))):
                total.join(gathered)
    total.skipped += total.vendor_words()
    return total


def largest_first(
    pool: Executor, search: Callable[[Sequence[Given]], Gathered], pieces: Sequence[Sequence[Given]]
) -> list[Gathered]:
    """Search the pieces, the largest first, and return what each gave in the order of the pieces.

    A large log that is begun last would leave all workers but one without work. Where one fails, what is not begun is
    left.
    """
    by_size = sorted(range(len(pieces)), key=lambda number: -sum(one.facts.size for one in pieces[number]))
    begun = {number: pool.submit(search, pieces[number]) for number in by_size}
    try:
        for one in wait(begun.values(), return_when=FIRST_EXCEPTION).done:
            one.result()
    finally:
        for one in begun.values():
            one.cancel()
    return [begun[number].result() for number in range(len(pieces))]


class _Telling:
    """Adds up what was read by all threads and tells it a few times a second."""

    def __init__(self, progress: Callable[[str, int], None] | None) -> None:
        self._progress = progress
        self._lock = threading.Lock()
        self._done = 0
        self._next = 0.0

    def passed(self, path: str, count: int) -> None:
        if self._progress is None:
            return
        with self._lock:
            self._done += count
            if time.monotonic() >= self._next:
                self._next = time.monotonic() + _EVERY
                self._progress(path, self._done)


def batches(given: Iterable[Given]) -> Iterator[list[Given]]:
    """Yield pieces of work in the order of the walk: small files together, a large one alone."""
    batch: list[Given] = []
    size = 0
    for one in given:
        if batch and (size + one.facts.size > _TOGETHER or len(batch) >= _AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.facts.size
    if batch:
        yield batch
