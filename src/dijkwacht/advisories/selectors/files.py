"""The bytes of a version as they came, for whoever may see the version, whoever keeps the evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, overload
from uuid import UUID

from django.db.models import Q, QuerySet

from dijkwacht.advisories.engine.reading import read_document
from dijkwacht.advisories.engine.values import Document
from dijkwacht.advisories.models import Revision
from dijkwacht.advisories.selectors.listing import AdvisoryLine, issue_order, line_of, visible_revisions
from dijkwacht.disclosure.domain import Category, Fact
from dijkwacht.journal.selectors import HeldFiles, evidence_for
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound, Unreadable
from dijkwacht.kernel.labels import Label


class _Version(NamedTuple):
    """A version whose bytes came in: its key, their digest, and whose evidence they are."""

    pk: int
    digest: str
    owner: UUID


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

    def __init__(self, versions: Iterable[tuple[_Version, ...]], files: Mapping[UUID, HeldFiles]) -> None:
        """Keep the versions of each advisory, newest first, whose bytes are held, and the files by their owner."""
        self._versions, self._files = tuple(versions), files
        self.marks = tuple(" ".join(f"{row.pk} {row.digest}" for row in one) for one in self._versions)

    def read(self, start: int = 0) -> tuple[Document, ...]:
        """Return the documents of the advisories from this mark on; one of which no version can be read is left out."""
        return self.read_at(range(start, len(self._versions)))

    def read_at(self, places: Iterable[int]) -> tuple[Document, ...]:
        """Return the documents of the advisories with these marks, without those that cannot be read."""
        asked = [self._versions[place] for place in places]
        newest = [versions[0].digest for versions in asked if versions]
        for files in self._files.values():
            files.look_up(newest)
        found = (next(_read(versions, self._files), None) for versions in asked)
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
    written. Advice written by hand has no bytes and is left out. Costs a query and one for each
    owner of advice; reading them two more for each owner.
    """
    return _held(visible_revisions(viewer, NOW), vulnerabilities)


def documents_shown(facts: Iterable[Fact], *, vulnerabilities: Iterable[str]) -> SeenDocuments:
    """Return what `documents_seen` gives whoever may see versions of these facts and no others.

    For services that asked `disclosure.domain.decide` of each fact that `advice_told` gave: it asks for no viewer.
    """
    allowed = Q(pk__in=[])
    for fact in facts:
        named = sorted(fact.recipients)
        allowed |= Q(
            label=fact.label.value,
            owner=fact.owner,
            constituency=fact.constituency,
            recipients__contains=named,
            recipients__contained_by=named,
        )
    return _held(Revision.objects.filter(allowed), vulnerabilities)


def _held(rows: QuerySet[Revision], vulnerabilities: Iterable[str] | None) -> SeenDocuments:
    if vulnerabilities is not None:
        rows = rows.filter(advisory__in=rows.filter(_names(vulnerabilities)).values("advisory"))
    series: dict[int, list[_Version]] = {}
    by_owner: dict[UUID, list[str]] = {}
    listed = rows.exclude(digest="").order_by("advisory_id", "pk").values_list("advisory_id", "pk", "digest", "owner")
    for advisory, key, digest, owner in listed:
        series.setdefault(advisory, []).append(_Version(key, digest, owner))
        by_owner.setdefault(owner, []).append(digest)
    files = {owner: HeldFiles(_eyes(owner), digests) for owner, digests in by_owner.items()}
    place = _order_of(version.pk for versions in series.values() if len(versions) > 1 for version in versions)
    held = (
        tuple(one for one in sorted(versions, key=lambda one: place.get(one.pk, 0)) if one.digest in files[one.owner])
        for versions in series.values()
    )
    return SeenDocuments(held, files)


def _order_of(versions: Iterable[int]) -> dict[int, int]:
    """Return the places of these versions, newest first; most advisories have one version, and need none."""
    keys = list(versions)
    rows = Revision.objects.filter(pk__in=keys).only("number", "issued_from", "known_by").order_by("pk") if keys else ()
    return {row.pk: place for place, row in enumerate(sorted(rows, key=issue_order, reverse=True))}


def flaws_of(viewer: Viewer, advisory: UUID) -> tuple[AdvisoryLine, tuple[str, ...]]:
    """Return the newest version of an advisory that the viewer may see, and the flaws that it names; one query.

    Raises NotFound, alike for absent and not yours.
    """
    rows = list(visible_revisions(viewer, NOW).filter(advisory__public_id=advisory))
    if not rows:
        raise NotFound
    line = line_of(max(rows, key=issue_order), len(rows))
    return line, tuple(dict.fromkeys(flaw.name.strip().upper() for flaw in line.summary.flaws if flaw.name.strip()))


def advice_told(
    *, since: datetime | None = None, vulnerabilities: Iterable[str] | None = None
) -> Mapping[Fact, frozenset[str]]:
    """Return, for each fact of disclosure that versions have, the vulnerabilities that those versions name.

    `since`: versions recorded after it. `vulnerabilities`: all versions of advisories of which one names one of them.
    For services that decide for many viewers at once: it asks for none. One query.
    """
    rows = Revision.objects.all()
    if since is not None:
        rows = rows.filter(recorded_at__gt=since)
    if vulnerabilities is not None:
        rows = rows.filter(advisory__in=Revision.objects.filter(_names(vulnerabilities)).values("advisory"))
    found: dict[Fact, set[str]] = {}
    listed = rows.values_list("label", "owner", "constituency", "recipients", "vulnerabilities__name").distinct()
    for label, owner, constituency, recipients, name in listed:
        fact = Fact(Category.ADVICE, Label(label), owner, constituency, frozenset(recipients))
        found.setdefault(fact, set()).update([name] if name else [])
    return {fact: frozenset(names) for fact, names in found.items()}


def _names(vulnerabilities: Iterable[str]) -> Q:
    return Q(vulnerabilities__name__in=[name.strip().upper() for name in vulnerabilities])


def _read(versions: Iterable[_Version], files: Mapping[UUID, HeldFiles]) -> Iterator[Document]:
    for row in versions:
        try:
            yield read_document(files[row.owner].content(row.digest)).document
        except (NotFound, Unreadable):
            continue


def _bytes_of(row: Revision) -> bytes:
    if not row.digest:
        raise NotFound
    # The evidence is its owner's; whoever may see the version reads it with the owner's eyes.
    return evidence_for(_eyes(row.owner), row.digest)[1]


def _eyes(owner: UUID) -> Viewer:
    return Viewer(offices=(Office(owner, Role.DESK),))
