"""Cases and responses over the API: how they stand, and every sheet of the record as an operation of its own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from dijkwacht.cases import services
from dijkwacht.cases.domain.access import Closing, Restriction
from dijkwacht.cases.domain.axes import Axes
from dijkwacht.cases.domain.facts import AdviceSeen, Exploitation, ReopeningAdvised
from dijkwacht.cases.domain.hunts import MisuseMark
from dijkwacht.cases.domain.lowering import lowering
from dijkwacht.cases.domain.measures import Measure
from dijkwacht.cases.domain.sheets import ANSWERS, CASE_SHEETS, SHEETS, Sheet
from dijkwacht.cases.domain.state import UseMark
from dijkwacht.cases.domain.steps import Step
from dijkwacht.cases.domain.watch import Watch
from dijkwacht.cases.domain.weakness import Device, Flaw
from dijkwacht.cases.forms import MembersForm, OpenCaseForm, RecordForm, callers_of, told_by
from dijkwacht.cases.selectors import (
    CaseRow,
    ResponseRow,
    ResponseView,
    case_for,
    cases_listed,
    desk_of,
    label_for,
    members_without,
    origin_of,
    recording_as,
    response_for,
    responses_of,
)
from dijkwacht.cases.services import Attached
from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, filled
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, Window
from dijkwacht.organisations.domain.words import Nature
from dijkwacht.organisations.selectors import actor_for, organisation_for


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case as you may see it: its steps, vulnerabilities, exploitation and the advice that came."""

    id: UUID
    title: Text
    nature: Nature
    label: Label
    owner: UUID
    constituency: UUID | None
    version: int
    product: str
    steps: tuple[Step, ...]
    flaws: tuple[Flaw, ...]
    exploitation: tuple[Exploitation, ...]
    advice: tuple[AdviceSeen, ...]
    reopening: tuple[ReopeningAdvised, ...]
    closed: Moment | None


@dataclass(frozen=True, slots=True)
class ResponseRead:
    """How an organisation stands in a case, as far as you may see it; `recording` is "own", "desk" or ""."""

    id: UUID
    case: UUID
    case_title: Text
    nature: Nature
    organisation: UUID
    sector: str
    version: int
    label: Label
    constituency: UUID | None
    recording: str
    axes: Axes
    opened: Moment | None
    closed: Moment | None
    use: UseMark
    window: Window | None
    watch: Watch
    misuse: MisuseMark
    devices: tuple[Device, ...]
    steps: tuple[Step, ...]
    measures: tuple[Measure, ...]
    closings: tuple[Closing, ...]
    restrictions: tuple[Restriction, ...]


@dataclass(frozen=True, slots=True)
class ResponsesOpened:
    """The responses that were opened."""

    responses: tuple[UUID, ...]


def cases(asking: Asking) -> tuple[CaseRow, ...]:
    """Return the cases that exist for you, newest first."""
    return cases_listed(asking.viewer, asking.asof)


def case(asking: Asking, case: UUID) -> CaseRead:
    """Return one case; its responses are found by `responses`, what was said by `record`."""
    view = case_for(asking.viewer, case, asking.asof)
    facts = view.facts
    return CaseRead(
        id=view.id,
        title=view.title,
        nature=view.nature,
        label=view.label,
        owner=view.owner,
        constituency=view.constituency,
        version=view.version,
        product=facts.product,
        steps=facts.steps,
        flaws=tuple(facts.flaws.values()),
        exploitation=facts.exploitation,
        advice=facts.advice,
        reopening=facts.reopening,
        closed=facts.closed,
    )


def responses(asking: Asking, case: UUID | None = None, organisation: UUID | None = None) -> tuple[ResponseRow, ...]:
    """Return the responses that you may see as they stand now, of the newest case first."""
    return responses_of(asking.viewer, case=case, organisation=organisation)


def response(asking: Asking, response: UUID) -> ResponseRead:
    """Return one response; a look from outside is shown to its organisation."""
    view = response_for(asking.viewer, response, asking.asof)
    log_look(viewer=asking.viewer, organisation=view.organisation, what="response", at=asking.at)
    state = view.state
    return ResponseRead(
        id=view.id,
        case=view.case,
        case_title=view.case_title,
        nature=view.nature,
        organisation=view.organisation,
        sector=view.sector,
        version=view.version,
        label=view.label,
        constituency=view.constituency,
        recording=recording_as(asking.viewer, view),
        axes=state.axes,
        opened=state.opened,
        closed=state.closed,
        use=state.use,
        window=state.window,
        watch=state.watch,
        misuse=state.traces.misuse,
        devices=tuple(state.devices.values()),
        steps=view.facts.steps,
        measures=tuple(state.measures.values()),
        closings=state.door.closings,
        restrictions=tuple(state.door.restrictions.values()),
    )


