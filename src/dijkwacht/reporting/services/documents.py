"""Draft from the record, approve by office, send frozen: each with one entry in the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.services import record
from dijkwacht.disclosure.domain import Audience, Category
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors.proof import removals
from dijkwacht.journal.services import one_transaction, store_evidence
from dijkwacht.kernel.actor import Actor, Office, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.selectors import OrganisationSeen, constituency_of, organisation_for
from dijkwacht.reporting.domain.answers import ANSWERS_TYPE
from dijkwacht.reporting.domain.approval import OFFICES, may_approve, may_send
from dijkwacht.reporting.domain.draft import Draft, citations
from dijkwacht.reporting.domain.letter import LETTER_TYPE
from dijkwacht.reporting.domain.letter_strip import paper_lanes
from dijkwacht.reporting.domain.paper import label_of
from dijkwacht.reporting.domain.storing import digest_of, plain_draft, without_words
from dijkwacht.reporting.domain.strip import strip_rows, strip_svg
from dijkwacht.reporting.engine.typesetter import typeset
from dijkwacht.reporting.models import Approval, ApprovalChain, Document, DocumentVersion
from dijkwacht.reporting.selectors.documents import approvals_of, chain_for, paper_of
from dijkwacht.reporting.selectors.drafts import own_material, written_anew


class DocumentChanged(Conflict):
    """Somebody else changed this document in the meantime."""


class AlreadySent(Refused):
    """This document was sent; what was sent does not change."""


class MayNotApprove(Refused):
    """You do not approve this document as this office."""


class Unapproved(Refused):
    """This document cannot leave: not everybody in its chain approved this version."""


class UnknownOffice(Refused):
    """A chain names offices that exist."""


@one_transaction
def draft_document(  # noqa: PLR0913 - a document has this many sides, all by keyword
    *,
    actor: Actor,
    response: UUID,
    at: datetime,
    kind: str = LETTER_TYPE,
    audience: Audience = Audience.COUNCIL,
    question_set: str = "",
    asof: AsOf = NOW,
) -> UUID:
    """Write a document from the record and return its public id; it is a draft, for its own organisation only.

    `kind`: "council-letter" or "answers" (then `question_set`). `at`: now, aware UTC. Raises NotFound.
    """
    draft, body = _written(response, at, kind, audience, question_set, asof)
    row = Document.objects.create(
        type=kind,
        title_nl=draft.title.nl,
        title_en=draft.title.en,
        response=response,
        organisation=draft.organisation,
        audience=audience.value,
        question_set=question_set,
        created_at=at,
        label=label_of(audience).value,
        owner=draft.organisation,
        constituency=constituency_of(draft.organisation, at),
    )
    _add_version(row, draft, body, at, actor)
    return row.public_id


@one_transaction
def redraft_document(*, actor: Actor, document: UUID, at: datetime, expected_version: int | None = None) -> int:
    """Write a new version from the record as it stands now and return its number; approvals do not carry over."""
    row = _locked(document, expected_version)
    if row.state == "sent":
        raise AlreadySent
    draft, body = _written(row.response, at, row.type, Audience(row.audience), row.question_set, NOW)
    row.number += 1
    row.state = "draft"
    _save(row)
    _add_version(row, draft, body, at, actor)
    return row.number


def _written(  # noqa: PLR0913, PLR0917 - what is written, of which response, for whom, when
    response: UUID, at: datetime, kind: str, audience: Audience, question_set: str, asof: AsOf
) -> tuple[Draft, Mapping[str, object]]:
    material = own_material(response, at, asof)
    draft = written_anew(material, kind, audience, question_set)
    lanes, whole = paper_lanes(material, audience)
    title = Text("Tijdlijn", "Time line")
    svg = strip_svg(lanes, whole, title, "nl", known_until=material.at, standalone=True)
    rows = [(row.lane, row.period, row.what) for row in strip_rows(lanes)]
    return draft, plain_draft(draft, citations(draft, material), str(svg), rows)


def _add_version(row: Document, draft: Draft, body: Mapping[str, object], at: datetime, actor: Actor) -> None:
    digest = digest_of(body)
    DocumentVersion.objects.create(
        document=row, number=row.number, body=dict(body), as_of=draft.at, written_at=at, digest=digest
    )
    record(
        actor=actor,
        response=row.response,
        kind="document.drafted",
        payload={
            "document": row.public_id,
            "type": row.type,
            "version": row.number,
            "audience": row.audience,
            "digest": digest,
        },
    )


@one_transaction
def approve_document(  # noqa: PLR0913 - who approves as what, of which version
    *,
    actor: Actor,
    viewer: Viewer,
    document: UUID,
    office: str,
    at: datetime,
    expected_version: int | None = None,
) -> Entry:
    """Approve the version that stands, as an office or as its deputy; raises MayNotApprove, AlreadySent, NotFound.

    Two offices are two people (S2.22). When the whole chain approved, the document is approved.
    """
    row = _locked(document, expected_version)
    if row.state == "sent":
        raise AlreadySent
    organisation = _organisation(row, at)
    version = row.versions.get(number=row.number)
    chain, given = chain_for(row.organisation, organisation), approvals_of(version)
    roles = [one.role for one in viewer.offices if one.organisation == row.organisation]
    verdict = may_approve(chain, given, office, viewer.account, roles)
    if verdict.answer not in {"yes", "deputy"}:
        raise MayNotApprove(remedy=verdict.reasons[0].text.en)
    deputy = verdict.answer == "deputy"
    Approval.objects.create(of_version=version, office=office, deputy=deputy, account=viewer.account, at=at)
    if may_send(chain, approvals_of(version)).answer == "yes":
        row.state = "approved"
    _save(row)
    return record(
        actor=actor,
        response=row.response,
        kind="document.approved",
        payload={
            "document": row.public_id,
            "version": row.number,
            "role": OFFICES[office].words.nl,
            "deputy": deputy,
        },
    )


@one_transaction
def send_document(  # noqa: PLR0913 - to whom and by which way, of which version
    *,
    actor: Actor,
    document: UUID,
    addressee: str,
    channel: str,
    at: datetime,
    expected_version: int | None = None,
) -> Entry:
    """Freeze the approved version as a PDF in the evidence store and record that it left (S1.21, S1.22).

    What goes out is what was approved, to the letter. Raises Unapproved, AlreadySent, DocumentChanged, NotFound.
    """
    row = _locked(document, expected_version)
    if row.state == "sent":
        raise AlreadySent
    organisation = _organisation(row, at)
    version = row.versions.get(number=row.number)
    verdict = may_send(chain_for(row.organisation, organisation), approvals_of(version))
    if verdict.answer != "yes":
        raise Unapproved(remedy="; ".join(reason.text.en for reason in verdict.reasons))
    values = paper_of(row, version, organisation, at, addressee=addressee, channel=channel, sent=True)
    label = label_of(Audience(row.audience))
    name = f"{row.type}-{version.number}.pdf"
    stored = store_evidence(
        content=typeset(values, at), name=name, owner=row.organisation, label=label, constituency=row.constituency
    )
    version.pdf_digest, version.sent_at = stored.digest, at
    version.addressee, version.channel = addressee, channel
    version.save(update_fields=["pdf_digest", "sent_at", "addressee", "channel"])
    row.state, row.category, row.label = "sent", Category.SENT.value, label.value
    _save(row)
    return _record_sent(row, version, actor, label)


def _record_sent(row: Document, version: DocumentVersion, actor: Actor, label: Label) -> Entry:
    return record(
        actor=actor,
        response=row.response,
        kind="document.sent",
        payload={
            "document": row.public_id,
            "type": row.type,
            "version": version.number,
            "audience": row.audience,
            "digest": version.pdf_digest,
            "channel": version.channel,
            "addressee": version.addressee,
        },
        label=label,
        evidence=(version.pdf_digest,),
    )


@one_transaction
def forget_removed_words() -> int:
    """Take words that were removed from the record out of stored versions too; return how many versions changed.

    A sent PDF is evidence and leaves by its own removal. Runs as a job, and at once where somebody asks for it.
    """
    removed = removals()
    changed = 0
    for version in DocumentVersion.objects.filter(document__type=ANSWERS_TYPE).order_by("pk") if removed else ():
        body = without_words(version.body, removed)
        if body is not None:
            version.body = body
            version.save(update_fields=["body"])
            changed += 1
    return changed


@one_transaction
def set_approval_chain(*, organisation: UUID, offices: Iterable[str]) -> None:
    """Set which offices approve an organisation's documents, in order; raises UnknownOffice."""
    listed = list(dict.fromkeys(offices))
    unknown = [office for office in listed if office not in OFFICES]
    if unknown or not listed:
        raise UnknownOffice(place=", ".join(unknown), expected=f"some of {', '.join(OFFICES)}")
    ApprovalChain.objects.update_or_create(organisation=organisation, defaults={"offices": listed})


def _locked(document: UUID, expected_version: int | None) -> Document:
    row = Document.objects.select_for_update().filter(public_id=document).first()
    if row is None:
        raise NotFound
    if expected_version is not None and row.version != expected_version:
        raise DocumentChanged(remedy="look at what changed and answer again")
    return row


def _save(row: Document) -> None:
    row.version += 1
    row.save(update_fields=["version", "state", "number", "category", "label"])


def _organisation(row: Document, at: datetime) -> OrganisationSeen:
    eyes = Viewer(None, (Office(row.organisation, Role.CISO),))
    return organisation_for(eyes, row.organisation, at)
