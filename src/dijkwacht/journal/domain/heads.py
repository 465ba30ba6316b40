"""Signed tree heads and the check of a record against them; signing itself is an adapter's work."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from dijkwacht.journal.domain.entry import Entry, content_digest, row_text
from dijkwacht.journal.domain.merkle import Frontier, leaf_hash
from dijkwacht.kernel.canonical import canonical_text

SignatureCheck = Callable[[str, bytes, bytes], bool]
"""(public key as hex, message, signature) -> whether the signature holds."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What the record was at a moment: how many leaves, their root, when signed (aware UTC), by which key."""

    size: int
    root: bytes
    signed_at: datetime
    key: str
    signature: bytes

    def message(self) -> bytes:
        """Return the bytes that the signature covers."""
        return head_message(self.size, self.root, self.signed_at)


def head_message(size: int, root: bytes, signed_at: datetime) -> bytes:
    """Return the canonical bytes of a head's statement."""
    stamp = signed_at.astimezone(UTC).isoformat()
    return canonical_text({"size": size, "root": root.hex(), "signed_at": stamp}).encode()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stored leaf: the entry at a position, the stored hash, its content as (salt, body) if still there.

    `entry` None: the row can no longer be read. `agrees`: whether the columns that are only derived from the row, for
    searching, say what the row says.
    """

    position: int
    stored: bytes
    id: UUID
    entry: Entry | None
    content: tuple[bytes, str] | None
    agrees: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong: position, entry and reason in words."""

    position: int
    entry: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a verification: `first_bad` is None where nothing was changed."""

    entries: int
    removed: int
    first_bad: Fault | None
    head: TreeHead | None


def verify(
    leaves: Iterable[Leaf],
    heads: Iterable[TreeHead],
    removals: frozenset[UUID],
    holds: SignatureCheck,
    witnessed: Iterable[TreeHead] = (),
) -> Checked:
    """Check every leaf against its row, every head against the leaves below it, and the witness's heads.

    `leaves` come in order of position. `removals` are the entries whose content a `content.removed` entry names.
    A record that was rewritten and signed anew passes its own heads, but not the witness's older copies. Entries that
    no head covers are a fault: the sequencer places entries and signs in one transaction.
    """
    wanted = _by_size([*heads, *witnessed])
    frontier = Frontier()
    removed = 0
    last: TreeHead | None = None
    fault = _heads_fault(wanted.pop(0, []), frontier, holds, None)
    for leaf in leaves:
        fault = fault or _leaf_fault(leaf, frontier.size, removals)
        if fault:
            break
        if leaf.entry is not None and leaf.entry.content_digest is not None and leaf.content is None:
            removed += 1
        frontier.append(leaf.stored)
        here = wanted.pop(frontier.size, [])
        last = here[0] if here else last
        fault = _heads_fault(here, frontier, holds, leaf.id)
    if fault is None and wanted:
        size = min(wanted)
        fault = Fault(frontier.size, None, f"a head speaks of {size} entries, the record has {frontier.size}")
    signed = last.size if last else 0
    if fault is None and signed < frontier.size:
        fault = Fault(signed, None, f"no signed head covers the entries from position {signed} on")
    return Checked(frontier.size, removed, fault, last)


def _by_size(heads: Iterable[TreeHead]) -> dict[int, list[TreeHead]]:
    grouped: dict[int, list[TreeHead]] = {}
    for head in heads:
        grouped.setdefault(head.size, []).append(head)
    return grouped


def _leaf_fault(leaf: Leaf, expected_position: int, removals: frozenset[UUID]) -> Fault | None:
    entry = leaf.entry
    if leaf.position != expected_position:
        return Fault(expected_position, None, f"position {expected_position} is missing")
    if entry is None:
        return Fault(leaf.position, leaf.id, "the row cannot be read any more")
    if not leaf.agrees or leaf_hash(row_text(entry)) != leaf.stored:
        return Fault(leaf.position, leaf.id, "the row is not what was recorded")
    if entry.content_digest is None:
        return Fault(leaf.position, leaf.id, "content was added") if leaf.content is not None else None
    if leaf.content is None:
        return None if leaf.id in removals else Fault(leaf.position, leaf.id, "content is missing without a removal")
    if content_digest(*leaf.content) != entry.content_digest:
        return Fault(leaf.position, leaf.id, "the content is not what was recorded")
    return None


def _heads_fault(heads: Iterable[TreeHead], tree: Frontier, holds: SignatureCheck, entry: UUID | None) -> Fault | None:
    for head in heads:
        if head.root != tree.root():
            return Fault(max(tree.size - 1, 0), entry, f"the record does not extend the head of {head.size} entries")
        if not holds(head.key, head.message(), head.signature):
            return Fault(max(tree.size - 1, 0), entry, f"the signature of the head of {head.size} entries is wrong")
    return None


def head_as_text(head: TreeHead) -> Mapping[str, object]:
    """Return the head as plain JSON values, as a witness keeps it."""
    return {
        "size": head.size,
        "root": head.root.hex(),
        "signed_at": head.signed_at.astimezone(UTC).isoformat(),
        "key": head.key,
        "signature": head.signature.hex(),
    }


def head_from_text(values: Mapping[str, object]) -> TreeHead:
    """Return the head that `head_as_text` wrote; raises ValueError or KeyError where it is none."""
    return TreeHead(
        int(str(values["size"])),
        bytes.fromhex(str(values["root"])),
        datetime.fromisoformat(str(values["signed_at"])),
        str(values["key"]),
        bytes.fromhex(str(values["signature"])),
    )
