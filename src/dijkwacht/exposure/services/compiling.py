"""Matchers kept in the process: what was compiled once is asked again, and what is new is added to it."""

import gc
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Protocol, runtime_checkable

from dijkwacht.advisories.engine.values import Document
from dijkwacht.exposure.engine.amendments import Amendment, shipped_amendments
from dijkwacht.exposure.engine.deciding import DecidedDirectory, Decisions
from dijkwacht.exposure.engine.matching import Compiled, Matcher, compiled
from dijkwacht.exposure.engine.schemes import shipped_schemes

MANY = 500  # advisories; a round of garbage collection through what is compiled of them takes a tenth of a second
SELDOM = 50_000  # things made between two rounds; by default 700: half the time of a run went into looking for garbage
MOST_NEWER = 100  # revisions taken in one by one; beyond that everything is compiled anew
KEPT = 4  # matchers: the advice that most organisations see, and that of a few constituencies


@runtime_checkable
class Marked(Protocol):
    """Advice that says by marks whether it is the same as before, and is read from a mark on."""

    marks: tuple[str, ...]

    def read(self, start: int = 0) -> tuple[Document, ...]:
        """Return the documents from this mark on."""

    def read_at(self, places: Iterable[int]) -> tuple[Document, ...]:
        """Return the documents with these marks, without those that cannot be read."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A matcher with the digest of everything that decides. Hold `asking` while it is asked: it remembers answers."""

    matcher: Matcher
    rules_digest: str


@dataclass(slots=True)
class _Kept:
    amendments: tuple[Amendment, ...]
    decided: Decisions
    marks: tuple[str, ...]
    held: tuple[Document, ...]
    compiled: Compiled
    ready: Ready


MOST_NAMES = 200_000
_names: list[DecidedDirectory] = []
asking = threading.RLock()
_kept: OrderedDict[int, _Kept] = OrderedDict()


def matcher_for(documents: Iterable[Document], amendments: tuple[Amendment, ...], decided: Decisions) -> Ready:
    """Return the matcher over these advisories, from what was compiled before as far as it is the same.

    Documents that carry `marks` are not even read where all are known. The caller holds `asking`.
    """
    advice = documents if isinstance(documents, Marked) else _Handed(tuple(documents))
    marks = advice.marks
    likely = [one for one in _kept.values() if one.amendments == amendments and one.decided == decided]
    found = next((one for one in likely if one.marks == marks), None)
    if found is None:
        begun = max(
            (one for one in likely if _is_begun(one.marks, marks)),
            key=lambda one: len(one.marks) - len(_newer(one.marks, marks)),
            default=None,
        )
        found = _made(advice, amendments, decided, begun)
        _kept[id(found)] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(id(found))
    return found.ready


def directory_for(decided: Decisions) -> DecidedDirectory:
    """Return a directory of names that knows these decisions, with what it answered before, while they stay the same.

    It is for rows of inventories only: nothing is learned from advice.
    """
    with asking:
        if not _names or _names[0].decisions != decided or _names[0].remembered > MOST_NAMES:
            _names[:] = [DecidedDirectory(decisions=decided)]
        return _names[0]


class _Handed:
    """Documents that are handed over as such: each is its own mark."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self._documents = documents
        self.marks = tuple(str(id(document)) for document in documents)

    def read(self, start: int = 0) -> tuple[Document, ...]:
        return self._documents[start:]

    def read_at(self, places: Iterable[int]) -> tuple[Document, ...]:
        return tuple(self._documents[place] for place in places)


def _is_begun(before: tuple[str, ...], marks: tuple[str, ...]) -> bool:
    """Say whether these marks are those before, some perhaps with newer revisions in front, and others after them."""
    if not before or len(before) > len(marks):
        return False
    newer = _newer(before, marks)
    return len(newer) <= MOST_NEWER and all(marks[place].endswith(f" {before[place]}") for place in newer)


def _newer(before: tuple[str, ...], marks: tuple[str, ...]) -> list[int]:
    return [place for place, mark in enumerate(before) if marks[place] != mark]


def _made(advice: Marked, amendments: tuple[Amendment, ...], decided: Decisions, begun: _Kept | None) -> _Kept:
    whole = _gone_on(advice, begun) if begun else None
    # What is known by its id only must live as long as that is remembered.
    held = advice.read() if isinstance(advice, _Handed) else ()
    if whole is None:
        whole = compiled(advice.read(), amendments=amendments, directory=DecidedDirectory(decisions=decided))
    told = [one.told for one in whole.said.values()]
    ready = Ready(whole.matcher(), _digest(told, amendments, decided))
    if len(advice.marks) >= MANY:
        _set_apart()
    return _Kept(amendments, decided, advice.marks, held, whole, ready)


def _gone_on(advice: Marked, begun: _Kept) -> Compiled | None:
    """Return what was compiled with what is new of this advice; None where it has to be compiled anew."""
    newer = _newer(begun.marks, advice.marks)
    read = advice.read_at(newer)
    whole = begun.compiled.revised(read) if newer and len(read) == len(newer) else None
    if newer and whole is None:
        return None
    later = advice.read(len(begun.marks))
    return (whole or begun.compiled).extended(later) if later else whole


def _set_apart() -> None:
    """Leave what was compiled out of later rounds of garbage collection, and have them seldom: what runs make lasts."""
    gc.set_threshold(SELDOM)
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _digest(told: Iterable[str], amendments: Iterable[Amendment], decided: Decisions) -> str:
    """Return the digest of everything that decides: schemes by revision, amendments, names, advisories by version."""
    lines = [
        *(f"{scheme.name} {scheme.revision}" for scheme in shipped_schemes()),
        *(repr(amendment) for amendment in (*shipped_amendments(), *amendments)),
        *(f"{kind} {sorted(names.items())}" for kind, names in asdict(decided).items()),
        *sorted(told),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
