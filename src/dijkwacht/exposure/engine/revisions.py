"""Which revision of an advisory speaks: the newest of its series."""

import re
from collections.abc import Iterable

from dijkwacht.advisories.engine.values import Document

Series = tuple[str, str]
"""Publisher's namespace and tracking id: what all revisions of an advisory share."""


def newest_of(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the newest revision of each advisory, where its first one stood."""
    newest: dict[Series, Document] = {}
    for document in documents:
        series = series_of(document)
        other = newest.get(series)
        if other is None or revision_of(document) > revision_of(other):
            newest[series] = document
    return tuple(newest.values())


def series_of(document: Document) -> Series:
    """Return what the document shares with all its revisions."""
    return document.namespace.strip().rstrip("/").casefold(), document.identifier


def revision_of(document: Document) -> tuple[str, tuple[int, ...]]:
    """Return what orders the revisions of an advisory: when it was released, then the numbers of its version."""
    released = document.current_release.isoformat() if document.current_release else ""
    return released, tuple(int(number) for number in re.findall(r"\d+", document.version))
