"""Documents as a viewer may see them: the own ones in every state, those of others once sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Audience
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.selectors import evidence_for, latest_head
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.selectors import OrganisationSeen, names_seen, organisation_for
from dijkwacht.reporting.domain.approval import (
    OFFICES,
    Approved,
    Signature,
    chain_of,
    default_chain,
    may_approve,
    may_send,
)
from dijkwacht.reporting.domain.comparing import Compared, compared
from dijkwacht.reporting.domain.draft import Draft
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.paper import AUDIENCES, Envelope, letterhead, paper
from dijkwacht.reporting.domain.storing import (
    Frame,
    chapters_of,
    kept,
    read_citations,
    read_draft,
    read_strip,
    why_not,
)
from dijkwacht.reporting.models import ApprovalChain, Document, DocumentVersion
from dijkwacht.reporting.selectors.drafts import own_material, written_anew
from dijkwacht.reporting.selectors.rights import WRITERS

TYPE_WORDS: Mapping[str, Text] = {
    "council-letter": Text("brief aan de raad", "letter to the council"),
    "answers": Text("antwoorden", "answers"),
    "status-statement": Text("bericht over de stand van het herstel", "statement on the state of recovery"),
}
STATE_WORDS: Mapping[str, Text] = {
    "draft": Text("concept", "draft"),
    "approved": Text("goedgekeurd", "approved"),
    "sent": Text("verzonden", "sent"),
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list."""

    id: UUID
    title: Text
    type: Text
    state: str
    state_said: Text
    audience: Text
    organisation: UUID
    organisation_name: str
    number: int
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """An entry behind a sentence, in words."""

    id: UUID
    text: Text
    entry: Entry


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line of a version: "same", "changed" or "gone" against the record now; or left out for the audience and why."""

    text: Text
    state: str
    now: Text
    told: bool
    why_not: Text
    sources: tuple[SourceSeen, ...]


@dataclass(frozen=True, slots=True)
class ChapterSeen:
    """A chapter of a version; `quote` is the asker's own text."""

    heading: Text
    number: str
    quote: str
    lines: tuple[LineSeen, ...]


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """One version with who approved it and, when sent, its PDF's digest."""

    number: int
    written_at: datetime
    as_of: datetime
    approvals: tuple[tuple[Text, bool, datetime], ...]
    sent_at: datetime | None
    pdf_digest: str
    addressee: str
    channel: str


