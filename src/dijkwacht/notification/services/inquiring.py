"""Send a question set, and record what each organisation answers or that it declines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from dijkwacht.cases.services import record_case_fact
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.notification.domain.inquiries import AnswerState, Question, inquiries_from
from dijkwacht.notification.models import AskedRow, InquiryRow
from dijkwacht.notification.services.responding import NO_SOURCE, tell
from dijkwacht.organisations.selectors import constituencies_of


class NobodyAsked(Refused):
    """An inquiry asks at least one organisation and at least one question."""


class OtherAnswer(Conflict):
    """Somebody else of this organisation answered in the meantime."""


@one_transaction
def send_inquiry(  # noqa: PLR0913 - who asks whom what until when, each by keyword
    *,
    case: UUID,
    asker: str,
    asker_organisation: UUID,
    audience: str,
    title: str,
    questions: Iterable[Question],
    asked: Iterable[UUID],
    sent: Moment,
    actor: Actor,
    term: Moment | None = None,
    known: Moment | None = None,
    label: Label = Label.AMBER,
    source: Source = NO_SOURCE,
) -> UUID:
    """Record a question set of `asker` to the organisations `asked` and return its public id (S0.1, S0.24).

    `audience` "cert": the desk asks its members; "press", "council", "parliament" and "regulator": it is asked of us.
    Writes one `inquiry.sent` per constituency, since each desk may know of its own members only. Raises NobodyAsked.
    """
    listed, whom = tuple(questions), tuple(dict.fromkeys(asked))
    if not listed or not whom:
        raise NobodyAsked(expected="a question and somebody who is asked")
    row = InquiryRow.objects.create(
        case=case,
        asker=asker,
        asker_organisation=asker_organisation,
        audience=audience,
        title=title,
        questions=[{"key": question.key, "text": question.text} for question in listed],
        sent=sent.text(),
        sent_from=sent.earliest,
        term=term.text() if term else "",
    )
    said = _Sent(row, actor, label, sent, known, source)
    certs = constituencies_of(whom, sent.earliest)
    for constituency in sorted({certs.get(one) for one in whom}, key=str):
        _ask_members(said, constituency, [one for one in whom if certs.get(one) == constituency])
    row.save(update_fields=["entries"])
    return row.public_id


@dataclass(frozen=True, slots=True)
class _Sent:
    row: InquiryRow
    actor: Actor
    label: Label
    sent: Moment
    known: Moment | None
    source: Source


def _ask_members(said: _Sent, constituency: UUID | None, members: list[UUID]) -> None:
    row = said.row
    entry = record_case_fact(
        actor=said.actor,
        case=row.case,
        kind="inquiry.sent",
        payload={
            "inquiry": str(row.public_id),
            "asker": row.asker,
            "audience": row.audience,
            "questions": row.questions,
            "title": row.title,
            "term": row.term or None,
        },
        label=said.label,
        owner=row.asker_organisation,
        constituency=constituency,
        recipients=members,
        happened=said.sent,
        known=said.known,
        source=said.source,
    )
    row.entries.append(entry.id)
    AskedRow.objects.bulk_create(
        AskedRow(
            inquiry=row,
            label=said.label.value,
            owner=member,
            constituency=constituency,
            recipients=[row.asker_organisation],
        )
        for member in members
    )


@one_transaction
def answer_inquiry(  # noqa: PLR0913 - what an answer says, each by keyword
    *,
    inquiry: UUID,
    organisation: UUID,
    answers: Mapping[str, str],
    actor: Actor,
    claims: Iterable[str] = (),
    named: bool = False,
    words: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    version: int | None = None,
) -> None:
    """Record an organisation's answer in its response; a later answer takes the place of the earlier (S0.16).

    `named`: whether the asker may name it with the answer (S0.14). `version`: the answer that the person saw; raises
    OtherAnswer where somebody else was faster, NotFound where it was not asked.
    """
    row = _asked(inquiry, organisation, version)
    told = tell(
        case=row.inquiry.case,
        organisation=organisation,
        kind="inquiry.answered",
        payload={
            "inquiry": str(inquiry),
            "answers": [{"key": key, "answer": answer} for key, answer in answers.items()],
            "claims": list(claims),
            "named": "yes" if named else "no",
            "words": words or None,
        },
        actor=actor,
        trigger=row.inquiry.title,
        label=Label(row.label),
        happened=happened,
        known=known,
        recipients=row.recipients,
    )
    at = happened or known or Moment(told.entry.recorded_at)
    AskedRow.objects.filter(pk=row.pk).update(
        state=AnswerState.ANSWERED,
        answered=at.text(),
        answers=dict(answers),
        claims=list(claims),
        named=named,
        entry=told.entry.id,
        version=F("version") + 1,
    )


@one_transaction
def decline_inquiry(  # noqa: PLR0913 - what declining says, each by keyword
    *,
    inquiry: UUID,
    organisation: UUID,
    actor: Actor,
    because: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    version: int | None = None,
) -> None:
    """Record that an organisation gives this asker no answer; towards everybody else it changes nothing (S0.16).

    Raises OtherAnswer, NotFound as `answer_inquiry` does.
    """
    row = _asked(inquiry, organisation, version)
    told = tell(
        case=row.inquiry.case,
        organisation=organisation,
        kind="inquiry.declined",
        payload={"inquiry": str(inquiry), "because": because or None},
        actor=actor,
        trigger=row.inquiry.title,
        label=Label(row.label),
        happened=happened,
        known=known,
        recipients=row.recipients,
    )
    at = happened or known or Moment(told.entry.recorded_at)
    AskedRow.objects.filter(pk=row.pk).update(
        state=AnswerState.DECLINED,
        answered=at.text(),
        answers={},
        claims=[],
        named=False,
        entry=told.entry.id,
        version=F("version") + 1,
    )


@one_transaction
def take_answers(*, inquiry: UUID, entries: Iterable[Entry]) -> int:
    """Bring the rows of an inquiry in line with answers that were recorded as entries already; return how many.

    For answers that came all at once: a list, an answer sheet typed in later. Of several by one organisation the last
    counts.
    """
    by_owner = {row.owner: row for row in AskedRow.objects.select_for_update().filter(inquiry__public_id=inquiry)}
    changed = {}
    for found in inquiries_from(entries):
        for given in found.given if found.key == str(inquiry) else ():
            row = by_owner.get(given.organisation)
            if row is None:
                continue
            row.state = AnswerState.DECLINED if given.declined else AnswerState.ANSWERED
            row.answered, row.answers, row.claims = given.at.text(), dict(given.answers), list(given.claims)
            row.named, row.entry = given.named, given.entry
            row.version += 1
            changed[row.pk] = row
    AskedRow.objects.bulk_update(
        changed.values(), ["state", "answered", "answers", "claims", "named", "entry", "version"], batch_size=200
    )
    return len(changed)


def _asked(inquiry: UUID, organisation: UUID, version: int | None) -> AskedRow:
    rows = AskedRow.objects.select_for_update(of=("self",)).select_related("inquiry")
    row = rows.filter(inquiry__public_id=inquiry, owner=organisation).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise OtherAnswer(remedy="look at that answer, then answer again")
    return row