def open_case(asking: Asking, given: Given) -> Recorded:
    """Open a case at your desk; neither CVE nor patch is needed."""
    desk = desk_of(asking.viewer)
    if desk is None:
        raise NotFound
    told = filled(OpenCaseForm(given.data)).cleaned_data
    made = services.open_case(
        actor=desk.actor,
        owner=desk.organisation,
        label=Label(told["label"]),
        title=Text(told["title_nl"], told["title_en"]),
        steps=told["steps"],
        product=told["product"],
        constituency=desk.constituency,
    )
    return Recorded(made)


def open_members(asking: Asking, given: Given, case: UUID) -> ResponsesOpened:
    """Open responses for members of your desk that have none; all or nothing."""
    desk = desk_of(asking.viewer)
    case_for(asking.viewer, case)
    if desk is None or desk.constituency is None:
        raise NotFound
    responding = frozenset(row.organisation for row in responses_of(asking.viewer, case=case))
    members = members_without(asking.viewer, desk, responding, asking.at)
    chosen = filled(MembersForm(members, given.data)).cleaned_data["members"]
    return ResponsesOpened(
        tuple(services.open_response(actor=desk.actor, case=case, organisation=one) for one in dict.fromkeys(chosen))
    )


def open_own(asking: Asking, case: UUID, organisation: UUID) -> Recorded:
    """Open your own organisation's response in a case."""
    case_for(asking.viewer, case)
    seen = organisation_for(asking.viewer, organisation, asking.at)
    if organisation not in asking.viewer.organisations(*WORKING_ROLES) or seen.read_only:
        raise NotFound
    actor = actor_for(asking.viewer, organisation)
    return Recorded(services.open_response(actor=actor, case=case, organisation=organisation))


def confirm_told(asking: Asking, response: UUID, entry: UUID) -> Recorded:
    """Record that your organisation stands behind what its desk recorded in its name; once more changes nothing."""
    view = response_for(asking.viewer, response)
    if recording_as(asking.viewer, view) != "own":
        raise NotFound
    services.confirm(actor=actor_for(asking.viewer, view.organisation), response=response, entry=entry)
    return Recorded(response, entry)


class NotYourRole(Refused):
    """This does not belong to your role."""


def _writable(asking: Asking, response: UUID, sheet: Sheet) -> ResponseView:
    view = response_for(asking.viewer, response)
    if not recording_as(asking.viewer, view):
        raise NotFound
    roles = {office.role for office in asking.viewer.offices if office.organisation == view.organisation}
    if roles and sheet.mandated and not roles & set(sheet.mandated):
        raise NotYourRole(remedy="where it could not wait, use gate_close and say why")
    return view


def _recorded(asking: Asking, given: Given, view: ResponseView, sheet: Sheet, fixed: Mapping[str, object]) -> Recorded:
    asks_reason = sheet.kind == "monitoring.lowered" and bool(lowering(view.state, timezone.now()).reasons)
    form = filled(
        RecordForm(
            sheet,
            given.data,
            given.files,
            devices=view.state.devices,
            steps=view.facts.steps,
            needed=["reason"] if asks_reason else [],
            callers=callers_of(asking.viewer, view),
        )
    )
    file = form.cleaned_data.get("file")
    entry = services.answer(
        actor=actor_for(asking.viewer, view.organisation),
        response=view.id,
        kind=sheet.kind,
        payload={**fixed, **form.payload},
        attached=[Attached(file.name or "", file.read())] if file else (),
        happened=form.happened,
        known=form.cleaned_data.get("known"),
        origin=origin_of(recording_as(asking.viewer, view)),
        told=told_by(asking.viewer, view, form.cleaned_data),
        corrects=form.cleaned_data.get("corrects"),
        expected_version=form.cleaned_data["version"],
    )
    return Recorded(view.id, entry.id)


def _in_response(sheet: Sheet) -> Callable[..., Recorded]:
    def call(asking: Asking, given: Given, response: UUID) -> Recorded:
        return _recorded(asking, given, _writable(asking, response, sheet), sheet, {})

    return _told(call, sheet)


