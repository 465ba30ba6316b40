"""From row to value: the one place where a stored entry is read back."""

import json

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.models import EntryRow
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import read_moment


def source_text(source: Source) -> str:
    """Return how a source stands in its column."""
    return canonical_text([source.stated_by, source.document, source.locator, source.url])


def columns_agree(row: EntryRow, entry: Entry) -> bool:
    """Return whether columns say, to the letter, what the entry says that was read from them or beside them.

    Some exist only to be searched; others could be written differently and read the same.
    """
    return (
        row.source == source_text(entry.source)
        and row.happened == (entry.happened.text() if entry.happened else None)
        and row.known == (entry.known.text() if entry.known else None)
        and row.recipients == sorted(entry.recipients)
        and row.happened_from == (entry.happened.earliest if entry.happened else None)
        and row.known_from == (entry.known.earliest if entry.known else None)
        and row.known_by == entry.known_by
        and row.payload == entry.payload
    )


def entry_value(row: EntryRow, content: dict[str, str] | None = None, position: int | None = None) -> Entry:
    """Return the entry of a row; content and position are handed in by who may have them."""
    return Entry(
        id=row.public_id,
        kind=row.kind,
        schema=row.schema,
        category=Category(row.category),
        actor=Actor(ActorKind(row.actor_kind), row.actor_role, row.actor_account, row.actor_organisation),
        source=Source(*json.loads(row.source)),
        origin=Origin(row.origin),
        label=Label(row.label),
        owner=row.owner,
        recorded_at=row.recorded_at,
        payload=json.loads(row.payload_text),
        case=row.case,
        response=row.response,
        organisation=row.organisation,
        subject=row.subject,
        happened=read_moment(row.happened) if row.happened else None,
        known=read_moment(row.known) if row.known else None,
        constituency=row.constituency,
        recipients=frozenset(row.recipients),
        evidence=tuple(row.evidence),
        corrects=row.corrects,
        content=content,
        content_digest=bytes(row.content_digest) if row.content_digest is not None else None,
        payload_text=row.payload_text,
        position=position,
    )
