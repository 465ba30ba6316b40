"""Advice that comes as a file: read, judged, stored with its bytes; a file that cannot be read is kept apart."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from procrastinate.contrib.django import app

from dijkwacht.advisories.domain.providers import DocumentState
from dijkwacht.advisories.domain.validation import Preset, Validation
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.advisories.domain.written import Handling, Written, label_of
from dijkwacht.advisories.engine.loading import LARGEST, UnreadableAdvisory, WrongStructure, refuse_large
from dijkwacht.advisories.engine.reading import document_of, read_format
from dijkwacht.advisories.engine.summarise import summarise
from dijkwacht.advisories.engine.values import Document, Format
from dijkwacht.advisories.models import Intake, ProviderDocument, Revision
from dijkwacht.advisories.services.handed_in import HandedIn, plain_handed_in, read_handed_in
from dijkwacht.advisories.services.storing import NO_SOURCE, Version, add_version, begin_series, series_of
from dijkwacht.journal.services import one_transaction, quarantine, store_evidence
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment, minute

LARGE = 1024 * 1024  # beyond this a page would wait too long: a job reads it
STATES = {
    "received": DocumentState.TAKEN,
    "revised": DocumentState.TAKEN,
    "known": DocumentState.KNOWN,
    "waiting": DocumentState.WAITING,
    "quarantined": DocumentState.QUARANTINED,
}
"""What is told of a provider's document, by what became of the file."""
Validate = Callable[[object, Format, Preset], Validation]


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file: `received`, `revised`, `known` (the very bytes were here), `waiting`, `quarantined`.

    `row` is the series' own key, for what stands beside it in this room.
    """

    state: str
    digest: str
    advisory: UUID | None = None
    error: UnreadableAdvisory | None = None
    row: int | None = None


@one_transaction
def receive_advisory(  # noqa: PLR0913 - how a file came in has this many parts, all by keyword
    *,
    content: bytes,
    actor: Actor,
    handling: Handling,
    level: Level,
    validate: Validate | None = None,
    name: str = "",
    issuer_organisation: UUID | None = None,
    derived_from: UUID | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> Received:
    """Take in CSAF 2.0, CSAF 2.1 or a CVE record; the bytes are kept as evidence under their digest.

    A failed rule never blocks: what `validate` says is stored beside the version. A document that breaks its schema or
    cannot be read goes to quarantine with a located error. Without `validate` a job judges the version afterwards.
    Above 1 MB a job reads and judges. Raises TooLargeAdvisory above 64 MiB.
    """
    if len(content) > LARGEST:
        refuse_large(name)
    handed = HandedIn(actor, handling, level, name, issuer_organisation, derived_from, known, source)
    if len(content) > LARGE:
        return _wait(content, handed)
    return _take_in(content, handed, validate)


@one_transaction
def read_intake(*, intake: UUID, validate: Validate) -> Received:
    """Read a large file that waits; a second call for the same one changes nothing. Raises NotFound."""
    row = Intake.objects.select_for_update().filter(public_id=intake).first()
    if row is None:
        raise NotFound
    if row.content is None:
        return Received("known", row.digest, row.advisory.public_id if row.advisory else None)
    received = _take_in(bytes(row.content), read_handed_in(row.handed_in), validate)
    row.state = "quarantined" if received.state == "quarantined" else "read"
    row.content = None
    row.save(update_fields=["state", "content"])
    _tell_provider(row, received)
    return received


def _tell_provider(row: Intake, received: Received) -> None:
    """Say with the documents of the desk's providers that waited for this file what became of it."""
    state = STATES[received.state]
    waiting = ProviderDocument.objects.filter(provider__owner=row.owner, digest=row.digest, state=DocumentState.WAITING)
    waiting.update(state=state, advisory=received.row, said=str(received.error or "")[:2000])


def _wait(content: bytes, handed: HandedIn) -> Received:
    digest = hashlib.sha256(content).hexdigest()
    row = Intake.objects.create(
        digest=digest, owner=handed.handling.owner, content=content, handed_in=plain_handed_in(handed)
    )
    app.configure_task("advisories.read_intake", queue="advisories").defer(intake=str(row.public_id))
    return Received("waiting", digest)


def _take_in(content: bytes, handed: HandedIn, validate: Validate | None) -> Received:
    try:
        reading = _readable(content, handed.name, validate)
    except UnreadableAdvisory as error:
        owner = handed.handling.owner
        digest = quarantine(content=content, what="advisory", owner=owner, error=error, most=LARGEST)
        return Received("quarantined", digest, error=error)
    return _store(content, *reading, handed)


def _readable(content: bytes, name: str, validate: Validate | None) -> tuple[Document, Validation | None]:
    """Return the document and what the validator said; raise where its structure is not that of its format."""
    validation = None
    form, value = read_format(content, name)
    if validate is not None:
        validation = validate(value, form, Preset.BASIC)
        if not validation.schema_valid:
            first = validation.findings[0]
            raise WrongStructure(
                place=first.path or "/",
                expected=f"a document that fits its schema: {first.message}",
                remedy="ask the issuer for a corrected document",
            )
    return document_of(form, value, name), validation


def _store(content: bytes, document: Document, validation: Validation | None, handed: HandedIn) -> Received:
    handling, digest = handed.handling, hashlib.sha256(content).hexdigest()
    written = written_from(document, handed.level, handed.issuer_organisation)
    label = label_of(handling, document.label, Label.AMBER if document.format.is_csaf else Label.CLEAR)
    series = series_of(written, handling)
    if series is not None and Revision.objects.filter(advisory=series, digest=digest).exists():
        return Received("known", digest, series.public_id, row=series.pk)
    store_evidence(
        content=content,
        name=handed.name or f"{document.identifier}.json",
        owner=handling.owner,
        label=label,
        constituency=handling.constituency,
        most=LARGEST,
    )
    state = "received" if series is None else "revised"
    advisory = series or begin_series(written, handling, handed.derived_from)
    version = Version(
        written, handling, label, handed.actor, handed.known, handed.source, digest, document.format, validation
    )
    revision = add_version(advisory, version, first=series is None)
    if validation is None:
        app.configure_task("advisories.judge_revision", queue="advisories").defer(revision=str(revision.public_id))
    return Received(state, digest, advisory.public_id, row=advisory.pk)


def written_from(document: Document, level: Level, issuer_organisation: UUID | None) -> Written:
    """Return what a document says in the form in which versions are stored."""
    note = next((note.text for note in document.notes if note.category in {"summary", "description"}), "")
    own_link = next((reference.url for reference in document.references if reference.category == "self"), "")
    issued = document.current_release or document.initial_release
    return Written(
        issuer=document.issuer or "n/a",
        level=level,
        version=document.version or "1",
        summary=summarise(document),
        nature=Nature.ADVISORY if document.format.is_csaf else Nature.RECORD,
        tracking_id=document.identifier,
        finding=note,
        issued=minute(issued) if issued else None,
        issuer_organisation=issuer_organisation,
        url=own_link,
    )
