"""Reads over the room's tables; each takes the viewer, and what is not yours is not there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from dijkwacht.exposure.domain.remedies import Remedy, Said
from dijkwacht.exposure.domain.standing import Declared, Use, share_known
from dijkwacht.exposure.domain.verdicts import CANNOT_TELL, OPEN, Exposure
from dijkwacht.exposure.engine.amendments import Amendment, read_amendment
from dijkwacht.exposure.models import (
    Asset,
    AssetVerdict,
    CardHeld,
    ImportedInventory,
    RangeAmendment,
    RemedyStatement,
    RunPart,
    UseDeclaration,
    VerdictRows,
)
from dijkwacht.exposure.selectors.seeing import LastSeen, last_seen
from dijkwacht.exposure.selectors.sharing import about_uses, beside_uses, shared_rows, shown_uses
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import Moment, minute, read_moment
from dijkwacht.organisations.selectors import Serving, users_moved

MOST_ASSETS = 20_000
MOST_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class AssetSeen:
    """One system of an inventory, as written; `product_id` is "" where the spelling is not known."""

    id: UUID
    organisation: UUID
    name: str
    vendor: str
    product: str
    product_id: str
    version: str
    edition: str
    facts: Mapping[str, str]
    used_by: str
    used_from: str
    row: int
    inventory: UUID
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsideredSeen:
    """One answer that was weighed: the inventory's row, the advisory, what it said."""

    row: int
    advisory: str
    verdict: Exposure


@dataclass(frozen=True, slots=True)
class VerdictSeen:
    """The answer for one system and one vulnerability, with everything that was considered.

    `last_seen`: in the current inventories, None where it was not asked or none lists the system any more.
    `operator` and `run_by`: who runs the system, None and "" where the organisation itself does.
    """

    id: UUID
    organisation: UUID
    asset: str
    product: str
    product_id: str
    version: str
    vulnerability: str
    verdict: Exposure
    reasons: tuple[Reason, ...]
    range: str
    advisory: str
    advisory_version: str
    considered: tuple[ConsideredSeen, ...]
    since: datetime
    run: UUID
    last_seen: LastSeen | None = None
    operator: UUID | None = None
    run_by: str = ""


@dataclass(frozen=True, slots=True)
class InventorySeen:
    """One inventory: of which source, as of when, how far it was read; `seen` None where it does not say.

    `compared`: whether it was compared with everything since it was handed in.
    """

    id: UUID
    source: str
    format: str
    digest: str
    rows: int
    resolved: int
    bad_rows: tuple[tuple[int, str], ...]
    seen: Moment | None
    recorded_at: datetime
    entry: UUID
    compared: bool = True

    @property
    def share_resolved(self) -> int:
        """Return the percentage of rows that name a known product, rounded down; 0 for an empty inventory."""
        return share_known(self.resolved, self.rows)


@dataclass(frozen=True, slots=True)
class Holding:
    """An inventory with how many systems it lists, which of the asked product ids, and all files of its source so far.

    `digests` are the SHA-256 of the files that were ever taken in under this inventory's name.
    """

    inventory: InventorySeen
    systems: int
    products: frozenset[str]
    digests: frozenset[str]


@dataclass(frozen=True, slots=True)
class DeclarationSeen:
    """What an organisation says about running a product."""

    product: str
    product_id: str
    said: Declared
    entry: UUID


def inventories(viewer: Viewer, organisation: UUID, *, asof: AsOf = NOW) -> tuple[InventorySeen, ...]:
    """Return the inventories of the organisation by source; one query."""
    rows = ImportedInventory.objects.filter(organisation=organisation).visible_to(viewer).as_of(asof)
    return tuple(_inventory(row) for row in rows.order_by("source", "pk"))


