"""Reopening advice as it stood at a moment, for the gate and for the pages."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.advisories.domain.reopening import ReopeningAdvice
from dijkwacht.advisories.models import ReopeningAdviceRow
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import read_moment


@dataclass(frozen=True, slots=True)
class ReopeningSeen:
    """Reopening advice with what a page needs beside the advice itself."""

    id: UUID
    advice: ReopeningAdvice
    advisory: UUID | None
    owner: UUID
    label: Label
    wording: str


def reopening_advice(viewer: Viewer, *, case: UUID | None = None, asof: AsOf = NOW) -> tuple[ReopeningAdvice, ...]:
    """Return the advice the viewer may see, oldest first, each as it stood as of that moment: revoked or not yet."""
    return tuple(seen.advice for seen in reopening_seen(viewer, case=case, asof=asof))


def reopening_seen(
    viewer: Viewer, *, case: UUID | None = None, advisory: UUID | None = None, asof: AsOf = NOW
) -> tuple[ReopeningSeen, ...]:
    """Return the advice of a case or of one advisory, oldest first; one query."""
    rows = ReopeningAdviceRow.objects.all().visible_to(viewer).as_of(asof).select_related("advisory")
    if case is not None:
        rows = rows.filter(case=case)
    if advisory is not None:
        rows = rows.filter(advisory__public_id=advisory)
    return tuple(_seen(row, asof) for row in rows.order_by("advised_from", "pk"))


def _seen(row: ReopeningAdviceRow, asof: AsOf) -> ReopeningSeen:
    revoked = bool(row.revoked) and _revoked_by_then(row, asof)
    return ReopeningSeen(
        id=row.public_id,
        advice=ReopeningAdvice(
            issuer=row.issuer,
            version=row.version,
            builds=tuple(row.builds),
            advised=read_moment(row.advised),
            condition=row.condition,
            revoked=read_moment(row.revoked) if revoked else None,
            because=row.revoked_because if revoked else "",
            entry=row.entry,
            revoking_entry=row.revoking_entry if revoked else None,
        ),
        advisory=row.advisory.public_id if row.advisory else None,
        owner=row.owner,
        label=Label(row.label),
        wording=row.wording,
    )


def _revoked_by_then(row: ReopeningAdviceRow, asof: AsOf) -> bool:
    known = asof.known is None or (row.revoked_known_by is not None and row.revoked_known_by <= asof.known)
    recorded = asof.recorded is None or (
        row.revoked_recorded_at is not None and row.revoked_recorded_at <= asof.recorded
    )
    return known and recorded
