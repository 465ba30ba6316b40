"""Lanes of the strip about getting back: systems by tier, chain links, restrictions, waves, backlogs (S3.1-S3.13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.access import Restriction
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.window import Moment, Window
from dijkwacht.recovery.domain.words import BACKLOG_KINDS, TIERS
from dijkwacht.reporting.domain.looks import look
from dijkwacht.reporting.domain.strip import Bar, Lane, Mark

Past = tuple[tuple[str, Moment, UUID], ...]
_GOOD = "restored"


@dataclass(frozen=True, slots=True)
class _Piece:
    """From when until when, with how many in which state."""

    window: Window
    counts: Mapping[str, int]
    still: bool


def recovery_lanes(state: ResponseState, entries: Iterable[Entry], until: datetime) -> tuple[Lane, ...]:
    """Return the lanes that have something to tell up to `until`: none for a response in which nothing was off."""
    left = state.leftover
    lanes = [
        _states_lane(TIERS[tier], [one.past for one in left.systems.values() if one.tier == tier], until)
        for tier in TIERS
    ]
    lanes.append(_states_lane(Text("koppelingen", "chain links"), [one.past for one in left.links.values()], until))
    lanes.append(_restrictions(state.door.restrictions.values(), until))
    lanes.append(_waves(state))
    listed = [entry for entry in entries if entry.kind == "backlog.measured"]
    lanes += [_backlog(unit, kind, listed, until) for unit, kind in sorted(left.backlogs)]
    return tuple(_capital(lane) for lane in lanes if lane.bars or lane.marks)


def _capital(lane: Lane) -> Lane:
    name = Text(lane.name.nl[:1].upper() + lane.name.nl[1:], lane.name.en[:1].upper() + lane.name.en[1:])
    return Lane(name, lane.bars, lane.marks, lane.empty)


def _states_lane(name: Text, pasts: Sequence[Past], until: datetime) -> Lane:
    return Lane(name, tuple(_bar(piece, len(pasts)) for piece in _pieces(pasts, until)))


def _pieces(pasts: Sequence[Past], until: datetime) -> Iterable[_Piece]:
    points = sorted({at.earliest for past in pasts for _, at, _ in past if at.earliest < until})
    found: list[tuple[datetime, dict[str, int]]] = []
    for point in points:
        states = [state for past in pasts if (state := _at(past, point))]
        counts = {state: states.count(state) for state in dict.fromkeys(states)}
        if not found or found[-1][1] != counts:
            found.append((point, counts))
    ends = [start for start, _ in found[1:]]
    for (start, counts), end in zip(found, [*ends, until], strict=False):
        yield _Piece(Window(start, end), counts, end is until)


def _at(past: Past, point: datetime) -> str:
    states = [state for state, at, _ in past if at.earliest <= point]
    return states[-1] if states else ""


def _bar(piece: _Piece, total: int) -> Bar:
    down = piece.counts.get("off", 0) + piece.counts.get("broken", 0)
    limited, back = piece.counts.get("restored-with-limits", 0), piece.counts.get(_GOOD, 0)
    value = "restored"
    if limited:
        value = "limited"
    if down:
        value = "broken" if piece.counts.get("broken") else "off"
    found = look("recovery", value)
    words = found.word
    if total > 1:
        words = Text(
            f"{back + limited} van {total} hersteld" + (f", {limited} beperkt" if limited else ""),
            f"{back + limited} of {total} restored" + (f", {limited} limited" if limited else ""),
        )
    return Bar(piece.window, found, words, still=piece.still)


def _restrictions(listed: Iterable[Restriction], until: datetime) -> Lane:
    bars = []
    for one in sorted(listed, key=lambda one: (one.since, one.key)):
        end = min(one.until.earliest, until) if one.until else until
        if one.since.earliest < end:
            words = Text(f"geen {one.what}", f"no {one.what}")
            bars.append(
                Bar(Window(one.since.earliest, end), look("recovery", "restriction"), words, still=one.until is None)
            )
    return Lane(Text("beperkingen", "restrictions"), tuple(bars))


def _waves(state: ResponseState) -> Lane:
    marks = tuple(
        Mark(wave.entered, look("recovery", "wave"), Text(f"golf {wave.name}", f"wave {wave.name}"))
        for wave in sorted(state.leftover.waves.values(), key=lambda wave: wave.place)
        if wave.entered is not None
    )
    return Lane(Text("golven", "waves"), marks=marks)


def _backlog(unit: str, kind: str, entries: Sequence[Entry], until: datetime) -> Lane:
    word = BACKLOG_KINDS.get(kind, Text(kind, kind))
    name = Text(f"achterstand {word.nl}", f"backlog {word.en}")
    bars: list[Bar] = []
    since: datetime | None = None
    for entry in entries:
        if (entry.text("unit"), entry.text("kind")) != (unit, kind):
            continue
        if entry.payload.get("open") is True:
            since = since or entry.happened_from
        elif since is not None and since < entry.happened_from:
            bars.append(Bar(Window(since, entry.happened_from), look("recovery", "backlog"), Text(unit, unit)))
            since = None
    if since is not None and since < until:
        bars.append(Bar(Window(since, until), look("recovery", "backlog"), Text(unit, unit), still=True))
    return Lane(name, tuple(bars), empty=NOTHING)
