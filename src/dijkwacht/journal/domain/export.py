"""The record as a file: one JSON object per line, readable and checkable on another machine without the database."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.domain.heads import Leaf, TreeHead, head_as_text, head_from_text
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import NotAMoment, read_moment


class UnreadableExport(Unreadable):
    """This is no export of a record."""


def lines_of(leaves: Iterable[Leaf], heads: Iterable[TreeHead]) -> Iterator[str]:
    """Yield the lines of an export: every leaf with its whole row, then every head."""
    for leaf in leaves:
        yield json.dumps({"leaf": _leaf_as_text(leaf)}, sort_keys=True, ensure_ascii=False)
    for head in heads:
        yield json.dumps({"head": head_as_text(head)}, sort_keys=True)


def read_lines(lines: Iterable[str]) -> Iterator[Leaf | TreeHead]:
    """Yield the leaves and heads of an export, line by line. Raises UnreadableExport with the line number."""
    number = 1
    try:
        for line in lines:
            item = json.loads(line)
            yield _leaf_from_text(item["leaf"]) if "leaf" in item else head_from_text(item["head"])
            number += 1
    except (ValueError, KeyError, TypeError, NotAMoment) as error:
        raise UnreadableExport(
            place=f"line {number}", expected="a leaf or a head as `journal export` writes it"
        ) from error


def removals_in(leaves: Iterable[Leaf]) -> frozenset[UUID]:
    """Return the entries whose content a `content.removed` entry among these leaves names."""
    named = (leaf.entry.text("entry") for leaf in leaves if leaf.entry and leaf.entry.kind == "content.removed")
    return frozenset(UUID(entry) for entry in named if entry)


def _leaf_as_text(leaf: Leaf) -> Mapping[str, object]:
    return {
        "position": leaf.position,
        "hash": leaf.stored.hex(),
        "content": [base64.b64encode(leaf.content[0]).decode(), leaf.content[1]] if leaf.content else None,
        "id": str(leaf.id),
        **(_entry_as_text(leaf.entry) if leaf.entry else {}),
    }


def _entry_as_text(entry: Entry) -> Mapping[str, object]:
    return {
        "kind": entry.kind,
        "schema": entry.schema,
        "category": str(entry.category),
        "actor": [str(entry.actor.kind), entry.actor.role, _text(entry.actor.account), _text(entry.actor.organisation)],
        "source": [entry.source.stated_by, entry.source.document, entry.source.locator, entry.source.url],
        "origin": str(entry.origin),
        "label": str(entry.label),
        "owner": str(entry.owner),
        "recorded_at": entry.recorded_at.isoformat(),
        "case": _text(entry.case),
        "response": _text(entry.response),
        "organisation": _text(entry.organisation),
        "subject": entry.subject,
        "happened": entry.happened.text() if entry.happened else None,
        "known": entry.known.text() if entry.known else None,
        "constituency": _text(entry.constituency),
        "recipients": sorted(str(recipient) for recipient in entry.recipients),
        "evidence": list(entry.evidence),
        "corrects": _text(entry.corrects),
        "payload": entry.payload_text,
        "digest": entry.content_digest.hex() if entry.content_digest else None,
    }


def _leaf_from_text(item: Mapping[str, object]) -> Leaf:
    content = item["content"]
    salted = None
    if content is not None:
        salt, body = _list(content)
        salted = (base64.b64decode(str(salt)), str(body))
    try:
        entry = _entry_from_text(item)
    except (ValueError, KeyError, TypeError, NotAMoment):
        entry = None
    return Leaf(int(str(item["position"])), bytes.fromhex(str(item["hash"])), UUID(str(item["id"])), entry, salted)


def _entry_from_text(item: Mapping[str, object]) -> Entry:
    kind, role, account, organisation = _list(item["actor"])
    payload = str(item["payload"])
    return Entry(
        id=UUID(str(item["id"])),
        kind=str(item["kind"]),
        schema=int(str(item["schema"])),
        category=Category(str(item["category"])),
        actor=Actor(ActorKind(str(kind)), str(role), _id(account), _id(organisation)),
        source=Source(*(str(part) for part in _list(item["source"]))),
        origin=Origin(str(item["origin"])),
        label=Label(str(item["label"])),
        owner=UUID(str(item["owner"])),
        recorded_at=datetime.fromisoformat(str(item["recorded_at"])),
        payload=json.loads(payload),
        case=_id(item["case"]),
        response=_id(item["response"]),
        organisation=_id(item["organisation"]),
        subject=str(item["subject"]),
        happened=read_moment(str(item["happened"])) if item["happened"] else None,
        known=read_moment(str(item["known"])) if item["known"] else None,
        constituency=_id(item["constituency"]),
        recipients=frozenset(UUID(str(value)) for value in _list(item["recipients"])),
        evidence=tuple(str(value) for value in _list(item["evidence"])),
        corrects=_id(item["corrects"]),
        content_digest=bytes.fromhex(str(item["digest"])) if item["digest"] else None,
        payload_text=payload,
        position=int(str(item["position"])),
    )


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _id(value: object) -> UUID | None:
    return UUID(str(value)) if value else None
