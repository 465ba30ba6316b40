"""Builds entries for tests of pure decisions: a story is a list of entries, folded without a database."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from dijkwacht.cases.domain.state import fold
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import read_moment

CASE = UUID("7e57ab1e-0000-4000-8000-00000000ca5e")
RESPONSE = UUID("7e57ab1e-0000-4000-8000-00000000fe5f")
TOWN = UUID("7e57ab1e-0000-4000-8000-000000000001")
CERT = UUID("7e57ab1e-0000-4000-8000-000000000002")
RECORDED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def told(kind, happened=None, /, *, known=None, of_case=False, name="", **payload):
    """Return one entry of the kind; its payload is checked as the journal would check it."""
    values, content = KINDS[kind].split(payload)
    key = f"{kind} {happened} {known} {name} {sorted(values.items(), key=str)}"
    return Entry(
        id=uuid5(CASE, key),
        kind=kind,
        schema=1,
        category=KINDS[kind].category,
        actor=Actor(ActorKind.PERSON, "ciso"),
        source=Source(),
        origin=Origin.DECLARED,
        label=Label.AMBER,
        owner=TOWN,
        recorded_at=RECORDED,
        payload=values,
        case=CASE,
        response=None if of_case else RESPONSE,
        organisation=None if of_case else TOWN,
        constituency=CERT,
        happened=read_moment(happened) if happened else None,
        known=read_moment(known) if known else None,
        content=content or None,
    )


def case_told(kind, happened=None, /, **payload):
    """Return an entry of the case itself."""
    return told(kind, happened, of_case=True, **payload)


def story(*entries):
    """Return (state, facts) folded from the entries in the fold's order."""
    return fold(sorted(entries, key=Entry.order))
