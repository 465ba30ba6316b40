"""The sheet for the night when nothing else works, as a viewer may see it, and the one that lies printed."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import VALUE_WORDS, Access, Axis, Misuse, Weakness
from dijkwacht.cases.domain.facts import name_of
from dijkwacht.cases.domain.state import fold
from dijkwacht.cases.selectors import ResponseRow, responses_of
from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.journal.domain.words import channel_in_words
from dijkwacht.journal.selectors import story_seen
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.organisations.domain.code_words import CodeWords
from dijkwacht.organisations.selectors import ContactSheet, OrganisationSeen, code_words_of, organisations_seen
from dijkwacht.organisations.selectors.contacts import may_read_contacts, sheet_of
from dijkwacht.reporting.domain.night_sheet import (
    MOST_DESK,
    MOST_OTHERS,
    MOST_REACH,
    NightSheet,
    Reach,
    clipped_both,
    first_of,
    sheet_case,
)
from dijkwacht.reporting.models import NightSheetRow

BROKEN = Text("werkt niet", "does not work")
STANDS_IN = Text("vervangt nu", "stands in now")
PHONE, MAIL, SITE = Text("telefoon", "telephone"), Text("e-mail", "mail"), Text("website", "website")


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """The sheet as it was last printed to a file: when, and the SHA-256 of the file; `stale` where more is known."""

    made_at: datetime
    digest: str
    size: int


def own_viewer(organisation: UUID, constituency: UUID | None) -> Viewer:
    """Return a viewer with an organisation's own eyes, for the file that a job makes for it."""
    member_of = frozenset({constituency}) if constituency else frozenset[UUID]()
    return Viewer(None, (Office(organisation, Role.CISO),), member_of)


def night_sheet(viewer: Viewer, organisation: UUID, at: datetime) -> NightSheet:
    """Return the sheet of an organisation with what this viewer may see of it at `at` (now).

    For the organisation itself, and for the desk of its sector CERT without what is not shared with a desk; raises
    NotFound for anybody else and for an organisation that is only recorded.
    """
    around = {organisation} | viewer.memberships | viewer.organisations()
    known = {one.id: one for one in organisations_seen(viewer, at, ids=around)}
    seen = known.get(organisation)
    if seen is None or seen.read_only or not may_read_contacts(viewer, organisation, seen.constituency):
        raise NotFound
    contacts = sheet_of(organisation, seen.name, seen.own_domain, at)
    cert = known.get(seen.constituency) if seen.constituency else None
    return _sheet(viewer, seen, cert, contacts, code_words_of({organisation}, at).get(organisation), at)


def _sheet(  # noqa: PLR0913, PLR0917 - who looks, at whom, beside which desk, with what was read
    viewer: Viewer,
    seen: OrganisationSeen,
    cert: OrganisationSeen | None,
    contacts: ContactSheet,
    words: CodeWords | None,
    at: datetime,
) -> NightSheet:
    open_ones = [row for row in responses_of(viewer, organisation=seen.id) if row.closed_at is None]
    rows = sorted(open_ones, key=_urgency)
    case, steps_more, stops_more = None, 0, 0
    if rows:
        state, facts = fold(story_seen(viewer, rows[0].case, rows[0].id))
        state = replace(state, axes=rows[0].axes)
        case, steps_more, stops_more = sheet_case(name_of(facts), state, facts.steps, at)
    reach = _reach(contacts)
    more = {
        "reach": first_of(reach, MOST_REACH),
        "steps": steps_more,
        "stops": stops_more,
        "others": first_of(rows[1:], MOST_OTHERS),
    }
    return NightSheet(
        seen.name,
        str(Label.AMBER),
        seen.fictional,
        at,
        reach[:MOST_REACH],
        seen.constituency_name,
        _desk(cert),
        words,
        case,
        tuple(_other(row) for row in rows[1 : 1 + MOST_OTHERS]),
        more,
    )


def printed_sheet(viewer: Viewer, organisation: UUID) -> PrintedSheet | None:
    """Return when the organisation's own file was made and its digest; None where there is none.

    For people of the organisation; raises NotFound for anybody else.
    """
    row = _row(viewer, organisation)
    return PrintedSheet(row.made_at, row.digest, len(bytes(row.content))) if row else None


def printed_content(viewer: Viewer, organisation: UUID) -> bytes:
    """Return the organisation's own PDF. Raises NotFound where there is none, or it is not the viewer's."""
    row = _row(viewer, organisation)
    if row is None:
        raise NotFound
    return bytes(row.content)


def _row(viewer: Viewer, organisation: UUID) -> NightSheetRow | None:
    if organisation not in viewer.organisations(*WORKING_ROLES):
        raise NotFound
    return NightSheetRow.objects.filter(organisation=organisation).first()


def _reach(sheet: ContactSheet) -> tuple[Reach, ...]:
    standing = {one.contact.id for one in sheet.stand_ins}
    found = []
    for contact in sorted(sheet.contacts, key=lambda one: not one.usable):
        note = STANDS_IN if contact.id in standing else NOTHING
        note = note if contact.usable else BROKEN
        found.append(Reach(contact.role_said, channel_in_words(str(contact.channel)), contact.value, note))
    return tuple(found)


def _desk(cert: OrganisationSeen | None) -> tuple[Reach, ...]:
    """Return how a sector CERT lets itself be reached: what stands in its own letterhead, which is public."""
    if cert is None:
        return ()
    style = cert.house_style
    given = ((PHONE, style.phone), (MAIL, style.email), (SITE, style.website))
    return tuple(Reach(NOTHING, word, value, NOTHING) for word, value in given if value)[:MOST_DESK]


def _other(row: ResponseRow) -> Text:
    weak = VALUE_WORDS[Axis.WEAKNESS, row.axes.weakness.value]
    misuse = VALUE_WORDS[Axis.MISUSE, row.axes.misuse.value]
    title = row.case_title
    return clipped_both(Text(f"{title.nl}: {weak.nl}, misbruik {misuse.nl}", f"{title.en}: {weak.en}, {misuse.en}"))


def _urgency(row: ResponseRow) -> tuple[bool, bool, bool]:
    """Return the order in which responses press: misuse, then a weakness with an open door, then a weakness."""
    weak = row.axes.weakness is Weakness.OPEN
    shut = row.axes.access in {Access.CLOSED, Access.PARTLY}
    return (row.axes.misuse not in {Misuse.SUSPECTED, Misuse.CONFIRMED}, not weak or shut, not weak)