def inventories_with(
    viewer: Viewer, organisation: UUID, products: Iterable[str], *, asof: AsOf = NOW
) -> tuple[Holding, ...]:
    """Return each inventory with what it holds, of these product ids, by source; one query."""
    rows = ImportedInventory.objects.filter(organisation=organisation).visible_to(viewer).as_of(asof)
    listed = Asset.objects.filter(inventory=OuterRef("pk")).order_by()
    held = listed.filter(product_id__in=tuple(products)).values("product_id").distinct()
    counted = listed.values("inventory").annotate(n=Count("pk")).values("n")
    ever = ImportedInventory.objects.filter(organisation=organisation, source=OuterRef("source"))
    found = rows.annotate(
        held=ArraySubquery(held),
        systems=Coalesce(Subquery(counted), 0),
        digests=ArraySubquery(ever.values("digest")),
    )
    return tuple(
        Holding(_inventory(row), row.systems, frozenset(row.held or ()), frozenset(row.digests))
        for row in found.order_by("source", "pk")
    )


def assets(
    viewer: Viewer, organisation: UUID, *, product_id: str | None = None, asof: AsOf = NOW
) -> tuple[AssetSeen, ...]:
    """Return the systems of the organisation's inventories, in the order of their rows, at most 20,000; one query."""
    rows = _listed(viewer, organisation, asof)
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    rows = rows.select_related("inventory").order_by("inventory__source", "inventory_id", "number")
    return tuple(_asset(row) for row in rows[:MOST_ASSETS])


def _listed(viewer: Viewer, organisation: UUID, asof: AsOf) -> QuerySet[Asset]:
    allowed = ImportedInventory.objects.filter(organisation=organisation).visible_to(viewer).as_of(asof)
    return Asset.objects.filter(inventory__in=allowed.values("pk"))


def verdicts(
    viewer: Viewer,
    organisation: UUID,
    *,
    vulnerabilities: Iterable[str] | None = None,
    asof: AsOf = NOW,
    uses: Sequence[Serving] | None = None,
) -> tuple[VerdictSeen, ...]:
    """Return the answers for the organisation, worst first, then by system and vulnerability; two queries.

    Those of systems that others run for it are among them, as far as their operators' labels let the viewer see;
    `uses`: those of `shown_uses`, where they were read already.
    """
    if uses is None:
        uses = shown_uses(viewer, users=[organisation], asof=asof)
    rows = _rows_shown(viewer, organisation, uses).as_of(asof)
    if vulnerabilities is not None:
        rows = rows.about(vulnerabilities)
    return _ordered(seen for seen, _ in _seen_rows(viewer, organisation, uses, rows))


@dataclass(frozen=True, slots=True)
class Touched:
    """The worst answers of an organisation, and over all of them: how many, and systems affected or not to be told.

    `said`: what the organisation says by hand of removing the worst ones, by the answer's id.
    """

    worst: tuple[VerdictSeen, ...]
    answers: int
    hit: int
    unclear: int
    said: Mapping[UUID, Said]


def worst_verdicts(
    viewer: Viewer, organisation: UUID, *, asof: AsOf = NOW, uses: Sequence[Serving] = (), most: int = MOST_ANSWERS
) -> Touched:
    """Return at most `most` answers, in the order of `verdicts`, and the counts over all; two queries.

    `uses`: those of `shown_uses`. A system that one name stands for is counted once. Cards say how many answers of
    which verdict they hold: only the lines are read of cards that hold some of the worst.
    """
    own = CardHeld.objects.of(organisation).visible_to(viewer)
    held = (own | CardHeld.objects.filter(about_uses(uses))).as_of(asof).named().values_list(*_HELD)
    listed = [_Held(*values) for values in held]
    rows = [row for row in listed if row.organisation == organisation]
    rows += [row for row, _ in beside_uses(viewer, listed, uses)]
    wanted = _holding_worst(rows, most)
    lines = AssetVerdict.objects.filter(held__in=set().union(*wanted.values())).filter(
        reduce(or_, (Q(answer__verdict=verdict, held__in=some) for verdict, some in wanted.items()), Q())
    )
    said = _said(viewer, organisation, asof)
    seen = _seen_rows(viewer, organisation, uses, lines.named().annotate(said=said))
    found = _ordered(one for one, _ in seen)
    by_hand = {one.id: vars(row)["said"] for one, row in seen if one.operator is None}
    hit = {row.asset_name for row in rows if not row.counts.keys().isdisjoint(OPEN)}
    unclear = {row.asset_name for row in rows if not row.counts.keys().isdisjoint(CANNOT_TELL)}
    return Touched(
        found[:most],
        sum(sum(row.counts.values()) for row in rows),
        len(hit),
        len(unclear),
        {key: Said(Remedy(said["remedy"]), UUID(said["entry"])) for key, said in by_hand.items() if said},
    )


