"""Door out: what is not yet back, and whether the response can be closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.access import Restriction, open_restrictions
from dijkwacht.cases.domain.leftover import BacklogMark, LinkMark, SystemMark
from dijkwacht.disclosure.domain import Category
from dijkwacht.hunting.selectors import Standpoint, standpoint, story_for
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.recovery.domain.closing import closable
from dijkwacht.recovery.domain.delay import ConfirmationDelay, confirmation_delay
from dijkwacht.recovery.domain.progress import (
    TierProgress,
    backlog_forecast,
    link_state,
    process_vs_system,
    tier_progress,
)


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A chain link with how it stands."""

    link: LinkMark
    stands: Verdict


@dataclass(frozen=True, slots=True)
class BacklogSeen:
    """A backlog with its forecast."""

    backlog: BacklogMark
    forecast: Verdict


@dataclass(frozen=True, slots=True)
class ProcessSeen:
    """A work process with how it runs apart from its systems."""

    name: str
    stands: Verdict


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """What is not yet back in a response at a moment; `closable` names each thing that keeps it open."""

    standpoint: Standpoint
    sentence: Text
    closable: Verdict
    closed: Moment | None
    restrictions: tuple[Restriction, ...]
    tiers: tuple[TierProgress, ...]
    systems: tuple[SystemMark, ...]
    links: tuple[LinkSeen, ...]
    processes: tuple[ProcessSeen, ...]
    backlogs: tuple[BacklogSeen, ...]
    delay: ConfirmationDelay


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
    return RecoveryView(
        where,
        _sentence(verdict, state.closed),
        verdict,
        state.closed,
        open_restrictions(state.door),
        tier_progress(left),
        tuple(sorted(left.systems.values(), key=lambda one: (one.state != "off", one.name))),
        tuple(LinkSeen(one, link_state(one)) for _, one in sorted(left.links.items())),
        tuple(ProcessSeen(name, process_vs_system(name, left)) for name in sorted(names)),
        tuple(BacklogSeen(one, backlog_forecast(one)) for _, one in sorted(left.backlogs.items())),
        confirmation_delay(state),
    )


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
