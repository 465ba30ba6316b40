"""The list of removals: what was removed by law, by ids only, so that a restored older backup forgets it too.

It holds no content and no names: entries, digests and accounts by id, and the ground. It travels three ways: in every
backup, beside the witness's heads, and in the copy of the keys.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from dijkwacht.journal.domain.backup import UnreadableBackup
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

REPLAYED = "removal ledger"
"""The document that a replayed removal names as its source; its locator is the first removal's id."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One removal: `id` is the entry that first recorded it, `at` when (aware UTC); `entry` or `evidence` what went."""

    id: UUID
    at: datetime
    owner: UUID
    entry: UUID | None
    evidence: tuple[str, ...]
    ground: str
    requested_by: UUID
    approved_by: UUID


def may_remove(viewer: Viewer, owner: UUID) -> Verdict:
    """Answer "yes" or "no" whether the viewer may remove, by law, what entries of `owner` say in free text.

    Who answers for the organisation may; its desk and everybody else may not, and ask it.
    """
    if owner in viewer.organisations(Role.CISO, Role.DIRECTOR):
        return Verdict("yes", (Reason("owner", Text("u beslist over dit register", "you answer for this record")),))
    return Verdict("no", (Reason("not-yours", Text("dit is niet uw register", "this record is not yours")),))


def removal_line(removal: Removal) -> str:
    """Return one line of the list."""
    return json.dumps(
        {
            "id": str(removal.id),
            "at": removal.at.astimezone(UTC).isoformat(),
            "owner": str(removal.owner),
            "entry": str(removal.entry) if removal.entry else None,
            "evidence": list(removal.evidence),
            "ground": removal.ground,
            "requested_by": str(removal.requested_by),
            "approved_by": str(removal.approved_by),
        },
        sort_keys=True,
    )


def read_removals(lines: Iterable[str], place: str) -> tuple[Removal, ...]:
    """Return the removals of a list; raises UnreadableBackup with the line. A last line cut in half is an error too."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(_removal(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise UnreadableBackup(
                place=f"{place}, line {number}", expected="a removal, one JSON object a line"
            ) from wrong
    return tuple(found)


def still_to_do(known: Iterable[Removal], recorded: Iterable[Removal]) -> tuple[Removal, ...]:
    """Return the known removals that a record does not hold yet, oldest first, each once."""
    there = {removal.id for removal in recorded}
    wanted = {removal.id: removal for removal in known if removal.id not in there}
    return tuple(sorted(wanted.values(), key=lambda removal: (removal.at, removal.id)))


def _removal(values: Mapping[str, object]) -> Removal:
    entry, evidence = values["entry"], values["evidence"]
    if not isinstance(evidence, list):
        raise TypeError
    return Removal(
        id=UUID(str(values["id"])),
        at=datetime.fromisoformat(str(values["at"])),
        owner=UUID(str(values["owner"])),
        entry=UUID(str(entry)) if entry else None,
        evidence=tuple(str(digest) for digest in evidence),
        ground=str(values["ground"]),
        requested_by=UUID(str(values["requested_by"])),
        approved_by=UUID(str(values["approved_by"])),
    )
