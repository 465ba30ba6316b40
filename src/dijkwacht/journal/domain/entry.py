"""The journal's entry: an act or statement of a person, an issuer or an instrument (DESIGN, "How the record works")."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Category, Fact
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as read back: typed, never changed.

    `happened` and `known` carry their precision; `known` None means: known when recorded. `recorded_at` is the
    database's clock, aware UTC. `payload` holds the typed values, `content` the removable texts (None where removed or
    where the viewer may not have them). `position` is the place in the tree, None until the sequencer has been by.
    """

    id: UUID
    kind: str
    schema: int
    category: Category
    actor: Actor
    source: Source
    origin: Origin
    label: Label
    owner: UUID
    recorded_at: datetime
    payload: Mapping[str, object]
    case: UUID | None = None
    response: UUID | None = None
    organisation: UUID | None = None
    subject: str = ""
    happened: Moment | None = None
    known: Moment | None = None
    constituency: UUID | None = None
    recipients: frozenset[UUID] = field(default=frozenset())
    evidence: tuple[str, ...] = ()
    corrects: UUID | None = None
    content: Mapping[str, str] | None = None
    content_digest: bytes | None = None
    payload_text: str = ""
    position: int | None = None

    @property
    def known_by(self) -> datetime:
        """Return the moment by which this was provably known: the end of the stated period, else the recording."""
        return self.known.latest if self.known else self.recorded_at

    @property
    def happened_from(self) -> datetime:
        """Return the lower bound of when it happened; where that is not stated, when it was known."""
        if self.happened:
            return self.happened.earliest
        return self.known.earliest if self.known else self.recorded_at

    @property
    def replayed(self) -> bool:
        """Return whether it was recorded on a later day than it was known: entered afterwards, from a document."""
        return (
            self.known is not None
            and self.recorded_at > self.known.latest
            and (self.recorded_at - self.known.latest).days >= 1
        )

    @property
    def fact(self) -> Fact:
        """Return what disclosure needs to know of this entry."""
        return Fact(self.category, self.label, self.owner, self.constituency, self.recipients)

    def text(self, name: str) -> str:
        """Return a text of the payload, or "" where it is not stated."""
        value = self.payload.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts of the payload; empty where not stated."""
        value = self.payload.get(name)
        return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()

    def order(self) -> tuple[datetime, datetime, float, datetime]:
        """Return the key of the fold's order: happened lower bound, known, position; unsequenced last, as recorded."""
        known = self.known.earliest if self.known else self.recorded_at
        position = float("inf") if self.position is None else float(self.position)
        return self.happened_from, known, position, self.recorded_at


def content_digest(salt: bytes, body: str) -> bytes:
    """Return SHA-256(salt || body): what the leaf covers of removable content."""
    return hashlib.sha256(salt + body.encode()).digest()


def row_text(entry: Entry) -> bytes:
    """Return the canonical bytes of the whole row, over which the leaf hash is taken (RFC 8785 form)."""
    row = {
        "id": str(entry.id),
        "kind": entry.kind,
        "schema": entry.schema,
        "category": str(entry.category),
        "actor": [
            str(entry.actor.kind),
            entry.actor.role,
            _id(entry.actor.account),
            _id(entry.actor.organisation),
        ],
        "source": [entry.source.stated_by, entry.source.document, entry.source.locator, entry.source.url],
        "origin": str(entry.origin),
        "label": str(entry.label),
        "owner": str(entry.owner),
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(),
        "case": _id(entry.case),
        "response": _id(entry.response),
        "organisation": _id(entry.organisation),
        "subject": entry.subject,
        "happened": entry.happened.text() if entry.happened else None,
        "known": entry.known.text() if entry.known else None,
        "constituency": _id(entry.constituency),
        "recipients": sorted(str(recipient) for recipient in entry.recipients),
        "evidence": list(entry.evidence),
        "corrects": _id(entry.corrects),
        "payload": entry.payload_text,
        "content": entry.content_digest.hex() if entry.content_digest else None,
    }
    return canonical_text(row).encode()


def _id(value: UUID | None) -> str | None:
    return str(value) if value else None