def _said(viewer: Viewer, organisation: UUID, asof: AsOf) -> Subquery:
    """Return what the organisation says by hand of removing a verdict's flaw, for rows that are `named`."""
    same = RemedyStatement.objects.filter(
        organisation=organisation, asset_name=OuterRef("named"), vulnerability=OuterRef("flaw__name")
    )
    told = same.visible_to(viewer).as_of(asof).order_by("-pk")
    return Subquery(told.values(told=JSONObject(remedy="remedy", entry="entry"))[:1])


_HELD = ("pk", "part__organisation", "part__label", "named", "card__counts")


class _Held(NamedTuple):
    pk: int
    organisation: UUID
    label: str
    asset_name: str
    counts: Mapping[str, int]


def _holding_worst(rows: Iterable[_Held], most: int) -> dict[Exposure, list[int]]:
    """Return which rows to read for each verdict, so that the worst `most` answers are among them."""
    by_name = sorted(rows, key=lambda row: row.asset_name)
    wanted: dict[Exposure, list[int]] = {}
    for verdict in Exposure:
        last = ""
        for row in by_name:
            if verdict in row.counts and (most > 0 or row.asset_name == last):
                wanted.setdefault(verdict, []).append(row.pk)
                most -= row.counts[verdict]
                last = row.asset_name
    return wanted


def _ordered(found: Iterable[VerdictSeen]) -> tuple[VerdictSeen, ...]:
    return tuple(sorted(found, key=lambda verdict: (verdict.verdict.rank, verdict.asset, verdict.vulnerability)))


def verdict_with_row(viewer: Viewer, organisation: UUID, verdict: UUID) -> tuple[VerdictSeen, Asset]:
    """Return the current answer of this public id with the inventory's row that decided; two queries.

    Raises NotFound, alike for absent and not yours.
    """
    uses = shown_uses(viewer, users=[organisation])
    rows = _rows_shown(viewer, organisation, uses).as_of(NOW).with_id(verdict)
    rows = rows.select_related("asset__build", "asset__inventory")
    found = next(iter(_seen_rows(viewer, organisation, uses, rows)), None)
    if found is None:
        raise NotFound
    seen, row = found
    return seen, row.asset


def _rows_shown(viewer: Viewer, organisation: UUID, uses: Iterable[Serving]) -> VerdictRows:
    own = AssetVerdict.objects.of(organisation).visible_to(viewer)
    return own | AssetVerdict.objects.filter(about_uses(uses))


def _seen_rows(
    viewer: Viewer, organisation: UUID, uses: Iterable[Serving], rows: VerdictRows
) -> list[tuple[VerdictSeen, AssetVerdict]]:
    """Return each of these rows as the organisation sees it: its own, and those of systems run for it, marked."""
    listed = list(rows.whole())
    own = [(_verdict(row), row) for row in listed if row.organisation == organisation]
    return own + [(_shared_verdict(row, use), row) for row, use in beside_uses(viewer, listed, uses)]


def with_last_seen(found: Iterable[VerdictSeen]) -> tuple[VerdictSeen, ...]:
    """Return these answers, each with when its system was last seen by which inventory; one query."""
    listed = tuple(found)
    seen = last_seen((one.operator or one.organisation, one.asset) for one in listed)
    return tuple(
        replace(one, last_seen=seen.get((one.operator or one.organisation, one.asset.casefold(), one.version)))
        for one in listed
    )


def matched_since(at: datetime | None) -> frozenset[UUID]:
    """Return the organisations of which an answer was written or ended since the minute before `at`; None gives all.

    Whom one of their systems serves is among them, and whose use of such a system began, ended or changed its label.
    For services of later rooms that follow matching: it asks for no viewer. The minute is for runs that were still
    being written at `at`.
    """
    parts = RunPart.objects.all()
    early = None if at is None else at - timedelta(minutes=1)
    if early is not None:
        ended = CardHeld.objects.filter(ended_at__gte=early).values("part")
        parts = parts.filter(Q(recorded_at__gte=early) | Q(pk__in=ended))
    found = frozenset(parts.values_list("organisation", flat=True).distinct())
    return found | users_moved(early, found, timezone.now())


