"""Read entries, evidence and looks as a viewer may see them; "absent" and "not yours" look alike."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, Subquery

from dijkwacht.disclosure.domain import WORKING_ROLES, Category, Clause, content_allowed, visible
from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.models import (
    EntryRow,
    EntryRows,
    HeartbeatRow,
    LeafRow,
    LookRow,
    QuarantineRow,
)
from dijkwacht.journal.selectors.held import HeldFiles
from dijkwacht.journal.selectors.rows import entry_value
from dijkwacht.journal.selectors.values import Evidence, Look, Quarantined
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound


def entries(  # noqa: PLR0913 - each is one filter of the record's page
    viewer: Viewer,
    *,
    case: UUID | None = None,
    response: UUID | None = None,
    organisation: UUID | None = None,
    kinds: Iterable[str] | None = None,
    category: Category | None = None,
    ids: Iterable[UUID] | None = None,
    asof: AsOf = NOW,
    newest_first: bool = False,
    before: UUID | None = None,
    limit: int | None = None,
    having: Mapping[str, str] | None = None,
) -> tuple[Entry, ...]:
    """Return the entries this viewer may see, in the fold's order; with `newest_first` by recording instead.

    `content` is filled only where the rule that admits the entry lets free text go along. With `before` only what was
    recorded earlier than that entry; `limit` takes the newest of them. `having`: texts that the payload holds, by name.
    """
    rows = _scoped(EntryRow.objects.all().visible_to(viewer), case, response, organisation, kinds).as_of(asof)
    rows = rows.select_related("leaf", "content").defer("payload").order_by("-id")
    if category is not None:
        rows = rows.filter(category=category)
    if ids is not None:
        rows = rows.filter(public_id__in=tuple(ids))
    if having:
        rows = rows.filter(payload__contains=dict(having))
    if before is not None:
        rows = rows.filter(id__lt=Subquery(EntryRow.objects.filter(public_id=before).values("id")))
    if limit is not None:
        rows = rows[:limit]
    clauses = visible(viewer)
    found = tuple(_seen(row, clauses) for row in rows)
    return found if newest_first else tuple(sorted(found, key=Entry.order))


def entry_for(viewer: Viewer, entry: UUID) -> Entry:
    """Return one entry. Raises NotFound where it is absent or not yours."""
    row = (
        EntryRow.objects.all()
        .visible_to(viewer)
        .filter(public_id=entry)
        .select_related("leaf", "content")
        .defer("payload")
        .first()
    )
    if row is None:
        raise NotFound
    return _seen(row, visible(viewer))


def last_position() -> int:
    """Return the place of the newest entry that has one; -1 for an empty record."""
    newest = LeafRow.objects.order_by("-position").values_list("position", flat=True).first()
    return -1 if newest is None else newest


def entries_after(
    viewer: Viewer, position: int, *, kinds: Iterable[str] | None = None, limit: int = 100
) -> tuple[Entry, ...]:
    """Return the first entries behind a place in the record that the viewer may see, in the order of places.

    Places are given to what is committed, in order and without gaps: who asks again from the last one misses nothing.
    """
    rows = _scoped(EntryRow.objects.all().visible_to(viewer), None, None, None, kinds)
    rows = rows.filter(leaf__position__gt=position).select_related("leaf", "content").defer("payload")
    clauses = visible(viewer)
    return tuple(_seen(row, clauses) for row in rows.order_by("leaf__position")[:limit])


def about(viewer: Viewer, entry: UUID) -> tuple[Entry, ...]:
    """Return the entries, as far as the viewer may see them, that correct this one or removed its content."""
    named = Q(kind__in=("entry.corrected", "content.removed"), payload__entry=str(entry))
    rows = EntryRow.objects.all().visible_to(viewer).filter(Q(corrects=entry) | named)
    clauses = visible(viewer)
    return tuple(_seen(row, clauses) for row in rows.select_related("leaf", "content").defer("payload").order_by("id"))


def evidence_for(viewer: Viewer, digest: str) -> tuple[Evidence, bytes]:
    """Return an evidence file with its bytes. Raises NotFound where it is absent, removed or not yours."""
    held = HeldFiles(viewer, [digest])
    content = held.content(digest)
    return held.told[digest], content


def looks_at(viewer: Viewer, organisation: UUID) -> tuple[Look, ...]:
    """Return who of other organisations looked at this one, newest first. Raises NotFound unless it is one's own."""
    if organisation not in viewer.organisations(*WORKING_ROLES):
        raise NotFound
    rows = LookRow.objects.filter(organisation=organisation).order_by("-hour", "account")[:500]
    return tuple(Look(row.account, row.looking_organisation, row.what, row.hour, row.times) for row in rows)


def quarantined(viewer: Viewer) -> tuple[Quarantined, ...]:
    """Return what of the viewer's organisations could not be read, newest first."""
    rows = QuarantineRow.objects.filter(owner__in=sorted(viewer.organisations(*WORKING_ROLES))).order_by("-id")[:200]
    return tuple(
        Quarantined(row.public_id, row.digest, row.what, row.place, row.message, row.expected, row.remedy, row.at)
        for row in rows
    )


def sequencer_lag() -> float:
    """Return the age in seconds of the oldest entry without a place, 0.0 where none waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.recorded_at)), 0) FROM journal_entry e "
            "WHERE e.id > coalesce((SELECT max(entry_id) - 10000 FROM journal_leaf), 0) "
            "AND NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry_id = e.id)"
        )
        (lag,) = cursor.fetchone() or (0,)
    return float(lag)


def last_beat(name: str) -> datetime | None:
    """Return when the background process `name` last showed that it lives, by `services.beat`; None where never."""
    return HeartbeatRow.objects.filter(name=name).values_list("at", flat=True).first()


def worker_heartbeat_age() -> float | None:
    """Return the seconds since the worker last showed that it lives; None where it never did."""
    row = HeartbeatRow.objects.filter(name="worker").first()
    return (datetime.now(UTC) - row.at).total_seconds() if row else None  # noqa: TID251 - the edge: liveness is about now


def _scoped(
    rows: EntryRows,
    case: UUID | None,
    response: UUID | None,
    organisation: UUID | None,
    kinds: Iterable[str] | None,
) -> EntryRows:
    if case is not None:
        rows = rows.filter(case=case)
    if response is not None:
        rows = rows.filter(response=response)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    return rows


def _seen(row: EntryRow, clauses: tuple[Clause, ...]) -> Entry:
    entry = _value(row)
    stored = getattr(row, "content", None)
    if stored is None or not content_allowed(clauses, entry.fact):
        return entry
    return replace(entry, content=json.loads(stored.body))


def _value(row: EntryRow) -> Entry:
    leaf = getattr(row, "leaf", None)
    return entry_value(row, position=leaf.position if leaf else None)