@dataclass(frozen=True, slots=True)
class Place:
    """An office of the chain: whether it approved, and whether this viewer may approve as it."""

    signature: Signature
    done: bool
    deputy: bool
    may: Verdict


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with the version that stands, its sources, what changed since, approvals and earlier versions."""

    id: UUID
    title: Text
    type: Text
    state: str
    state_said: Text
    audience: Text
    version: int
    number: int
    response: UUID
    organisation: OrganisationSeen
    as_of: datetime
    chapters: tuple[ChapterSeen, ...]
    new: tuple[Text, ...]
    changed: bool
    places: tuple[Place, ...]
    sending: Verdict
    versions: tuple[VersionSeen, ...]
    own: bool


def documents_seen(viewer: Viewer, organisation: UUID | None = None) -> tuple[DocumentRow, ...]:
    """Return the documents the viewer may see, newest first, of one organisation or all; two queries."""
    rows = Document.objects.all().visible_to(viewer).order_by("-created_at", "-pk").prefetch_related("versions")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    listed = list(rows[:200])
    names = names_seen(_named_in({row.organisation for row in listed}), {row.organisation for row in listed})
    return tuple(
        DocumentRow(
            row.public_id,
            Text(row.title_nl, row.title_en),
            TYPE_WORDS[row.type],
            row.state,
            STATE_WORDS[row.state],
            AUDIENCES[Audience(row.audience)],
            row.organisation,
            names.get(row.organisation, ""),
            row.number,
            row.created_at,
            max((version.sent_at for version in row.versions.all() if version.sent_at), default=None),
        )
        for row in listed
    )


def document_for(viewer: Viewer, document: UUID, at: datetime) -> DocumentPage:
    """Return a document; marks on its lines for its own organisation until it is sent. Raises NotFound."""
    row = _row(viewer, document)
    own = row.organisation in viewer.organisations(*WRITERS)
    versions = list(row.versions.order_by("-number").prefetch_related("approvals"))
    current = versions[0]
    live = own and row.state != "sent"
    organisation = organisation_for(_named_in({row.organisation}), row.organisation, at)
    material = own_material(row.response, at, seen=organisation) if own else None
    fresh = written_anew(material, row.type, Audience(row.audience), row.question_set) if material and live else None
    chapters, new = _chapters(current, fresh, material)
    chain = chain_for(row.organisation, organisation)
    given = approvals_of(current)
    return DocumentPage(
        id=row.public_id,
        title=Text(row.title_nl, row.title_en),
        type=TYPE_WORDS[row.type],
        state=row.state,
        state_said=STATE_WORDS[row.state],
        audience=AUDIENCES[Audience(row.audience)],
        version=row.version,
        number=current.number,
        response=row.response,
        organisation=organisation,
        as_of=current.as_of,
        chapters=chapters,
        new=new,
        changed=bool(new) or any(line.state != "same" for chapter in chapters for line in chapter.lines),
        places=tuple(_place(one, given, chain, viewer, row.organisation) for one in chain) if own else (),
        sending=may_send(chain, given, sent=row.state == "sent"),
        versions=tuple(_version(version) for version in versions if own or version.sent_at),
        own=own and not organisation.read_only,
    )


def _named_in(organisations: Iterable[UUID]) -> Viewer:
    """Return eyes that know these organisations: who may see a document may read whose it is."""
    return Viewer(None, tuple(Office(one, Role.CISO) for one in organisations))


def _place(
    one: Signature, given: tuple[Approved, ...], chain: tuple[Signature, ...], viewer: Viewer, organisation: UUID
) -> Place:
    roles = [office.role for office in viewer.offices if office.organisation == organisation]
    done = next((approved for approved in given if approved.office == one.office), None)
    may = may_approve(chain, given, one.office, viewer.account, roles)
    return Place(one, done is not None, bool(done and done.deputy), may)


def _chapters(
    current: DocumentVersion, fresh: Draft | None, material: Material | None
) -> tuple[tuple[ChapterSeen, ...], tuple[Text, ...]]:
    stored, reasons = kept(current.body), why_not(current.body)
    states, new = compared(stored, fresh) if fresh else (tuple(Compared(line, "same") for line in stored), ())
    found = []
    for number, (heading, printed, quote, _) in enumerate(chapters_of(current.body)):
        lines = tuple(
            LineSeen(
                one.line.text,
                one.state,
                one.now or NOTHING,
                one.line.told,
                reasons.get((number, one.line.text.nl), NOTHING),
                _sources(one.line.entries, material),
            )
            for one in states
            if one.line.chapter == number and (one.line.told or material is not None)
        )
        found.append(ChapterSeen(heading, printed, quote, lines))
    return tuple(found), tuple(line.text for line in new)


def _sources(ids: tuple[UUID, ...], material: Material | None) -> tuple[SourceSeen, ...]:
    entries = [entry for each in ids if material and (entry := material.entry(each))]
    return tuple(SourceSeen(entry.id, KINDS[entry.kind].sentence(entry.payload), entry) for entry in entries)


def _version(row: DocumentVersion) -> VersionSeen:
    approvals = sorted(row.approvals.all(), key=lambda one: one.at)
    return VersionSeen(
        row.number,
        row.written_at,
        row.as_of,
        tuple((OFFICES[one.office].words, one.deputy, one.at) for one in approvals if one.office in OFFICES),
        row.sent_at,
        row.pdf_digest,
        row.addressee,
        row.channel,
    )


def _row(viewer: Viewer, document: UUID) -> Document:
    row = Document.objects.all().visible_to(viewer).filter(public_id=document).first()
    if row is None:
        raise NotFound
    return row


def chain_for(organisation: UUID, seen: OrganisationSeen) -> tuple[Signature, ...]:
    """Return the approval chain of an organisation: its own, else the default of its kind."""
    row = ApprovalChain.objects.filter(organisation=organisation).first()
    return chain_of(row.offices) if row else default_chain(str(kind) for kind in seen.kinds)


def approvals_of(version: DocumentVersion) -> tuple[Approved, ...]:
    """Return the approvals that were given to a version."""
    given = sorted(version.approvals.all(), key=lambda one: (one.at, one.pk))
    return tuple(Approved(one.office, one.account, one.deputy) for one in given)


def frame_of(row: Document, version: DocumentVersion, organisation: OrganisationSeen) -> Frame:
    """Return what the rows know of a stored draft."""
    return Frame(row.type, row.organisation, organisation.name, Audience(row.audience), version.as_of)


def paper_of(  # noqa: PLR0913 - what goes on the envelope besides the words
    row: Document,
    version: DocumentVersion,
    organisation: OrganisationSeen,
    at: datetime,
    *,
    addressee: str = "",
    channel: str = "",
    sent: bool = False,
    language: str = "nl",
) -> dict[str, object]:
    """Return a version as it was stored, as values for the typesetter, with letterhead, signatures and witness."""
    head = latest_head()
    signed = [one for one in approvals_of(version) if one.office in OFFICES]
    strip, rows = read_strip(version.body)
    envelope = Envelope(
        at,
        version.number,
        _letterhead(organisation),
        addressee,
        channel,
        tuple(
            Text(OFFICES[one.office].words.nl + _deputy(one).nl, OFFICES[one.office].words.en + _deputy(one).en)
            for one in signed
        ),
        f"{head.size} · {head.root.hex()[:16]}" if head else "",
        sent,
        strip,
        rows,
    )
    draft = read_draft(version.body, frame_of(row, version, organisation))
    return paper(draft, read_citations(version.body), envelope, language)


def _letterhead(organisation: OrganisationSeen) -> tuple[tuple[str, str], ...]:
    style = organisation.house_style
    return letterhead(
        organisation.name,
        (
            ("Bezoekadres", style.visiting_address),
            ("Postadres", style.postal_address),
            ("Telefoon", style.phone),
            ("E-mail", style.email),
            ("Website", style.website),
            ("Btw-nummer", style.vat_number),
            ("Bankrekening", style.bank_account),
        ),
    )


def _deputy(one: Approved) -> Text:
    return Text(" (plaatsvervangend)", " (deputy)") if one.deputy else NOTHING


def pdf_for(viewer: Viewer, document: UUID) -> tuple[str, bytes]:
    """Return digest and bytes of the PDF of a sent document; raises NotFound where it was not sent or is not yours."""
    row = _row(viewer, document)
    sent = row.versions.filter(sent_at__isnull=False).order_by("-number").first()
    if sent is None:
        raise NotFound
    _, content = evidence_for(viewer, sent.pdf_digest)
    return sent.pdf_digest, content


def preview(viewer: Viewer, document: UUID, at: datetime) -> dict[str, object]:
    """Return the current version as values for the typesetter, marked as a draft; for the own organisation only."""
    row = _row(viewer, document)
    if row.organisation not in viewer.organisations(*WRITERS):
        raise NotFound
    version = row.versions.order_by("-number").first()
    if version is None:
        raise NotFound
    return paper_of(row, version, organisation_for(viewer, row.organisation, at), at)


def editable(viewer: Viewer, document: UUID, at: datetime) -> tuple[dict[str, object], datetime]:
    """Return the version that stands as values for the ODT writer, and the moment it carries; raises NotFound.

    Sent: for everybody who may see it, as it left; else marked as a draft, for the own organisation only. It names no
    tree head: what can be edited is no witness.
    """
    row = _row(viewer, document)
    sent = row.versions.filter(sent_at__isnull=False).order_by("-number").first()
    if sent is None or sent.sent_at is None:
        return {**preview(viewer, document, at), "witness": ""}, at
    organisation = organisation_for(_named_in({row.organisation}), row.organisation, at)
    values = paper_of(row, sent, organisation, sent.sent_at, addressee=sent.addressee, channel=sent.channel, sent=True)
    return {**values, "witness": ""}, sent.sent_at
