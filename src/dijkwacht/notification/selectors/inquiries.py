"""Inquiries as a viewer may see them: the desk its members, an organisation its own answer, the asker all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.notification.domain.counting import CLAIMS, InquiryCounts, inquiry_counts
from dijkwacht.notification.domain.inquiries import AnswerState, Given, Inquiry, Question
from dijkwacht.notification.models import AskedRow, InquiryRow
from dijkwacht.organisations.selectors import names_seen

WORKING = tuple(role for role in Role if role is not Role.OPERATOR)
STATE_ORDER = {AnswerState.SILENT: 0, AnswerState.DECLINED: 1, AnswerState.ANSWERED: 2}


@dataclass(frozen=True, slots=True)
class AskedSeen:
    """How one organisation stands towards an inquiry; `version` is the one an answer is given against."""

    organisation: UUID
    name: str
    state: AnswerState
    answered: Moment | None
    answers: Mapping[str, str]
    claims: tuple[str, ...]
    named: bool
    version: int

    @property
    def claims_said(self) -> tuple[Text, ...]:
        """Return the graded claims in words."""
        return tuple(CLAIMS.get(claim, Text(claim, claim)) for claim in self.claims)


@dataclass(frozen=True, slots=True)
class InquirySeen:
    """An inquiry with those of the asked organisations that the viewer may see; `own`: one's own rows.

    `counts` are over all that were asked for the asker and a national desk (numbers without names), over the own
    members for a desk, None for an organisation, which sees itself.
    """

    id: UUID
    case: UUID
    asker: str
    audience: str
    title: str
    questions: tuple[Question, ...]
    sent: Moment
    term: Moment | None
    rows: tuple[AskedSeen, ...]
    own: tuple[AskedSeen, ...]
    counts: InquiryCounts | None
    mine: bool

    def those(self, state: AnswerState) -> tuple[AskedSeen, ...]:
        """Return the visible organisations in one state."""
        return tuple(row for row in self.rows if row.state is state)

    @property
    def silent(self) -> int:
        """Return how many have not answered, of all that are counted; 0 where nothing is."""
        found = self.counts.of(AnswerState.SILENT) if self.counts else None
        return found.count if found else 0


def inquiries_seen(viewer: Viewer, case: UUID | None = None) -> tuple[InquirySeen, ...]:
    """Return the inquiries that ask, or were put by, somebody the viewer may see, newest first. Costs 4 queries."""
    return _seen(viewer, case=case)


def inquiry_for(viewer: Viewer, inquiry: UUID) -> InquirySeen:
    """Return one inquiry. Raises NotFound where it is absent or asks nobody that the viewer may see."""
    found = _seen(viewer, inquiry=inquiry)
    if not found:
        raise NotFound
    return found[0]


def own_answer(viewer: Viewer, inquiry: UUID, organisation: UUID) -> tuple[InquirySeen, AskedSeen]:
    """Return an inquiry with the row of an own organisation that may answer it. Raises NotFound."""
    seen = inquiry_for(viewer, inquiry)
    row = next((row for row in seen.own if row.organisation == organisation), None)
    if row is None:
        raise NotFound
    return seen, row


def _seen(viewer: Viewer, *, case: UUID | None = None, inquiry: UUID | None = None) -> tuple[InquirySeen, ...]:
    own = viewer.organisations(*WORKING)
    visible = AskedRow.objects.all().visible_to(viewer)
    asked = (AskedRow.objects.all() if viewer.holds(Role.NATIONAL) else visible).order_by("inquiry", "pk")
    if case is not None:
        asked = asked.filter(inquiry__case=case)
    if inquiry is not None:
        asked = asked.filter(inquiry__public_id=inquiry)
    listed: dict[int, list[AskedRow]] = {}
    for row in asked:
        listed.setdefault(row.inquiry_id, []).append(row)
    named = set(visible.filter(inquiry__in=listed).values_list("owner", flat=True))
    names = names_seen(viewer, named)
    inquiries = InquiryRow.objects.filter(pk__in=listed).order_by("-sent_from", "-pk")
    return tuple(_inquiry(viewer, row, listed[row.pk], names, own) for row in inquiries)


def _inquiry(
    viewer: Viewer, row: InquiryRow, asked: list[AskedRow], names: Mapping[UUID, str], own: frozenset[UUID]
) -> InquirySeen:
    questions = tuple(Question(str(item["key"]), str(item["text"])) for item in row.questions)
    desk = viewer.organisations(Role.DESK, Role.SHIFT_LEAD)
    named = [one for one in asked if one.owner in names]
    rows = sorted((_asked(one, names) for one in named), key=lambda one: (STATE_ORDER[one.state], one.name))
    counting = bool(desk) or viewer.holds(Role.NATIONAL) or row.asker_organisation in own
    whole = Inquiry(
        key=str(row.public_id),
        asker=row.asker,
        audience=row.audience,
        title=row.title,
        questions=questions,
        asked=frozenset(one.owner for one in asked),
        sent=read_moment(row.sent),
        given=tuple(_given(one, str(row.public_id)) for one in asked if one.state != AnswerState.SILENT),
    )
    return InquirySeen(
        row.public_id,
        row.case,
        row.asker,
        row.audience,
        row.title,
        questions,
        read_moment(row.sent),
        read_moment(row.term) if row.term else None,
        tuple(rows),
        tuple(one for one in rows if one.organisation in own),
        inquiry_counts(whole) if counting else None,
        row.asker_organisation in own,
    )


def _asked(row: AskedRow, names: Mapping[UUID, str]) -> AskedSeen:
    return AskedSeen(
        row.owner,
        names[row.owner],
        AnswerState(row.state),
        read_moment(row.answered) if row.answered else None,
        row.answers,
        tuple(row.claims),
        row.named,
        row.version,
    )


def _given(row: AskedRow, key: str) -> Given:
    return Given(
        key,
        row.owner,
        read_moment(row.answered),
        declined=row.state == AnswerState.DECLINED,
        answers=row.answers,
        claims=tuple(row.claims),
        named=row.named,
    )


def silent_since(viewer: Viewer, case: UUID, members: Iterable[UUID]) -> Mapping[UUID, Moment]:
    """Return since when each member is silent on its oldest unanswered question set of its own CERT in a case."""
    rows = AskedRow.objects.all().visible_to(viewer).select_related("inquiry")
    rows = rows.filter(inquiry__case=case, inquiry__audience="cert", state=AnswerState.SILENT, owner__in=list(members))
    found: dict[UUID, Moment] = {}
    for row in rows.order_by("inquiry__sent_from", "pk"):
        found.setdefault(row.owner, read_moment(row.inquiry.sent))
    return found
