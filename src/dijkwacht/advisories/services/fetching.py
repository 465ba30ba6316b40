"""One run over what a provider lists: each document in a transaction of its own, so that a bad one loses nothing.

A run that is broken off goes on where it stopped: what was taken in is not fetched again until the provider says that
it changed. What was refused or could not be fetched is tried again at every run.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dijkwacht.advisories.domain.providers import (
    TRIED_AGAIN,
    DocumentState,
    Listed,
    ProviderRole,
    Unfetched,
    unchanged,
)
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.engine.fetching import Fetched, fetch_document, keys_of, listing
from dijkwacht.advisories.engine.loading import TooLargeAdvisory
from dijkwacht.advisories.engine.providing import read_metadata
from dijkwacht.advisories.models import Provider, ProviderDocument
from dijkwacht.advisories.ports import Outside
from dijkwacht.advisories.services.providers import locked_provider
from dijkwacht.advisories.services.receiving import STATES, Validate, receive_advisory
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.errors import DijkwachtError, Refused
from dijkwacht.kernel.labels import Label

FETCHER = Actor(ActorKind.MACHINE, "fetcher")
STALE = timedelta(hours=2)
METADATA = 1024 * 1024
Progress = Callable[[int, int], None]


class Running(Refused):
    """Another run over this provider is going on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: documents listed, and of those touched now how many ended how; `error` where it stopped."""

    listed: int = 0
    taken: int = 0
    known: int = 0
    waiting: int = 0
    quarantined: int = 0
    refused: int = 0
    unfetched: int = 0
    unchanged: int = 0
    deviations: tuple[str, ...] = ()
    error: str = ""


def fetch_provider(
    *,
    provider: UUID,
    owner: UUID,
    outside: Outside,
    validate: Validate,
    progress: Progress = lambda _done, _all: None,
) -> Outcome:
    """Take in what a provider lists and we do not have, oldest change first; writes `provider.fetched`.

    Must not run inside a transaction: each document is one. A provider that changed its keys or role, or whose
    metadata cannot be had, ends in `Outcome.error` and nothing is taken in. Raises NotFound and Running.
    """
    row = _begin(provider, owner)
    try:
        outcome = _run(row, outside, validate, progress)
    except DijkwachtError as error:
        outcome = Outcome(error=str(error))
    except BaseException:
        Provider.objects.filter(pk=row.pk).update(running_since=None)
        raise
    _end(row, outcome)
    return outcome


@one_transaction
def _begin(provider: UUID, owner: UUID) -> Provider:
    row, now = locked_provider(provider, owner), timezone.now()
    if row.running_since is not None and row.running_since > now - STALE:
        raise Running(place=row.name, remedy="wait until it is done")
    row.running_since = now
    row.save(update_fields=["running_since"])
    return row


def _run(row: Provider, outside: Outside, validate: Validate, progress: Progress) -> Outcome:
    metadata = read_metadata(outside.web.get(row.url, METADATA), row.url)
    unchanged(ProviderRole(row.role), row.fingerprints, metadata)
    keys = keys_of(outside.web, outside.signatures, metadata)
    found = listing(outside.web, metadata)
    due, tries = _due(row, found.documents)
    ended: Counter[DocumentState] = Counter()
    for done, listed in enumerate(due):
        progress(done, len(due))
        try:
            fetched = fetch_document(outside.web, outside.signatures, listed, metadata.role, keys)
        except Unfetched as error:
            made = ProviderDocument(state=DocumentState.UNFETCHED, said=str(error))
            ended[_kept(row, listed, tries, made)] += 1
        else:
            ended[_judged(row, listed, fetched, validate, tries)] += 1
    progress(len(due), len(due))
    return Outcome(
        listed=len(found.documents),
        unchanged=len(found.documents) - len(due),
        deviations=found.deviations,
        taken=ended[DocumentState.TAKEN],
        known=ended[DocumentState.KNOWN],
        waiting=ended[DocumentState.WAITING],
        quarantined=ended[DocumentState.QUARANTINED],
        refused=ended[DocumentState.REFUSED],
        unfetched=ended[DocumentState.UNFETCHED],
    )


def _due(row: Provider, documents: Sequence[Listed]) -> tuple[list[Listed], Mapping[str, int]]:
    """Return what is to be fetched, and how often each address was tried before; one query for all."""
    rows = ProviderDocument.objects.filter(provider=row).values_list("url", "updated", "state", "tries")
    seen, tries = {}, {}
    for url, updated, state, tried in rows:
        seen[url], tries[url] = (updated, DocumentState(state)), tried

    def has(listed: Listed) -> bool:
        updated, state = seen.get(listed.url, ("", DocumentState.UNFETCHED))
        return state not in TRIED_AGAIN and updated == listed.updated[:60]

    return [listed for listed in documents if not has(listed)], tries


def _judged(
    row: Provider, listed: Listed, fetched: Fetched, validate: Validate, tries: Mapping[str, int]
) -> DocumentState:
    """Take in one document, or refuse it; whatever is wrong with it stays with it."""
    if fetched.verdict.answer != "yes":
        said = "; ".join(reason.text.en for reason in fetched.verdict.reasons)
        return _kept(row, listed, tries, ProviderDocument(state=DocumentState.REFUSED, said=said))
    try:
        return _take_in(row, listed, fetched.content, validate, tries)
    except (TooLargeAdvisory, Refused) as error:
        return _kept(row, listed, tries, ProviderDocument(state=DocumentState.REFUSED, said=str(error)))


@one_transaction
def _take_in(
    row: Provider, listed: Listed, content: bytes, validate: Validate, tries: Mapping[str, int]
) -> DocumentState:
    received = receive_advisory(
        content=content,
        actor=FETCHER,
        handling=Handling(row.owner, Label(row.label) if row.label else None, row.owner),
        level=Level(row.level),
        validate=validate,
        name=listed.url.rsplit("/", 1)[-1][:200],
        source=Source(document=row.name, url=listed.url),
    )
    said = str(received.error) if received.error else ""
    made = ProviderDocument(state=STATES[received.state], said=said, digest=received.digest, advisory_id=received.row)
    return _kept(row, listed, tries, made)


def _kept(row: Provider, listed: Listed, tries: Mapping[str, int], made: ProviderDocument) -> DocumentState:
    """Keep what became of a document, over what was kept of the last try; one query."""
    made.provider, made.url, made.updated = row, listed.url[:1000], listed.updated[:60]
    made.said, made.at, made.tries = made.said[:2000], timezone.now(), tries.get(made.url, 0) + 1
    ProviderDocument.objects.bulk_create(
        [made],
        update_conflicts=True,
        unique_fields=["provider", "url"],
        update_fields=["updated", "state", "said", "digest", "advisory", "tries", "at"],
    )
    return DocumentState(made.state)


@one_transaction
def _end(row: Provider, outcome: Outcome) -> None:
    kept = {**asdict(outcome), "deviations": list(outcome.deviations[:200]), "deviated": len(outcome.deviations)}
    Provider.objects.filter(pk=row.pk).update(running_since=None, ran_at=timezone.now(), outcome=kept)
    if outcome.taken or outcome.refused or outcome.quarantined or outcome.unfetched:
        append(
            kind="provider.fetched",
            actor=FETCHER,
            payload={
                "provider": row.public_id,
                "name": row.name,
                "listed": outcome.listed,
                "taken": outcome.taken,
                "refused": outcome.refused,
                "quarantined": outcome.quarantined,
                "unfetched": outcome.unfetched,
                "deviations": len(outcome.deviations),
            },
            label=Label.AMBER,
            owner=row.owner,
            subject=str(row.public_id),
        )


def providers_due(at: datetime, every: timedelta) -> tuple[tuple[UUID, UUID], ...]:
    """Return (provider, owner) of those not paused whose last run ended longer than `every` before `at`."""
    with transaction.atomic():
        rows = (
            Provider.objects.filter(paused=False).exclude(ran_at__gt=at - every).exclude(running_since__gt=at - STALE)
        )
        return tuple(rows.order_by("ran_at", "pk").values_list("public_id", "owner"))
