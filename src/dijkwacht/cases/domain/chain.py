"""A chain link as both sides tell it: broken or restored, tried or not, and each side's own word (S3.8, S3.9)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.window import Moment

OWN, PARTNER = "own", "partner"
LinkKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Word:
    """What one side says about using the link again; `by_itself` where the partner said so by its own account."""

    agreed: bool
    at: Moment
    entry: UUID
    by_itself: bool
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A try of the exchange itself: whether it works and how it was tried; `side` says who tried."""

    works: bool
    at: Moment
    entry: UUID
    side: str
    method: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """That the partner was asked for its own word: which organisation, when."""

    organisation: UUID
    at: Moment
    entry: UUID


@dataclass(frozen=True, slots=True)
class LinkMark:
    """A chain link: "broken", "restored" or "" (nobody says), since when; tested None where the source does not say.

    `past`: every state it was in, with since when and by which entry, the present one last.
    """

    partner: str
    state: str
    at: Moment
    entry: UUID
    data: str = ""
    tested: bool | None = None
    direction: str = ""
    past: tuple[tuple[str, Moment, UUID], ...] = ()
    words: Mapping[str, Word] | None = None
    trials: tuple[Trial, ...] = ()
    asked: Asked | None = None

    def word(self, side: str) -> Word | None:
        """Return what a side, "own" or "partner", says; None where it said nothing since the link last broke."""
        return (self.words or {}).get(side)

    @property
    def waits(self) -> bool:
        """Return whether the partner was asked and has not answered."""
        return self.asked is not None and self.word(PARTNER) is None


def linked(links: Mapping[LinkKey, LinkMark], entry: Entry, at: Moment) -> Mapping[LinkKey, LinkMark]:
    """Return the links after a `link.*` entry.

    A link is known by partner and data. An entry that names no data speaks of every link with the partner; the first
    that names data takes up a link that was recorded without.
    """
    keys = _meant(links, entry.text("partner"), entry.text("data"))
    found = dict(links)
    for old in keys:
        partner, data = entry.text("partner"), entry.text("data") or old[1]
        before = found.pop(old, None) or LinkMark(partner, "", at, entry.id, data)
        found[partner, data] = _after(replace(before, data=data), entry, at)
    return found


def _meant(links: Mapping[LinkKey, LinkMark], partner: str, data: str) -> tuple[LinkKey, ...]:
    if data:
        return ((partner, ""),) if (partner, "") in links and (partner, data) not in links else ((partner, data),)
    return tuple(key for key in links if key[0] == partner) or ((partner, ""),)


def _after(link: LinkMark, entry: Entry, at: Moment) -> LinkMark:
    match entry.kind:
        case "link.broken":
            return _in_state(replace(link, tested=None, words=None, trials=(), asked=None), "broken", entry, at)
        case "link.restored":
            tested = entry.payload.get("tested")
            told = tested if isinstance(tested, bool) else None
            return _in_state(replace(link, tested=told), "restored", entry, at)
        case "link.tested":
            trial = Trial(entry.text("result") == "works", at, entry.id, OWN, entry.text("method"))
            return replace(link, trials=(*link.trials, trial))
        case "link.asked":
            direction = entry.text("direction") or link.direction
            asked = Asked(UUID(entry.text("partner_organisation")), at, entry.id)
            words = {side: word for side, word in (link.words or {}).items() if side != PARTNER}
            return replace(link, asked=asked, direction=direction, words=words)
        case "link.confirmed":
            return _confirmed(link, entry, at)
        case _:
            side = entry.text("side")
            said = Word(entry.payload.get("agreed") is True, at, entry.id, side == OWN, entry.text("told_by"))
            return replace(link, words={**(link.words or {}), side: said})


def _in_state(link: LinkMark, state: str, entry: Entry, at: Moment) -> LinkMark:
    direction = entry.text("direction") or link.direction
    past = (*link.past, (state, at, entry.id))
    return replace(link, state=state, at=at, entry=entry.id, direction=direction, past=past)


def _confirmed(link: LinkMark, entry: Entry, at: Moment) -> LinkMark:
    said = Word(entry.payload.get("agreed") is True, at, entry.id, by_itself=True)
    tried = entry.text("tried")
    trials = link.trials
    if tried in {"works", "does-not-work"}:
        trials = (*trials, Trial(tried == "works", at, entry.id, PARTNER))
    return replace(link, words={**(link.words or {}), PARTNER: said}, trials=trials)
