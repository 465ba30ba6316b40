"""Who received and read advice, and where it was published: read back from the journal."""

from uuid import UUID

from dijkwacht.advisories.domain.publishing import Publication
from dijkwacht.advisories.domain.receiving import Receipt, received_order
from dijkwacht.advisories.domain.words import Outcome
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.window import Moment, minute, read_moment

MOST = 2000


def readings(
    viewer: Viewer,
    *,
    advisory: UUID | None = None,
    organisation: UUID | None = None,
    case: UUID | None = None,
    asof: AsOf = NOW,
) -> tuple[Receipt, ...]:
    """Return who received and read advice, first knowledge first (S2.5, S2.6), as far as the viewer may know.

    `published` is the issue of the first version of the same advisory that the viewer may see.
    """
    found = entries(viewer, organisation=organisation, case=case, kinds=["advisory.read"], asof=asof)
    wanted = [entry for entry in found if advisory is None or entry.subject == str(advisory)]
    issued = _issued(viewer, asof) if wanted else {}
    return received_order(_receipt(entry, issued.get(entry.subject)) for entry in wanted).receipts


def _issued(viewer: Viewer, asof: AsOf) -> dict[str, Moment]:
    found: dict[str, Moment] = {}
    for entry in entries(viewer, kinds=["advisory.received"], asof=asof):
        if entry.subject and entry.text("issued"):
            found.setdefault(entry.subject, read_moment(entry.text("issued")))
    return found


def publications(viewer: Viewer, *, advisory: UUID, asof: AsOf = NOW) -> tuple[Publication, ...]:
    """Return what was decided per channel, oldest first."""
    found = entries(viewer, kinds=["advisory.published"], asof=asof)
    return tuple(_publication(entry) for entry in found if entry.subject == str(advisory))


def told_of(
    viewer: Viewer, *, advisory: UUID, case: UUID | None, published: Moment | None, asof: AsOf = NOW
) -> tuple[tuple[Receipt, ...], tuple[Publication, ...]]:
    """Return readers and publications of one advisory in one query, of its case where it has one, else the newest."""
    found = entries(viewer, case=case, kinds=["advisory.read", "advisory.published"], asof=asof, limit=MOST)
    mine = [entry for entry in found if entry.subject == str(advisory)]
    receipts = received_order(_receipt(entry, published) for entry in mine if entry.kind == "advisory.read")
    return receipts.receipts, tuple(_publication(entry) for entry in mine if entry.kind == "advisory.published")


def _receipt(entry: Entry, published: Moment | None) -> Receipt:
    return Receipt(entry.text("issuer"), entry.text("reader"), _when(entry), published, entry.id)


def _publication(entry: Entry) -> Publication:
    return Publication(
        channel=entry.text("channel"),
        outcome=Outcome(entry.text("outcome")),
        decided=_when(entry),
        because=(entry.content or {}).get("because", ""),
        entry=entry.id,
    )


def _when(entry: Entry) -> Moment:
    return entry.happened or entry.known or minute(entry.recorded_at)
