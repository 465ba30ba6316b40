"""Many files of the record at once: looked up together, opened one by one."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from dijkwacht.disclosure.selectors import shown
from dijkwacht.journal.models import EvidenceRow, SealedRow
from dijkwacht.journal.selectors.sealed import content_of, opened, opened_owner_key
from dijkwacht.journal.selectors.values import Evidence
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound


class HeldFiles:
    """Those of the files with these SHA-256 digests that a viewer may open.

    Looked up by one query; opening them costs one more for each organisation whose key they need.
    """

    def __init__(self, viewer: Viewer, digests: Iterable[str]) -> None:
        """Look the files up; of two with one digest the first stands."""
        rows = EvidenceRow.objects.filter(shown(viewer), digest__in=tuple(digests), removed_at__isnull=True)
        self._rows = {row.digest: row for row in rows.select_related("sealed").order_by("-pk")}
        self._keys: dict[UUID, bytes] = {}

    def __contains__(self, digest: object) -> bool:
        """Tell whether the viewer may open a file."""
        return digest in self._rows

    @property
    def told(self) -> Mapping[str, Evidence]:
        """Return what each file is, by its digest, without its bytes."""
        return {one.digest: Evidence(one.digest, one.size, one.media_type, one.name) for one in self._rows.values()}

    def content(self, digest: str) -> bytes:
        """Return the bytes of a file, checked against its digest. Raises NotFound, Unreadable, WrongKey."""
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
