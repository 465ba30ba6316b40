"""Run matching over the inventories of organisations; verdicts are rows, the journal gets one entry per run."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dijkwacht.advisories.engine.values import Document
from dijkwacht.exposure.engine.amendments import Amendment, read_amendment, shipped_amendments
from dijkwacht.exposure.engine.deciding import DecidedDirectory, Decisions
from dijkwacht.exposure.engine.matching import Match, Matcher, matcher_of
from dijkwacht.exposure.engine.schemes import load_schemes, shipped_schemes
from dijkwacht.exposure.models import FLAW, Asset, Build, MatchingRun, RangeAmendment, VerdictRow
from dijkwacht.exposure.selectors.naming import decisions
from dijkwacht.exposure.selectors.rows import row_of_asset, row_of_build
from dijkwacht.exposure.services.building import builds_of, count_installed
from dijkwacht.exposure.services.writing import end, known_by, one_at_a_time
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
    documents: tuple[Document, ...]
    actor: Actor
    vulnerabilities: frozenset[str] | None
    case: UUID | None
    known: Moment | None
    label: Label
    certs: Mapping[UUID, UUID]


@dataclass(frozen=True, slots=True)
class _Found:
    wanted: list[str]
    assets: dict[int, Asset]
    matches: list[Match]
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
    return _record(asked, _find(asked))


@one_transaction
def run_where_touched(
    *,
    organisation: UUID,
    documents: Iterable[Document],
    actor: Actor,
    at: datetime,
    vulnerabilities: Iterable[str],
) -> Ran | None:
    """Do as `run_matching` for one organisation, but leave no run behind where nothing of it is spoken of.

    None: no source names a product of its systems, and no answer about these flaws stands.
    """
    asked = _asked((organisation,), documents, actor, at, vulnerabilities)
    found = _find(asked)
    if not found.matches and not _standing(found.wanted, asked.organisations).exists():
        return None
    return _record(asked, found)


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
    return _Asked(listed, tuple(documents), actor, flaws, case, known, label, certs)


def _find(asked: _Asked) -> _Found:
    own = asked.actor.organisation
    amendments = _amendments({*asked.organisations, *asked.certs.values(), *((own,) if own else ())})
    decided = decisions()
    matcher = matcher_of(asked.documents, amendments=amendments, directory=DecidedDirectory(decisions=decided))
    told = asked.vulnerabilities
    wanted = sorted(name for name in matcher.by_vulnerability if told is None or name.upper() in told)
    _give_builds(asked.organisations)
    assets = _touched_assets(asked.organisations, matcher)
    given = matcher.match(("", row_of_asset(asset)) for asset in assets)
    names = frozenset(wanted)
    matches = [match for match in given if match.vulnerability in names]
    digest = _digest_of(asked.documents, amendments, decided)
    return _Found([name[:FLAW] for name in wanted], {asset.pk: asset for asset in assets}, matches, digest)


def _record(asked: _Asked, found: _Found) -> Ran:
    listed = asked.organisations
    counts = dict(sorted(Counter(match.verdict.value for match in found.matches).items()))
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
    writing = _Writing(run, entry, found.assets, asked.certs)
    changed = _write(writing, found.matches, _standing(found.wanted, listed))
    return Ran(run.public_id, entry, run.rows, counts, changed)


def _current_assets(organisations: list[UUID]) -> QuerySet[Asset]:
    return Asset.objects.filter(inventory__organisation__in=organisations, inventory__ended_at__isnull=True)


def _give_builds(organisations: list[UUID]) -> None:
    """Put rows into the dictionary that were taken in before there was one."""
    rows = list(_current_assets(organisations).filter(build=None).select_related("inventory"))
    if rows:
        builds = builds_of([row_of_asset(row) for row in rows], DecidedDirectory(decisions=decisions()), load_schemes())
        for row, build in zip(rows, builds, strict=True):
            row.build_id = build
        Asset.objects.bulk_update(rows, ["build"], batch_size=BATCH)
        count_installed(organisations)


def _touched_assets(organisations: list[UUID], matcher: Matcher) -> list[Asset]:
    """Return the assets of which a source names the product, or one that resembles it."""
    held = Build.objects.filter(installed__organisation__in=organisations).distinct()
    touched = [build.pk for build in held if speaks_of(matcher, build)]
    rows = _current_assets(organisations).filter(build__in=touched).select_related("inventory", "build")
    return list(rows.order_by("inventory__organisation", "inventory_id", "number"))


def speaks_of(matcher: Matcher, build: Build) -> bool:
    """Return whether any source names the product of this build, or one that its name resembles."""
    row = row_of_build(build)
    if matcher.product_of(row) in matcher.by_product:
        return True
    resembled = matcher.directory.of_row(row.vendor, row.product, row.cpe, row.purl).candidates
    return any(candidate in matcher.by_product for candidate in resembled)


def _amendments(owners: set[UUID]) -> tuple[Amendment, ...]:
    rows = RangeAmendment.objects.filter(owner__in=owners, ended_at__isnull=True).order_by("pk")
    return tuple(read_amendment(row.body) for row in rows)


@dataclass(frozen=True, slots=True)
class _Writing:
    run: MatchingRun
    entry: Entry
    assets: Mapping[int, Asset]
    certs: Mapping[UUID, UUID]


def _write(writing: _Writing, found: list[Match], standing: QuerySet[VerdictRow]) -> int:
    """Write the answers that are new or other, end those that no longer hold, and return how many were written."""
    current = {_key(row): row for row in standing.select_related("asset")}
    fresh: list[VerdictRow] = []
    for match in sorted(found, key=lambda one: (one.organisation, one.asset, one.vulnerability)):
        row = _verdict_row(writing, match)
        before = current.get(_key(row))
        if before is not None and _same(before, row):
            current.pop(_key(before))
        else:
            fresh.append(row)
    end(VerdictRow.objects.filter(pk__in=[row.pk for row in current.values()]), writing.entry)
    VerdictRow.objects.bulk_create(fresh, batch_size=BATCH)
    return len(fresh)


def _standing(vulnerabilities: list[str], organisations: list[UUID]) -> QuerySet[VerdictRow]:
    rows = VerdictRow.objects.filter(organisation__in=organisations, ended_at__isnull=True)
    return rows.filter(vulnerability__in=vulnerabilities)


def _key(row: VerdictRow) -> tuple[UUID, str, str]:
    return row.organisation, row.asset_name.casefold(), row.vulnerability


def _verdict_row(writing: _Writing, match: Match) -> VerdictRow:
    organisation = UUID(match.organisation)
    asset = writing.assets[match.row.number]
    entry = writing.entry
    return VerdictRow(
        organisation=organisation,
        entry=entry.id,
        label=entry.label.value,
        owner=organisation,
        constituency=writing.certs.get(organisation),
        known_by=known_by(entry),
        recorded_at=entry.recorded_at,
        run=writing.run,
        asset=asset,
        asset_name=match.asset,
        product_id=match.product,
        vulnerability=match.vulnerability[:FLAW],
        verdict=match.verdict.value,
        reasons=[{"code": reason.code, "nl": reason.text.nl, "en": reason.text.en} for reason in match.reasons],
        range=match.range or "",
        advisory=match.advisory,
        advisory_version=match.advisory_version,
        considered=[
            {"row": writing.assets[item.source_row].number, "advisory": item.advisory, "verdict": item.verdict.value}
            for item in match.considered
        ],
    )


def _same(before: VerdictRow, after: VerdictRow) -> bool:
    told = ("verdict", "reasons", "range", "advisory", "considered")
    same_text = all(getattr(before, name) == getattr(after, name) for name in told)
    return same_text and (before.asset.version, before.asset.product) == (after.asset.version, after.asset.product)


def _digest_of(documents: tuple[Document, ...], amendments: tuple[Amendment, ...], decided: Decisions) -> str:
    """Return the digest of everything that decides: schemes by revision, amendments, names, advisories by version."""
    told = [
        *(f"{scheme.name} {scheme.revision}" for scheme in shipped_schemes()),
        *(repr(amendment) for amendment in (*shipped_amendments(), *amendments)),
        *(f"{kind} {sorted(names.items())}" for kind, names in asdict(decided).items()),
        *sorted(f"{document.identifier} {document.version}" for document in documents),
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
