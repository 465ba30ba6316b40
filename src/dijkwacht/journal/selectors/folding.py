"""Entries for the fold: those of a response together with those of its case that belong to no response."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from dijkwacht.disclosure.domain import Clause, visible
from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.models import EntryRow, EntryRows
from dijkwacht.journal.selectors.rows import entry_value
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf


def story_of(case: UUID, response: UUID | None, asof: AsOf = NOW) -> tuple[Entry, ...]:
    """Return all entries of a response and of its case, in the fold's order, without content.

    For services that write the rows: no viewer looks here. With `response` None only the case's own entries.
    """
    return _values(_story(EntryRow.objects.all(), case, response), asof)


def stories_of(case: UUID, responses: Iterable[UUID]) -> Mapping[UUID | None, tuple[Entry, ...]]:
    """Return the entries of many responses by response, and under None those of the case itself, each in order."""
    rows = EntryRow.objects.filter(Q(response__in=list(responses)) | Q(case=case, response__isnull=True))
    found: dict[UUID | None, list[Entry]] = defaultdict(list)
    for entry in _values(rows, NOW):
        found[entry.response].append(entry)
    return {key: tuple(listed) for key, listed in found.items()}


def story_seen(viewer: Viewer, case: UUID, response: UUID | None, asof: AsOf = NOW) -> tuple[Entry, ...]:
    """Return those entries of a response and its case that the viewer may see, in the fold's order, without content."""
    return _values(_story(EntryRow.objects.all().visible_to(viewer), case, response), asof)


def cases_seen(viewer: Viewer, candidates: Iterable[UUID], asof: AsOf = NOW) -> frozenset[UUID]:
    """Return which of these cases exist for the viewer: those with at least one entry that they may see."""
    rows = EntryRow.objects.all().visible_to(viewer).as_of(asof).filter(case__in=list(candidates))
    return frozenset(case for case in rows.order_by().values_list("case", flat=True).distinct() if case)


def admitted(clauses: Iterable[Clause], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries that pass one of the clauses."""
    listed = tuple(clauses)
    return tuple(entry for entry in entries if any(clause.admits(entry.fact) for clause in listed))


def seen_by(viewer: Viewer, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries that the viewer may see, of entries already read."""
    return admitted(visible(viewer), entries)


def _story(rows: EntryRows, case: UUID, response: UUID | None) -> EntryRows:
    own = Q(case=case, response__isnull=True)
    return rows.filter(own if response is None else own | Q(response=response))


def _values(rows: EntryRows, asof: AsOf) -> tuple[Entry, ...]:
    listed = rows.as_of(asof).select_related("leaf").defer("payload")
    found = []
    for row in listed:
        leaf = getattr(row, "leaf", None)
        found.append(entry_value(row, None, leaf.position if leaf else None))
    return tuple(sorted(found, key=Entry.order))
