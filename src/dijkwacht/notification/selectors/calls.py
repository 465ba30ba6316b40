"""The desk's call list, and what was sent, said and climbed for a member; "now only"."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import DateTimeField, Value
from django.db.models.functions import Cast

from dijkwacht.cases.domain.axes import Axes
from dijkwacht.cases.selectors import DeskRow, cases_listed, desk_rows
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.notification.domain.calling import CallDue, Candidate, call_order
from dijkwacht.notification.domain.ladder import Climbed, NextRung, Rung, ladder
from dijkwacht.notification.domain.receipts import STAGE_WORDS, Delivery, ReceiptStage
from dijkwacht.notification.models import CallRow, NoticeRow, RungRow
from dijkwacht.notification.selectors.inquiries import silent_since
from dijkwacht.organisations.domain.words import ContactRole
from dijkwacht.organisations.selectors import ContactShown, Member, members_of

SHOWN = 40


@dataclass(frozen=True, slots=True)
class CallListPage:
    """Whom the desk phones next: the first with its numbers, then the rest; `total` counts all that are due."""

    case: UUID
    case_title: Text
    fictional: bool
    first: CallDue | None
    contacts: tuple[ContactShown, ...]
    rest: tuple[CallDue, ...]
    total: int
    members: int


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    """A notice as sent, how far it came, and whether the mail server took it."""

    id: UUID
    organisation: UUID
    channel: str
    to_role: str
    subject: str
    sent_at: datetime
    delivery: Delivery
    stage: ReceiptStage
    trouble: str

    @property
    def said(self) -> Text:
        """Return how far it came in words."""
        return STAGE_WORDS[self.stage]


@dataclass(frozen=True, slots=True)
class LastCall:
    """The last call with a member, and when to call back where that was agreed."""

    at: datetime
    call_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried with each member: the rungs taken, oldest first, and the last call."""

    rungs: Mapping[UUID, list[Climbed]]
    calls: Mapping[UUID, LastCall]


def call_list(
    viewer: Viewer, case: UUID, at: datetime, *, member: UUID | None = None, most: int = SHOWN
) -> CallListPage:
    """Return whom the desk phones next in a case at `at` (now), or `member` first where it is due; at most `most` more.

    For the desk of a sector CERT; raises NotFound for anybody else and for a case the viewer may not see.
    """
    members = _members(viewer, at)
    seen = next((row for row in cases_listed(viewer) if row.id == case), None)
    if seen is None:
        raise NotFound
    order = call_order(_candidates(viewer, case, members, at), at)
    first = next((due for due in order if due.candidate.organisation == member), next(iter(order), None))
    rest = tuple(due for due in order if due is not first)
    return CallListPage(
        case,
        seen.title,
        seen.fictional,
        first,
        next((one.phones for one in members if first and one.id == first.candidate.organisation), ()),
        rest[:most],
        len(order),
        len(members),
    )


def notices_seen(viewer: Viewer, case: UUID, organisation: UUID | None = None) -> tuple[NoticeSeen, ...]:
    """Return the notices of a case that the viewer may see, newest first."""
    rows = NoticeRow.objects.all().visible_to(viewer).filter(case=case)
    if organisation is not None:
        rows = rows.filter(owner=organisation)
    return tuple(
        NoticeSeen(
            row.public_id,
            row.owner,
            row.channel,
            row.to_role,
            row.subject,
            row.sent_at,
            Delivery(row.delivery),
            ReceiptStage(row.stage),
            row.trouble,
        )
        for row in rows.order_by("-sent_at", "-pk")[:200]
    )


def next_rungs(viewer: Viewer, case: UUID, waiting: Mapping[UUID, datetime], at: datetime) -> Mapping[UUID, NextRung]:
    """Return the next rung for each member that is silent or late since the given moment."""
    return _next_rungs(_tried(viewer, case), waiting, at)


def _next_rungs(tried: Tried, waiting: Mapping[UUID, datetime], at: datetime) -> Mapping[UUID, NextRung]:
    taken = tried.rungs
    found = {member: ladder(since, taken[member], at) for member, since in waiting.items()}
    return {member: rung for member, rung in found.items() if rung is not None}


def may_call(viewer: Viewer, organisation: UUID, at: datetime) -> Member:
    """Return the member that the viewer's desk may phone. Raises NotFound for anybody else's."""
    found = next((one for one in _members(viewer, at) if one.id == organisation), None)
    if found is None:
        raise NotFound
    return found


def _members(viewer: Viewer, at: datetime) -> list[Member]:
    certs = sorted(viewer.organisations(Role.DESK, Role.SHIFT_LEAD))
    if not certs:
        raise NotFound
    return [member for cert in certs for member in members_of(viewer, cert, at) if not member.read_only]


def _candidates(viewer: Viewer, case: UUID, members: list[Member], at: datetime) -> list[Candidate]:
    rows = {row.organisation: row for row in desk_rows(viewer, case, at)}
    silent = silent_since(viewer, case, [member.id for member in members])
    waiting = {member: moment.earliest for member, moment in silent.items()}
    for organisation, row in rows.items():
        if late := _late_since(row):
            waiting[organisation] = min(late, waiting.get(organisation, late))
    tried = _tried(viewer, case)
    rungs, calls = _next_rungs(tried, waiting, at), tried.calls
    return [
        Candidate(
            member.id,
            member.name,
            rows[member.id].axes if member.id in rows else Axes(),
            rows[member.id].overdue if member.id in rows else 0,
            silent[member.id].earliest if member.id in silent else None,
            calls[member.id].at if member.id in calls else None,
            calls[member.id].call_back_at if member.id in calls else None,
            rungs.get(member.id),
        )
        for member in members
    ]


def _tried(viewer: Viewer, case: UUID) -> Tried:
    """Return the rungs and the calls of a case that the viewer may see, in one query."""
    nothing = Cast(Value(None), DateTimeField())
    rungs = RungRow.objects.all().visible_to(viewer).filter(case=case).values_list("owner", "at", "rung", nothing)
    calls = CallRow.objects.all().visible_to(viewer).filter(case=case)
    both = rungs.union(calls.values_list("owner", "at", Value(""), "call_back_at"), all=True)
    taken: dict[UUID, list[Climbed]] = defaultdict(list)
    last: dict[UUID, LastCall] = {}
    for owner, at, rung, call_back_at in sorted(both, key=lambda row: row[1]):
        if rung:
            taken[owner].append(Climbed(Rung(rung), at))
        else:
            last[owner] = LastCall(at, call_back_at)
    return Tried(taken, last)


def _late_since(row: DeskRow) -> datetime | None:
    return min((cell.deadline for cell in row.cells.values() if cell.overdue and cell.deadline), default=None)


def role_for(rung: Rung) -> ContactRole:
    """Return the contact role that a rung speaks to."""
    return {Rung.DEPUTY: ContactRole.DEPUTY, Rung.DIRECTOR: ContactRole.DIRECTOR}.get(rung, ContactRole.CISO)
