"""What a desk may take out of the program: everything through the eyes of who takes it, nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.answer_sheet import questions
from dijkwacht.cases.domain.axes import AXIS_WORDS, VALUE_WORDS, Axis
from dijkwacht.cases.selectors import ResponseRow, cases_listed, responses_of
from dijkwacht.cases.selectors.pages import Line, case_page, record_lines
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.words import channel_in_words, moment_in_words, role_in_words
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label, strictest
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.notification.selectors import call_list
from dijkwacht.organisations.domain.code_words import CodeWords
from dijkwacht.organisations.selectors import ContactShown, code_words_of, members_of, names_seen
from dijkwacht.reporting.domain.desk_folder import (
    MOST_ENTRIES,
    MOST_MEMBERS,
    Folder,
    FolderAdvice,
    FolderCall,
    FolderCase,
    FolderLine,
    FolderMember,
    FolderResponse,
)
from dijkwacht.reporting.domain.night_sheet import Reach

DESK = (Role.DESK, Role.SHIFT_LEAD)
BROKEN = Text("werkt niet", "does not work")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an organisation before its responses are read."""

    id: UUID
    name: str
    sector: str
    fictional: bool
    reach: tuple[ContactShown, ...]
    phones: tuple[str, ...]


def may_take_out(viewer: Viewer) -> bool:
    """Return whether the viewer works at a desk, a sector's or the national one."""
    return bool(viewer.organisations(*DESK, Role.NATIONAL))


def folder_for(viewer: Viewer, at: datetime) -> Folder:
    """Return what the viewer's desk takes out at `at` (now); raises NotFound for who sits at no desk.

    A sector's desk takes its members with contacts and code words; the national desk the organisations whose names it
    may see, without contacts. At most 2,000 of them, 200 entries a response; what is left out is counted.
    """
    if not may_take_out(viewer):
        raise NotFound
    known = _known(viewer, at)
    words = code_words_of({one.id for one in known if viewer.organisations(*DESK)}, at)
    told = _told(viewer)
    rows: dict[UUID, list[ResponseRow]] = defaultdict(list)
    for row in responses_of(viewer):
        rows[row.organisation].append(row)
    members = tuple(_member(one, words.get(one.id), rows[one.id], told) for one in known[:MOST_MEMBERS])
    cases = tuple(_cases(viewer, {one.id: one for one in known}, at))
    office = next(one for one in viewer.offices if one.role in {*DESK, Role.NATIONAL})
    return Folder(
        at,
        names_seen(viewer, [office.organisation]).get(office.organisation, ""),
        role_in_words(office.role.value),
        str(viewer.account)[:8],
        members,
        cases,
        max(len(known) - MOST_MEMBERS, 0),
        strictest(Label.AMBER, *(one.label for one in members), *(one.label for one in cases)),
        any(one.fictional for one in members),
    )


def _known(viewer: Viewer, at: datetime) -> list[_Known]:
    desks = sorted(viewer.organisations(*DESK))
    if desks:
        listed = [one for cert in desks for one in members_of(viewer, cert, at) if not one.read_only]
        return [
            _Known(one.id, one.name, one.sector, one.fictional, one.reach, tuple(p.value for p in one.phones))
            for one in listed
        ]
    names = names_seen(viewer, viewer.named_for_national)
    return [_Known(key, name, "", False, (), ()) for key, name in sorted(names.items(), key=lambda pair: pair[1])]


def _told(viewer: Viewer) -> Mapping[UUID, list[Entry]]:
    """Return the entries of every response that the viewer may see, newest first; one query per case."""
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for case in cases_listed(viewer):
        for entry in entries(viewer, case=case.id, newest_first=True):
            if entry.response is not None:
                found[entry.response].append(entry)
    return found


def _member(
    one: _Known, words: CodeWords | None, rows: Iterable[ResponseRow], told: Mapping[UUID, list[Entry]]
) -> FolderMember:
    listed = list(rows)
    labels = [entry.label for row in listed for entry in told.get(row.id, [])[:MOST_ENTRIES]]
    reach = tuple(
        Reach(
            contact.role_said,
            channel_in_words(str(contact.channel)),
            contact.value + (f" ({contact.person})" if contact.person else ""),
            NOTHING if contact.usable else BROKEN,
        )
        for contact in one.reach
    )
    responses = tuple(_response(row, told.get(row.id, [])) for row in listed)
    return FolderMember(
        one.id, one.name, one.sector, one.fictional, reach, words, responses, strictest(Label.AMBER, *labels)
    )


def _response(row: ResponseRow, told: list[Entry]) -> FolderResponse:
    lines = tuple(_line(line) for line in record_lines(told[:MOST_ENTRIES]))
    return FolderResponse(
        row.case_title,
        tuple((AXIS_WORDS[axis], VALUE_WORDS[axis, row.axes.value(axis)]) for axis in Axis),
        row.last_word_at,
        row.closed_at is not None,
        lines,
        max(len(told) - MOST_ENTRIES, 0),
    )


def _line(line: Line) -> FolderLine:
    return FolderLine(moment_in_words(line.at), line.text, line.words)


def _cases(viewer: Viewer, known: Mapping[UUID, _Known], at: datetime) -> Iterable[FolderCase]:
    desk = bool(viewer.organisations(*DESK))
    for row in cases_listed(viewer):
        if row.recorded:
            continue
        page = case_page(viewer, row.id)
        calls: tuple[FolderCall, ...] = ()
        if desk:
            listed = call_list(viewer, row.id, at, most=MOST_MEMBERS)
            due = ((listed.first,) if listed.first else ()) + listed.rest
            calls = tuple(
                FolderCall(
                    one.candidate.name,
                    tuple(reason.text for reason in one.reasons),
                    known[one.candidate.organisation].phones if one.candidate.organisation in known else (),
                    one.script,
                )
                for one in due
            )
        advice = tuple(
            FolderAdvice(moment_in_words(one.at), one.issuer, one.title, one.version, one.actions, one.changed)
            for lane in page.lanes
            for one in lane.lines
        )
        facts = page.case.facts
        asked = questions(facts.steps, facts.product)
        label = strictest(page.case.label, *(entry.label for entry in page.case.entries))
        yield FolderCase(page.case.title, page.sentence, advice, calls, asked, label)
