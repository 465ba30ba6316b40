"""The register of a response: what is not yet back, in which waves it returns, and whether it can be closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.access import Restriction, open_restrictions
from dijkwacht.cases.domain.chain import LinkMark
from dijkwacht.cases.domain.leftover import BacklogMark, Leftover, SystemMark
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.waves import Wave
from dijkwacht.disclosure.domain import Category
from dijkwacht.hunting.selectors import Standpoint, standpoint, story_for
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.words import role_in_words
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment, local_date
from dijkwacht.organisations.selectors import LinkSeen as ChainLinkSeen
from dijkwacht.organisations.selectors import chain_links
from dijkwacht.recovery.domain.burn_down import Forecast, forecast
from dijkwacht.recovery.domain.closing import Left, closable, what_is_left
from dijkwacht.recovery.domain.delay import ConfirmationDelay, confirmation_delay
from dijkwacht.recovery.domain.functions import what_stops
from dijkwacht.recovery.domain.linking import agreement, link_state
from dijkwacht.recovery.domain.progress import (
    TierProgress,
    backlog_forecast,
    process_vs_system,
    tier_progress,
)
from dijkwacht.recovery.domain.staging import wave_behind, wave_gate, waves_in_order


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A chain link with how it stands."""

    link: LinkMark
    stands: Verdict
    agreed: Verdict


@dataclass(frozen=True, slots=True)
class BacklogSeen:
    """A backlog with what the organisation says of its end, and what its counts say."""

    backlog: BacklogMark
    stated: Verdict
    counted: Forecast


@dataclass(frozen=True, slots=True)
class ProcessSeen:
    """A work process with how it runs apart from its systems."""

    name: str
    stands: Verdict


@dataclass(frozen=True, slots=True)
class CriterionSeen:
    """An entry criterion of a wave: ticked when, by which office and, where it was not removed, by which name."""

    text: str
    at: Moment | None = None
    role: Text = NOTHING
    name: str = ""


@dataclass(frozen=True, slots=True)
class WaveSeen:
    """A wave with whether it may begin, its criteria, and what of it is not back."""

    wave: Wave
    gate: Verdict
    criteria: tuple[CriterionSeen, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierLane:
    """One tier: how far it is, and its systems, those that are off first."""

    progress: TierProgress
    systems: tuple[SystemMark, ...]


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """What is not yet back in a response at a moment; `closable` names each thing that keeps it open.

    `chain`: the chain links that the organisation's register knows. `left`: what can be accepted for good.
    """

    standpoint: Standpoint
    sentence: Text
    closable: Verdict
    closed: Moment | None
    state: ResponseState
    entries: tuple[Entry, ...]
    restrictions: tuple[Restriction, ...]
    tiers: tuple[TierLane, ...]
    functions: tuple[Verdict, ...]
    waves: tuple[WaveSeen, ...]
    links: tuple[LinkSeen, ...]
    processes: tuple[ProcessSeen, ...]
    backlogs: tuple[BacklogSeen, ...]
    delay: ConfirmationDelay
    left: tuple[Left, ...]
    chain: tuple[ChainLinkSeen, ...]


def recovery_for(
    viewer: Viewer, response: UUID, at: datetime, asof: AsOf = NOW, *, where: Standpoint | None = None
) -> RecoveryView:
    """Return what is not yet back; raises NotFound for who may not see an organisation's recovery.

    `where` as for `hunts_for`.
    """
    where = where or standpoint(viewer, response, at, asof)
    story = story_for(viewer, where, Category.RECOVERY, asof)
    if story is None:
        raise NotFound
    state, left = story.state, story.state.leftover
    names = {*left.processes, *(one.process for one in left.systems.values() if one.process)}
    verdict = closable(state)
    today = local_date(where.at)
    return RecoveryView(
        standpoint=where,
        sentence=_sentence(verdict, state.closed),
        closable=verdict,
        closed=state.closed,
        state=state,
        entries=story.entries,
        restrictions=open_restrictions(state.door),
        tiers=_tiers(left),
        functions=what_stops(left, state.door),
        waves=_waves(left, _names(viewer, response) if left.waves else {}),
        links=tuple(LinkSeen(one, link_state(one), agreement(one)) for _, one in sorted(left.links.items())),
        processes=tuple(ProcessSeen(name, process_vs_system(name, left)) for name in sorted(names)),
        backlogs=tuple(
            BacklogSeen(one, backlog_forecast(one), forecast(one.counts, today, still_open=one.open))
            for _, one in sorted(left.backlogs.items())
        ),
        delay=confirmation_delay(state),
        left=what_is_left(state),
        chain=chain_links(viewer, where.view.organisation, at) if where.may_act else (),
    )


def _tiers(left: Leftover) -> tuple[TierLane, ...]:
    return tuple(
        TierLane(
            progress,
            tuple(
                sorted(
                    (one for one in left.systems.values() if one.tier == progress.tier),
                    key=lambda one: (one.state != "off", one.state == "restored", one.name),
                )
            ),
        )
        for progress in tier_progress(left)
    )


def _waves(left: Leftover, names: Mapping[UUID, str]) -> tuple[WaveSeen, ...]:
    return tuple(
        WaveSeen(wave, wave_gate(wave, left), tuple(_criteria(wave, names)), wave_behind(wave, left))
        for wave in waves_in_order(left.waves.values())
    )


def _criteria(wave: Wave, names: Mapping[UUID, str]) -> Iterable[CriterionSeen]:
    for text in wave.criteria:
        tick = wave.tick(text)
        yield (
            CriterionSeen(text, tick.at, role_in_words(tick.role), names.get(tick.entry, ""))
            if tick
            else CriterionSeen(text)
        )


def _names(viewer: Viewer, response: UUID) -> Mapping[UUID, str]:
    """Return by entry who ticked, where the name was not removed and the viewer may read it."""
    found = entries(viewer, response=response, kinds=("wave.criterion",))
    return {entry.id: entry.content["name"] for entry in found if entry.content and "name" in entry.content}


def _sentence(verdict: Verdict, closed: Moment | None) -> Text:
    if closed is not None:
        return Text("Deze opvolging is afgesloten.", "This response is closed.")
    if verdict.answer == "closable":
        return Text(
            "Alles wat is vastgelegd is terug; de opvolging kan worden afgesloten.",
            "Everything on record is back; the response can be closed.",
        )
    count = len(verdict.reasons)
    return Text(
        f"Nog {count} {'zaak' if count == 1 else 'zaken'} niet terug; zo lang kan de opvolging niet worden afgesloten.",
        f"{count} {'thing is' if count == 1 else 'things are'} not yet back; until then the response stays open.",
    )
