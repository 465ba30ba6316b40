"""Run matching over the inventories of organisations; verdicts are rows, the journal gets one entry per run."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dijkwacht.advisories.engine.values import Document
from dijkwacht.exposure.engine.amendments import Amendment, read_amendment
from dijkwacht.exposure.engine.schemes import load_schemes
from dijkwacht.exposure.engine.telling import Card
from dijkwacht.exposure.models import Asset, ImportedInventory, MatchingRun, RangeAmendment
from dijkwacht.exposure.selectors.naming import decisions, directory
from dijkwacht.exposure.selectors.rows import row_of_asset
from dijkwacht.exposure.services.answering import Changed, Given, changes, clipped, write
from dijkwacht.exposure.services.building import builds_of, count_installed
from dijkwacht.exposure.services.compiling import asking, matcher_for
from dijkwacht.exposure.services.telling import Spoken, systems_told
from dijkwacht.exposure.services.writing import one_at_a_time
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.selectors import constituencies_of

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run gave: its id and entry, rows looked at, answers by verdict, and how many answers are new or other."""

    run: UUID
    entry: Entry
    rows: int
    counts: dict[str, int]
    changed: int


@dataclass(frozen=True, slots=True)
class _Asked:
    organisations: list[UUID]
    documents: Iterable[Document]
    actor: Actor
    vulnerabilities: frozenset[str] | None
    case: UUID | None
    known: Moment | None
    label: Label
    certs: Mapping[UUID, UUID]


@dataclass(frozen=True, slots=True)
class _Found:
    wanted: list[str]
    given: Mapping[UUID, Sequence[Given]]
    digest: str


@one_transaction
def run_matching(  # noqa: PLR0913 - a run has this many parts, all by keyword
    *,
    organisations: Iterable[UUID],
    documents: Iterable[Document],
    actor: Actor,
    at: datetime,
    vulnerabilities: Iterable[str] | None = None,
    case: UUID | None = None,
    known: Moment | None = None,
    label: Label = Label.AMBER,
) -> Ran:
    """Match the current inventories of these organisations with these advisories, and keep the answers.

    `vulnerabilities` None: all that the documents name. Amendments of the organisations' CERTs and of the actor's own
    organisation count, and what was decided about names. Only systems are read whose product one of the sources names,
    and each distinct build is judged once. An unchanged answer writes nothing, a new revision that changes no answer
    neither (CSAF 2.1, clause 13); one that no longer holds ends.
    """
    asked = _asked(organisations, documents, actor, at, vulnerabilities, case=case, known=known, label=label)
    found = _find(asked)
    return _record(asked, found, changes(found.given, found.wanted))


@one_transaction
def run_where_touched(  # noqa: PLR0913 - a run has this many parts, all by keyword
    *,
    organisation: UUID,
    documents: Iterable[Document],
    actor: Actor,
    at: datetime,
    vulnerabilities: Iterable[str],
    spoken: Spoken | None = None,
) -> Ran | None:
    """Do as `run_matching` for one organisation, but leave no run behind where nothing of it is spoken of.

    `spoken`: the builds that these documents and amendments speak of, where that was asked for many organisations.
    None: no source names a product of its systems, and no answer about these flaws stands.
    """
    asked = _asked((organisation,), documents, actor, at, vulnerabilities)
    found = _find(asked, spoken)
    changed = changes(found.given, found.wanted)
    if not found.given[organisation] and not changed.over:
        return None
    return _record(asked, found, changed)


def _asked(  # noqa: PLR0913 - a run has this many parts
    organisations: Iterable[UUID],
    documents: Iterable[Document],
    actor: Actor,
    at: datetime,
    vulnerabilities: Iterable[str] | None,
    *,
    case: UUID | None = None,
    known: Moment | None = None,
    label: Label = Label.AMBER,
) -> _Asked:
    listed = sorted(organisations)
    one_at_a_time(listed)
    flaws = None if vulnerabilities is None else frozenset(name.upper() for name in vulnerabilities)
    certs = constituencies_of(listed, at)
    return _Asked(listed, documents, actor, flaws, case, known, label, certs)


def _find(asked: _Asked, spoken: Spoken | None = None) -> _Found:
    own = asked.actor.organisation
    amendments = amendments_of({*asked.organisations, *asked.certs.values(), *((own,) if own else ())})
    decided = decisions()
    _give_builds(asked.organisations)
    with asking:
        ready = matcher_for(asked.documents, amendments, decided)
        matcher, told = ready.matcher, asked.vulnerabilities
        wanted = [name for name in matcher.by_vulnerability if told is None or name.upper() in told]
        given = systems_told(asked.organisations, matcher, frozenset(wanted), spoken)
    return _Found(sorted({clipped(name) for name in wanted}), given, ready.rules_digest)


def _record(asked: _Asked, found: _Found, changed: Changed) -> Ran:
    listed = asked.organisations
    counts = _counts(one.told for answers in found.given.values() for one in answers)
    only = listed[0] if len(listed) == 1 else None
    run = MatchingRun(
        public_id=new_id(),
        case=asked.case,
        rules_digest=found.digest,
        vulnerabilities=found.wanted,
        rows=_current_assets(listed).count(),
        counts=counts,
    )
    entry = append(
        kind="matching.ran",
        actor=asked.actor,
        payload={
            "run": run.public_id,
            "rules_digest": run.rules_digest,
            "counts": [{"verdict": verdict, "count": count} for verdict, count in counts.items()],
            "vulnerabilities": found.wanted,
            "rows": run.rows,
        },
        label=asked.label,
        owner=asked.actor.organisation or listed[0],
        organisation=only,
        constituency=asked.certs.get(only) if only else None,
        case=asked.case,
        known=asked.known,
    )
    run.entry, run.at = entry.id, entry.recorded_at
    run.save(force_insert=True)
    written = write(changed, run, entry, asked.certs)
    if asked.vulnerabilities is None:
        waiting = ImportedInventory.objects.filter(organisation__in=listed, ended_at__isnull=True, compared_at=None)
        waiting.update(compared_at=entry.recorded_at)
    return Ran(run.public_id, entry, run.rows, counts, written)


def _counts(cards: Iterable[Card]) -> dict[str, int]:
    """Return how many answers there are of each verdict; rows of which the same is told share one card."""
    times: Counter[int] = Counter()
    kept: dict[int, Card] = {}
    for card in cards:
        times[id(card)] += 1
        kept[id(card)] = card
    counts: Counter[str] = Counter()
    for key, card in kept.items():
        for verdict, count in card.counts.items():
            counts[verdict] += count * times[key]
    return dict(sorted(counts.items()))


def _current_assets(organisations: list[UUID]) -> QuerySet[Asset]:
    return Asset.objects.filter(inventory__organisation__in=organisations, inventory__ended_at__isnull=True)


def _give_builds(organisations: list[UUID]) -> None:
    """Put rows into the dictionary that were taken in before there was one."""
    rows = list(_current_assets(organisations).filter(build=None).select_related("inventory"))
    if rows:
        builds = builds_of([row_of_asset(row) for row in rows], directory(), load_schemes())
        for row, build in zip(rows, builds, strict=True):
            row.build_id = build
        Asset.objects.bulk_update(rows, ["build"], batch_size=BATCH)
        count_installed(organisations)


def amendments_of(owners: Collection[UUID]) -> tuple[Amendment, ...]:
    """Return the amendments of these owners that count now, in the order in which they came."""
    rows = RangeAmendment.objects.filter(owner__in=owners, ended_at__isnull=True).order_by("pk")
    return tuple(read_amendment(row.body) for row in rows)
