"""Append one entry: checked against its kind, written in the caller's transaction."""

import functools
import os
import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction

from dijkwacht.journal.domain.entry import Entry, content_digest
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.models import insert
from dijkwacht.journal.selectors.rows import source_text
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import Moment

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 4
RETRIED = frozenset({"40001", "40P01"})  # serialisation failure, deadlock
NO_SOURCE = Source()
ORIGIN_OF = {
    ActorKind.PERSON: Origin.DECLARED,
    ActorKind.DOCUMENT: Origin.RELAYED,
    ActorKind.MACHINE: Origin.OBSERVED,
}


NOT_YET = datetime.max.replace(tzinfo=UTC)
"""Stands in until the database has set the recording time."""
DIGEST = re.compile(r"[0-9a-f]{64}")


class NoTransaction(DijkwachtError):  # noqa: N818 - says what is missing
    """An entry is written together with the rows it explains, in one transaction."""


class NotADigest(DijkwachtError):  # noqa: N818 - says what is wrong
    """Evidence is named by its SHA-256: 64 hexadecimal digits."""


class UnknownKind(DijkwachtError):  # noqa: N818 - says what is wrong
    """The journal has no such entry kind."""


def one_transaction(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction; a deadlock or serialisation failure is tried again, three times.

    Inside another transaction nothing is retried here: the outermost service decides.
    """

    @functools.wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return service(*args, **kwargs)
        for attempt in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except OperationalError as error:
                if attempt == TRIES or _code(error) not in RETRIED:
                    raise
                time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - spreads rivals, no secret
        raise AssertionError

    return run


def _code(error: DatabaseError) -> str:
    return str(getattr(error.__cause__, "sqlstate", ""))


def append(  # noqa: PLR0913 - an entry has this many parts, all by keyword
    *,
    kind: str,
    actor: Actor,
    payload: Mapping[str, object],
    label: Label,
    owner: UUID,
    case: UUID | None = None,
    response: UUID | None = None,
    organisation: UUID | None = None,
    subject: str = "",
    constituency: UUID | None = None,
    recipients: Iterable[UUID] = (),
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    origin: Origin | None = None,
    evidence: Iterable[str] = (),
    corrects: UUID | None = None,
) -> Entry:
    """Write one entry and return it with the recording time that the database gave it.

    `payload` is checked against the kind; fields that the kind calls removable go into content with a salt of 16 bytes.
    Raises UnknownKind, WrongPayload, NotADigest or NotCanonical before anything is written, NoTransaction outside one.
    """
    if not connection.in_atomic_block:
        raise NoTransaction
    if kind not in KINDS:
        raise UnknownKind(place=kind)
    shape = KINDS[kind]
    values, removable = shape.split(payload)
    body = canonical_text(removable) if removable else None
    salt = os.urandom(16) if body else b""
    entry = Entry(
        id=new_id(),
        kind=kind,
        schema=shape.schema,
        category=shape.category,
        actor=actor,
        source=source,
        origin=origin or ORIGIN_OF[actor.kind],
        label=label,
        owner=owner,
        recorded_at=NOT_YET,
        payload=values,
        case=case,
        response=response,
        organisation=organisation,
        subject=subject,
        happened=happened,
        known=known,
        constituency=constituency,
        recipients=frozenset(recipients),
        evidence=_digests(evidence),
        corrects=corrects,
        content=removable or None,
        content_digest=content_digest(salt, body) if body else None,
        payload_text=canonical_text(values),
    )
    return replace(entry, recorded_at=insert(_row(entry), (salt, body) if body else None))


def _digests(evidence: Iterable[str]) -> tuple[str, ...]:
    found = tuple(evidence)
    for number, digest in enumerate(found):
        if not DIGEST.fullmatch(digest):
            raise NotADigest(place=f"evidence {number}")
    return found


def _row(entry: Entry) -> tuple[object, ...]:
    canonical_text([entry.subject, entry.actor.role])
    return (
        entry.id,
        entry.kind,
        entry.schema,
        str(entry.category),
        entry.case,
        entry.response,
        entry.organisation,
        entry.subject,
        entry.happened.text() if entry.happened else None,
        entry.happened.earliest if entry.happened else None,
        entry.known.text() if entry.known else None,
        entry.known.earliest if entry.known else None,
        entry.known.latest if entry.known else None,
        str(entry.actor.kind),
        entry.actor.role,
        entry.actor.account,
        entry.actor.organisation,
        source_text(entry.source),
        str(entry.origin),
        str(entry.label),
        entry.owner,
        entry.constituency,
        sorted(entry.recipients),
        list(entry.evidence),
        entry.corrects,
        entry.payload_text,
        entry.content_digest,
    )