def verdict_counts(
    viewer: Viewer, constituency: UUID, *, vulnerabilities: Iterable[str], asof: AsOf = NOW
) -> Mapping[Exposure, int]:
    """Return how many organisations of a constituency have each verdict as their worst for these vulnerabilities.

    Only organisations whose verdicts the viewer may see are counted, by systems that others run for them too; one
    without any verdict is in no count, which is not the same as not affected. All nine verdicts are keys.
    """
    vulnerabilities = tuple(vulnerabilities)
    rows = AssetVerdict.objects.filter(part__constituency=constituency).about(vulnerabilities)
    told = rows.visible_to(viewer).as_of(asof)
    pairs = told.values_list("part__organisation", "answer__verdict").distinct()
    worst: dict[UUID, Exposure] = {}
    shared = shared_rows(viewer, constituency, vulnerabilities=vulnerabilities, asof=asof)
    served = [(use.user, row.verdict) for row, use in shared]
    for organisation, value in (*pairs, *served):
        verdict = Exposure(value)
        before = worst.get(organisation, verdict)
        worst[organisation] = min(before, verdict, key=lambda one: one.rank)
    counts = Counter(worst.values())
    return {verdict: counts[verdict] for verdict in Exposure}


def declarations(viewer: Viewer, organisation: UUID, *, asof: AsOf = NOW) -> tuple[DeclarationSeen, ...]:
    """Return what the organisation says about running products, by product; one query."""
    rows = UseDeclaration.objects.filter(organisation=organisation).visible_to(viewer).as_of(asof)
    return tuple(
        DeclarationSeen(
            row.product,
            row.product_id,
            Declared(Use(row.use), minute(row.known_by), Origin(row.origin), row.entry),
            row.entry,
        )
        for row in rows.order_by("product", "pk")
    )


def amendments(viewer: Viewer, owner: UUID) -> tuple[Amendment, ...]:
    """Return the amendments of one owner that count now, by vulnerability; one query."""
    rows = RangeAmendment.objects.filter(owner=owner).visible_to(viewer).as_of(NOW)
    return tuple(read_amendment(row.body) for row in rows.order_by("vulnerability", "pk"))


def _inventory(row: ImportedInventory) -> InventorySeen:
    return InventorySeen(
        row.public_id,
        row.source,
        row.format,
        row.digest,
        row.rows,
        row.resolved,
        tuple((int(bad["number"]), str(bad["message"])) for bad in row.bad_rows),
        read_moment(row.seen) if row.seen else None,
        row.recorded_at,
        row.entry,
        row.compared_at is not None,
    )


def _asset(row: Asset) -> AssetSeen:
    return AssetSeen(
        row.public_id,
        row.inventory.organisation,
        row.name,
        row.vendor,
        row.product,
        row.product_id,
        row.version,
        row.edition,
        row.facts,
        row.used_by,
        row.used_from,
        row.number,
        row.inventory.public_id,
        tuple(row.remarks),
    )


def _shared_verdict(row: AssetVerdict, use: Serving) -> VerdictSeen:
    """Return the operator's answer as its user sees it: marked, and without the operator's own entries."""
    marked = Reason(
        "shared-host",
        Text(f"op een systeem dat {use.operator_name} beheert", f"on a device run by {use.operator_name}"),
    )
    seen = _verdict(row)
    reasons = (marked, *(replace(reason, entries=()) for reason in seen.reasons))
    return replace(seen, organisation=use.user, reasons=reasons, operator=use.operator, run_by=use.operator_name)


def _verdict(row: AssetVerdict) -> VerdictSeen:
    answer, part = row.answer, row.part
    shown = " ".join(part for part in (row.asset.vendor, row.asset.product) if part)
    return VerdictSeen(
        row.public_id,
        row.organisation,
        row.asset_name,
        shown,
        answer.product_id,
        row.asset.version,
        row.vulnerability,
        row.verdict,
        tuple(Reason(item["code"], Text(item["nl"], item["en"]), (part.entry,)) for item in answer.reasons),
        answer.range,
        answer.advisory,
        answer.advisory_version,
        tuple(ConsideredSeen(*item) for item in row.considered),
        part.recorded_at,
        part.run.public_id,
    )
