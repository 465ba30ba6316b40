"""Doors out: advice as a viewer may see it, now or as of a moment; its versions, lineage, readers and reopening."""

from dijkwacht.advisories.selectors.files import documents_seen, flaws_told_since, revision_bytes
from dijkwacht.advisories.selectors.listing import AdvisoryLine, advisories
from dijkwacht.advisories.selectors.page import AdvisoryPage, Ancestor, RevisionSeen, advisory_page
from dijkwacht.advisories.selectors.receipts import publications, readings
from dijkwacht.advisories.selectors.reopening import ReopeningSeen, reopening_advice, reopening_seen

__all__ = [
    "AdvisoryLine",
    "AdvisoryPage",
    "Ancestor",
    "ReopeningSeen",
    "RevisionSeen",
    "advisories",
    "advisory_page",
    "documents_seen",
    "flaws_told_since",
    "publications",
    "readings",
    "reopening_advice",
    "reopening_seen",
    "revision_bytes",
]
