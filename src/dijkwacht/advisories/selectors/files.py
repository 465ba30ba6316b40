"""The bytes of a version as they came, for whoever may see the version, whoever keeps the evidence."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import overload
from uuid import UUID

from django.db.models import QuerySet

from dijkwacht.advisories.engine.reading import read_document
from dijkwacht.advisories.engine.values import Document
from dijkwacht.advisories.models import Revision
from dijkwacht.advisories.selectors.listing import AdvisoryLine, issue_order, line_of, visible_revisions
from dijkwacht.journal.selectors import evidence_for, evidence_held
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound, Unreadable

_TOLD = ("advisory_id", "number", "title", "digest", "owner", "issued_from", "known_by")


def revision_bytes(viewer: Viewer, revision: UUID, *, asof: AsOf = NOW) -> bytes:
    """Return the bytes of a version as they were received.

    What counts is whether the viewer may see this version, not who owns the evidence. Raises NotFound, alike for
    absent, not yours, written by hand and removed.
    """
    row = visible_revisions(viewer, asof).filter(public_id=revision).first()
    if row is None:
        raise NotFound
    return _bytes_of(row)


class SeenDocuments(Sequence[Document]):
    """The newest readable version of each advisory that a viewer may see, read from its kept bytes when asked for.

    `marks`: one for each advisory, in a lasting order. While a mark is the same, so is what is read.
    """

    def __init__(self, versions: Iterable[tuple[Revision, ...]]) -> None:
        """Keep the versions of each advisory, newest first, whose bytes are held."""
        self._versions = tuple(versions)
        self.marks = tuple(" ".join(f"{row.pk} {row.digest}" for row in one) for one in self._versions)

    def read(self, start: int = 0) -> tuple[Document, ...]:
        """Return the documents of the advisories from this mark on; one of which no version can be read is left out."""
        found = (next(_read(one), None) for one in self._versions[start:])
        return tuple(document for document in found if document is not None)

    @cached_property
    def _all(self) -> tuple[Document, ...]:
        return self.read()

    def __len__(self) -> int:
        """Return how many documents could be read."""
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Document, ...]: ...
    def __getitem__(self, index: int | slice) -> Document | tuple[Document, ...]:
        """Return one document, or some."""
        return self._all[index]


def documents_seen(viewer: Viewer, *, vulnerabilities: Iterable[str] | None = None) -> SeenDocuments:
    """Return the newest readable version of each advisory that the viewer may see.

    With `vulnerabilities` only advisories of which a visible version names one of them, in capitals as CVE ids are
    written. Advice written by hand has no bytes and is left out. Costs a query, and one for each owner of advice; what
    is read costs one more for each advisory.
    """
    rows = visible_revisions(viewer, NOW).exclude(digest="").select_related(None)
    if vulnerabilities is not None:
        rows = rows.filter(advisory__in=_naming(viewer, vulnerabilities).values("advisory"))
    series: dict[int, list[Revision]] = {}
    by_owner: dict[UUID, list[str]] = {}
    for row in rows.only(*_TOLD).order_by("advisory_id", "pk"):
        series.setdefault(row.advisory_id, []).append(row)
        by_owner.setdefault(row.owner, []).append(row.digest)
    held = {(owner, digest) for owner, digests in by_owner.items() for digest in evidence_held(_eyes(owner), digests)}
    return SeenDocuments(
        tuple(row for row in sorted(versions, key=issue_order, reverse=True) if (row.owner, row.digest) in held)
        for versions in series.values()
    )


def flaws_of(viewer: Viewer, advisory: UUID) -> tuple[AdvisoryLine, tuple[str, ...]]:
    """Return the newest version of an advisory that the viewer may see, and the flaws that it names; one query.

    Raises NotFound, alike for absent and not yours.
    """
    rows = list(visible_revisions(viewer, NOW).filter(advisory__public_id=advisory))
    if not rows:
        raise NotFound
    line = line_of(max(rows, key=issue_order), len(rows))
    return line, tuple(dict.fromkeys(flaw.name.strip().upper() for flaw in line.summary.flaws if flaw.name.strip()))


def flaws_told_since(viewer: Viewer, at: datetime | None) -> frozenset[str]:
    """Return the vulnerabilities named in versions that the viewer may see and that were recorded after `at`."""
    rows = visible_revisions(viewer, NOW)
    if at is not None:
        rows = rows.filter(recorded_at__gt=at)
    return frozenset(rows.values_list("vulnerabilities__name", flat=True)) - {None}


def told_since(at: datetime) -> bool:
    """Return whether any version was recorded after `at`, whoever may see it; for services: it asks for no viewer."""
    return Revision.objects.filter(recorded_at__gt=at).exists()


def _naming(viewer: Viewer, vulnerabilities: Iterable[str]) -> QuerySet[Revision]:
    names = [name.strip().upper() for name in vulnerabilities]
    return visible_revisions(viewer, NOW).filter(vulnerabilities__name__in=names)


def _read(versions: Iterable[Revision]) -> Iterator[Document]:
    for row in versions:
        try:
            yield read_document(_bytes_of(row), row.title).document
        except (NotFound, Unreadable):
            continue


def _bytes_of(row: Revision) -> bytes:
    if not row.digest:
        raise NotFound
    # The evidence is its owner's; whoever may see the version reads it with the owner's eyes.
    return evidence_for(_eyes(row.owner), row.digest)[1]


def _eyes(owner: UUID) -> Viewer:
    return Viewer(offices=(Office(owner, Role.DESK),))
