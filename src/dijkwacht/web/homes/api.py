"""What draws from many rooms, over the API: how a response stands and what is asked now, and a desk's members."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Axes
from dijkwacht.cases.selectors import DeskRow, cases_listed, response_for
from dijkwacht.journal.services import log_look, log_looks
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.operation import Asking, Operation
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, Reason
from dijkwacht.organisations.selectors import organisation_for
from dijkwacht.web.homes.advising import AdviceNews, advice_news
from dijkwacht.web.homes.dossier import Dossier, StationShown, Tile, dossier_of, moment_of
from dijkwacht.web.homes.members import desk_for
from dijkwacht.web.homes.promising import Promise, Question, promises_of, questions_of


@dataclass(frozen=True, slots=True)
class AskedNow:
    """The one thing asked now: which step, what, by whom, until when, how."""

    step: str
    title: Text
    asked_by: Text
    advice: tuple[Text, ...]
    left: Text | None
    overdue: bool
    how: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NowRead:
    """How a response stands in words, why, and what is asked; `version` is the one that If-Match wants."""

    response: UUID
    version: int
    at: datetime
    sentence: Text
    why: tuple[Reason, ...]
    axes: tuple[Tile, ...]
    stations: tuple[StationShown, ...]
    next: AskedNow | None
    conditions: tuple[Condition, ...] | None
    advice: tuple[AdviceNews, ...]
    promises: tuple[Promise, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class MemberRead:
    """A member of your desk in a case; `response` is None where it has none."""

    id: UUID
    name: str
    sector: str
    response: DeskRow | None
    axes: Axes
    silent: bool
    overdue: int
    contradictions: tuple[Text, ...]
    unreachable: bool
    newly: bool
    blocked: bool


def now(asking: Asking, response: UUID) -> NowRead:
    """Return how a response stands and what is asked now; a look from outside is shown to its organisation."""
    at = moment_of(asking.asof, asking.at)
    view = response_for(asking.viewer, response, asking.asof)
    log_look(viewer=asking.viewer, organisation=view.organisation, what="response", at=asking.at)
    page = dossier_of(asking.viewer, view, organisation_for(asking.viewer, view.organisation, asking.at), at)
    return NowRead(
        response=view.id,
        version=view.version,
        at=at,
        sentence=page.sentence,
        why=page.why,
        axes=page.tiles,
        stations=page.stations,
        next=_asked(page),
        conditions=page.conditions,
        advice=advice_news(view),
        promises=promises_of(view, at),
        questions=questions_of(view, at),
    )


def members(asking: Asking, case: UUID) -> tuple[MemberRead, ...]:
    """Return the members of your desk in a case by urgency; looks at them are shown to them."""
    certs = sorted(asking.viewer.organisations(Role.DESK, Role.SHIFT_LEAD))
    seen = next((one for one in cases_listed(asking.viewer) if one.id == case), None)
    if not certs or seen is None:
        raise NotFound
    rows = sorted(
        desk_for(asking.viewer, certs, seen, asking.at).rows, key=lambda row: (-row.weight, row.member.sort_key)
    )
    looked_at = [row.member.id for row in rows if row.desk is not None]
    log_looks(viewer=asking.viewer, organisations=looked_at, what="members", at=asking.at)
    return tuple(
        MemberRead(
            id=row.member.id,
            name=row.member.name,
            sector=row.member.sector,
            response=row.desk,
            axes=row.axes,
            silent=row.silent,
            overdue=row.overdue,
            contradictions=row.contradictions,
            unreachable=row.unreachable,
            newly=row.newly,
            blocked=row.blocked,
        )
        for row in rows
    )


def _asked(page: Dossier) -> AskedNow | None:
    asked = page.next
    if asked is None:
        return None
    return AskedNow(
        asked.station.step.key, asked.title, asked.asked_by, asked.advice, asked.left, asked.overdue, asked.how
    )


OPERATIONS = (
    Operation("now", "/responses/{response}/now", now, pages=("now", "response"), dated=True),
    Operation("members", "/cases/{case}/members", members, pages=("members", "member")),
)
