"""What somebody else recorded in an organisation's name: by telephone or from paper, until it confirms or corrects it.

The fact itself is an ordinary entry, relayed; beside it stands a `word.taken` that says who told it to whom. Once the
organisation confirms, the fact counts as declared by itself (VOCABULARY: relayed < declared).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.words import WORDS, role_in_words
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import Text

TAKEN, CONFIRMED = "word.taken", "word.confirmed"


class Standing(StrEnum):
    """How far the organisation stands behind what was recorded in its name."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


STANDING_WORDS = {
    Standing.WAITING: Text("telefonisch verklaard, nog niet bevestigd", "declared by telephone, not yet confirmed"),
    Standing.CONFIRMED: Text("bevestigd door de organisatie", "confirmed by the organisation"),
    Standing.CORRECTED: Text("gecorrigeerd door de organisatie", "corrected by the organisation"),
}
ON_PAPER = Text("van papier overgenomen, nog niet bevestigd", "taken over from paper, not yet confirmed")


@dataclass(frozen=True, slots=True)
class ToldFor:
    """One fact recorded in an organisation's name: the entry, who told it how to whom, and how it stands."""

    entry: UUID
    kind: str
    how: str
    by_role: str
    to_role: str
    taken: Entry
    standing: Standing

    @property
    def said(self) -> Text:
        """Return how it stands in words."""
        if self.standing is Standing.WAITING and self.how == "on-paper":
            return ON_PAPER
        return STANDING_WORDS[self.standing]

    @property
    def who(self) -> Text:
        """Return who told it, how, and to whom."""
        how = WORDS[self.how]
        by, to = role_in_words(self.by_role), role_in_words(self.to_role)
        return Text(f"gemeld door {by.nl}, {how.nl}, aan {to.nl}", f"told by {by.en}, {how.en}, to {to.en}")


def told_for(entries: Iterable[Entry]) -> tuple[ToldFor, ...]:
    """Return what was recorded in the organisation's name, newest first, each with how it stands."""
    listed = list(entries)
    confirmed = _confirmed(listed)
    gone: set[UUID | None] = {entry.corrects for entry in listed if entry.corrects}
    gone |= {read_id(entry.text("entry")) for entry in listed if entry.kind == "entry.corrected"}
    found = []
    for taken in listed:
        about = read_id(taken.text("entry"))
        if taken.kind != TAKEN or about is None:
            continue
        standing = Standing.CONFIRMED if about in confirmed else Standing.WAITING
        if about in gone:
            standing = Standing.CORRECTED
        told = ToldFor(
            about,
            taken.text("kind"),
            taken.text("how"),
            taken.text("by_role"),
            taken.text("to_role"),
            taken,
            standing,
        )
        found.append(told)
    return tuple(sorted(found, key=lambda told: told.taken.recorded_at, reverse=True))


def own_words(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries with those that the organisation confirmed as its own word: declared, no longer relayed."""
    listed = tuple(entries)
    confirmed = _confirmed(listed)
    if not confirmed:
        return listed
    return tuple(
        replace(entry, origin=Origin.DECLARED) if entry.id in confirmed and entry.origin is Origin.RELAYED else entry
        for entry in listed
    )


def _confirmed(entries: Iterable[Entry]) -> set[UUID | None]:
    return {read_id(entry.text("entry")) for entry in entries if entry.kind == CONFIRMED}
