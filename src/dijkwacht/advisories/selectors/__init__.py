"""Doors out: advice as a viewer may see it, now or as of a moment; its versions, lineage, readers and reopening."""

from dijkwacht.advisories.selectors.dealing import Comment, Dealing, dealing, files_waiting, own_word
from dijkwacht.advisories.selectors.files import advice_told, documents_seen, documents_shown, revision_bytes
from dijkwacht.advisories.selectors.listing import AdvisoryLine, advisories
from dijkwacht.advisories.selectors.marks import exploited_since
from dijkwacht.advisories.selectors.page import AdvisoryPage, Ancestor, RevisionSeen, advisory_page
from dijkwacht.advisories.selectors.providers import (
    DocumentSeen,
    ProviderSeen,
    documents_in_trouble,
    provider,
    providers,
)
from dijkwacht.advisories.selectors.receipts import publications, readings
from dijkwacht.advisories.selectors.reopening import ReopeningSeen, reopening_advice, reopening_seen
from dijkwacht.advisories.selectors.searching import Found, FoundLine, Order, Sought, WrongCursor, search_advisories

__all__ = [
    "AdvisoryLine",
    "AdvisoryPage",
    "Ancestor",
    "Comment",
    "Dealing",
    "DocumentSeen",
    "Found",
    "FoundLine",
    "Order",
    "ProviderSeen",
    "ReopeningSeen",
    "RevisionSeen",
    "Sought",
    "WrongCursor",
    "advice_told",
    "advisories",
    "advisory_page",
    "dealing",
    "documents_in_trouble",
    "documents_seen",
    "documents_shown",
    "exploited_since",
    "files_waiting",
    "own_word",
    "provider",
    "providers",
    "publications",
    "readings",
    "reopening_advice",
    "reopening_seen",
    "revision_bytes",
    "search_advisories",
]
