"""Matchers kept in the process: what was compiled once is asked again, and what is new is added to it."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol, runtime_checkable

from dijkwacht.advisories.engine.values import Document
from dijkwacht.exposure.engine.amendments import Amendment, shipped_amendments
from dijkwacht.exposure.engine.deciding import DecidedDirectory, Decisions
from dijkwacht.exposure.engine.matching import Compiled, Matcher, compiled
from dijkwacht.exposure.engine.schemes import shipped_schemes

KEPT = 4  # matchers: the advice that most organisations see, and that of a few constituencies


@runtime_checkable
class Marked(Protocol):
    """Advice that says by marks, one per document in their order, whether it is the same as before."""

    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A matcher with the digest of everything that decides. Hold `asking` while it is asked: it remembers answers."""

    matcher: Matcher
    rules_digest: str


@dataclass(slots=True)
class _Kept:
    amendments: tuple[Amendment, ...]
    decided: Decisions
    marks: tuple[object, ...]
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
    given = documents if isinstance(documents, Marked) else tuple(documents)
    marks: tuple[object, ...] = given.marks if isinstance(given, Marked) else tuple(map(id, given))
    likely = [one for one in _kept.values() if one.amendments == amendments and one.decided == decided]
    found = next((one for one in likely if one.marks == marks), None)
    if found is None:
        begun = max(
            (one for one in likely if one.marks == marks[: len(one.marks)]),
            key=lambda one: len(one.marks),
            default=None,
        )
        found = _made(tuple(given), marks, amendments, decided, begun)
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


def _made(
    documents: Sequence[Document],
    marks: tuple[object, ...],
    amendments: tuple[Amendment, ...],
    decided: Decisions,
    begun: _Kept | None,
) -> _Kept:
    whole = begun.compiled.extended(documents[len(begun.marks) :]) if begun and begun.marks else None
    if whole is None:
        whole = compiled(documents, amendments=amendments, directory=DecidedDirectory(decisions=decided))
    return _Kept(amendments, decided, marks, whole, Ready(whole.matcher(), _digest(documents, amendments, decided)))


def _digest(documents: Iterable[Document], amendments: Iterable[Amendment], decided: Decisions) -> str:
    """Return the digest of everything that decides: schemes by revision, amendments, names, advisories by version."""
    told = [
        *(f"{scheme.name} {scheme.revision}" for scheme in shipped_schemes()),
        *(repr(amendment) for amendment in (*shipped_amendments(), *amendments)),
        *(f"{kind} {sorted(names.items())}" for kind, names in asdict(decided).items()),
        *sorted(f"{document.identifier} {document.version}" for document in documents),
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
