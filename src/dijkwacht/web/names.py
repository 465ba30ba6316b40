"""Names for ids and codes, brought along with the request for rooms that may not ask the later ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from dijkwacht.cases.domain.steps import CATALOGUE
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.selectors import OrganisationSeen, organisations_seen


@dataclass(frozen=True, slots=True)
class NamesSeen:
    """Names as `viewer` may know them; organisations cost one query a call."""

    viewer: Viewer

    def organisations(self, ids: Iterable[UUID]) -> Mapping[UUID, OrganisationSeen]:
        """Return those of `ids` that the viewer may know; the others are absent."""
        wanted = frozenset(ids)
        if not wanted:
            return {}
        return {one.id: one for one in organisations_seen(self.viewer, timezone.now(), ids=wanted, limit=None)}

    def step(self, key: str) -> Text:
        """Return the words of the catalogue for a step; its key where a case made its own."""
        return CATALOGUE[key].title if key in CATALOGUE else Text(key, key)