def _of_step(sheet: Sheet) -> Callable[..., Recorded]:
    def call(asking: Asking, given: Given, response: UUID, step: str) -> Recorded:
        view = _writable(asking, response, sheet)
        if step not in {one.key for one in view.facts.steps}:
            raise NotFound
        return _recorded(asking, given, view, sheet, {"step": step})

    return _told(call, sheet)


def _in_case(sheet: Sheet) -> Callable[..., Recorded]:
    def call(asking: Asking, given: Given, case: UUID) -> Recorded:
        desk, view = desk_of(asking.viewer), case_for(asking.viewer, case)
        if desk is None:
            raise NotFound
        form = filled(RecordForm(sheet, given.data, steps=view.facts.steps))
        entry = services.record_case_fact(
            actor=desk.actor,
            case=case,
            kind=sheet.kind,
            payload=form.payload,
            label=label_for(desk, view),
            owner=desk.organisation,
            constituency=desk.constituency,
            happened=form.happened,
        )
        return Recorded(case, entry.id)

    return _told(call, sheet)


def _told(call: Callable[..., Recorded], sheet: Sheet) -> Callable[..., Recorded]:
    call.__doc__ = f"{sheet.title.en}. Records an entry of kind `{sheet.kind}`."
    return call


TOLD = {
    "told_by": "Where a desk records for a member: `contact:` and the id of a contact point, or `role:` and an office.",
    "how": "Where a desk records for a member: `telephone` or `paper`.",
    "known": "Where a desk records for a member: when it heard it; empty: now.",
}


def _body(sheet: Sheet, *, perhaps: Mapping[str, str] = TOLD) -> Body:
    return Body(lambda: RecordForm(sheet), perhaps=perhaps)


def _sheets() -> Iterator[Operation]:
    for sheet in SHEETS.values():
        yield Operation(
            f"record_{_word(sheet)}",
            f"/responses/{{response}}/entries/{sheet.kind}",
            _in_response(sheet),
            pages=("record_in_response",),
            method="POST",
            scope=Scope.RECORD,
            body=_body(sheet),
            locks="version",
            made="/record/{entry}",
            title=sheet.title.en,
        )
    for sheet in ANSWERS.values():
        yield Operation(
            f"step_{_word(sheet)}",
            f"/responses/{{response}}/steps/{{step}}/{sheet.kind}",
            _of_step(sheet),
            pages=("answer_step",),
            method="POST",
            scope=Scope.RECORD,
            body=_body(sheet),
            locks="version",
            made="/record/{entry}",
            title=sheet.title.en,
        )
    for sheet in CASE_SHEETS.values():
        yield Operation(
            f"case_{_word(sheet)}",
            f"/cases/{{case}}/entries/{sheet.kind}",
            _in_case(sheet),
            pages=("record_in_case",),
            method="POST",
            scope=Scope.DESK,
            body=_body(sheet, perhaps={}),
            made="/record/{entry}",
            title=sheet.title.en,
        )


def _word(sheet: Sheet) -> str:
    return sheet.kind.replace(".", "_")


OPERATIONS = (
    Operation("cases", "/cases", cases, pages=("cases", "recorded"), dated=True),
    Operation("case", "/cases/{case}", case, pages=("case",), dated=True),
    Operation("responses", "/responses", responses, pages=("case", "now", "member")),
    Operation("response", "/responses/{response}", response, pages=("response",), dated=True),
    Operation(
        "open_case",
        "/cases",
        open_case,
        pages=("open_case",),
        method="POST",
        scope=Scope.DESK,
        body=Body(OpenCaseForm),
        made="/cases/{id}",
    ),
    Operation(
        "open_members",
        "/cases/{case}/responses",
        open_members,
        pages=("open_members",),
        method="POST",
        scope=Scope.DESK,
        body=Body(lambda: MembersForm(())),
    ),
    Operation(
        "confirm_told",
        "/responses/{response}/told/{entry}/confirm",
        confirm_told,
        pages=("confirm_told",),
        method="POST",
        scope=Scope.RECORD,
        made="/record/{entry}",
    ),
    Operation(
        "open_own",
        "/cases/{case}/responses/{organisation}",
        open_own,
        pages=("open_own",),
        method="POST",
        scope=Scope.RECORD,
        made="/responses/{id}",
    ),
    *_sheets(),
)
