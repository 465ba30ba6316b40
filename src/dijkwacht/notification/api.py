"""Questions and calls over the API: who was asked, who answered, whom to phone next."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.selectors import case_for
from dijkwacht.exposure.selectors import require_upload
from dijkwacht.journal.services import log_look, log_looks
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, filled
from dijkwacht.kernel.window import minute
from dijkwacht.notification import services
from dijkwacht.notification.domain.inquiries import Question
from dijkwacht.notification.domain.ladder import RUNG_WORDS
from dijkwacht.notification.forms import AnswerForm, CallForm, HookForm, HostMeasureForm, InquiryForm
from dijkwacht.notification.selectors import (
    AskedSeen,
    CallListPage,
    HookSeen,
    InquirySeen,
    NoticeSeen,
    call_list,
    hook_for,
    hooks_of,
    host_operated,
    inquiries_seen,
    inquiry_for,
    may_call,
    next_rungs,
    notices_seen,
    own_answer,
    role_for,
    silent_since,
)
from dijkwacht.notification.services import NewHook
from dijkwacht.organisations.selectors import actor_for, members_of, organisation_for


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """How an organisation of yours stands towards an inquiry; `version` is the one that If-Match wants."""

    inquiry: UUID
    version: int
    title: str
    questions: tuple[Question, ...]
    own: AskedSeen


@dataclass(frozen=True, slots=True)
class RecordedFor:
    """For how many organisations something was recorded."""

    organisations: int


def inquiries(asking: Asking, case: UUID) -> tuple[InquirySeen, ...]:
    """Return the inquiries of a case that concern you, newest first."""
    case_for(asking.viewer, case)
    return inquiries_seen(asking.viewer, case)


def inquiry(asking: Asking, inquiry: UUID) -> InquirySeen:
    """Return one inquiry: who answered, who is silent and who declined, with what is counted over whom."""
    seen = inquiry_for(asking.viewer, inquiry)
    case_for(asking.viewer, seen.case)
    looked_at = [row.organisation for row in seen.rows]
    log_looks(viewer=asking.viewer, organisations=looked_at, what="inquiry", at=asking.at)
    return seen


def inquiry_answer(asking: Asking, inquiry: UUID, organisation: UUID) -> AnswerRead:
    """Return the questions, and what your organisation answered so far."""
    seen, own = own_answer(asking.viewer, inquiry, organisation)
    return AnswerRead(seen.id, own.version, seen.title, seen.questions, own)


def ask_members(asking: Asking, given: Given, case: UUID) -> Recorded:
    """Put a question set to all members of your desk."""
    case_for(asking.viewer, case)
    cert = _desk(asking)
    form = filled(InquiryForm(given.data))
    made = services.send_inquiry(
        case=case,
        asker=organisation_for(asking.viewer, cert, asking.at).name,
        asker_organisation=cert,
        audience="cert",
        title=form.cleaned_data["title"],
        questions=form.questions(),
        asked=[member.id for member in members_of(asking.viewer, cert, asking.at) if not member.read_only],
        sent=minute(asking.at),
        term=form.cleaned_data["term"],
        actor=actor_for(asking.viewer, cert),
    )
    return Recorded(made)


def answer_inquiry(asking: Asking, given: Given, inquiry: UUID, organisation: UUID) -> Recorded:
    """Answer a question set by `answers` (from the key of a question), or say that you give this asker no answer."""
    seen, _ = own_answer(asking.viewer, inquiry, organisation)
    form = filled(AnswerForm(seen.questions, given.data))
    actor, told = actor_for(asking.viewer, organisation), form.cleaned_data
    if told["decline"]:
        services.decline_inquiry(inquiry=inquiry, organisation=organisation, actor=actor, version=told["version"])
    else:
        services.answer_inquiry(
            inquiry=inquiry,
            organisation=organisation,
            answers=form.answers(),
            claims=told["claims"],
            named=told["named"],
            actor=actor,
            version=told["version"],
        )
    return Recorded(inquiry)


def calls(asking: Asking, case: UUID, member: UUID | None = None) -> CallListPage:
    """Return whom your desk phones next and why, with the numbers of the first; `member` puts one on top."""
    page = call_list(asking.viewer, case, asking.at, member=member)
    if page.first is not None:
        log_look(viewer=asking.viewer, organisation=page.first.candidate.organisation, what="call list", at=asking.at)
    return page


def log_call(asking: Asking, given: Given, case: UUID, organisation: UUID) -> Recorded:
    """Record what came of a call; who did not answer brings the ladder one rung on."""
    case_for(asking.viewer, case)
    member = may_call(asking.viewer, organisation, asking.at)
    told = filled(CallForm(given.data)).cleaned_data
    services.log_call(
        case=case,
        organisation=member.id,
        to_role=told["to_role"],
        outcome=told["outcome"],
        said=told["said"],
        at=asking.at,
        actor=actor_for(asking.viewer, _desk(asking)),
    )
    _climb(asking, case, organisation, told["outcome"])
    return Recorded(organisation)


def notices(asking: Asking, case: UUID, organisation: UUID | None = None) -> tuple[NoticeSeen, ...]:
    """Return the notices of a case that you may see, newest first, and how far each came."""
    case_for(asking.viewer, case)
    return notices_seen(asking.viewer, case, organisation)


def hooks(asking: Asking) -> tuple[HookSeen, ...]:
    """Return where messages of your account go, and how that fares."""
    return hooks_of(asking.viewer)


def hook(asking: Asking, hook: UUID) -> HookSeen:
    """Return one of them; `stopped_at` and `said` tell when and why nothing is sent any more."""
    return hook_for(asking.viewer, hook)


def add_hook(asking: Asking, given: Given) -> NewHook:
    """Get a message for each entry recorded from now on that you may see then, in order, signed with the secret.

    The secret is shown this once. Messages end with this token. What a message holds and how to check it: the how-to.
    """
    account, token = _by_token(asking)
    told = filled(HookForm(given.data)).cleaned_data
    return services.add_hook(account=account, token=token, at=asking.at, **told)


def resume_hook(asking: Asking, hook: UUID) -> Recorded:
    """Begin again where it stopped; from then on messages end with the token that resumed them."""
    account, token = _by_token(asking)
    services.resume_hook(account=account, token=token, hook=hook, at=asking.at)
    return Recorded(hook)


def drop_hook(asking: Asking, hook: UUID) -> None:
    """Send no more messages, and forget where to."""
    services.drop_hook(account=_by_token(asking)[0], hook=hook)


def _by_token(asking: Asking) -> tuple[UUID, UUID]:
    if asking.viewer.account is None or asking.token is None:
        raise NotFound
    return asking.viewer.account, asking.token


def _climb(asking: Asking, case: UUID, organisation: UUID, outcome: str) -> None:
    silent = silent_since(asking.viewer, case, [organisation])
    if outcome not in {"no-answer", "wrong-number"} or organisation not in silent:
        return
    waiting = {organisation: silent[organisation].earliest}
    rung = next_rungs(asking.viewer, case, waiting, asking.at).get(organisation)
    if rung is not None:
        services.climb_rung(
            case=case,
            organisation=organisation,
            rung=rung.rung,
            about=RUNG_WORDS[rung.rung].nl,
            to_role=role_for(rung.rung).value,
            at=asking.at,
            actor=actor_for(asking.viewer, _desk(asking)),
        )


def record_for_users(asking: Asking, given: Given, organisation: UUID, host: UUID) -> RecordedFor:
    """Record what was done on a system that serves many, in the response of each who uses it; each is told."""
    require_upload(asking.viewer, organisation, asking.at)
    _, cases = host_operated(asking.viewer, organisation, host, asking.at)
    form = filled(HostMeasureForm(cases, given.data))
    kind, payload = form.deed()
    written = services.record_for_users(
        host=host,
        operator=organisation,
        case=UUID(form.cleaned_data["case"]),
        kind=kind,
        payload=payload,
        told=form.cleaned_data["told"],
        at=asking.at,
        actor=actor_for(asking.viewer, organisation),
        happened=form.cleaned_data["happened"],
    )
    return RecordedFor(len(written))


def _desk(asking: Asking) -> UUID:
    certs = sorted(asking.viewer.organisations(Role.DESK, Role.SHIFT_LEAD))
    if not certs:
        raise NotFound
    return certs[0]


OPERATIONS = (
    Operation("hooks", "/hooks", hooks),
    Operation("hook", "/hooks/{hook}", hook),
    Operation(
        "add_hook", "/hooks", add_hook, method="POST", scope=Scope.HOOKS, body=Body(HookForm), made="/hooks/{id}"
    ),
    Operation("resume_hook", "/hooks/{hook}/resume", resume_hook, method="POST", scope=Scope.HOOKS),
    Operation("drop_hook", "/hooks/{hook}", drop_hook, method="DELETE", scope=Scope.HOOKS),
    Operation("inquiries", "/cases/{case}/inquiries", inquiries, pages=("inquiries",)),
    Operation("inquiry", "/inquiries/{inquiry}", inquiry, pages=("inquiry",)),
    Operation(
        "inquiry_answer", "/inquiries/{inquiry}/answers/{organisation}", inquiry_answer, pages=("answer_inquiry",)
    ),
    Operation("calls", "/cases/{case}/calls", calls, pages=("calls", "call")),
    Operation("notices", "/cases/{case}/notices", notices),
    Operation(
        "ask_members",
        "/cases/{case}/inquiries",
        ask_members,
        pages=("ask_members",),
        method="POST",
        scope=Scope.DESK,
        body=Body(InquiryForm),
        made="/inquiries/{id}",
    ),
    Operation(
        "answer_inquiry",
        "/inquiries/{inquiry}/answers/{organisation}",
        answer_inquiry,
        pages=("answer_inquiry",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(lambda: AnswerForm(()), texts={"answers": "q-"}),
        locks="version",
    ),
    Operation(
        "log_call",
        "/cases/{case}/calls/{organisation}",
        log_call,
        pages=("log_call",),
        method="POST",
        scope=Scope.DESK,
        body=Body(CallForm),
    ),
    Operation(
        "record_for_users",
        "/systems/{organisation}/shared/{host}/done",
        record_for_users,
        pages=("host_measure",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(lambda: HostMeasureForm(())),
    ),
)
