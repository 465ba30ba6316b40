"""Many files of the record at once: looked up together, opened one by one."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from uuid import UUID

from dijkwacht.disclosure.selectors import shown
from dijkwacht.journal.models import EvidenceRow, SealedRow
from dijkwacht.journal.selectors.sealed import content_of, opened, opened_owner_key
from dijkwacht.journal.selectors.values import Evidence
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound


class HeldFiles:
    """Those of the files with these SHA-256 digests that a viewer may open.

    Whether they are held is asked by one query, what they are by another, each where it is asked first; opening them
    costs one more for each organisation whose key they need.
    """

    def __init__(self, viewer: Viewer, digests: Iterable[str]) -> None:
        """Look nothing up yet; of two files with one digest the first stands."""
        self._wanted = frozenset(digests)
        self._shown = EvidenceRow.objects.filter(shown(viewer), removed_at__isnull=True)
        self._rows: dict[str, EvidenceRow] = {}
        self._keys: dict[UUID, bytes] = {}

    @cached_property
    def _held(self) -> frozenset[str]:
        return frozenset(self._shown.filter(digest__in=self._wanted).values_list("digest", flat=True))

    def __contains__(self, digest: object) -> bool:
        """Tell whether the viewer may open a file."""
        return digest in self._held

    @cached_property
    def told(self) -> Mapping[str, Evidence]:
        """Return what each file is, by its digest, without its bytes."""
        self.look_up(self._wanted)
        return {one.digest: Evidence(one.digest, one.size, one.media_type, one.name) for one in self._rows.values()}

    def look_up(self, digests: Iterable[str]) -> None:
        """Make these files ready to be opened, by one query."""
        asked = self._wanted.intersection(digests).difference(self._rows)
        rows = self._shown.filter(digest__in=asked).select_related("sealed").order_by("-pk")
        self._rows |= {row.digest: row for row in rows}

    def content(self, digest: str) -> bytes:
        """Return the bytes of a file, checked against its digest. Raises NotFound, Unreadable, WrongKey."""
        if digest not in self._rows:
            self.look_up((digest,))
        row = self._rows.get(digest)
        if row is None:
            raise NotFound
        sealed: SealedRow | None = getattr(row, "sealed", None)
        # One that lay open may have been sealed since it was looked up: then it is looked up again.
        found = content_of(row) if sealed is None else opened(row, sealed, self._key(row.owner))
        if found is None:
            raise NotFound
        return found

    def _key(self, owner: UUID) -> bytes:
        if owner not in self._keys:
            self._keys[owner] = opened_owner_key(owner)
        return self._keys[owner]
