"""What-if: who is hit if a build is the first fixed one, and which products had a flaw that was exploited."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dijkwacht.advisories.selectors import exploited_since
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.amendments import amended_speeches, read_amendment
from dijkwacht.exposure.engine.claims import Statement
from dijkwacht.exposure.engine.schemes import load_schemes
from dijkwacht.exposure.models import Asset, AssetVerdict, ImportedInventory
from dijkwacht.exposure.selectors.naming import directory
from dijkwacht.exposure.selectors.sharing import beside_uses, shown_uses
from dijkwacht.exposure.selectors.slices import Coverage, Hit, combined_answers, coverage, hits_among
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.organisations.selectors import names_seen

LISTED = 500
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Question:
    """A range that nobody published yet: versions of this product below `fixed` (of `train`, where one is given)."""

    vendor: str
    product: str
    fixed: str
    train: str = ""


@dataclass(frozen=True, slots=True)
class HitSeen:
    """One organisation that would be touched; `name` "" where the viewer may not see it."""

    organisation: UUID
    name: str
    verdict: Exposure
    rows: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer: organisations by verdict, at most 500 of them by name, and what stands behind it.

    `served`: how many of them are counted only by systems that others run for them.
    """

    counts: Mapping[Exposure, int]
    served: int
    organisations: tuple[HitSeen, ...]
    coverage: Coverage

    @property
    def total(self) -> int:
        """Return how many organisations have the product in a current inventory."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ExploitedFlaw:
    """A flaw of the list of exploited ones that an answer of the organisation was about."""

    vulnerability: str
    added: date
    product: str
    systems: int
    worst: Exposure
    open_now: bool


def what_if(viewer: Viewer, question: Question, at: datetime) -> WhatIf:
    """Return who would be hit, among the inventories that the viewer may see; nothing is written.

    Who uses a system that another runs is hit by that system, as far as its label lets the viewer see. Raises
    UnreadableAmendment where the bound is no version of the product.
    """
    own = ImportedInventory.objects.visible_to(viewer).filter(ended_at__isnull=True)
    organisations = sorted(set(own.values_list("organisation", flat=True)))
    answers = combined_answers(_statements(question, at))
    found = {hit.organisation: hit for hit in hits_among(answers, organisations=organisations)}
    listing = frozenset(found)
    for hit in _served(viewer, answers, at):
        before = found.get(hit.organisation, Hit(hit.organisation, hit.verdict, 0))
        worst = min(before.verdict, hit.verdict, key=lambda verdict: verdict.rank)
        found[hit.organisation] = Hit(hit.organisation, worst, before.rows + hit.rows)
    counts = Counter(hit.verdict for hit in found.values())
    shown = sorted(found.values(), key=lambda hit: (hit.verdict.rank, -hit.rows))[:LISTED]
    names = names_seen(viewer, [hit.organisation for hit in shown])
    return WhatIf(
        {verdict: counts[verdict] for verdict in Exposure if counts[verdict]},
        len(found.keys() - listing),
        tuple(_seen(hit, names) for hit in shown),
        coverage(viewer),
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """One row of a system that serves others, under the label of its inventory."""

    organisation: UUID
    asset_name: str
    label: str
    build: int


def _served(viewer: Viewer, answers: Mapping[int, Exposure], at: datetime) -> Iterator[Hit]:
    """Yield a hit for each row of a system that serves somebody whom the viewer may see; two queries."""
    uses = shown_uses(viewer, asof=AsOf(known=at))
    systems = Asset.objects.filter(
        inventory__ended_at__isnull=True,
        inventory__organisation__in={use.operator for use in uses},
        name__in={use.name for use in uses},
    )
    rows = systems.values_list("inventory__organisation", "name", "inventory__label", "build") if uses else ()
    listed = [one for one in (_Listed(*row) for row in rows) if one.build in answers]
    for row, use in beside_uses(viewer, listed, uses):
        yield Hit(use.user, answers[row.build], 1)


def _seen(hit: Hit, names: Mapping[UUID, str]) -> HitSeen:
    return HitSeen(hit.organisation, names.get(hit.organisation, ""), hit.verdict, hit.rows)


def _statements(question: Question, at: datetime) -> list[Statement]:
    bound = {"vendor": question.vendor or None, "product": question.product, "train": question.train or None}
    ranges = [{**bound, "status": "affected", "from": None, "to": question.fixed, "to_included": False}]
    body = {
        "amends": {"advisory": None, "vulnerability": "what-if"},
        "by": "what-if",
        "at": at.isoformat(),
        "because": "a question",
        "source": "a question",
        "ranges": ranges,
        "precondition": None,
    }
    amendment = read_amendment(body)
    spoken = amended_speeches(amendment, directory(), load_schemes())
    return [Statement("what-if", "1", "what-if", product, amendment.day, spoken) for product in spoken]


def exploited(viewer: Viewer, organisation: UUID, at: datetime) -> tuple[ExploitedFlaw, ...]:
    """Return the flaws put on the list of exploited ones in the last year that touched a system of the organisation.

    What was answered affected, or could not be told, in the last year or now. Newest first; two queries.
    """
    listed = exploited_since((at - A_YEAR).date())
    rows = AssetVerdict.objects.of(organisation).about(listed).visible_to(viewer)
    told = (Exposure.FIXED.value, Exposure.NOT_AFFECTED.value, Exposure.PRECONDITION_NOT_MET.value)
    found: dict[tuple[str, str], list[tuple[str, Exposure, bool]]] = {}
    for row in rows.exclude(answer__verdict__in=told).whole().order_by("pk"):
        shown = " ".join(part for part in (row.asset.vendor, row.asset.product) if part)
        answers = found.setdefault((row.vulnerability, shown), [])
        answers.append((row.asset_name, row.verdict, row.ended_at is None))
    flaws = [
        ExploitedFlaw(
            flaw,
            listed[flaw],
            product,
            len({asset for asset, _, _ in answers}),
            min((verdict for _, verdict, _ in answers), key=lambda one: one.rank),
            any(stands for _, _, stands in answers),
        )
        for (flaw, product), answers in found.items()
    ]
    return tuple(sorted(flaws, key=lambda one: (-one.added.toordinal(), one.vulnerability, one.product)))
